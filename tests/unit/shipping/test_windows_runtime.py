"""Microsoft's C++ runtime beside the engine: what is asked for, and where it is found."""

from pathlib import Path

import pytest
from bootstrap.talk import SetupError
from shipping import windows_runtime

IMPORTS = (
    b"MZ...\0KERNEL32.dll\0MSVCP140.dll\0VCRUNTIME140_1.dll\0api-ms-win-crt-heap-l1-1-0.dll\0"
)


def file(folder: Path, name: str, content: bytes = b"MZ") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    made = folder / name
    made.write_bytes(content)
    return made


@pytest.fixture
def redistributable(tmp_path: Path) -> dict[str, str]:
    """As Visual Studio lays it out."""
    folder = tmp_path / "Redist" / "MSVC" / "14.44.35112"
    inside = folder / "x64" / "Microsoft.VC143.CRT"
    file(inside, "msvcp140.dll", b"MZ\0VCRUNTIME140.dll\0")
    for name in ("vcruntime140.dll", "vcruntime140_1.dll", "msvcp140_2.dll"):
        file(inside, name)
    return {windows_runtime.PLACE: f"{folder}"}


def test_what_a_library_imports_comes_along_and_what_that_imports(
    tmp_path: Path, redistributable: dict[str, str]
) -> None:
    engine = tmp_path / "engine"
    library = file(engine, "llama.dll", IMPORTS)
    found = windows_runtime.bring_along(engine, [library], environment=redistributable)
    assert found == ("msvcp140.dll", "vcruntime140.dll", "vcruntime140_1.dll")
    assert {one.name for one in engine.iterdir()} == {"llama.dll", *found}


def test_a_library_that_imports_nothing_of_it_brings_nothing(tmp_path: Path) -> None:
    library = file(tmp_path, "ggml.dll", b"MZ\0KERNEL32.dll\0not-msvcp140.dllish\0")
    assert windows_runtime.bring_along(tmp_path, [library], environment={}) == ()


@pytest.mark.parametrize("place", ["", "/nowhere"])
def test_without_a_developer_prompt_it_is_said_what_to_do(tmp_path: Path, place: str) -> None:
    library = file(tmp_path, "llama.dll", IMPORTS)
    with pytest.raises(SetupError, match="developer prompt"):
        windows_runtime.bring_along(
            tmp_path, [library], environment={windows_runtime.PLACE: place}
        )


def test_the_engines_runtime_lies_beside_python_and_nothing_else_of_it_does(
    tmp_path: Path,
) -> None:
    for name in ("llama.dll", "MSVCP140.dll", "vcruntime140_1.dll", "engine.json"):
        file(tmp_path, name)
    assert sorted(windows_runtime.entries(tmp_path)) == [
        ("MSVCP140.dll", str(tmp_path / "MSVCP140.dll"), "BINARY"),
        ("vcruntime140_1.dll", str(tmp_path / "vcruntime140_1.dll"), "BINARY"),
    ]

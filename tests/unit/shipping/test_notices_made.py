import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from bootstrap.talk import SetupError
from shipping import engine_notices, notices, system_notices

from launcher.notices.components import FOLDER, components
from launcher.notices.distributions import installed, plain
from launcher.notices.shelf import read_notices

PINNED = "llama_cpp_python-0.3.36"


def put(tree: Path, *names: str) -> Path:
    for name in names:
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        (tree / name).write_bytes(b"")
    return tree


@pytest.fixture
def engine_source(repository: Path) -> Path:
    folder = repository / "build" / "engine-source" / PINNED / "vendor" / "llama.cpp"
    if not folder.is_dir():
        pytest.skip("the engine's source was not fetched here; `snug.py package engine` does")
    return folder


def test_everything_installed_here_gets_its_notice(tmp_path: Path) -> None:
    out = notices.make(Path(sys.executable), None, tmp_path / "notices.json")
    told = {plain(one.name): one for one in read_notices(out)}
    assert set(installed()) - set(told) == set()
    assert all(one.text.strip() for one in told.values())
    assert out.stat().st_size < notices.LARGEST
    named = [row.name for row in components() if not row.systems or sys.platform in row.systems]
    assert [one.name for one in read_notices(out)][: len(named)] == named


def test_a_library_without_a_notice_stops_the_making(tmp_path: Path) -> None:
    tree = put(tmp_path / "tree", "libQt6Core.so.6", "libofnobody_9x.so.1")
    with pytest.raises(SetupError, match=r"libofnobody_9x\.so\.1"):
        notices.make(Path(sys.executable), None, tmp_path / "notices.json", tree=tree)
    assert not (tmp_path / "notices.json").exists()


def test_an_environment_without_a_python_is_told(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="cannot be made"):
        notices.make(tmp_path / "python", None, tmp_path / "notices.json")


def test_only_what_came_from_the_system_is_asked_of_it(tmp_path: Path) -> None:
    own = (
        "PySide6/Qt/plugins/platforms/libqxcb.so",
        "libQt6Gui.so.6",
        "libicudata.so.73",
        "engine/libggml-cpu-haswell.so",
        "engine/libgomp.so.1",
        "libpython3.11.so.1.0",
        "python3.11/lib-dynload/_ssl.cpython-311-x86_64-linux-gnu.so",
        "numpy.libs/libscipy_openblas64_-1.so",
        "psutil/_psutil_linux.abi3.so",
        "resources/icons/chat.svg",
    )
    tree = put(tmp_path, *own, "libssl.so.3", "libxcb-cursor.so.0")
    found = system_notices.unexplained(tree, installed().values(), system="linux")
    assert [file.name for file in found] == ["libssl.so.3", "libxcb-cursor.so.0"]


def test_what_pythons_installer_brings_on_windows_is_covered(tmp_path: Path) -> None:
    names = ("python311.dll", "python3.dll", "libcrypto-3.dll", "_socket.pyd", "vcruntime140.dll")
    tree = put(tmp_path, *names, "api-ms-win-crt-heap-l1-1-0.dll", "stranger.dll")
    found = system_notices.unexplained(tree, (), system="win32")
    assert [file.name for file in found] == ["stranger.dll"]
    found = system_notices.unexplained(tree, (), system="linux")
    assert "vcruntime140.dll" in [file.name for file in found]


def documents(folder: Path, text: str) -> Callable[[str], tuple[str, str]]:
    (folder / "libssl3").mkdir(parents=True)
    (folder / "libssl3" / "copyright").write_text(text, encoding="utf-8")
    return lambda name: ("libssl3", "3.0.19") if "ssl" in name or "crypto" in name else ("", "")


COPYRIGHT = """Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/

Files: *
Copyright: 1998 The OpenSSL Project
License: Apache-2.0

Files: debian/*
Copyright: 2003 A Maintainer
License: GPL-2+
"""


def test_libraries_of_one_package_share_its_notice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(system_notices, "DOCUMENTS", tmp_path)
    ask = documents(tmp_path, COPYRIGHT)
    files = [Path("libssl.so.3"), Path("libcrypto.so.3")]
    (one,) = system_notices.system_notices(files, package_of=ask)
    assert one.name == "libssl3 (libcrypto.so.3, libssl.so.3)"
    assert (one.version, one.licence) == ("3.0.19", "Apache-2.0")
    assert "The OpenSSL Project" in one.text


def test_a_library_of_no_package_ends_the_making(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match=r"libodd\.so"):
        system_notices.system_notices([Path("libodd.so")], package_of=lambda _name: ("", ""))


@pytest.mark.skipif(not Path("/var/lib/dpkg/status").is_file(), reason="not Debian")
def test_dpkg_names_the_package_of_a_library() -> None:
    package, version = system_notices.debian_package("libc.so.6")
    assert package == "libc6"
    assert version
    assert system_notices.debian_package("libofnobody_9x.so.1") == ("", "")


def test_the_engines_licences_are_those_of_its_source(engine_source: Path) -> None:
    for name, text in engine_notices.engine_texts(engine_source).items():
        assert (FOLDER / name).read_text(encoding="utf-8") == text, name


def test_a_source_that_lost_a_licence_is_refused(tmp_path: Path) -> None:
    put(tmp_path, "LICENSE")
    with pytest.raises(SetupError, match=r"llama\.cpp"):
        engine_notices.engine_texts(tmp_path)


def test_what_the_engine_compiles_in_is_all_told(engine_source: Path) -> None:
    """`mtmd` names the vendored code it links; a new one needs its licence here."""
    text = (engine_source / "tools" / "mtmd" / "CMakeLists.txt").read_text(encoding="utf-8")
    linked = {word for line in text.splitlines() if "mtmd " in line for word in line.split()}
    vendored = {word.rstrip(")").partition("::")[2] for word in linked if "vendor::" in word}
    assert vendored == {"hash", "miniaudio", "stb", "sheredom"}
    hashes = {file.name for file in (engine_source / "vendor" / "hash").iterdir() if file.is_dir()}
    assert hashes == {"rotate-bits", "sha1", "sha256", "xxhash"}
    told = {part.path for part in engine_notices.INSIDE}
    for folder in ("hash/xxhash", "hash/sha1", "hash/sha256", "hash/rotate-bits", "miniaudio"):
        assert any(path.startswith(f"vendor/{folder}/") for path in told), folder
    own = engine_source / "ggml" / "src" / "ggml-cpu"
    headed = [
        file.relative_to(engine_source).as_posix()
        for file in sorted(own.rglob("*.c*"))
        if file.read_text(encoding="utf-8", errors="replace").startswith("// Copyright")
    ]
    assert headed == ["ggml/src/ggml-cpu/llamafile/sgemm.cpp"]


def test_the_frozen_program_has_a_notice_for_everything_in_it(repository: Path) -> None:
    parts = repository / "dist" / "Snug" / "_internal"
    if not (parts / "notices").is_dir():
        pytest.skip("no frozen program here; `snug.py package freeze` makes one")
    told = read_notices(parts / "notices" / "notices.json")
    names = " ".join(one.name for one in told)
    left = system_notices.unexplained(parts, installed().values())
    assert [file.name for file in left if file.name not in names] == []
    inside = {plain(folder.name.split("-")[0]) for folder in parts.glob("*.dist-info")}
    assert inside - {plain(one.name) for one in told} == set()

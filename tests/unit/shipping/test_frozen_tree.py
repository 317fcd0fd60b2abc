"""What stays out of a frozen program, what its list says, and what it may weigh."""

import hashlib
import json
import sys
from pathlib import Path

import pytest
from bootstrap.talk import SetupError
from shipping import contents, freeze, freezing_env, prune, sizes
from shipping.sizes import Part

LINKS = pytest.mark.skipif(sys.platform == "win32", reason="links need rights on Windows")


@pytest.mark.parametrize(
    "name",
    [
        "libstdc++.so.6",
        "libgcc_s.so.1",
        "libvulkan.so.1",
        "libX11.so.6",
        "libxcb.so.1",
        "libwayland-client.so.0",
        "PySide6/Qt/translations/qtbase_de.qm",
        "PySide6/Qt/plugins/platforms/libqeglfs.so",
        "PySide6/Qt/plugins/platformthemes/libqgtk3.so",
        "libQt6Quick.so.6",
        "llama_cpp_python-0.3.36.dist-info/direct_url.json",
        "PySide6/Qt/lib/libQt6Qml.so.6",
        "PySide6\\plugins\\platforms\\qminimal.dll",
        "python3.11/lib-dynload/_tkinter.cpython-311-x86_64-linux-gnu.so",
    ],
)
def test_what_is_not_used_or_belongs_to_the_system_stays_out(name: str) -> None:
    assert prune.is_pruned(name)


@pytest.mark.parametrize(
    "name",
    [
        "libxcb-cursor.so.0",
        "libxcb-icccm.so.4",
        "libxkbcommon-x11.so.0",
        "libQt6Gui.so.6",
        "PySide6/Qt/plugins/platforms/libqxcb.so",
        "PySide6/Qt/plugins/platforms/libqwayland.so",
        "PySide6/Qt/plugins/platforms/libqoffscreen.so",
        "PySide6/Qt/plugins/iconengines/libqsvgicon.so",
        "PySide6/Qt/plugins/imageformats/libqjpeg.so",
        "PySide6/plugins/platforms/qwindows.dll",
        "libssl.so.3",
        "keyring-25.7.0.dist-info/entry_points.txt",
        "llama_cpp_python-0.3.36.dist-info/METADATA",
        "numpy.libs/libscipy_openblas64_-32a4b2a6.so",
    ],
)
def test_what_the_window_needs_stays(name: str) -> None:
    assert not prune.is_pruned(name)


def test_each_program_lacks_what_the_other_brings() -> None:
    assert "llama_cpp" in prune.THE_WINDOW_LACKS
    assert {"PySide6", "ui"} <= set(prune.THE_WORKER_LACKS)


def tree_in(folder: Path) -> Path:
    parts = folder / "Snug" / contents.PARTS
    parts.mkdir(parents=True)
    (folder / "Snug" / "snug").write_bytes(b"program")
    (parts / "libQt6Gui.so.6").write_bytes(b"Qt")
    return folder / "Snug"


@LINKS
def test_the_list_names_every_file_but_links_and_itself(tmp_path: Path) -> None:
    tree = tree_in(tmp_path)
    (tree / contents.PARTS / "libQt.so").symlink_to("libQt6Gui.so.6")
    contents.write(tree, version="1.2.3")
    found = json.loads(contents.write(tree, version="1.2.3").read_text(encoding="utf-8"))
    assert found["version"] == "1.2.3"
    assert found["files"] == {
        "_internal/libQt6Gui.so.6": {"size": 2, "sha256": hashlib.sha256(b"Qt").hexdigest()},
        "snug": {"size": 7, "sha256": hashlib.sha256(b"program").hexdigest()},
    }


def test_on_a_mac_the_code_is_left_to_its_signature(tmp_path: Path) -> None:
    tree = tree_in(tmp_path)
    (tree / contents.PARTS / "libllama.dylib").write_bytes(b"\xcf\xfa\xed\xfe and so on")
    found = contents.entries(tree, parts=tree / contents.PARTS)
    assert sorted(found) == ["_internal/libQt6Gui.so.6", "snug"]


def test_an_applications_code_and_data_lie_apart() -> None:
    parts, data = freeze.places(Path("Snug.app"))
    assert (parts, data) == (
        Path("Snug.app/Contents/Frameworks"),
        Path("Snug.app/Contents/Resources"),
    )
    assert freeze.places(Path("Snug")) == (Path("Snug/_internal"),) * 2


def record(*names: str) -> str:
    """As PyInstaller writes what it froze."""
    lines = ",\n".join(f"  ('{name}',\n   '/x/{name}.py',\n   'PYMODULE')" for name in names)
    return "('/build/PYZ-00.pyz',\n [" + lines.lstrip() + "],\n {})\n"


def test_the_modules_of_a_program_are_read_from_its_record() -> None:
    assert freeze.modules(record("PySide6", "ui.app")) == {"PySide6", "ui.app"}


def test_a_window_without_engine_beside_a_worker_without_qt_passes() -> None:
    freeze.check_apart([record("PySide6", "ui"), record("llama_cpp", "launcher")])


def test_a_program_with_qt_and_engine_does_not_pass() -> None:
    with pytest.raises(SetupError, match="both Qt and the engine"):
        freeze.check_apart([record("ui", "PySide6", "llama_cpp")])


def test_records_that_cannot_be_read_do_not_pass() -> None:
    with pytest.raises(SetupError, match="cannot be read"):
        freeze.check_apart(["[]"])


def test_libraries_that_pyinstaller_missed_are_named_but_for_gtk() -> None:
    log = (
        "WARNING: Library not found: could not resolve 'libgtk-3.so.0', dependency of 'a'.\n"
        "WARNING: Library not found: could not resolve 'libxcb-icccm.so.4', dependency of 'b'.\n"
        "WARNING: Library not found: could not resolve 'libxcb-icccm.so.4', dependency of 'c'.\n"
    )
    assert freeze.missing_libraries(log) == ("libxcb-icccm.so.4",)


def test_the_environment_holds_what_runs_and_what_freezes_but_not_the_engines_build(
    tmp_path: Path,
) -> None:
    project = tmp_path / "pyproject.toml"
    project.write_text(
        '[project]\ndependencies = ["llama-cpp-python==1", "psutil==2"]\n'
        '[project.optional-dependencies]\npackage = ["pyinstaller==3"]\n',
        encoding="utf-8",
    )
    assert freezing_env.requirements(project) == ("psutil==2", "pyinstaller==3")


def test_another_archive_or_python_makes_the_environment_again() -> None:
    first = freezing_env.fingerprint(["a"], archive="b-1.tar.gz", python="3.11")
    assert first == freezing_env.fingerprint(["a"], archive="b-1.tar.gz", python="3.11")
    assert first != freezing_env.fingerprint(["a"], archive="b-2.tar.gz", python="3.11")
    assert first != freezing_env.fingerprint(["a"], archive="b-1.tar.gz", python="3.12")


@pytest.mark.parametrize(
    ("place", "part"),
    [
        ("_internal/engine/libggml-vulkan.so", "Vulkan"),
        ("_internal/engine/libggml-cpu-zen4.so", "engine, processor's variants"),
        ("_internal/engine/libllama.so", "engine, the rest"),
        ("_internal/PySide6/Qt/lib/libQt6Gui.so.6", "Qt"),
        ("_internal/numpy.libs/libgfortran.so", "NumPy"),
        ("_internal/python3.11/lib-dynload/_ssl.so", "Python"),
        ("snug-worker", "programs"),
        ("_internal/libssl.so.3", "other packages and libraries"),
    ],
)
def test_every_file_belongs_to_a_part(place: str, part: str) -> None:
    assert sizes.part_of(place) == part


def test_the_parts_of_a_tree_add_up(tmp_path: Path) -> None:
    found = sizes.parts(tree_in(tmp_path))
    assert [(part.name, part.installed) for part in found] == [
        ("programs", 7),
        ("Qt", 2),
    ]


def test_a_program_within_its_limits_passes() -> None:
    sizes.check([Part(name="Qt", installed=sizes.INSTALLED)], {"a.deb": sizes.DOWNLOADED})


def test_a_program_that_grew_too_large_does_not_pass() -> None:
    halves = [Part(name=name, installed=sizes.INSTALLED // 2 + 1) for name in ("a", "b")]
    with pytest.raises(SetupError, match="250 MB installed: too much"):
        sizes.check(halves, {})


def test_a_package_that_grew_too_large_does_not_pass() -> None:
    with pytest.raises(SetupError, match=r"a\.deb is 101 MB"):
        sizes.check([], {"a.deb": 101 * 10**6})

"""The engine's folder: what it holds, what engine.json says of it, and that nothing leads out."""

import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from bootstrap.folder import ROOT
from bootstrap.talk import SetupError
from shipping import engine_folder
from shipping.engine_folder import Origin

from launcher.engines.manifest import read_manifest
from launcher.engines.pinned import this_system

ORIGIN = Origin(
    bindings="0.3.36", commit="0c1e57098bba43ac29e6e3b677cdceebdd22334f", engine="0.5.0-dev"
)
LINUX_WITH_COMPILER = pytest.mark.skipif(
    sys.platform != "linux" or not all(map(shutil.which, ("cc", "readelf", "strip"))),
    reason="needs Linux, a C compiler and binutils",
)


def library(folder: Path, name: str, *, run_path: str = "") -> Path:
    """A shared library of one function, made here."""
    folder.mkdir(parents=True, exist_ok=True)
    code = folder / "one.c"
    code.write_text("int one(void) { return 1; }\n", encoding="utf-8")
    words = ["cc", "-shared", "-fPIC", "-o", str(folder / name), str(code)]
    words += [f"-Wl,-rpath,{run_path}"] if run_path else []
    subprocess.run(words, check=True)
    return folder / name


@pytest.mark.parametrize(
    ("platform_name", "machine"),
    [
        ("linux", "x86_64"),
        ("linux", "aarch64"),
        ("win32", "AMD64"),
        ("win32", "ARM64"),
        ("darwin", "arm64"),
        ("darwin", "x86_64"),
    ],
)
def test_the_maker_and_the_program_name_a_system_alike(platform_name: str, machine: str) -> None:
    assert engine_folder.system_name(platform_name, machine) == this_system(platform_name, machine)


@pytest.mark.parametrize(
    "name",
    ["libggml.so", "libggml-cpu-haswell.so", "libllama.so", "ggml-vulkan.dll", "libmtmd.dylib"],
)
def test_a_library_of_the_engine_is_taken(name: str) -> None:
    assert engine_folder.LIBRARY.match(name)


@pytest.mark.parametrize("name", ["libllama.so.0", "llama-cli", "libfoo.so", "libggml.a", "x.pc"])
def test_whatever_else_a_build_leaves_is_not(name: str) -> None:
    assert not engine_folder.LIBRARY.match(name)


def test_backends_are_read_from_the_modules_names() -> None:
    names = ["libggml-base.so", "libggml.so", "libggml-cpu-x64.so", "libggml-cpu-zen4.so"]
    names += ["libggml-vulkan.so", "ggml-rpc.dll", "libllama.so", "libgomp.so.1"]
    assert engine_folder.backends(names) == ("cpu", "rpc", "vulkan")


def test_the_program_reads_the_manifest_that_is_written(tmp_path: Path) -> None:
    (tmp_path / "libggml-cpu-x64.so").write_bytes(b"module")
    engine_folder.write_manifest(tmp_path, origin=ORIGIN, kind="module")
    found = read_manifest(tmp_path)
    assert found.system == this_system()
    assert found.commit == ORIGIN.commit
    assert found.backends == ("cpu",)
    (file,) = found.files
    assert (file.name, file.size) == ("libggml-cpu-x64.so", 6)
    assert file.sha256 == hashlib.sha256(b"module").hexdigest()


def test_an_engine_for_tests_says_so(tmp_path: Path) -> None:
    (tmp_path / "libggml.so").write_bytes(b"x")
    file = engine_folder.write_manifest(tmp_path, origin=ORIGIN, kind="engine", for_tests=True)
    assert json.loads(file.read_text(encoding="utf-8"))["for_tests"] is True


@LINUX_WITH_COMPILER
def test_the_folder_is_made_anew_of_the_builds_libraries(tmp_path: Path) -> None:
    library(tmp_path / "bin", "libggml-cpu-x64.so", run_path="$ORIGIN")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "left.so").touch()
    made = engine_folder.make(tmp_path / "bin", tmp_path / "out", origin=ORIGIN)
    assert sorted(file.name for file in made.iterdir()) == ["engine.json", "libggml-cpu-x64.so"]
    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".part"] == []


@LINUX_WITH_COMPILER
def test_a_library_that_looks_elsewhere_is_refused(tmp_path: Path) -> None:
    library(tmp_path / "bin", "libggml.so", run_path="/opt/elsewhere")
    with pytest.raises(
        SetupError, match=r"libggml\.so would look for libraries in /opt/elsewhere"
    ):
        engine_folder.make(tmp_path / "bin", tmp_path / "out", origin=ORIGIN)


@LINUX_WITH_COMPILER
def test_a_library_that_tells_where_it_was_built_is_refused(tmp_path: Path) -> None:
    file = library(tmp_path / "bin", "libggml.so")
    file.write_bytes(file.read_bytes() + str(tmp_path).encode() + b"/ggml.c\0")
    engine_folder.check_library(file, builder=["/nowhere/else"])
    with pytest.raises(SetupError, match=r"libggml\.so holds the name of the folder"):
        engine_folder.check_library(file, builder=[str(tmp_path)])


@pytest.mark.skipif(sys.platform != "linux", reason="reads ELF files")
def test_the_engine_that_was_built_here_needs_nothing_but_the_c_and_cpp_runtimes() -> None:
    folder = ROOT / "build" / f"engine-{engine_folder.system_name()}"
    if not folder.is_dir():
        pytest.skip("no engine was built: `python3 snug.py package engine`")
    names = {file.name for file in folder.iterdir()}
    of_the_system = {"libc.so.6", "libm.so.6", "libstdc++.so.6", "libgcc_s.so.1", "libvulkan.so.1"}
    for file in folder.glob("*.so*"):
        engine_folder.check_library(file, builder=[str(ROOT)])
        foreign = set(engine_folder.needed(file)) - names - of_the_system
        assert {name for name in foreign if not name.startswith("ld-linux")} == set(), file.name


def test_a_folder_of_the_builder_is_seen_within_a_library(tmp_path: Path) -> None:
    (tmp_path / "libggml.so").write_bytes(b"\0/home/builder/ggml.c\0")
    found = engine_folder.paths_within(tmp_path / "libggml.so", ["/home/builder", "/root"])
    assert found == ("/home/builder",)

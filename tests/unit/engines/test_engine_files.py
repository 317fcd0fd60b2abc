"""Is a folder what its list says, and for which system are its libraries?"""

import struct
from collections.abc import Callable
from pathlib import Path

import pytest

from launcher.engines.binary import systems_of
from launcher.engines.manifest import read_manifest
from launcher.engines.pinned import COMMIT, this_system
from launcher.engines.verify import check_files, check_fit, damage
from launcher.errors import EnginePackReason, EnginePackUnusable
from launcher.sentences import sentence_of
from tests.fakes.engines import engine_files, library, write_addition, write_pack

OTHER = "aarch64" if this_system().endswith("x86_64") else "x86_64"


def misfit(folder: Path, *, has_modules: bool = True) -> EnginePackUnusable:
    with pytest.raises(EnginePackUnusable) as caught:
        check_fit(read_manifest(folder), folder, has_modules=has_modules)
    return caught.value


def test_a_whole_engine_is_well(tmp_path: Path) -> None:
    folder = write_pack(tmp_path / "pack")
    told: list[tuple[int, int]] = []
    check_files(folder, read_manifest(folder), lambda done, total: told.append((done, total)))
    check_fit(read_manifest(folder), folder, has_modules=False)
    assert damage(folder) == ()
    total = sum(map(len, engine_files().values()))
    assert told[-1] == (total, total)
    assert len(told) == len(engine_files())


def _other_machine(folder: Path) -> None:
    (folder / "libllama.so").write_bytes(library("llama", OTHER))


def _zeroed(folder: Path) -> None:
    file = folder / "libllama.so"
    file.write_bytes(bytes(file.stat().st_size))


def _cut(folder: Path) -> None:
    file = folder / "libllama.so"
    file.write_bytes(file.read_bytes()[:-1])


def _changed(folder: Path) -> None:
    file = folder / "libllama.so"
    file.write_bytes(file.read_bytes()[:-1] + b"!")


def _linked(folder: Path) -> None:
    (folder / "libllama.so").rename(folder.parent / "elsewhere.so")
    (folder / "libllama.so").symlink_to(folder.parent / "elsewhere.so")


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        (_zeroed, "libllama.so is empty"),
        (_cut, "libllama.so has"),
        (_changed, "libllama.so is not the file that belongs here"),
        (_linked, "libllama.so is a link"),
        (_other_machine, f"libllama.so is for linux-{OTHER} and not for"),
        (lambda folder: (folder / "libllama.so").unlink(), "libllama.so is missing"),
    ],
)
def test_a_damaged_library_is_named_with_what_is_wrong(
    tmp_path: Path, harm: Callable[[Path], object], told: str
) -> None:
    folder = write_pack(tmp_path / "pack")
    harm(folder)
    assert damage(folder)[0].startswith(told)
    with pytest.raises(EnginePackUnusable) as caught:
        check_files(folder, read_manifest(folder))
    assert caught.value.reason is EnginePackReason.DAMAGED
    assert caught.value.detail.startswith(told)


def test_all_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    folder = write_pack(tmp_path / "pack")
    _zeroed(folder)
    (folder / "libggml.so").unlink()
    assert len(damage(folder)) == 2


def test_without_its_list_that_is_what_is_wrong(tmp_path: Path) -> None:
    folder = write_pack(tmp_path / "pack")
    (folder / "engine.json").unlink()
    assert damage(folder) == ("engine.json is missing",)
    (folder / "engine.json").write_bytes(bytes(100))
    assert damage(folder)[0].startswith("engine.json: ")


def test_a_library_that_nobody_listed_makes_a_pack_unusable(tmp_path: Path) -> None:
    folder = write_pack(tmp_path / "pack")
    (folder / "libggml-evil.so").write_bytes(library("evil"))
    with pytest.raises(EnginePackUnusable) as caught:
        check_files(folder, read_manifest(folder))
    assert "libggml-evil.so" in caught.value.detail


def test_a_pack_of_another_commit_is_told_with_both(tmp_path: Path) -> None:
    error = misfit(write_pack(tmp_path / "pack", commit="ab" * 20))
    said = sentence_of(error).what
    assert error.reason is EnginePackReason.COMMIT
    assert "ababababa" in said
    assert COMMIT[:9] in said


def test_a_pack_for_another_system_or_other_bindings_does_not_fit(tmp_path: Path) -> None:
    other = misfit(write_pack(tmp_path / "a", system="windows-x86_64"))
    assert (other.reason, other.detail) == (EnginePackReason.SYSTEM, "windows-x86_64")
    old = misfit(write_pack(tmp_path / "b", bindings="0.3.1"))
    assert old.reason is EnginePackReason.BINDINGS
    assert "0.3.1" in old.detail


def test_an_engine_without_its_libraries_is_none(tmp_path: Path) -> None:
    files = engine_files()
    del files["libmtmd.so"]
    error = misfit(write_pack(tmp_path / "pack", files))
    assert (error.reason, error.detail) == (EnginePackReason.LIBRARIES, "mtmd")


def test_an_addition_needs_an_engine_made_of_modules(tmp_path: Path) -> None:
    folder = write_addition(tmp_path / "pack")
    check_fit(read_manifest(folder), folder, has_modules=True)
    assert misfit(folder, has_modules=False).reason is EnginePackReason.MODULE


def test_the_first_bytes_tell_the_system() -> None:
    pe = bytearray(256)
    pe[:2], pe[0x3C:0x40], pe[128:134] = b"MZ", struct.pack("<I", 128), b"PE\0\0\x64\x86"
    fat = struct.pack(">II", 0xCAFEBABE, 2) + struct.pack(">5I", 0x01000007, 0, 0, 0, 0)
    fat += struct.pack(">5I", 0x0100000C, 0, 0, 0, 0)
    assert systems_of(library("x", "x86_64")) == ("linux-x86_64",)
    assert systems_of(library("x", "aarch64")) == ("linux-aarch64",)
    assert systems_of(bytes(pe)) == ("windows-x86_64",)
    assert systems_of(b"\xcf\xfa\xed\xfe" + struct.pack("<I", 0x0100000C)) == ("macos-arm64",)
    assert systems_of(fat) == ("macos-x86_64", "macos-arm64")
    assert systems_of(b"\x7fELF\x02\x01") == ()
    assert systems_of(b"MZ") == ()
    assert systems_of(b"#!/bin/sh\n") == ()


@pytest.mark.parametrize(
    ("system", "machine", "name"),
    [
        ("linux", "x86_64", "linux-x86_64"),
        ("linux", "aarch64", "linux-aarch64"),
        ("win32", "AMD64", "windows-x86_64"),
        ("darwin", "arm64", "macos-arm64"),
    ],
)
def test_a_system_is_named_the_same_wherever_it_is_asked(
    system: str, machine: str, name: str
) -> None:
    assert this_system(system, machine) == name

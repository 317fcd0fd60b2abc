"""Adding a pack from a folder or an archive, and everything that must not come of it."""

import io
import json
import os
import tarfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from launcher.engines.intake import PART, take_in
from launcher.engines.manifest import read_manifest
from launcher.engines.values import GOING
from launcher.engines.verify import damage
from launcher.errors import (
    DiskFull,
    EnginePackReason,
    EnginePackUnusable,
    NoSuchFile,
    NotSaved,
    SnugError,
    UnreadableFile,
)
from tests.fakes.engines import engine_files, library, manifest, write_addition, write_pack

Pack = Callable[[Path, Path], Path]


def as_folder(folder: Path, _beside: Path) -> Path:
    return folder


def as_zip(folder: Path, beside: Path) -> Path:
    with zipfile.ZipFile(beside / "pack.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.iterdir(), reverse=True):  # the manifest is not the first
            archive.write(path, f"snug-engine/{path.name}")
    return beside / "pack.zip"


def as_tar(folder: Path, beside: Path) -> Path:
    with tarfile.open(beside / "pack.tar.gz", "w:gz") as archive:
        for path in sorted(folder.iterdir(), reverse=True):
            archive.add(path, f"./{path.name}")
    return beside / "pack.tar.gz"


def added(source: Path, packs: Path) -> Path:
    return packs / take_in(source, packs, has_modules=True)


def refused(source: Path, packs: Path) -> EnginePackUnusable:
    with pytest.raises(EnginePackUnusable) as caught:
        take_in(source, packs, has_modules=True)
    assert not packs.exists() or list(packs.iterdir()) == []
    return caught.value


@pytest.mark.parametrize("packed", [as_folder, as_zip, as_tar])
def test_a_pack_is_copied_whole_from_whatever_it_comes_in(tmp_path: Path, packed: Pack) -> None:
    source = packed(write_pack(tmp_path / "made", for_tests=True), tmp_path)
    told: list[tuple[int, int]] = []
    ident = take_in(
        source,
        tmp_path / "packs",
        has_modules=True,
        on_progress=lambda done, total: told.append((done, total)),
    )
    folder = tmp_path / "packs" / ident
    assert ident == "test-engine"
    assert damage(folder) == ()
    assert {path.name for path in folder.iterdir()} == {*engine_files(), "engine.json"}
    assert told[-1][0] == told[-1][1] == sum(map(len, engine_files().values()))


def test_the_same_pack_is_not_copied_again_and_another_gets_a_name_of_its_own(
    tmp_path: Path,
) -> None:
    packs = tmp_path / "packs"
    first = added(write_pack(tmp_path / "a"), packs)
    assert added(as_zip(tmp_path / "a", tmp_path), packs) == first
    other = added(write_pack(tmp_path / "b", engine_files() | {"libx.so": library("x")}), packs)
    assert other.name == "test-engine-2"


def test_what_another_window_added_meanwhile_is_not_there_twice(tmp_path: Path) -> None:
    source, packs = write_pack(tmp_path / "a"), tmp_path / "packs"
    inner: list[str] = []

    def meanwhile(_done: int, _total: int) -> None:
        if not inner:
            inner.append("begun")
            inner.append(take_in(source, packs, has_modules=True))

    ident = take_in(source, packs, has_modules=True, on_progress=meanwhile)
    assert inner == ["begun", ident]
    assert [path.name for path in packs.iterdir()] == [ident]


def test_a_damaged_copy_does_not_stand_for_the_pack(tmp_path: Path) -> None:
    packs = tmp_path / "packs"
    source = write_pack(tmp_path / "a")
    (added(source, packs) / "libllama.so").write_bytes(b"")
    assert damage(added(source, packs)) == ()


def test_a_pack_called_as_the_built_in_engine_gets_another_name(tmp_path: Path) -> None:
    assert (
        added(write_pack(tmp_path / "a", name="Built in"), tmp_path / "packs").name != "built-in"
    )


def test_what_is_not_listed_stays_behind(tmp_path: Path) -> None:
    source = write_addition(tmp_path / "made")
    (source / "libggml-evil.so").write_bytes(library("evil"))
    (source / "sub").mkdir()
    folder = added(as_tar(source, tmp_path), tmp_path / "packs")
    assert sorted(path.name for path in folder.iterdir()) == ["engine.json", "libggml-cuda.so"]


def _zip_of(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def test_nothing_in_an_archive_can_lead_out_of_the_folder(tmp_path: Path) -> None:
    files = {"libggml-cuda.so": library("cuda")}
    told = json.dumps(manifest(files, kind="module")).encode()
    source = _zip_of(
        tmp_path / "evil.zip",
        {"engine.json": told, "../../evil.so": b"evil", "/evil.so": b"evil", **files},
    )
    folder = added(source, tmp_path / "deep" / "packs")
    assert sorted(path.name for path in folder.iterdir()) == ["engine.json", "libggml-cuda.so"]
    assert list(tmp_path.rglob("evil.so")) == []


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_a_link_is_never_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret.so"
    secret.write_bytes(library("cuda"))
    source = write_addition(tmp_path / "made")
    (source / "libggml-cuda.so").unlink()
    (source / "libggml-cuda.so").symlink_to(secret)
    for packed in (as_folder, as_tar):
        error = refused(packed(source, tmp_path), tmp_path / "packs")
        assert error.detail == "libggml-cuda.so is missing"


def test_a_file_longer_than_promised_is_not_written_to_its_end(tmp_path: Path) -> None:
    files = {"libggml-cuda.so": library("cuda")}
    told = json.dumps(manifest(files, kind="module")).encode()
    source = _zip_of(
        tmp_path / "bomb.zip", {"engine.json": told, "libggml-cuda.so": bytes(8 << 20)}
    )
    assert "is larger than" in refused(source, tmp_path / "packs").detail


def test_a_file_that_came_twice_is_refused(tmp_path: Path) -> None:
    source = write_addition(tmp_path / "made")
    with tarfile.open(tmp_path / "twice.tar.gz", "w:gz") as archive:
        for name in ("engine.json", "libggml-cuda.so", "libggml-cuda.so"):
            archive.add(source / name, name)
    assert "twice" in refused(tmp_path / "twice.tar.gz", tmp_path / "packs").detail


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", EnginePackReason.ARCHIVE),
        (b"no archive at all", EnginePackReason.ARCHIVE),
        (b"\x1f\x8b\x08\x00half a gzip", EnginePackReason.ARCHIVE),
        (b"PK\x05\x06" + bytes(18), EnginePackReason.NO_MANIFEST),
    ],
)
def test_a_file_that_is_no_pack_is_told(
    tmp_path: Path, data: bytes, reason: EnginePackReason
) -> None:
    source = tmp_path / "pack.tar.gz"
    source.write_bytes(data)
    assert refused(source, tmp_path / "packs").reason is reason


def test_an_archive_that_was_cut_off_is_told(tmp_path: Path) -> None:
    noise = {"libggml-cuda.so": library("cuda") + os.urandom(200_000)}
    source = as_tar(write_pack(tmp_path / "made", noise, kind="module"), tmp_path)
    source.write_bytes(source.read_bytes()[:-60_000])
    assert refused(source, tmp_path / "packs").reason is EnginePackReason.ARCHIVE


def test_a_manifest_deep_inside_is_not_the_packs(tmp_path: Path) -> None:
    told = json.dumps(manifest(engine_files())).encode()
    source = _zip_of(tmp_path / "deep.zip", {"a/b/engine.json": told})
    assert refused(source, tmp_path / "packs").reason is EnginePackReason.NO_MANIFEST


def test_a_pack_that_does_not_fit_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    source = write_pack(tmp_path / "made", commit="ab" * 20)
    assert refused(source, tmp_path / "packs").reason is EnginePackReason.COMMIT
    assert not (tmp_path / "packs").exists()


def test_a_source_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(NoSuchFile):
        take_in(tmp_path / "nowhere", tmp_path / "packs", has_modules=True)


def test_who_stops_it_leaves_nothing_behind(tmp_path: Path) -> None:
    class Stopped(Exception):
        pass

    def stop(_done: int, _total: int) -> None:
        raise Stopped

    source = write_pack(tmp_path / "made")
    with pytest.raises(Stopped):
        take_in(source, tmp_path / "packs", has_modules=True, on_progress=stop)
    assert list((tmp_path / "packs").iterdir()) == []


def test_a_full_disk_is_told_before_copying(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = write_pack(tmp_path / "made")
    full = type("Usage", (), {"free": 1000})
    monkeypatch.setattr("launcher.engines.intake.shutil.disk_usage", lambda _path: full)
    with pytest.raises(DiskFull) as caught:
        take_in(source, tmp_path / "packs", has_modules=True)
    assert caught.value.free == 1000


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_is_told(tmp_path: Path) -> None:
    tmp_path.joinpath("packs").mkdir(mode=0o500)
    with pytest.raises(NotSaved):
        take_in(write_pack(tmp_path / "made"), tmp_path / "packs", has_modules=True)


def test_where_the_folder_cannot_be_made_that_is_told(tmp_path: Path) -> None:
    (tmp_path / "packs").write_text("a file")
    with pytest.raises(NotSaved):
        take_in(write_pack(tmp_path / "made"), tmp_path / "packs", has_modules=True)


def test_half_a_pack_of_long_ago_is_cleared_away(tmp_path: Path) -> None:
    packs = tmp_path / "packs"
    old, gone, young = (packs / name for name in (f"{PART}old", f"{GOING}old", f"{PART}young"))
    for folder in (old, gone, young):
        folder.mkdir(parents=True)
    for folder in (old, gone):
        os.utime(folder, (time.time() - 200_000,) * 2)
    added(write_pack(tmp_path / "made"), packs)
    assert not old.exists()
    assert not gone.exists()
    assert young.exists()


def test_an_archive_with_a_password_is_told(tmp_path: Path) -> None:
    source = as_zip(write_addition(tmp_path / "made"), tmp_path)
    data = bytearray(source.read_bytes())
    for mark in (b"PK\x03\x04", b"PK\x01\x02"):
        place = -1
        while (place := data.find(mark, place + 1)) >= 0:
            data[place + (6 if mark == b"PK\x03\x04" else 8)] |= 1  # encrypted
    source.write_bytes(bytes(data))
    assert refused(source, tmp_path / "packs").reason is EnginePackReason.ARCHIVE


def test_cut_anywhere_an_archive_is_a_sentence(tmp_path: Path) -> None:
    whole = as_zip(write_addition(tmp_path / "made"), tmp_path).read_bytes()
    source = tmp_path / "cut.zip"
    for end in range(0, len(whole), 97):
        source.write_bytes(whole[:end])
        with pytest.raises(SnugError):
            take_in(source, tmp_path / "packs", has_modules=True)


def test_a_path_no_system_takes_is_told(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile):
        take_in(tmp_path / ("a" * 5000), tmp_path / "packs", has_modules=True)


def test_a_pack_called_as_a_device_of_windows_gets_another_folder(tmp_path: Path) -> None:
    folder = added(write_pack(tmp_path / "a", name="NUL"), tmp_path / "packs")
    assert folder.name == "pack-nul"


def test_a_tar_within_a_stream_without_compression_is_taken_too(tmp_path: Path) -> None:
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w") as archive:
        for path in write_addition(tmp_path / "made").iterdir():
            archive.add(path, path.name)
    source = tmp_path / "pack.tar"
    source.write_bytes(held.getvalue())
    assert read_manifest(added(source, tmp_path / "packs")).name == "CUDA 12"

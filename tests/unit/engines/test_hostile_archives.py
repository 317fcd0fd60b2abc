"""Archives that were made to do harm, or that something did harm to."""

import gzip
import json
import os
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from launcher.engines.intake import take_in
from launcher.engines.limited import LONGEST, MOST_MEMBERS
from launcher.errors import EnginePackReason, EnginePackUnusable
from tests.fakes.engines import engine_files, manifest


def refused(source: Path, packs: Path) -> EnginePackUnusable:
    with pytest.raises(EnginePackUnusable) as caught:
        take_in(source, packs, has_modules=True)
    assert not packs.exists()
    return caught.value


@pytest.mark.skipif(os.name == "nt", reason="pipes with names are of another kind there")
@pytest.mark.parametrize(
    "make", [lambda path: os.mkfifo(path, 0o600), lambda path: path.symlink_to("/dev/zero")]
)
def test_a_pipe_or_device_is_refused_and_never_read(
    tmp_path: Path, make: Callable[[Path], None]
) -> None:
    make(tmp_path / "pack.zip")
    assert refused(tmp_path / "pack.zip", tmp_path / "packs").reason is EnginePackReason.ARCHIVE


@pytest.mark.parametrize("kind", [tarfile.XHDTYPE, tarfile.GNUTYPE_LONGNAME])
def test_a_header_of_gigabytes_is_refused_before_it_is_unpacked(
    tmp_path: Path, kind: bytes
) -> None:
    head = tarfile.TarInfo("x")
    head.size, head.type = 4 << 30, kind
    source = tmp_path / "bomb.tar.gz"
    with gzip.open(source, "wb") as packed:
        packed.write(head.tobuf(tarfile.GNU_FORMAT) + bytes(1 << 20))
    assert "header" in refused(source, tmp_path / "packs").detail


def test_an_archive_that_claims_more_than_any_pack_is_refused(tmp_path: Path) -> None:
    head = tarfile.TarInfo("x")
    head.size = LONGEST + 1
    source = tmp_path / "long.tar"
    source.write_bytes(head.tobuf(tarfile.GNU_FORMAT) + bytes(1 << 20))
    assert refused(source, tmp_path / "packs").reason is EnginePackReason.ARCHIVE


def test_an_archive_of_thousands_of_files_is_refused(tmp_path: Path) -> None:
    source = tmp_path / "many.zip"
    with zipfile.ZipFile(source, "w") as archive:
        for number in range(MOST_MEMBERS + 1):
            archive.writestr(f"f{number}", b"")
    assert str(MOST_MEMBERS) in refused(source, tmp_path / "packs").detail


def _content_damaged(whole: bytearray) -> None:
    start = whole.index("é/engine.json".encode()) + 30
    whole[start : start + 100] = bytes(100)


def _name_damaged(whole: bytearray) -> None:
    place = whole.rindex("é".encode())
    whole[place : place + 2] = b"\xe5\xe5"


@pytest.mark.parametrize("harm", [_content_damaged, _name_damaged])
def test_a_zip_with_broken_bytes_is_a_sentence(
    tmp_path: Path, harm: Callable[[bytearray], None]
) -> None:
    source = tmp_path / "pack.zip"
    with zipfile.ZipFile(source, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("é/engine.json", json.dumps(manifest(engine_files())))
    whole = bytearray(source.read_bytes())
    harm(whole)
    source.write_bytes(whole)
    assert refused(source, tmp_path / "packs").reason is EnginePackReason.ARCHIVE

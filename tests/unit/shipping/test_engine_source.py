"""The engine's source is the one archive that is named, and says which commit it holds."""

import hashlib
import tarfile
from pathlib import Path

import pytest
from bootstrap.talk import SetupError
from shipping import source

from launcher.engines.pinned import BINDINGS

COMMIT = "0123456789abcdef0123456789abcdef01234567"


def archive_in(folder: Path, *, head: str = COMMIT) -> Path:
    records = folder / "made" / "engine-1.0" / source.HEAD
    records.parent.mkdir(parents=True)
    records.write_text(head + "\n", encoding="utf-8")
    archive = folder / "engine-1.0.tar.gz"
    with tarfile.open(archive, "w:gz") as tar:
        tar.add(folder / "made" / "engine-1.0", arcname="engine-1.0")
    return archive


def test_the_pinned_version_has_a_hash() -> None:
    assert len(source.SHA256[source.bindings_version()]) == 64


def test_the_program_expects_the_bindings_that_are_built() -> None:
    assert source.bindings_version() == BINDINGS


def test_an_archive_with_the_right_hash_is_taken(tmp_path: Path) -> None:
    archive = archive_in(tmp_path)
    right = hashlib.sha256(archive.read_bytes()).hexdigest()
    source.check(archive, version="1.0", sums={"1.0": right})


def test_an_archive_that_was_changed_is_refused(tmp_path: Path) -> None:
    archive = archive_in(tmp_path)
    right = hashlib.sha256(archive.read_bytes()).hexdigest()
    archive.write_bytes(archive.read_bytes() + b"\0")
    with pytest.raises(SetupError, match="not the archive that is expected"):
        source.check(archive, version="1.0", sums={"1.0": right})


def test_a_version_without_a_hash_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match=r"No SHA-256 is written down for llama-cpp-python 2\.0"):
        source.check(archive_in(tmp_path), version="2.0", sums={"1.0": "0" * 64})


def test_the_commit_is_read_from_the_unpacked_archive(tmp_path: Path) -> None:
    package = source.unpack(archive_in(tmp_path), tmp_path / "out")
    assert package == tmp_path / "out" / "engine-1.0"
    assert source.commit(package) == COMMIT


def test_an_interrupted_unpacking_is_done_again(tmp_path: Path) -> None:
    archive = archive_in(tmp_path)
    package = source.unpack(archive, tmp_path / "out")
    (tmp_path / "out" / "engine-1.0.unpacked").unlink()
    (package / source.HEAD).unlink()
    assert source.commit(source.unpack(archive, tmp_path / "out")) == COMMIT


def test_records_that_name_a_branch_are_refused(tmp_path: Path) -> None:
    package = source.unpack(archive_in(tmp_path, head="ref: refs/heads/master"), tmp_path / "out")
    with pytest.raises(SetupError, match="does not name a commit"):
        source.commit(package)

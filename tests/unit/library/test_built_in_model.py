from collections.abc import Callable
from pathlib import Path

import pytest

from launcher.errors import BuiltIn, ChecksumMismatch, GuideDamaged
from launcher.library import built_in
from launcher.library.hashing import sha256_of
from launcher.library.store import Library
from launcher.models.guide import guide_file
from launcher.models.write import write_model
from tests.fakes.little_guide import lose_guide, place_guide


@pytest.fixture
def guide(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return place_guide(tmp_path / "program", monkeypatch)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "a-folder"
    made.mkdir()
    return made


@pytest.fixture
def library(tmp_path: Path, folder: Path) -> Library:
    return Library(tmp_path / "library.json", lambda: folder, guide_file)


def test_it_stands_first_with_its_true_size_and_hash(
    library: Library, folder: Path, guide: Path
) -> None:
    write_model(folder / "another.gguf", "llama")
    first, second = library.scan()
    assert (first.path, first.origin, first.size) == (guide, "built-in", guide.stat().st_size)
    assert first.sha256 == sha256_of(guide, lambda _count: None)
    assert first.verified
    assert (second.path.name, second.origin) == ("another.gguf", "found")


def test_it_is_not_deleted_whatever_is_asked(library: Library, guide: Path) -> None:
    (model,) = library.scan()
    for files in (None, True, False):
        with pytest.raises(BuiltIn):
            library.delete(model, files=files)
    assert guide.is_file()
    assert library.scan() == (model,)


def test_a_damaged_installation_lists_it_with_the_reason_and_what_else_there_is(
    library: Library, folder: Path, guide: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_model(folder / "another.gguf", "llama")
    whole = guide.read_bytes()
    for damaged in (b"GGUF and nothing more", b"", whole[:-9], whole[:-1] + b"\0"):
        guide.write_bytes(damaged)
        first, other = library.scan()
        assert isinstance(first.problem, GuideDamaged)
        assert (first.origin, first.verified) == ("built-in", False)
        assert other.path.name == "another.gguf"
    guide.write_bytes(whole)
    assert library.scan()[0].problem is None
    lose_guide(folder, monkeypatch)
    assert [model.path.name for model in library.scan()] == ["another.gguf"]


def test_adding_it_where_it_lies_adds_nothing(library: Library, guide: Path) -> None:
    assert library.adopt(guide).origin == "built-in"
    assert [model.origin for model in library.scan()] == ["built-in"]


def test_as_the_models_folder_its_own_is_listed_once(tmp_path: Path, guide: Path) -> None:
    library = Library(tmp_path / "library.json", lambda: guide.parent, guide_file)
    assert [model.origin for model in library.scan()] == ["built-in"]


def test_verifying_it_compares_it_with_what_shipped_and_remembers_nothing(
    library: Library, guide: Path, tmp_path: Path
) -> None:
    (model,) = library.scan()
    heard: list[tuple[int, int]] = []
    assert library.verify(model, lambda done, total: heard.append((done, total))) == model
    assert heard[-1] == (model.size, model.size)
    assert not (tmp_path / "library.json").exists()
    content = guide.read_bytes()
    guide.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    with pytest.raises(ChecksumMismatch):
        library.verify(model, lambda _done, _total: None)
    assert not library.scan()[0].verified


def test_a_second_scan_hashes_it_no_more(
    library: Library, guide: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed: list[Path] = []

    def counting(path: Path, on_bytes: Callable[[int], None]) -> str:
        hashed.append(path)
        return sha256_of(path, on_bytes)

    monkeypatch.setattr(built_in, "sha256_of", counting)
    assert library.scan() == library.scan()
    assert hashed == [guide]


def test_where_it_is_not_to_be_seen_it_is_not_listed(tmp_path: Path, folder: Path) -> None:
    assert Library(tmp_path / "library.json", lambda: folder, lambda: None).scan() == ()

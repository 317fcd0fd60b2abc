import json
import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from launcher.errors import (
    BadModelFile,
    CannotDelete,
    ChecksumMismatch,
    LibraryDamaged,
    MissingShard,
    NoSuchFile,
    NotAChatModel,
    NotGguf,
    NotOurs,
    NotSaved,
    TruncatedFile,
    UnreadableFile,
)
from launcher.library import headers
from launcher.library.hashing import sha256_of
from launcher.library.store import Library, LocalModel
from launcher.models.facts import ModelFacts
from launcher.models.write import write_model


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "models"
    made.mkdir()
    return made


@pytest.fixture
def make(tmp_path: Path, folder: Path) -> Callable[[], Library]:
    return lambda: Library(tmp_path / "data" / "library.json", lambda: folder)


@pytest.fixture
def library(make: Callable[[], Library]) -> Library:
    return make()


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    made = tmp_path / "elsewhere"
    made.mkdir()
    return made


def model_in(folder: Path, name: str = "tiny.gguf", *, shards: int = 1) -> tuple[Path, ...]:
    folder.mkdir(parents=True, exist_ok=True)
    files = write_model(folder / name, "llama", layers=2, context=512, shards=shards)
    return tuple(sorted(files))


def hash_of(path: Path) -> str:
    return sha256_of(path, lambda _count: None)


def quiet(_done: int, _total: int) -> None:
    pass


def only(models: tuple[LocalModel, ...]) -> LocalModel:
    (model,) = models
    return model


# --- finding -------------------------------------------------------------------------------------


def test_without_a_folder_there_are_no_models(tmp_path: Path) -> None:
    assert Library(tmp_path / "library.json", lambda: tmp_path / "none").scan() == ()
    assert list(tmp_path.iterdir()) == []


def test_a_model_in_the_folder_is_found(library: Library, folder: Path) -> None:
    (file,) = model_in(folder / "owner" / "repo")
    model = only(library.scan())
    assert (model.path, model.files, model.size) == (file, (file,), file.stat().st_size)
    assert model.facts is not None
    assert model.facts.architecture == "llama"
    assert (model.origin, model.repo, model.sha256, model.verified) == ("found", None, None, False)
    assert model.added == file.stat().st_mtime
    assert model.problem is None


def test_shards_are_one_model(library: Library, folder: Path) -> None:
    files = model_in(folder, "big.gguf", shards=3)
    assert len(files) == 3
    model = only(library.scan())
    assert (model.path, model.files) == (files[0], files)
    assert model.size == sum(file.stat().st_size for file in files)
    assert model.problem is None


def test_a_lost_shard_is_told_with_what_is_left(library: Library, folder: Path) -> None:
    files = model_in(folder, "big.gguf", shards=3)
    files[0].unlink()
    model = only(library.scan())
    assert model.files == files[1:]
    assert isinstance(model.problem, MissingShard)
    assert model.problem.missing == files[0].name
    assert library.delete(model) == model.size
    assert library.scan() == ()


def test_downloads_that_are_not_complete_are_left_out(library: Library, folder: Path) -> None:
    files = model_in(folder, "big.gguf", shards=2)
    files[1].rename(files[1].with_name(files[1].name + ".part"))
    for name in ("a.gguf.part", "a.gguf.part.json", "a.gguf.bad", "._a.gguf", "notes.txt"):
        (folder / name).write_bytes(b"GGUF")
    (folder / ".cache").mkdir()
    (folder / ".cache" / "b.gguf").write_bytes(b"GGUF")
    assert library.scan() == ()


def test_files_that_cannot_be_used_are_listed_with_the_reason(
    library: Library, folder: Path
) -> None:
    (folder / "empty.gguf").touch()
    (folder / "page.gguf").write_bytes(b"<!DOCTYPE html><html>Sign in</html>")
    (folder / "pointer.gguf").write_bytes(b"version https://git-lfs.github.com/spec/v1\n")
    (file,) = model_in(folder, "cut.gguf")
    file.write_bytes(file.read_bytes()[:5000])
    (folder / "folder.gguf").mkdir()
    found = {model.path.name: model.problem for model in library.scan()}
    assert {name: type(problem) for name, problem in found.items()} == {
        "empty.gguf": NotGguf,
        "page.gguf": NotGguf,
        "pointer.gguf": NotGguf,
        "cut.gguf": TruncatedFile,
    }
    looks = [problem.looks_like for problem in found.values() if isinstance(problem, NotGguf)]
    assert sorted(looks) == ["empty", "git-lfs", "html"]


def test_a_file_that_goes_beside_a_model_is_listed_as_that(
    library: Library, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model_in(folder)
    monkeypatch.setattr(headers, "role_of", lambda _facts: "mmproj")
    model = only(library.scan())
    assert isinstance(model.problem, NotAChatModel)
    assert model.problem.role == "mmproj"


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_links_are_followed_once_and_never_in_circles(
    library: Library, folder: Path, elsewhere: Path
) -> None:
    (file,) = model_in(elsewhere)
    (folder / "link").symlink_to(elsewhere)
    (folder / "twice").symlink_to(elsewhere)
    (elsewhere / "back").symlink_to(folder)
    assert only(library.scan()).path == file


@pytest.mark.skipif(sys.platform == "win32", reason="a name that is no text")
def test_a_file_whose_name_is_no_text_is_found_and_remembered(
    make: Callable[[], Library], elsewhere: Path
) -> None:
    (file,) = model_in(elsewhere)
    odd = file.rename(elsewhere / os.fsdecode(b"caf\xe9.gguf"))
    make().adopt(odd)
    assert only(make().scan()).path == odd


def test_a_header_is_read_once_as_long_as_its_file_stays(
    library: Library, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (first,) = model_in(folder, "a.gguf")
    (folder / "bad.gguf").touch()
    read: list[str] = []
    real = headers.read_facts

    def counted(path: Path) -> ModelFacts:
        read.append(path.name)
        return real(path)

    monkeypatch.setattr(headers, "read_facts", counted)
    before = library.scan()
    assert library.scan() == before
    assert read == ["a.gguf", "bad.gguf"]
    os.utime(first, ns=(1, 1))
    library.scan()
    assert read == ["a.gguf", "bad.gguf", "a.gguf"]


def test_two_threads_may_scan_at_once(library: Library, folder: Path) -> None:
    for number in range(5):
        model_in(folder, f"{number}.gguf")
    found: list[tuple[LocalModel, ...]] = []
    threads = [threading.Thread(target=lambda: found.append(library.scan())) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [len(models) for models in found] == [5, 5, 5]


# --- adopting ------------------------------------------------------------------------------------


def test_an_adopted_model_stays_where_it_is_and_is_remembered(
    make: Callable[[], Library], elsewhere: Path, folder: Path
) -> None:
    (file,) = model_in(elsewhere)
    adopted = make().adopt(file)
    assert (adopted.path, adopted.origin, adopted.problem) == (file, "imported", None)
    assert only(make().scan()) == adopted
    assert list(folder.iterdir()) == []


def test_any_shard_adopts_the_whole_model(library: Library, elsewhere: Path) -> None:
    files = model_in(elsewhere, "big.gguf", shards=3)
    assert library.adopt(files[2]).files == files
    assert library.adopt(files[1]).path == files[0]
    assert len(library.scan()) == 1


def test_a_model_in_the_folder_needs_no_adopting(
    library: Library, folder: Path, tmp_path: Path
) -> None:
    (file,) = model_in(folder)
    assert library.adopt(folder / ".." / "models" / file.name).origin == "found"
    assert len(library.scan()) == 1
    assert not (tmp_path / "data").exists()


def test_what_is_no_chat_model_is_not_adopted(
    library: Library, elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (elsewhere / "notes.gguf").write_text("hello")
    for path, kind in (
        (elsewhere / "notes.gguf", NotGguf),
        (elsewhere / "none.gguf", NoSuchFile),
        (elsewhere, UnreadableFile),
    ):
        with pytest.raises(kind) as caught:
            library.adopt(path)
        assert isinstance(caught.value, BadModelFile)
        assert caught.value.path == str(path)
    (file,) = model_in(elsewhere)
    monkeypatch.setattr(headers, "role_of", lambda _facts: "embedding")
    with pytest.raises(NotAChatModel):
        library.adopt(file)
    assert library.scan() == ()


def test_an_adopted_model_that_vanished_is_told_and_can_be_forgotten(
    library: Library, elsewhere: Path
) -> None:
    (file,) = model_in(elsewhere)
    library.adopt(file)
    file.unlink()
    model = only(library.scan())
    assert isinstance(model.problem, NoSuchFile)
    assert (model.size, model.origin) == (0, "imported")
    assert library.delete(model) == 0
    assert library.scan() == ()


# --- downloads and hashes ------------------------------------------------------------------------


def test_a_recorded_download_is_verified_until_its_file_changes(
    make: Callable[[], Library], folder: Path
) -> None:
    files = model_in(folder / "owner" / "repo", "big.gguf", shards=2)
    hashes = {f"sub/{file.name}": hash_of(file) for file in files}
    make().record_download(files[0], repo="owner/repo", commit="c0ffee", sha256=hashes)
    model = only(make().scan())
    assert (model.origin, model.repo, model.commit) == ("downloaded", "owner/repo", "c0ffee")
    assert (model.sha256, model.verified) == (hash_of(files[0]), True)
    os.utime(files[1], ns=(1, 1))
    assert not only(make().scan()).verified


def test_a_download_without_a_hash_of_every_file_is_not_verified(
    library: Library, folder: Path
) -> None:
    files = model_in(folder, "big.gguf", shards=2)
    model = library.record_download(
        files[0], repo="o/r", commit="c", sha256={files[0].name: hash_of(files[0])}
    )
    assert (model.sha256, model.verified) == (hash_of(files[0]), False)


def test_a_download_stays_known_when_the_models_folder_moves(tmp_path: Path, folder: Path) -> None:
    (file,) = model_in(folder)
    current = folder
    library = Library(tmp_path / "library.json", lambda: current)
    library.record_download(file, repo="o/r", commit="c", sha256={file.name: hash_of(file)})
    current = tmp_path / "other"
    assert only(library.scan()).path == file
    file.unlink()
    assert library.scan() == ()


def test_verifying_computes_every_hash_and_tells_how_far_it_is(
    library: Library, folder: Path
) -> None:
    files = model_in(folder, "big.gguf", shards=2)
    hashes = {file.name: hash_of(file) for file in files}
    library.record_download(files[0], repo="o/r", commit="c", sha256=hashes)
    os.utime(files[0], ns=(1, 1))
    steps: list[tuple[int, int]] = []
    checked = library.verify(only(library.scan()), lambda *step: steps.append(step))
    assert checked.verified
    assert steps[-1] == (checked.size, checked.size)
    assert only(library.scan()) == checked


def test_a_model_nobody_promised_a_hash_for_has_one_but_is_not_verified(
    library: Library, folder: Path
) -> None:
    (file,) = model_in(folder)
    checked = library.verify(only(library.scan()), quiet)
    assert (checked.sha256, checked.verified, checked.origin) == (hash_of(file), False, "found")


@pytest.mark.parametrize("promised", [True, False])
def test_a_changed_byte_is_noticed(library: Library, folder: Path, promised: bool) -> None:
    (file,) = model_in(folder)
    before = hash_of(file)
    if promised:
        library.record_download(file, repo="o/r", commit="c", sha256={file.name: before})
    else:
        library.verify(only(library.scan()), quiet)
    with file.open("r+b") as stream:
        stream.seek(-1, os.SEEK_END)
        stream.write(b"\x99")
    with pytest.raises(ChecksumMismatch) as caught:
        library.verify(only(library.scan()), quiet)
    assert (caught.value.expected, caught.value.actual) == (before, hash_of(file))
    assert not only(library.scan()).verified


def test_verifying_can_be_ended(library: Library, folder: Path) -> None:
    model_in(folder)

    def enough(_done: int, _total: int) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        library.verify(only(library.scan()), enough)
    assert only(library.scan()).sha256 is None


# --- deleting ------------------------------------------------------------------------------------


def test_deleting_a_download_frees_its_bytes_and_empties_its_folders(
    library: Library, folder: Path
) -> None:
    files = model_in(folder / "owner" / "repo", "big.gguf", shards=2)
    model_in(folder / "owner", "other.gguf")
    library.record_download(files[0], repo="owner/repo", commit="c", sha256={})
    model = next(one for one in library.scan() if one.path == files[0])
    expected = sum(file.stat().st_size for file in files)
    assert library.bytes_of(model) == expected
    assert library.delete(model) == expected
    assert not (folder / "owner" / "repo").exists()
    assert only(library.scan()).path.name == "other.gguf"


def test_the_models_folder_itself_stays(library: Library, folder: Path) -> None:
    model_in(folder)
    library.delete(only(library.scan()))
    assert folder.is_dir()


def test_an_imported_model_is_only_forgotten_unless_its_files_are_meant(
    library: Library, elsewhere: Path
) -> None:
    (file,) = model_in(elsewhere)
    size = file.stat().st_size
    model = library.adopt(file)
    assert library.delete(model) == 0
    assert file.exists()
    assert library.scan() == ()
    assert library.delete(library.adopt(file), files=True) == size
    assert not file.exists()
    assert elsewhere.exists()


def test_a_file_that_is_not_in_the_library_is_not_deleted(
    library: Library, elsewhere: Path, folder: Path
) -> None:
    (file,) = model_in(elsewhere)
    model = library.adopt(file)
    library.delete(model)
    with pytest.raises(NotOurs):
        library.delete(model, files=True)
    assert file.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_deleting_a_link_frees_nothing_and_spares_its_target(
    library: Library, folder: Path, elsewhere: Path
) -> None:
    (file,) = model_in(elsewhere)
    (folder / "link.gguf").symlink_to(file)
    model = only(library.scan())
    assert library.bytes_of(model) == 0
    assert library.delete(model) == 0
    assert file.exists()
    assert library.scan() == ()


def test_a_file_the_system_protects_is_told_and_stays_known(
    library: Library, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (file,) = model_in(folder)
    model = only(library.scan())

    def refuse(_path: Path, *, missing_ok: bool = False) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "unlink", refuse)
    with pytest.raises(CannotDelete) as caught:
        library.delete(model)
    assert (caught.value.path, caught.value.reason) == (str(file), "Permission denied")
    assert only(library.scan()) == model


# --- the library's own file ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"{}",
        b'{"models": 3}',
        b'{"models": {"a": {"origin": "stolen"}}}',
        b'{"models": {"a\\u0000": {"origin": "found", "repo": null, "commit": null, "added": 1,'
        b' "files": {}}}}',
        b'{"models": {"a": {"origin": "imported", "repo": 1, "commit": 1, "added": []}}}',
        b"\xff\xff",
    ],
)
def test_a_damaged_file_is_kept_aside_and_no_model_is_lost(
    tmp_path: Path, folder: Path, content: bytes
) -> None:
    (file,) = model_in(folder)
    record = tmp_path / "library.json"
    record.write_bytes(content)
    library = Library(record, lambda: folder)
    assert only(library.scan()).path == file
    (notice,) = library.notices
    assert isinstance(notice, LibraryDamaged)
    assert Path(notice.kept).read_bytes() == content
    library.record_download(file, repo="o/r", commit="c", sha256={})
    assert Library(record, lambda: folder).notices == ()


def test_two_programs_on_one_file_lose_nothing_of_each_other(
    tmp_path: Path, folder: Path, elsewhere: Path
) -> None:
    record = tmp_path / "library.json"
    window, terminal = Library(record, lambda: folder), Library(record, lambda: folder)
    assert (window.scan(), terminal.scan()) == ((), ())
    imported = terminal.adopt(model_in(elsewhere)[0])
    (file,) = model_in(folder)
    window.record_download(file, repo="o/r", commit="c", sha256={})
    assert {model.path for model in window.scan()} == {file, imported.path}
    assert terminal.scan() == window.scan()
    window.delete(imported)
    assert [model.path for model in terminal.scan()] == [file]


def test_what_cannot_be_remembered_is_told(tmp_path: Path, folder: Path, elsewhere: Path) -> None:
    (file,) = model_in(elsewhere)
    (tmp_path / "data").write_text("in the way")
    library = Library(tmp_path / "data" / "library.json", lambda: folder)
    with pytest.raises(NotSaved):
        library.adopt(file)
    assert library.scan() == ()


def test_the_file_can_be_read_by_people(library: Library, tmp_path: Path, elsewhere: Path) -> None:
    (file,) = model_in(elsewhere)
    library.adopt(file)
    found = json.loads((tmp_path / "data" / "library.json").read_text())
    assert found["models"][str(file)]["origin"] == "imported"


@given(content=st.binary(max_size=300))
@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_file_in_the_folder_stops_a_scan(
    library: Library, folder: Path, content: bytes
) -> None:
    (folder / "any.gguf").write_bytes(b"GGUF" + content)
    assert only(library.scan()).problem is not None

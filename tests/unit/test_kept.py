import errno
import json
import os
import sys
from pathlib import Path

import pytest

from launcher.errors import NotSaved
from launcher.kept import put_aside, read_object, write_bytes, write_object


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "er" / "a.json"
    write_object(file, {"words": "größer 語", "numbers": [1, 2.5, None]})
    assert read_object(file) == {"words": "größer 語", "numbers": [1, 2.5, None]}
    assert "größer" in file.read_text("utf-8")


def test_a_name_that_is_no_text_survives(tmp_path: Path) -> None:
    write_object(tmp_path / "a.json", {"path": "caf\udce9.gguf"})
    assert read_object(tmp_path / "a.json") == {"path": "caf\udce9.gguf"}


def test_no_file_is_none_and_not_an_error(tmp_path: Path) -> None:
    assert read_object(tmp_path / "a.json") is None


def test_a_byte_order_mark_is_no_damage(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(b'\xef\xbb\xbf{"a": 1}')
    assert read_object(tmp_path / "a.json") == {"a": 1}


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[1]", b"null", b"\xff\xfe", b'{"a": ' + b"9" * 5000 + b"}", b"[" * 100_000],
    ids=["empty", "cut", "list", "null", "not-text", "endless-number", "endless-nesting"],
)
def test_anything_but_an_object_is_damage(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.json").write_bytes(content)
    with pytest.raises(ValueError):  # noqa: PT011 - many kinds of it
        read_object(tmp_path / "a.json")


def test_damaged_files_are_put_aside_under_free_numbers(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    for number in (1, 2):
        file.write_text(f"broken {number}")
        assert put_aside(file) == tmp_path / f"a.damaged-{number}.json"
        assert not file.exists()
    assert (tmp_path / "a.damaged-1.json").read_text() == "broken 1"
    assert (tmp_path / "a.damaged-2.json").read_text() == "broken 2"


def test_a_failed_write_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "a.json"
    write_object(file, {"a": 1})

    def full(_number: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(NotSaved) as caught:
        write_object(file, {"a": 2})
    assert caught.value.path == str(file)
    assert "No space" in caught.value.reason
    assert json.loads(file.read_text()) == {"a": 1}
    assert [one.name for one in tmp_path.iterdir()] == ["a.json"]


def test_a_folder_in_the_way_is_not_saved(tmp_path: Path) -> None:
    (tmp_path / "a.json").mkdir()
    with pytest.raises(NotSaved):
        write_object(tmp_path / "a.json", {})


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_linked_file_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real.json").write_text("{}")
    (tmp_path / "a.json").symlink_to(tmp_path / "real.json")
    write_object(tmp_path / "a.json", {"a": 1})
    assert (tmp_path / "a.json").is_symlink()
    assert read_object(tmp_path / "real.json") == {"a": 1}


@pytest.mark.skipif(sys.platform == "win32", reason="rights are of another kind there")
def test_only_this_person_may_read_it(tmp_path: Path) -> None:
    write_bytes(tmp_path / "token", b"secret")
    assert (tmp_path / "token").stat().st_mode & 0o777 == 0o600

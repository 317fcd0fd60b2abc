from pathlib import Path

import pytest

from launcher.actions.measuring.wish import MOST_TEXT, measuring_text
from launcher.errors import NoSuchFile, UnreadableFile, UnusableText


@pytest.mark.parametrize(
    ("data", "looks"),
    [
        (b"", "empty"),
        (b" \n\t \n", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "binary"),
        ("Grüße".encode("latin-1"), "not UTF-8"),
        ("text".encode("utf-16"), "binary"),
        ("cut off: ü".encode()[:-1], "not UTF-8"),
    ],
)
def test_what_is_no_text_is_refused_by_what_it_looks_like(
    tmp_path: Path, data: bytes, looks: str
) -> None:
    (tmp_path / "a.txt").write_bytes(data)
    with pytest.raises(UnusableText) as caught:
        measuring_text(tmp_path / "a.txt")
    assert caught.value.looks_like == looks


def test_a_text_in_any_language_is_taken_as_it_is(tmp_path: Path) -> None:
    text = "Es war einmal. 昔々あるところに。\r\nКонец."
    (tmp_path / "a.txt").write_bytes(b"\xef\xbb\xbf" + text.encode())
    found = measuring_text(tmp_path / "a.txt")
    assert found.data == text.encode()
    assert found.name == "a.txt"
    assert found.own
    copy = found.copy_in(tmp_path / "cache")
    assert copy.read_bytes() == text.encode()
    (tmp_path / "a.txt").write_text("changed", "utf-8")
    assert found.copy_in(tmp_path / "cache").read_bytes() == text.encode()


def test_a_long_text_is_cut_between_two_characters(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"x" + "ü".encode() * MOST_TEXT)
    found = measuring_text(tmp_path / "a.txt")
    assert MOST_TEXT - 2 < len(found.data) <= MOST_TEXT
    assert found.data.decode().endswith("ü")


def test_the_same_text_has_the_same_hash_whatever_the_file_is_called(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text("One day.", "utf-8")
    first, second = (measuring_text(tmp_path / name) for name in ("a.txt", "b.txt"))
    assert first.sha256 == second.sha256


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(NoSuchFile):
        measuring_text(tmp_path / "gone.txt")
    with pytest.raises(UnreadableFile):
        measuring_text(tmp_path)

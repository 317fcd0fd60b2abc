"""The terminal on Windows: its code pages, its console, what is typed and piped there."""

import io
import json
import sys

import pytest

from launcher.cli.output import Output
from launcher.cli.typed import end_key, lines

WORDS = "größer ≥ 4 GiB … 語 →"
CODE_PAGES = ("cp1252", "cp437", "cp850", "cp932", "cp1251", "utf-8", "ascii")


class Screen(io.TextIOWrapper):
    """A stream of that encoding which says that somebody is looking."""

    def __init__(self, encoding: str) -> None:
        self.bytes = io.BytesIO()
        super().__init__(self.bytes, encoding=encoding, errors="strict", newline="")

    def isatty(self) -> bool:
        return True

    @property
    def shown(self) -> str:
        self.flush()
        return self.bytes.getvalue().decode(self.encoding)


@pytest.mark.parametrize("page", CODE_PAGES)
def test_an_answer_is_printed_in_every_code_page(
    monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    out, err = Screen(page), Screen(page)
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setattr(sys, "stderr", err)
    output = Output(json=False)
    output.answer({}, WORDS)
    output.piece(WORDS)
    output.say(WORDS)
    assert "4 GiB" in out.shown
    assert "4 GiB" in err.shown


@pytest.mark.parametrize("page", CODE_PAGES)
def test_json_comes_whole_through_every_code_page(
    monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    out = Screen(page)
    monkeypatch.setattr(sys, "stdout", out)
    Output(json=True).answer({"words": WORDS}, "")
    assert json.loads(out.shown) == {"words": WORDS}


def test_a_line_that_replaces_itself_needs_no_escape_codes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The console of Windows prints them as they stand unless it was told otherwise."""
    err = Screen("cp437")
    monkeypatch.setattr(sys, "stderr", err)
    monkeypatch.setenv("COLUMNS", "40")
    output = Output(json=False)
    output.status("Making Q4_K_M 12 % of something that is far longer than the line")
    output.status("Making")
    output.status("")
    long, short, nothing = err.shown.split("\r")[1:4]
    assert "\033" not in err.shown
    assert {len(long), len(short), len(nothing)} == {39}
    assert short.rstrip() == "Making"
    assert nothing.strip() == ""
    assert err.shown.endswith("\r")


@pytest.mark.parametrize("page", CODE_PAGES)
def test_a_progress_line_is_printed_in_every_code_page(
    monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    err = Screen(page)
    monkeypatch.setattr(sys, "stderr", err)
    Output(json=False).status("Measuring Größe…")
    assert "Measuring Gr" in err.shown


def typed(data: bytes, encoding: str) -> list[str]:
    return [line.strip() for line in lines(io.TextIOWrapper(io.BytesIO(data), encoding=encoding))]


@pytest.mark.parametrize("page", ["cp1252", "cp437", "utf-8"])
def test_what_is_piped_in_utf8_is_understood_whatever_the_code_page(page: str) -> None:
    assert typed("größer 語\r\nsecond\n".encode(), page) == ["größer 語", "second"]
    assert typed(b"\xef\xbb\xbfWhat is a token?\r\n", page) == ["What is a token?"]


def test_what_is_piped_in_the_code_page_is_understood_too() -> None:
    assert typed("größer\r\n".encode("cp1252"), "cp1252") == ["größer"]


def test_a_byte_that_no_code_page_has_ends_nothing() -> None:
    assert typed(b"caf\x81\nnext\n", "cp1252") == ["caf\N{REPLACEMENT CHARACTER}", "next"]


def test_a_stream_of_text_is_read_as_it_is() -> None:
    assert list(lines(io.StringIO("a\nb\n"))) == ["a\n", "b\n"]


def test_each_systems_keys_end_what_is_typed() -> None:
    assert end_key("win32") == "Ctrl+Z and Enter"
    assert end_key("linux") == end_key("darwin") == "Ctrl+D"


def test_lines_of_the_worker_are_bytes_on_every_system() -> None:
    """A text stream would turn a line's end into two bytes on Windows."""
    from launcher.protocol.codec import decode, encode  # noqa: PLC0415  only here
    from launcher.protocol.messages import Failed  # noqa: PLC0415

    line = encode(Failed(id=1, kind="protocol", detail="größer\r\n"))
    assert line.endswith(b"\n")
    assert b"\r" not in line
    assert line.count(b"\n") == 1
    assert decode(line) == Failed(id=1, kind="protocol", detail="größer\r\n")

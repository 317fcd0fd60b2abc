import io
import sys

import pytest

from launcher.sentences import Sentence
from ui.entrance import say as say_module
from ui.entrance.say import say, show_box

TEXT = 'Snug\'s installation is damaged: lib "Qt". Install Snug again.'


class Runs:
    """Programs that were started; each ends with `status`, or is not there at all."""

    def __init__(self, *there: str, status: int = 0) -> None:
        self.there = there
        self.status = status
        self.started: list[list[str]] = []

    def find(self, name: str) -> str | None:
        return f"/usr/bin/{name}" if name in self.there else None

    def run(self, words: list[str]) -> int:
        self.started.append(words)
        return self.status


@pytest.mark.parametrize("helper", ["zenity", "kdialog", "xmessage", "notify-send"])
def test_linux_shows_it_with_whichever_helper_is_there(helper: str) -> None:
    runs = Runs(helper, status=1)  # xmessage ends with what was pressed
    shown = show_box(
        TEXT, system="linux", environment={"DISPLAY": ":0"}, find=runs.find, run=runs.run
    )
    assert shown
    ((program, *words),) = runs.started
    assert program == f"/usr/bin/{helper}"
    assert words[-1] == TEXT


def test_a_helper_that_does_not_wrap_lines_is_given_short_ones() -> None:
    runs = Runs("xmessage")
    text = " ".join([TEXT] * 4)
    show_box(text, system="linux", environment={"DISPLAY": ":0"}, find=runs.find, run=runs.run)
    ((*_, shown),) = runs.started
    assert max(map(len, shown.splitlines())) <= 72
    assert shown.split() == text.split()


def test_the_next_helper_is_taken_where_one_cannot_be_started() -> None:
    runs = Runs("zenity", "xmessage", status=-1)
    env = {"WAYLAND_DISPLAY": "wayland-0"}
    assert not show_box(TEXT, system="linux", environment=env, find=runs.find, run=runs.run)
    assert [words[0] for words in runs.started] == ["/usr/bin/zenity", "/usr/bin/xmessage"]


def test_without_a_display_no_helper_is_started() -> None:
    runs = Runs("zenity")
    assert not show_box(TEXT, system="linux", environment={}, find=runs.find, run=runs.run)
    assert runs.started == []


def test_macos_shows_it_with_its_own_alert_and_quotes_are_kept() -> None:
    runs = Runs()
    assert show_box(TEXT, system="darwin", environment={}, find=runs.find, run=runs.run)
    ((program, option, script),) = runs.started
    assert (program, option) == ("osascript", "-e")
    assert 'lib \\"Qt\\"' in script


def test_windows_box_is_asked_for_only_on_windows() -> None:
    assert not show_box(TEXT, system="win32", environment={})


def boxes(monkeypatch: pytest.MonkeyPatch, *, terminal: bool) -> tuple[list[str], io.StringIO]:
    class Stream(io.StringIO):
        def isatty(self) -> bool:
            return terminal

    shown: list[str] = []
    stream = Stream()
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setattr(say_module, "show_box", lambda text: shown.append(text) or True)
    return shown, stream


def test_a_sentence_is_on_stderr_and_in_a_box_where_nobody_reads_that(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shown, stream = boxes(monkeypatch, terminal=False)
    say(Sentence("It is so.", "Do this."), box=True)
    assert stream.getvalue() == "It is so. Do this.\n"
    assert shown == ["It is so. Do this."]


def test_in_a_terminal_and_for_commands_there_is_no_box(monkeypatch: pytest.MonkeyPatch) -> None:
    shown, _ = boxes(monkeypatch, terminal=True)
    say(Sentence("It is so.", "Do this."), box=True)
    say(Sentence("It is so.", "Do this."), box=False)
    assert shown == []


def test_a_closed_stderr_does_not_keep_the_box_from_showing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shown, stream = boxes(monkeypatch, terminal=False)
    stream.close()
    say(Sentence("It is so.", "Do this."), box=True)
    assert shown == ["It is so. Do this."]

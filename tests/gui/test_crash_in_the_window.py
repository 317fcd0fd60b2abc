"""The worker is killed in the middle of an answer; the window stays, and so does every word."""

from collections.abc import Callable

import psutil
import pytest
from pytestqt.qtbot import QtBot

from launcher.models.write import write_model
from launcher.paths import places
from tests.gui.conftest import OpenSnug
from tests.gui.person import Person
from ui.app import Snug
from ui.widgets.notice import Notice


@pytest.fixture
def chatting(qtbot: QtBot, open_snug: OpenSnug) -> tuple[Snug, Person]:
    """A model that never ends by itself, loaded from the models folder."""
    write_model(places().models / "endless.gguf", "llama", layers=8, context=16_384)
    snug = open_snug()
    someone = Person(qtbot, snug.window)
    someone.presses("Chat")
    someone.presses("Load ")
    someone.waits_until(lambda: someone.sees("Eject "))
    return snug, someone


def test_a_killed_worker_leaves_the_half_answer_the_reason_and_the_next_answer(
    chatting: tuple[Snug, Person],
) -> None:
    snug, someone = chatting
    _send(someone, "Tell me a story")
    _wait_for_words(someone, 0)
    first = snug.parts.session.worker
    psutil.Process(first).kill()

    someone.waits_until(lambda: someone.sees("", Notice))
    notice = someone.finds("", Notice)
    assert snug.window.isVisible()
    half = someone.messages("Answer")[0].view
    assert not half.writing
    assert len(half.text.split()) > 2
    assert half.notice
    assert notice.accessibleName().startswith(half.notice)
    assert snug.desk.now.loaded is None

    _send(someone, "Go on")
    _wait_for_words(someone, 1)
    assert snug.parts.session.worker not in (0, first)
    assert someone.messages("Answer")[0].view.text == half.text
    assert someone.sees("", Notice) is None
    _stop(someone)


def test_a_worker_killed_while_it_waits_is_told_and_the_next_message_answered(
    chatting: tuple[Snug, Person],
) -> None:
    snug, someone = chatting
    psutil.Process(snug.parts.session.worker).kill()
    someone.waits_until(lambda: someone.sees("", Notice))
    someone.waits_until(lambda: someone.sees("Eject ") is None)
    _send(someone, "Are you there?")
    _wait_for_words(someone, 0)
    _stop(someone)


def test_closing_the_window_in_the_middle_of_an_answer_keeps_what_was_written(
    chatting: tuple[Snug, Person], open_snug: OpenSnug, qtbot: QtBot
) -> None:
    snug, someone = chatting
    _send(someone, "Tell me a story")
    _wait_for_words(someone, 0)
    seen = someone.messages("Answer")[0].view.text
    snug.window.close()
    someone = Person(qtbot, open_snug().window)
    someone.waits_until(lambda: someone.messages("Answer"))
    kept = someone.messages("Answer")[0].view
    assert kept.text.startswith(seen)


def _send(someone: Person, text: str) -> None:
    field = someone.writes("Message", text)
    someone.presses_enter(field)


def _wait_for_words(someone: Person, number: int) -> None:
    someone.waits_until(_has_words(someone, number))


def _has_words(someone: Person, number: int) -> Callable[[], bool]:
    def has_words() -> bool:
        answers = someone.messages("Answer")
        return len(answers) > number and len(answers[number].view.text.split()) > 5

    return has_words


def _stop(someone: Person) -> None:
    someone.presses("Stop")
    someone.waits_until(lambda: someone.sees("Send"))
    assert someone.messages("Answer")[-1].view.notice == "Stopped."

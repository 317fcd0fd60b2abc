"""The whole walk, by mouse and keys on the real window: search, download, load, chat, reopen."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractSpinBox, QListView
from pytestqt.qtbot import QtBot

from tests.fakes.hub import FakeHub
from tests.gui.conftest import OpenSnug, StoryFiles
from tests.gui.person import Person
from ui.pages.find.variants import VariantWidget

REPO = "someone/stories-260K-GGUF"
QUESTION = "Once upon a time, there was a little girl named Lily."
COMMON = {"the", "a", "and", "was", "to", "it", "she", "they", "in", "of"}
WRITTEN = re.compile(r"[A-Za-z0-9 .,;:!?'\"“”‘’()\n-]+")


@pytest.fixture
def hub(story_files: StoryFiles, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeHub]:
    with FakeHub() as made:
        card = "# Stories\n\nA model that writes **very short** stories."
        files: dict[str, bytes | str | Path] = {path.name: path for path in story_files.files}
        made.add_repo(REPO, {"README.md": card, **files}, downloads=1200, likes=34, trending=5)
        for number in range(3):
            made.add_repo(f"other/poems-{number}-GGUF", files, trending=9 - number)
        monkeypatch.setenv("SNUG_HUB_ENDPOINT", made.endpoint)
        yield made


def test_from_the_first_page_to_a_chat_that_is_there_again(
    qtbot: QtBot, hub: FakeHub, story_files: StoryFiles, open_snug: OpenSnug
) -> None:
    snug = open_snug()
    someone = Person(qtbot, snug.window)
    assert snug.pages.machine.isVisible()

    _search(someone)
    _choose_the_recommended(someone, story_files)
    _download(someone, hub, story_files)
    someone.presses("Load and chat")
    someone.waits_until(lambda: someone.sees("Eject "))
    assert snug.pages.chat.isVisible()
    _answer_with_the_likeliest_words(someone)
    answer = _ask(someone, snug.answering.grew, story_files)
    snug.window.close()

    again = open_snug()
    someone = Person(qtbot, again.window)
    someone.waits_until(lambda: someone.messages("Answer"))
    assert again.pages.chat.isVisible()
    assert [one.view.text for one in someone.messages("You")] == [QUESTION]
    assert [one.view.text for one in someone.messages("Answer")] == [answer]
    rows = someone.finds("Conversations", QListView).model()
    titles = [str(rows.index(row, 0).data()) for row in range(rows.rowCount())]
    assert any(QUESTION.startswith(title.rstrip("…")[:20]) for title in titles[1:])


def _search(someone: Person) -> None:
    someone.presses("Find a model")
    results = someone.finds("Models found", QListView)
    someone.waits_until(lambda: results.model().rowCount() == 4)
    someone.writes("Search models on Hugging Face", "stories")
    someone.waits_until(lambda: results.model().rowCount() == 1)
    someone.clicks_row(results, 0)


def _choose_the_recommended(someone: Person, story_files: StoryFiles) -> None:
    someone.waits_until(lambda: someone.sees("Q8_0", VariantWidget))
    rows = [someone.finds(kind, VariantWidget) for kind in ("Q8_0", "F32")]
    names = [row.accessibleName() for row in rows]
    assert [". Recommended. " in name for name in names] == [True, False]
    assert names[0].partition("Recommended. ")[2].endswith(".")
    assert all(", fits" in name for name in names)
    assert rows[0].y() < rows[1].y()  # the recommended one stands first
    someone.clicks(rows[0])


def _download(someone: Person, hub: FakeHub, story_files: StoryFiles) -> None:
    someone.presses("Download ")
    someone.waits_until(lambda: someone.sees("Load and chat"))
    wanted = story_files.recommended.stat().st_size
    ranged = [one for one in hub.requests("cdn") if one.path.endswith("Q8_0.gguf")]
    assert sum(one.sent for one in ranged) >= wanted
    assert not any("authorization" in one.headers for one in ranged)


def _answer_with_the_likeliest_words(someone: Person) -> None:
    someone.presses("How to answer")
    for name, value in (("Temperature", "0"), ("Most tokens", "120")):
        field = someone.writes(name, value, kind=QAbstractSpinBox, instead=True)
        QTest.keyClick(field, Qt.Key.Key_Tab)
    someone.presses("How to answer")


def _ask(someone: Person, grew: object, story_files: StoryFiles) -> str:
    lengths: list[int] = []
    grew.connect(lambda _talk, _message, text: lengths.append(len(text)))  # type: ignore[attr-defined]  # a Qt signal
    field = someone.writes("Message", QUESTION)
    someone.presses_enter(field)
    assert [one.view.text for one in someone.messages("You")] == [QUESTION]
    someone.waits_until(_finished(someone))
    answer = someone.messages("Answer")[0].view
    assert len(set(lengths)) > 1  # it came in pieces
    assert "tokens/s" in answer.stats
    if story_files.writes_english:
        assert WRITTEN.fullmatch(answer.text), answer.text
        assert len(COMMON & set(answer.text.lower().split())) >= 5, answer.text
    assert len(answer.text.split()) > 20
    return answer.text


def _finished(someone: Person) -> Callable[[], bool]:
    def finished() -> bool:
        answers = someone.messages("Answer")
        return bool(answers) and not answers[0].view.writing and bool(answers[0].view.stats)

    return finished

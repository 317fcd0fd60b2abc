"""The whole walk, by mouse and keys on the real window: search, download, load, chat, reopen.

The model is the one that ships with the program, which a hub on loopback serves as anybody's;
so it answers a question here, and the answer can be checked.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QListView
from pytestqt.qtbot import QtBot

from launcher.paths import places
from launcher.settings.store import SettingsStore
from tests.fakes.hub import FakeHub
from tests.gui.conftest import GuideFiles, OpenSnug
from tests.gui.person import Person
from ui.pages.find.variants import VariantWidget

REPO = "someone/little-guide-GGUF"
QUESTION = "What is a KV cache?"
KEY_FACTS = ("working memory", "keys and values")


@pytest.fixture
def hub(guide_files: GuideFiles, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeHub]:
    with FakeHub() as made:
        card = "# Guide\n\nA model that gives **very short** answers."
        files: dict[str, bytes | str | Path] = {path.name: path for path in guide_files.files}
        made.add_repo(REPO, {"README.md": card, **files}, downloads=1200, likes=34, trending=5)
        for number in range(3):
            made.add_repo(f"other/poems-{number}-GGUF", files, trending=9 - number)
        monkeypatch.setenv("SNUG_HUB_ENDPOINT", made.endpoint)
        yield made


def test_from_the_first_page_to_a_chat_that_is_there_again(
    qtbot: QtBot, hub: FakeHub, guide_files: GuideFiles, open_snug: OpenSnug
) -> None:
    snug = open_snug()
    someone = Person(qtbot, snug.window)
    assert snug.pages.machine.isVisible()

    _search(someone)
    _choose_the_recommended(someone, guide_files)
    _download(someone, hub, guide_files)
    someone.presses("Load and chat")
    someone.waits_until(lambda: someone.sees("Eject "))
    assert snug.pages.chat.isVisible()
    answer = _ask(someone)
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
    someone.writes("Search models on Hugging Face", "guide")
    someone.waits_until(lambda: results.model().rowCount() == 1)
    someone.clicks_row(results, 0)


def _choose_the_recommended(someone: Person, guide_files: GuideFiles) -> None:
    someone.waits_until(lambda: someone.sees("Q8_0", VariantWidget))
    rows = [someone.finds(kind, VariantWidget) for kind in ("Q8_0", "F16")]
    names = [row.accessibleName() for row in rows]
    assert [". Recommended. " in name for name in names] == [True, False]
    assert names[0].partition("Recommended. ")[2].endswith(".")
    assert all(", fits" in name for name in names)
    assert rows[0].y() < rows[1].y()  # the recommended one stands first
    someone.clicks(rows[0])


def _download(someone: Person, hub: FakeHub, guide_files: GuideFiles) -> None:
    someone.presses("Download ")
    someone.waits_until(lambda: someone.sees("Load and chat"))
    wanted = guide_files.recommended.stat().st_size
    ranged = [one for one in hub.requests("cdn") if one.path.endswith("Q8_0.gguf")]
    assert sum(one.sent for one in ranged) >= wanted
    assert not any("authorization" in one.headers for one in ranged)


def _ask(someone: Person) -> str:
    field = someone.writes("Message", QUESTION)
    someone.presses_enter(field)
    assert [one.view.text for one in someone.messages("You")] == [QUESTION]
    someone.waits_until(_finished(someone))
    answer = someone.messages("Answer")[0].view
    assert "tokens/s" in answer.stats
    assert any(fact in answer.text for fact in KEY_FACTS), answer.text
    return answer.text


def _finished(someone: Person) -> Callable[[], bool]:
    def finished() -> bool:
        answers = someone.messages("Answer")
        return bool(answers) and not answers[0].view.writing and bool(answers[0].view.stats)

    return finished


def test_from_the_first_start_to_an_answer_without_a_network(
    qtbot: QtBot, open_snug: OpenSnug, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SNUG_HUB_ENDPOINT", "http://127.0.0.1:9")
    SettingsStore(places().settings_file).change(threads=1)  # nothing else, as on a fresh computer
    snug = open_snug()
    someone = Person(qtbot, snug.window)
    someone.presses("Talk to it")
    someone.waits_until(lambda: someone.sees("Eject "))
    someone.presses(QUESTION)
    someone.waits_until(_finished(someone))
    assert [one.view.text for one in someone.messages("You")] == [QUESTION]
    text = someone.messages("Answer")[0].view.text
    assert any(fact in text for fact in KEY_FACTS), text
    assert snug.parts.downloads.jobs() == ()

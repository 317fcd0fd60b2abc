"""The built-in model in the window: the first page, My models, the chat with it."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractSpinBox, QWidget
from pytestqt.qtbot import QtBot

from launcher.chat.values import Sampling
from launcher.models.guide import QUESTIONS
from launcher.models.write import write_model
from launcher.paths import places
from launcher.settings.store import SettingsStore
from tests.fakes.hub import FakeHub
from tests.fakes.hub_store import Fault
from tests.fakes.little_guide import lose_guide, place_guide
from tests.gui.conftest import OpenSnug, StoryFiles
from tests.gui.person import Person
from ui.app import Snug
from ui.pages.models.row import ModelWidget
from ui.pages.welcome.guide_row import GuideRow
from ui.pages.welcome.pick_card import PickCard
from ui.window.places import Place

OFFER = "Talk to it: Snug's little guide"
FIRST = "What is a KV cache?"


@pytest.fixture
def guide(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """In the place of the one that ships; a Hub is not to be had."""
    monkeypatch.setenv("SNUG_HUB_ENDPOINT", "http://127.0.0.1:9")
    return place_guide(tmp_path / "program", monkeypatch)


def opened(open_snug: OpenSnug, *, welcomed: bool = True) -> Snug:
    """With the guide shown, as on a fresh computer."""
    SettingsStore(places().settings_file).change(threads=1, welcomed=welcomed, guide_hidden=False)
    return open_snug()


def showing_it(open_snug: OpenSnug, qtbot: QtBot, *, welcomed: bool) -> tuple[Snug, Person]:
    snug = opened(open_snug, welcomed=welcomed)
    someone = Person(qtbot, snug.window)
    someone.waits_until(lambda: snug.desk.now.models and snug.desk.now.room)
    return snug, someone


def test_the_first_start_offers_it_without_a_hub_and_opens_a_chat_with_questions(
    qtbot: QtBot, open_snug: OpenSnug, guide: Path
) -> None:
    snug, someone = showing_it(open_snug, qtbot, welcomed=False)
    row = snug.late.welcome.now.page.findChild(GuideRow)
    assert isinstance(row, GuideRow)
    assert row.isVisible()
    size = f"{guide.stat().st_size / 1024:.0f} KiB"
    assert row._title.text() == f"Talk to Snug's little guide: {size}, works offline"
    assert "tiny" in row._words.text()
    someone.presses(OFFER)
    someone.waits_until(lambda: snug.desk.now.loaded is not None)
    assert snug.pages.chat.isVisible()
    assert snug.desk.now.loaded is not None
    assert snug.desk.now.loaded.granted_context == 1024
    assert not snug.desk.now.settings.last_model
    assert not snug.desk.now.settings.welcomed
    assert snug.pages.chat._quiet.text().startswith("A very small")
    assert someone.sees("Which file should I take?")
    assert someone.sees("What can you do?")
    someone.presses(FIRST)
    someone.waits_until(lambda: someone.messages("You"))
    assert someone.messages("You")[0].view.text == FIRST
    someone.waits_until(lambda: snug.pages.chat.transcript.count > 1)
    snug.answering.stop()
    someone.waits_until(lambda: not snug.answering.busy)
    assert not someone.sees("What can you do?")


def test_without_a_hub_the_button_of_the_first_page_is_in_sight(
    qtbot: QtBot, open_snug: OpenSnug, guide: Path
) -> None:
    snug, someone = showing_it(open_snug, qtbot, welcomed=False)
    snug.window.resize(1180, 760)
    page = snug.late.welcome.now.page
    someone.waits_until(lambda: "cannot be reached" in page._notes.text())
    someone.waits_until(page._begin.isVisible)
    page.layout().activate()
    assert page._begin.visibleRegion().boundingRect().size() == page._begin.size()


def test_it_can_be_talked_to_while_the_first_download_runs(
    qtbot: QtBot,
    open_snug: OpenSnug,
    story_files: StoryFiles,
    guide: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with FakeHub() as hub:
        monkeypatch.setenv("SNUG_HUB_ENDPOINT", hub.endpoint)
        snug, someone = showing_it(open_snug, qtbot, welcomed=False)
        page = snug.late.welcome.now.page
        someone.waits_until(lambda: all(card.isVisible() for card in page.findChildren(PickCard)))
        pick = snug.late.welcome.now.presenter._picks[0]
        name = f"x-{pick.file.variant}.gguf"
        hub.add_repo(pick.files, {name: story_files.recommended})
        hub.break_file(pick.files, name, Fault(times=None, throttle=2000))
        someone.presses("Download and chat")
        someone.waits_until(lambda: not page._progress.isHidden())
        someone.presses(OFFER)
        someone.waits_until(lambda: snug.desk.now.loaded is not None)
        assert snug.desk.now.loaded is not None
        assert snug.desk.now.loaded.path == guide
        (job,) = snug.desk.now.jobs
        assert job.state not in ("cancelled", "failed")
        page.cancel_asked.emit()
        someone.waits_until(lambda: snug.desk.now.jobs[0].state == "cancelled")


def test_a_damaged_installation_offers_nothing_and_goes_on(
    qtbot: QtBot,
    open_snug: OpenSnug,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SNUG_HUB_ENDPOINT", "http://127.0.0.1:9")
    lose_guide(tmp_path, monkeypatch)
    snug = opened(open_snug, welcomed=False)
    someone = Person(qtbot, snug.window)
    someone.waits_until(lambda: snug.desk.now.models == ())
    assert snug.late.welcome.now.page._guide.isHidden()
    snug.passages.go(Place.CHAT)
    assert someone.sees("Find a model")


def test_another_file_in_its_place_is_not_offered_and_my_models_says_why(
    qtbot: QtBot, open_snug: OpenSnug, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SNUG_HUB_ENDPOINT", "http://127.0.0.1:9")
    place_guide(tmp_path / "program", monkeypatch, promised="ab" * 32)
    snug, someone = showing_it(open_snug, qtbot, welcomed=False)
    assert snug.late.welcome.now.page._guide.isHidden()
    snug.passages.go(Place.MODELS)
    (row,) = snug.pages.models.findChildren(ModelWidget)
    assert not row._load.isEnabled()
    assert "is damaged" in row._problem.text()
    snug.passages.go(Place.CHAT)
    assert someone.sees("Find a model")


def test_it_is_hidden_with_an_undo_and_shown_again_by_settings(
    qtbot: QtBot, open_snug: OpenSnug, guide: Path, tmp_path: Path
) -> None:
    snug, someone = showing_it(open_snug, qtbot, welcomed=True)
    write_model(tmp_path / "own.gguf", "llama", name="Own")
    snug.errands.models.adopt(tmp_path / "own.gguf")
    someone.waits_until(lambda: len(snug.desk.now.models or ()) == 2)
    snug.passages.go(Place.MODELS)
    assert listed(snug)[::2] == ["Snug's little guide", "Own"]
    assert listed(snug)[1].endswith("Built in, tiny")
    someone.presses("Hide Snug's little guide")
    someone.waits_until(lambda: listed(snug)[::2] == ["Own"])
    assert guide.is_file()
    someone.presses("Undo")
    someone.waits_until(lambda: listed(snug)[::2] == ["Snug's little guide", "Own"])
    someone.presses("Hide Snug's little guide")
    someone.waits_until(lambda: listed(snug)[::2] == ["Own"])
    snug.window.toast.end()
    snug.window.toast.undo_asked.emit()  # somebody else's deed
    assert snug.desk.now.settings.guide_hidden
    snug.passages.go(Place.SETTINGS)
    someone.presses("Hide Snug's little guide")
    someone.waits_until(lambda: listed(snug)[::2] == ["Snug's little guide", "Own"])


def listed(snug: Snug) -> list[str]:
    """Title and detail of every row of My models, from the top."""
    column = snug.pages.models._model_column
    rows = [column.itemAt(n).widget() for n in range(column.count())]
    return [
        text
        for row in rows
        if isinstance(row, ModelWidget)
        for text in (row._title.text(), row._detail.text())
    ]


def test_the_panel_says_temperature_0_and_other_models_are_as_they_were(
    qtbot: QtBot, open_snug: OpenSnug, guide: Path, tmp_path: Path
) -> None:
    snug, someone = showing_it(open_snug, qtbot, welcomed=True)
    own = tmp_path / "own.gguf"
    write_model(own, "llama", name="Own")
    snug.errands.models.adopt(own)
    someone.waits_until(lambda: len(snug.desk.now.models or ()) == 2)
    card = snug.pages.chat.sampling
    loads(snug, someone, guide)
    assert (card._temperature.value(), card._note.isHidden()) == (0.0, False)
    assert "temperature is 0" in card._note.text()
    loads(snug, someone, own)
    assert (card._temperature.value(), card._note.isHidden()) == (0.8, True)
    assert snug.pages.chat._quiet.isHidden()
    assert not someone.sees("What can you do?")


def loads(snug: Snug, someone: Person, path: Path) -> None:
    model = next(one for one in snug.desk.now.models or () if one.path == path)
    snug.passages.load(model)
    someone.waits_until(lambda: snug.desk.now.loaded and snug.desk.now.loaded.path == path)


def test_what_a_person_chose_holds_for_the_guide_too(
    qtbot: QtBot, open_snug: OpenSnug, guide: Path
) -> None:
    snug, someone = showing_it(open_snug, qtbot, welcomed=True)
    loads(snug, someone, guide)
    someone.presses("How to answer")
    write(someone, "Most tokens", "4")
    assert snug.pages.chat.sampling.values()[0] == Sampling(max_tokens=4)
    write(someone, "Temperature", "0.8")
    assert snug.pages.chat.sampling.values()[0] == Sampling(temperature=0.8, max_tokens=4)


def write(someone: Person, name: str, value: str) -> QWidget:
    field = someone.writes(name, value, kind=QAbstractSpinBox, instead=True)
    QTest.keyClick(field, Qt.Key.Key_Tab)
    return field


def test_a_chat_begun_with_it_goes_on_with_another_model(
    qtbot: QtBot, open_snug: OpenSnug, guide: Path, tmp_path: Path
) -> None:
    snug, someone = showing_it(open_snug, qtbot, welcomed=True)
    own = tmp_path / "own.gguf"
    write_model(own, "llama", name="Own")
    snug.errands.models.adopt(own)
    someone.waits_until(lambda: len(snug.desk.now.models or ()) == 2)
    loads(snug, someone, guide)
    snug.pages.chat.sampling.show_values("", Sampling(max_tokens=6))
    someone.presses(FIRST)
    someone.waits_until(lambda: snug.pages.chat.transcript.count > 1)
    someone.waits_until(lambda: not snug.answering.busy)
    loads(snug, someone, own)
    assert snug.pages.chat._quiet.isHidden()
    someone.presses_enter(someone.writes("Message", "And then?"))
    someone.waits_until(lambda: len(someone.messages("Answer")) == 2)
    someone.waits_until(lambda: not snug.answering.busy)
    (talk,) = snug.parts.conversations.list()
    assert talk.sampling == Sampling(max_tokens=6)
    answers = [m for m in snug.parts.conversations.messages(talk.id) if m.model]
    assert [m.model for m in answers] == ["Snug's little guide", "Own"]


def test_in_a_low_window_nothing_is_cut_off_and_every_question_can_be_reached(
    qtbot: QtBot, open_snug: OpenSnug, guide: Path
) -> None:
    snug, someone = showing_it(open_snug, qtbot, welcomed=True)
    loads(snug, someone, guide)
    snug.pages.chat.show_empty("As tall as a large text is. " * 60, "", QUESTIONS)
    snug.window.resize(snug.window.minimumSize())
    empty = snug.pages.chat.empty
    someone.waits_until(lambda: empty.height() >= empty.heightForWidth(empty.width()))
    someone.presses(QUESTIONS[-1])
    someone.waits_until(lambda: someone.messages("You"))

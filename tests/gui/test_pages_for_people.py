"""What a person met at the window and what must not come back."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from launcher.hub.job import JobState
from launcher.memory.estimate import ContextLengths
from ui.errands.downloads import DownloadsErrand
from ui.pages.chat.composer import Composer
from ui.pages.chat.message import MessageWidget
from ui.pages.chat.page import ChatPage
from ui.pages.chat.talks import TalkList
from ui.pages.chat.transcript import Transcript
from ui.pages.chat.view import MessageView, TalkRow, growing_view
from ui.pages.find.results import ResultList
from ui.pages.find.view import ResultRow
from ui.pages.models.row import WIDE_ENOUGH, ModelWidget
from ui.pages.models.view import ModelRow
from ui.widgets.combo import Combo
from ui.widgets.context_choice import ContextChoice
from ui.widgets.notice import Notice
from ui.widgets.search_field import SearchField

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def shown(qtbot: QtBot) -> Callable[..., QWidget]:
    def show(widget: QWidget, width: int = 800, height: int = 600) -> QWidget:
        qtbot.addWidget(widget)
        widget.resize(width, height)
        widget.show()
        qtbot.waitExposed(widget)
        return widget

    return show


def talk(number: int) -> TalkRow:
    return TalkRow(id=number, title=f"Talk {number}", detail="12:00", group="Today")


def test_enter_never_stops_the_answer_that_is_being_written(shown):
    composer = shown(Composer())
    heard: list[object] = []
    composer.stop_asked.connect(lambda: heard.append("stop"))
    composer.sent.connect(heard.append)
    composer.show_text("the next question")
    composer.show_writing(writing=True)
    QTest.keyClick(composer._field, Qt.Key.Key_Return)
    assert heard == []
    assert composer.text == "the next question"


def test_a_short_message_has_a_short_bubble_and_a_table_all_the_room(shown):
    short = MessageWidget(MessageView(id=1, mine=True, text="Hello."))
    table = MessageWidget(MessageView(id=2, mine=True, text="| a | b |\n|---|---|\n| 1 | 2 |"))
    for widget in (short, table):
        shown(widget, 700, 200)
    assert short._frame.width() < 120
    assert short._frame.geometry().right() >= short.width() - 2
    assert table._frame.width() > 500


def test_a_message_without_an_answer_can_be_answered_until_one_comes(shown):
    transcript = shown(Transcript())
    mine = MessageView(id=1, mine=True, text="Are you there?", unanswered=True)
    transcript.show_views([mine])
    heard: list[int] = []
    transcript.again_asked.connect(heard.append)
    again = transcript._widgets[1]._again
    assert again.accessibleName() == "Answer this message"
    QTest.mouseClick(again, LEFT)
    assert heard == [1]
    transcript.grow(growing_view(2, "Yes"))
    assert not again.isVisible()


def test_a_search_without_a_hit_says_so(shown):
    talks = shown(TalkList(), 188, 400)
    QTest.keyClicks(talks.findChild(SearchField), "zebra")
    talks.show_rows([], None)
    model = talks._model
    assert [model.item(row).text() for row in range(model.rowCount())] == ["Nothing was found."]


def test_what_can_be_done_with_a_conversation_is_in_sight(shown):
    page = shown(ChatPage(), 1000, 700)
    heard: list[int] = []
    page.talks.rename_asked.connect(heard.append)
    page.talks.show_rows([], None)
    assert not page._more.isEnabled()
    page.talks.show_rows([talk(1), talk(2)], 2)
    QTest.mouseClick(page._more, LEFT)
    menu = QApplication.activePopupWidget()
    assert menu is not None
    menu.actions()[0].trigger()
    menu.close()
    assert heard == [2]


def test_f2_renames_the_marked_conversation(shown):
    talks = shown(TalkList(), 188, 400)
    talks.show_rows([talk(1)], 1)
    heard: list[int] = []
    talks.rename_asked.connect(heard.append)
    QTest.keyClick(talks._list, Qt.Key.Key_F2)
    assert heard == [1]


def test_the_sampling_fields_are_never_squeezed(shown, qtbot):
    page = shown(ChatPage(), 700, 520)
    page.show_empty("No model is loaded.", "Load it")
    QTest.mouseClick(page._tune, LEFT)
    field = page.sampling._temperature
    qtbot.waitUntil(
        lambda: page.sampling.isVisible() and field.height() == field.sizeHint().height()
    )
    assert page._tuning.height() <= page.height() // 2
    assert page.composer._button.height() == page.composer._button.sizeHint().height()


def test_a_choice_of_nothing_says_what_it_is_for(shown):
    combo = shown(Combo("Model"), 200, 28)
    combo.show_options([(1, "Gemma")])
    combo.show_value(None)
    bare = combo.grab().toImage()
    combo.setPlaceholderText("Choose a model")
    assert combo.grab().toImage() != bare


def test_an_error_is_put_away_when_it_went_well_and_a_warning_stays(shown):
    notice = shown(Notice())
    notice.show_words("error", "The engine stopped.")
    notice.settle()
    assert not notice.isVisible()
    notice.show_words("warning", "The settings were damaged.")
    notice.settle()
    assert notice.isVisible()


def test_a_context_beyond_the_trained_one_is_said_to_be_so(shown):
    choice = shown(ContextChoice())
    words = choice._words
    choice.show_context(ContextLengths(asked=8192, granted=8192, trained=8192), largest=8192)
    assert "trained" not in words.text()
    choice.show_context(ContextLengths(asked=16384, granted=16384, trained=8192), largest=8192)
    assert "Longer than the model was trained for" in words.text()


def test_a_model_row_keeps_its_buttons_in_sight_where_there_is_little_room(shown, qtbot):
    row = ModelRow(
        path=Path("a.gguf"),
        title="A model with a long name that goes on and on",
        detail="a.gguf",
        quantization="Q4_K_M",
        size="4.58 GiB",
        bytes=5,
        fit=None,
        origin="imported",
        loaded=False,
        can_load=True,
    )
    widget = shown(ModelWidget(row), WIDE_ENOUGH - 100, 120)
    qtbot.waitUntil(lambda: widget._title.geometry().right() > widget._delete.x())  # above it
    widget.resize(WIDE_ENOUGH + 200, 120)
    qtbot.waitUntil(lambda: widget._title.geometry().right() < widget._delete.x())
    assert widget._delete.geometry().right() <= widget.width()


def test_the_columns_of_my_models_stand_under_each_other(shown, qtbot):
    row = ModelRow(
        path=Path("a.gguf"),
        title="A model",
        detail="a.gguf",
        quantization="Q4_K_M",
        size="4.58 GiB",
        bytes=5,
        fit=None,
        origin="imported",
        loaded=False,
        can_load=True,
    )
    others = {"loaded": True, "fit": "fits", "quantization": "MXFP4_MOE", "size": "664.29 GiB"}
    widgets = [
        shown(ModelWidget(one), WIDE_ENOUGH + 200, 120) for one in (row, replace(row, **others))
    ]
    qtbot.waitUntil(lambda: all(one.width() > WIDE_ENOUGH for one in widgets))
    for name in ("_kind", "_size", "_load", "_memory"):
        first, second = (getattr(one, name) for one in widgets)
        assert first.geometry() == second.geometry(), name
    assert widgets[1]._kind.shown == "MXFP4_MOE"
    assert widgets[1]._size.sizeHint().width() <= widgets[1]._size.width()


@pytest.mark.parametrize(("height", "more"), [(3000, True), (300, False)])
def test_a_window_so_tall_that_nothing_scrolls_asks_for_more(shown, qtbot, height, more):
    results = shown(ResultList(), 600, height)
    heard: list[bool] = []
    results.end_neared.connect(lambda: heard.append(True))
    words = {"owner": "o", "facts": "", "downloads": "", "likes": "", "updated": ""}
    results.rows.extend(
        [ResultRow(repo=f"o/{n}", name=str(n), gated=False, **words) for n in range(30)]
    )
    qtbot.waitUntil(lambda: results.verticalScrollBar().maximum() > 0 or bool(heard))
    assert bool(heard) is more


def test_of_two_downloads_of_the_same_file_the_later_counts():
    def job(number: int, state: str) -> JobState:
        return JobState(
            id=number, repo="o/m", commit="c", files=("m.gguf",), state=state, bytes=0, size=1
        )

    jobs = (job(1, "cancelled"), job(2, "running"))
    desk = SimpleNamespace(_desk=SimpleNamespace(now=SimpleNamespace(jobs=jobs)))
    found = DownloadsErrand.job_of(desk, "o/m", ("m.gguf",))
    assert found is not None
    assert found.id == 2


def test_a_context_that_cannot_be_is_told_and_not_only_put_right(qtbot: QtBot) -> None:
    choice = ContextChoice()
    qtbot.addWidget(choice)
    choice.show()
    edits: list[int] = []
    choice.edited.connect(edits.append)
    field = choice._number
    field.selectAll()
    QTest.keyClicks(field, "2000000000")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert edits == [16_777_216]
    told = choice._told
    assert "2,000,000,000 cannot be" in told.text()
    assert told.isVisible()
    choice.show_context(
        ContextLengths(asked=16_777_216, granted=16_777_216, trained=0), largest=None
    )
    assert "2,000,000,000 cannot be" in told.text()
    choice._slider.edited.emit(4096)
    choice.show_context(ContextLengths(asked=4096, granted=4096, trained=0), largest=None)
    assert not told.isVisible()

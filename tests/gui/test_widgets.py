"""Each widget by mouse and keyboard: showing is not editing, and everything has a name."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractButton, QWidget
from pytestqt.qtbot import QtBot

from launcher.memory.estimate import Basis
from ui.text.words import BASES, FITS
from ui.widgets.basis_mark import BasisMark
from ui.widgets.button import Button, IconButton, Kind, Size
from ui.widgets.check import Check
from ui.widgets.combo import Combo
from ui.widgets.empty_state import EmptyState
from ui.widgets.field import LabelledField
from ui.widgets.fit_badge import FitBadge
from ui.widgets.flow import Flow
from ui.widgets.label import Elided, Figure, Text
from ui.widgets.notice import Notice
from ui.widgets.number_field import NumberField
from ui.widgets.progress_row import ProgressRow
from ui.widgets.rail_button import RailButton
from ui.widgets.scroll_column import ScrollColumn
from ui.widgets.search_field import SearchField
from ui.widgets.segmented import SegmentedChoice
from ui.widgets.surface import Card, Skeleton
from ui.widgets.toast import Toast

LEFT = Qt.MouseButton.LeftButton
Shown = Callable[[QWidget], QWidget]


@pytest.fixture
def shown(qtbot: QtBot) -> Callable[[Any], Any]:
    def show(widget: QWidget) -> QWidget:
        qtbot.addWidget(widget)
        widget.show()
        qtbot.waitExposed(widget)
        return widget

    return show


class Heard(list[object]):
    """What a signal said."""

    def __init__(self, signal: Any) -> None:
        super().__init__()
        signal.connect(lambda *said: self.append(said[0] if len(said) == 1 else said))


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("size", Size)
def test_a_button_is_pressed_by_mouse_and_by_keyboard(
    qtbot: QtBot, shown: Any, kind: Kind, size: Size
) -> None:
    button = shown(Button("Download", kind, size=size, icon="download"))
    heard = Heard(button.clicked)
    qtbot.mouseClick(button, LEFT)
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_Space)
    assert len(heard) == 2


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_enter_presses_the_button_that_has_the_keyboard(
    qtbot: QtBot, shown: Any, key: Qt.Key
) -> None:
    for button in (Button("Go"), IconButton("close", "Close")):
        shown(button)
        button.setFocus()
        heard = Heard(button.clicked)
        qtbot.keyClick(button, key)
        assert len(heard) == 1


def test_the_mouse_does_not_take_the_focus_from_where_one_writes(qtbot: QtBot, shown: Any) -> None:
    ground = QWidget()
    field = SearchField(parent=ground)
    button = Button("Go", parent=ground)
    button.move(0, 60)
    shown(ground)
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    qtbot.mouseClick(button, LEFT)
    assert field.hasFocus()


def test_a_focused_button_wears_a_ring(qtbot: QtBot, shown: Any) -> None:
    for widget in (Button("Go"), Button("Go", Kind.PRIMARY), IconButton("close", "Close")):
        shown(widget)
        before = widget.grab().toImage()
        widget.setFocus()
        qtbot.waitUntil(widget.hasFocus)
        assert widget.grab().toImage() != before


def test_a_button_that_is_off_cannot_be_pressed(qtbot: QtBot, shown: Any) -> None:
    button = shown(Button("Download", Kind.PRIMARY))
    button.setEnabled(False)
    heard = Heard(button.clicked)
    qtbot.mouseClick(button, LEFT)
    assert not heard


def test_an_icon_alone_has_a_name_and_says_it(shown: Any) -> None:
    button = shown(IconButton("copy", "Copy the answer"))
    assert button.accessibleName() == button.toolTip() == "Copy the answer"
    button.show_name("Copied")
    assert button.accessibleName() == button.toolTip() == "Copied"
    button.show_icon("check")
    button.make_primary()


def test_rail_buttons_exclude_each_other(qtbot: QtBot, shown: Any) -> None:
    ground = QWidget()
    one, other = (RailButton("chat", word, "Ctrl+1", parent=ground) for word in ("Chat", "Find"))
    other.move(0, 60)
    shown(ground)
    qtbot.mouseClick(one, LEFT)
    qtbot.mouseClick(other, LEFT)
    assert other.isChecked()
    assert not one.isChecked()
    assert one.accessibleName() == "Chat"
    other.show_narrow(narrow=True)
    assert other.sizeHint().width() == other.sizeHint().height()


@pytest.mark.parametrize("fit", FITS)
def test_a_fit_is_told_by_word_and_meaning_as_well_as_by_colour(shown: Any, fit: str) -> None:
    badge = shown(FitBadge(fit))
    assert badge.accessibleName() == FITS[fit].word
    assert badge.accessibleDescription() == badge.toolTip() == FITS[fit].meaning
    assert badge.fit == fit
    badge.show_fit("")
    assert badge.accessibleName() == ""


def test_an_unknown_fit_is_refused(shown: Any) -> None:
    with pytest.raises(KeyError):
        shown(FitBadge()).show_fit("perhaps")


def test_each_basis_has_its_own_mark_and_name(shown: Any) -> None:
    images = []
    for basis in Basis:
        mark = shown(BasisMark(basis))
        assert mark.accessibleName() == BASES[basis].word
        assert mark.toolTip() == BASES[basis].meaning
        images.append(mark.grab().toImage())
    assert all(one != other for at, one in enumerate(images) for other in images[at + 1 :])


def test_text_is_never_read_as_markup(shown: Any) -> None:
    text = shown(Text("<b>bold</b>"))
    assert text.textFormat() is Qt.TextFormat.PlainText
    text.show_text("other")
    text.show_ink("text2")
    assert text.text() == "other"


def test_a_shortened_line_offers_all_of_itself(shown: Any) -> None:
    path = "a-very-long-name-of-a-model-in-a-folder.gguf"
    text = shown(Elided(path, middle=True))
    text.resize(100, 20)
    assert text.toolTip() == path
    assert "…" in text.shown
    assert text.shown.endswith("gguf")
    text.resize(900, 20)
    assert text.toolTip() == ""
    assert text.shown == path


def test_a_figure_is_heard_as_one(shown: Any) -> None:
    figure = shown(Figure())
    figure.show_figure("10.51", "of 12.00 GiB")
    assert figure.accessibleName() == "10.51 of 12.00 GiB"


def test_a_combo_tells_what_a_person_chose_and_nothing_else(qtbot: QtBot, shown: Any) -> None:
    combo = shown(Combo("KV type"))
    heard = Heard(combo.edited)
    combo.show_options([(None, "auto"), (-1, "all 48"), (0, "none")])
    combo.show_value(-1)
    assert combo.currentText() == "all 48"
    combo.show_options([(None, "auto"), (-1, "all 32"), (0, "none")])
    assert combo.currentText() == "all 32"
    assert not heard
    combo.setFocus()
    qtbot.keyClick(combo, Qt.Key.Key_Down)
    assert heard == [0]
    combo.show_value("not offered")
    assert combo.currentIndex() == -1
    assert combo.accessibleName() == "KV type"


def test_a_combo_is_chosen_from_with_the_mouse(qtbot: QtBot, shown: Any) -> None:
    combo = shown(Combo("KV type"))
    combo.show_options([("f16", "f16"), ("q8_0", "q8_0")])
    combo.show_value("f16")
    heard = Heard(combo.edited)
    combo.showPopup()
    view = combo.view()
    qtbot.waitUntil(view.isVisible)
    at = view.visualRect(view.model().index(1, 0)).center()
    qtbot.mouseMove(view.viewport(), at)
    qtbot.mouseClick(view.viewport(), LEFT, pos=at)
    qtbot.waitUntil(lambda: bool(heard))
    assert heard == ["q8_0"]


def test_a_segment_is_chosen_by_mouse_and_arrow(qtbot: QtBot, shown: Any) -> None:
    choice = SegmentedChoice("What matters", [(n, n) for n in ("best", "balanced", "fastest")])
    shown(choice)
    heard = Heard(choice.edited)
    choice.show_value("balanced")
    assert choice.value == "balanced"
    assert not heard
    first, second, _ = choice.findChildren(QAbstractButton)
    qtbot.mouseClick(first, LEFT)
    assert heard == ["best"]
    first.setFocus()
    qtbot.waitUntil(first.hasFocus)
    qtbot.keyClick(first, Qt.Key.Key_Right)
    assert choice.value == "balanced"
    assert heard == ["best", "balanced"]
    assert second.accessibleName() == "balanced"


def test_a_tick_is_told_only_when_a_person_made_it(qtbot: QtBot, shown: Any) -> None:
    check = shown(Check("Add the part that reads pictures"))
    heard = Heard(check.edited)
    check.show_value(True)
    assert not heard
    qtbot.mouseClick(check, LEFT, pos=QPoint(60, 10))
    check.setFocus()
    qtbot.keyClick(check, Qt.Key.Key_Space)
    assert heard == [False, True]


def number_field(shown: Any) -> NumberField:
    field: NumberField = shown(NumberField("Context", least=256, most=1 << 20, step=256))
    return field


def test_a_number_is_told_when_it_is_finished(qtbot: QtBot, shown: Any) -> None:
    field = number_field(shown)
    heard = Heard(field.edited)
    field.show_value(8192)
    assert field.text() == "8,192"
    field.selectAll()
    qtbot.keyClicks(field, "32768")
    assert not heard
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert heard == [32768]
    assert field.text() == "32,768"


@pytest.mark.parametrize(
    ("typed", "meant"), [("32k", 32768), ("1M", 1 << 20), ("16,384", 16384), ("99999999", 1 << 20)]
)
def test_numbers_are_understood_as_people_write_them(
    qtbot: QtBot, shown: Any, typed: str, meant: int
) -> None:
    field = number_field(shown)
    heard = Heard(field.edited)
    field.selectAll()
    qtbot.keyClicks(field, typed)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert heard == [meant]


def test_letters_are_not_numbers(qtbot: QtBot, shown: Any) -> None:
    field = number_field(shown)
    field.show_value(8192)
    field.selectAll()
    qtbot.keyClicks(field, "abc")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert field.value() == 8192


def test_the_search_tells_every_change_and_empties_with_escape(qtbot: QtBot, shown: Any) -> None:
    field = shown(SearchField("Search models"))
    edited, submitted = Heard(field.edited), Heard(field.submitted)
    field.show_value("gemma")
    assert not edited
    field.setFocus()
    qtbot.keyClicks(field, " 3")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert edited == ["gemma ", "gemma 3"]
    assert submitted == ["gemma 3"]
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == ""
    field.show_value("qwen")
    clear = field.findChild(IconButton)
    assert clear is not None
    qtbot.mouseClick(clear, LEFT)
    assert edited[-1] == ""
    assert field.accessibleName() == "Search models"


def test_a_field_names_its_control_and_says_what_is_wrong(shown: Any) -> None:
    control = SearchField("")
    field = shown(LabelledField("Hub address", control, help_text="Empty: huggingface.co."))
    assert control.accessibleName() == "Hub address"
    assert control.accessibleDescription() == "Empty: huggingface.co."
    field.show_fault("This is no address.")
    texts = [text.text() for text in field.findChildren(Text)]
    assert "This is no address." in texts
    field.show_fault("")
    assert "Empty: huggingface.co." in [text.text() for text in field.findChildren(Text)]


def test_an_empty_page_has_one_line_and_one_button(qtbot: QtBot, shown: Any) -> None:
    page = shown(EmptyState("models", "No model on this disk yet.", "Find a model"))
    heard = Heard(page.pressed)
    button = page.findChild(Button)
    qtbot.mouseClick(button, LEFT)
    assert len(heard) == 1
    page.show_words("Nothing matches.")
    assert not button.isVisible()


def test_a_notice_says_what_happened_and_offers_what_to_do(qtbot: QtBot, shown: Any) -> None:
    notice = shown(Notice())
    pressed, closed = Heard(notice.pressed), Heard(notice.closed)
    notice.show_words("error", "Needs 9.80 GiB.", "Fits with:", ("16k context", "KV q8_0"))
    assert notice.isVisible()
    assert notice.accessibleName() == "Needs 9.80 GiB. Fits with:"
    buttons = [button for button in notice.findChildren(Button) if button.isVisible()]
    qtbot.mouseClick(buttons[1], LEFT)
    assert pressed == ["KV q8_0"]
    close = notice.findChild(IconButton)
    assert close is not None
    qtbot.mouseClick(close, LEFT)
    assert len(closed) == 1
    assert not notice.isVisible()


def test_a_toast_can_be_undone_or_stands(qtbot: QtBot, shown: Any) -> None:
    ground = shown(QWidget())
    ground.resize(600, 400)
    toast = Toast(ground)
    undone, ended = Heard(toast.undo_asked), Heard(toast.ended)
    toast.show_words("Conversation deleted.", undo="Undo")
    undo = toast.findChild(Button)
    assert undo is not None
    qtbot.mouseClick(undo, LEFT)
    assert len(undone) == 1
    assert not ended
    toast.show_words("Conversation deleted.", undo="Undo")
    toast.show_words("Model deleted.", undo="Undo")
    assert len(ended) == 1
    toast.end()
    assert len(ended) == 2
    assert not toast.isVisible()


def test_progress_can_be_paused_gone_on_with_and_stopped(qtbot: QtBot, shown: Any) -> None:
    row = shown(ProgressRow("model.gguf"))
    paused, stopped = Heard(row.pause_asked), Heard(row.stop_asked)
    row.show_progress(0.4, "2.7 of 6.8 GiB")
    pause, stop = row.findChildren(IconButton)
    assert pause.accessibleName() == "Pause model.gguf"
    qtbot.mouseClick(pause, LEFT)
    assert paused == [True]
    row.show_progress(0.4, "paused", paused=True)
    assert pause.accessibleName() == "Go on with model.gguf"
    qtbot.mouseClick(pause, LEFT)
    assert paused == [True, False]
    qtbot.mouseClick(stop, LEFT)
    assert len(stopped) == 1


def test_a_flow_goes_on_in_the_next_line(shown: Any) -> None:
    flow = Flow()
    for number in range(6):
        flow.flow.addWidget(Button(f"Choice {number}"))
    shown(flow)
    assert flow.flow.heightForWidth(2000) < flow.flow.heightForWidth(200)
    assert flow.flow.heightForWidth(200) == flow.flow.heightForWidth(210)


def test_a_column_is_no_wider_than_it_may(qtbot: QtBot, shown: Any) -> None:
    column = ScrollColumn(widest=760)
    card = Card()
    column.column.addWidget(card)
    column.column.addWidget(Skeleton(3))
    shown(column)
    column.resize(1400, 400)
    qtbot.waitUntil(lambda: card.width() == 760)
    column.resize(500, 400)
    qtbot.waitUntil(lambda: card.width() < 500)

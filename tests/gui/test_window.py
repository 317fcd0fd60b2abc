"""The window: places by mouse and keys, the rail's two widths, and names for everyone."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QComboBox,
    QLineEdit,
    QScrollBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from launcher.settings.schema import Theme as Wish
from ui.text.panel import PanelView
from ui.text.rail_view import NO_MODEL, LoadedView, MeterView
from ui.theme.appearance import Appearance
from ui.widgets.empty_state import EmptyState
from ui.widgets.memory_bar import MemoryBar
from ui.widgets.memory_panel import MemoryPanel
from ui.widgets.meter import Meter
from ui.widgets.rail_button import RailButton
from ui.window.loaded_card import LoadedCard
from ui.window.main_window import FIRST_SIZE, MainWindow
from ui.window.places import PLACES, Place, shortcut
from ui.window.rail import NARROW, WIDTH, Rail

LEFT = Qt.MouseButton.LeftButton
GIB = 1 << 30
INTERACTIVE = (QAbstractButton, QAbstractSlider, QComboBox, QLineEdit, MemoryBar)


@pytest.fixture
def window(qtbot: QtBot, sample_panel: Callable[..., PanelView]) -> MainWindow:
    pages: dict[Place, QWidget] = {
        place: EmptyState(words.icon, f"Nothing in {words.word}.", "Find a model")
        for place, words in PLACES.items()
    }
    panel = MemoryPanel()
    panel.show_view(sample_panel())
    pages[Place.FIND] = panel
    made = MainWindow(pages)
    qtbot.addWidget(made)
    made.show_place(Place.CHAT)
    made.show()
    qtbot.waitExposed(made)
    return made


class Heard(list[Any]):
    """What a signal said."""

    def __init__(self, signal: Any) -> None:
        super().__init__()
        signal.connect(lambda *said: self.append(said[0] if said else None))


def rail_button(window: MainWindow, place: Place) -> RailButton:
    return next(
        button
        for button in window.findChildren(RailButton)
        if button.accessibleName() == PLACES[place].word
    )


@pytest.mark.parametrize("place", Place)
def test_a_place_is_reached_with_the_mouse(qtbot: QtBot, window: MainWindow, place: Place) -> None:
    heard = Heard(window.place_chosen)
    qtbot.mouseClick(rail_button(window, place), LEFT)
    assert window.place is place
    assert heard == [place]


@pytest.mark.parametrize("place", Place)
def test_a_place_is_reached_with_its_keys(qtbot: QtBot, window: MainWindow, place: Place) -> None:
    window.activateWindow()
    qtbot.waitActive(window)
    key = Qt.Key(ord(shortcut(place)[-1]))
    qtbot.keyClick(window, key, Qt.KeyboardModifier.ControlModifier)
    assert window.place is place
    assert rail_button(window, place).isChecked()


def test_being_shown_a_place_is_not_choosing_it(window: MainWindow) -> None:
    heard = Heard(window.place_chosen)
    window.show_place(Place.MACHINE)
    assert rail_button(window, Place.MACHINE).isChecked()
    assert not heard


def test_the_window_opens_at_its_first_size_and_with_no_ring(
    qtbot: QtBot, window: MainWindow
) -> None:
    room = window.screen().availableSize()
    assert window.width() == max(860, min(FIRST_SIZE[0], room.width()))
    assert window.height() == max(560, min(FIRST_SIZE[1], room.height()))
    assert not any(button.hasFocus() for button in window.findChildren(RailButton))


def test_the_rail_shows_icons_alone_where_there_is_little_room(
    qtbot: QtBot, window: MainWindow
) -> None:
    rail = window.findChild(Rail)
    assert rail is not None
    window.show_loaded(LoadedView(name="Gemma 3 12B it", detail="Q4_K_M · 32k", can_eject=True))
    window.resize(860, 560)
    qtbot.waitUntil(lambda: rail.width() <= NARROW + 1)
    assert rail_button(window, Place.CHAT).toolTip().startswith("Chat")
    window.resize(1180, 760)
    qtbot.waitUntil(lambda: rail.width() == WIDTH)


def test_the_tab_key_walks_through_every_place(qtbot: QtBot, window: MainWindow) -> None:
    window.activateWindow()
    qtbot.waitActive(window)
    reached = set()
    for _ in range(40):
        qtbot.keyClick(window.focusWidget() or window, Qt.Key.Key_Tab)
        focused = window.focusWidget()
        if focused is not None:
            reached.add(focused.accessibleName())
    checked_or_first = {PLACES[Place.CHAT].word}
    assert checked_or_first <= reached


def test_the_loaded_model_can_be_ejected(qtbot: QtBot, window: MainWindow) -> None:
    heard = Heard(window.eject_asked)
    window.show_loaded(LoadedView(name="Gemma 3 12B it", detail="Q4_K_M · 32k", can_eject=True))
    card = window.findChild(LoadedCard)
    assert card is not None
    assert card.accessibleName() == "Gemma 3 12B it, Q4_K_M · 32k"
    eject = card.findChild(QAbstractButton)
    assert eject is not None
    assert eject.accessibleName() == "Eject Gemma 3 12B it from memory"
    qtbot.mouseClick(eject, LEFT)
    assert len(heard) == 1
    window.show_loaded(NO_MODEL)
    assert not eject.isVisible()


def test_the_meters_say_what_they_show(window: MainWindow) -> None:
    window.show_meters(
        [
            MeterView(label="GPU", others=GIB, own=2 * GIB, total=12 * GIB),
            MeterView(label="RAM", others=8 * GIB, own=GIB, total=32 * GIB),
        ]
    )
    meters = [meter for meter in window.findChildren(Meter) if meter.isVisible()]
    assert [meter.accessibleName() for meter in meters] == [
        "GPU: 3.0 of 12.0 GiB used, 2.0 of it by Snug",
        "RAM: 9.0 of 32.0 GiB used, 1.0 of it by Snug",
    ]
    window.show_meters([MeterView(label="RAM", others=8 * GIB, own=GIB, total=32 * GIB)])
    assert not meters[1].isVisible()


def test_the_window_is_where_it_was(qtbot: QtBot, window: MainWindow) -> None:
    window.resize(860, 700)
    kept = window.geometry_text()
    window.resize(860, 600)
    assert window.restore_geometry_text(kept)
    assert (window.width(), window.height()) == (860, 700)
    assert not window.restore_geometry_text("")
    assert not window.restore_geometry_text("nonsense")
    assert not window.restore_geometry_text("ünsinn")


@pytest.mark.parametrize("place", Place)
def test_everything_one_can_use_has_a_name(window: MainWindow, place: Place) -> None:
    window.show_loaded(LoadedView(name="Gemma", detail="Q4_K_M", can_eject=True))
    window.notice.show_words("error", "It stopped.", "Start it again.", ("Start",))
    window.toast.show_words("Deleted.", undo="Undo")
    window.show_place(place)
    for widget in window.findChildren(QWidget):
        usable = isinstance(widget, INTERACTIVE) and not isinstance(widget, QScrollBar)
        if usable and widget.isVisible():
            text = widget.text() if isinstance(widget, QAbstractButton) else ""
            named = widget.accessibleName() or text
            inner = widget.objectName() == "qt_spinbox_lineedit"  # its field has the name
            assert named or inner, f"{type(widget).__name__} in {place}"


def test_the_whole_window_changes_its_theme(window: MainWindow, appearance: Appearance) -> None:
    light = window.grab().toImage().pixelColor(600, 20)
    appearance.wear(Wish.DARK)
    dark = window.grab().toImage().pixelColor(600, 20)
    assert light.lightness() > 200
    assert dark.lightness() < 60


def test_what_was_said_stays_in_sight_on_the_next_page(qtbot: QtBot, window: MainWindow) -> None:
    window.toast.show_words("Deleted.", undo="Undo")
    window.show_place(Place.SETTINGS)
    at = window.toast.geometry().center()
    over = window.toast.parentWidget().childAt(at)
    assert over is window.toast or window.toast.isAncestorOf(over)


@pytest.mark.parametrize(("letter", "signal"), [("N", "new"), ("F", "search"), ("L", "write")])
def test_the_keys_of_the_chat_work_on_every_page(
    qtbot: QtBot, window: MainWindow, letter: str, signal: str
) -> None:
    heard = Heard(getattr(window, f"{signal}_asked"))
    window.show_place(Place.MACHINE)
    window.activateWindow()
    qtbot.waitActive(window)
    qtbot.keyClick(window, Qt.Key(ord(letter)), Qt.KeyboardModifier.ControlModifier)
    assert len(heard) == 1


def test_closing_asks_the_composition(qtbot: QtBot, window: MainWindow) -> None:
    heard = Heard(window.close_asked)
    window.close()
    assert len(heard) == 1

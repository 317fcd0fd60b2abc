"""A person at the window: looks for things by the names everyone hears, clicks and types.

Clicks go to the window's surface at the middle of what is seen, and whatever lies there gets
them: a button that is covered or outside its scroll area cannot be pressed here either.
"""

from collections.abc import Callable
from itertools import chain
from typing import Any, TypeVar

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QListView, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from ui.pages.chat.message import MessageWidget

Widget = TypeVar("Widget", bound=QWidget)
LEFT = Qt.MouseButton.LeftButton
PATIENCE = 30_000  # milliseconds; a busy machine is slow


class Person:
    """Sees what is visible, presses what can be pressed."""

    def __init__(self, qtbot: QtBot, window: QWidget) -> None:
        self._qtbot = qtbot
        self._window = window

    def waits_until(self, claim: Callable[[], Any], *, patience: int = PATIENCE) -> None:
        """Until it is so."""
        self._qtbot.waitUntil(lambda: bool(claim()), timeout=patience)

    def sees(self, name: str, kind: type[Widget] = QWidget) -> Widget | None:  # type: ignore[assignment]  # any widget by default
        """The visible thing that is called so, or whose name begins so."""
        shown = [one for one in self._window.findChildren(kind) if one.isVisible()]
        exact = (one for one in shown if _called(one) == name)
        begins = (one for one in shown if _called(one).startswith(name))
        return next(chain(exact, begins), None)

    def finds(self, name: str, kind: type[Widget] = QWidget) -> Widget:  # type: ignore[assignment]  # as above
        """Waits until it is there."""
        self.waits_until(lambda: self.sees(name, kind))
        found = self.sees(name, kind)
        assert found is not None
        return found

    def presses(self, name: str) -> None:
        """A button, once it can be pressed."""
        button = self.finds(name, QAbstractButton)
        self.waits_until(button.isEnabled)
        self.clicks(button)

    def clicks(self, widget: QWidget, at: QPoint | None = None) -> None:
        """In its middle, or there."""
        self._brings_into_view(widget)
        self.waits_until(lambda: self._is_on_top(widget, at))
        point = widget.mapTo(self._window, at or widget.rect().center())
        handle = self._window.windowHandle()
        assert handle is not None
        QTest.mouseClick(handle, LEFT, Qt.KeyboardModifier.NoModifier, point)

    def clicks_row(self, view: QListView, row: int) -> None:
        """A row of a list."""
        box = view.visualRect(view.model().index(row, 0))
        self.clicks(view.viewport(), box.center())

    def writes(
        self,
        name: str,
        text: str,
        *,
        kind: type[QWidget] = QWidget,
        instead: bool = False,
    ) -> QWidget:
        """Into a field; `instead` of what is in it."""
        field = self.finds(name, kind)
        self.clicks(field)
        self.waits_until(field.hasFocus)
        if instead:
            QTest.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClicks(field, text)
        return field

    def presses_enter(self, field: QWidget) -> None:
        """The key."""
        QTest.keyClick(field, Qt.Key.Key_Return)

    def messages(self, who: str) -> list[MessageWidget]:
        """What 'You' or the 'Answer' said, from top to bottom."""
        shown = [
            one
            for one in self._window.findChildren(MessageWidget)
            if one.isVisible() and one.view.mine == (who == "You")
        ]
        return sorted(shown, key=lambda one: one.mapTo(self._window, QPoint(0, 0)).y())

    def _brings_into_view(self, widget: QWidget) -> None:
        above = widget.parentWidget()
        while above is not None:
            if isinstance(above, QScrollArea):
                above.ensureWidgetVisible(widget)
            above = above.parentWidget()

    def _is_on_top(self, widget: QWidget, at: QPoint | None) -> bool:
        point = widget.mapTo(self._window, at or widget.rect().center())
        there = self._window.childAt(point)
        return there is not None and (there is widget or widget.isAncestorOf(there))


def _called(widget: QWidget) -> str:
    if widget.accessibleName():
        return widget.accessibleName()
    return widget.text() if isinstance(widget, QAbstractButton) else widget.objectName()

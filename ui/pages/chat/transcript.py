"""The messages of a conversation, in a centred column that stays at its end while it grows.

Only the latest messages have widgets; earlier ones are made when a person asks
for them, so that a conversation of thousands opens at once.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.pages.chat.message import MessageWidget
from ui.pages.chat.view import MessageView
from ui.theme.type import px
from ui.widgets.button import Button, Kind
from ui.widgets.scroll_column import ScrollColumn

SHOWN_AT_FIRST: Final = 20
MORE: Final = 30
NEAR_END: Final = 48  # pixels from the end that still count as being there


class Transcript(QWidget):
    """Shows messages; a growing answer costs only its own end."""

    edit_asked = Signal(int)
    again_asked = Signal(int)
    link_asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._views: list[MessageView] = []
        self._first = 0
        self._widgets: dict[int, MessageWidget] = {}
        self._at_end = True
        self._scroll = ScrollColumn(widest=px(760), margin=24, gap=16)
        self._earlier = Button("Show earlier messages", Kind.QUIET)
        self._earlier.clicked.connect(self._on_earlier_clicked)
        self._earlier.hide()
        self._scroll.column.addWidget(self._earlier, 0, Qt.AlignmentFlag.AlignHCenter)
        self._scroll.column.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._scroll)
        bar = self._scroll.verticalScrollBar()
        bar.valueChanged.connect(self._on_scrolled)
        bar.rangeChanged.connect(self._on_range_changed)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._scroll.setAccessibleName("Messages")

    @property
    def count(self) -> int:
        """How many messages the conversation has."""
        return len(self._views)

    def view_of(self, number: int) -> MessageView | None:
        """A message of the conversation, by its number."""
        return next((view for view in self._views if view.id == number), None)

    def show_views(self, views: Sequence[MessageView]) -> None:
        """Show this conversation from its end."""
        self._clear()
        self._views = list(views)
        self._first = max(0, len(self._views) - SHOWN_AT_FIRST)
        for view in self._views[self._first :]:
            self._append(view)
        self._earlier.setVisible(self._first > 0)
        self._at_end = True
        self._to_end()

    def update_views(self, views: Sequence[MessageView]) -> None:
        """Show what changed since; messages that are the same keep their widgets."""
        kept = {view.id for view in views}
        if [v.id for v in views[: self._first]] != [v.id for v in self._views[: self._first]]:
            self.show_views(views)
            return
        for gone in [key for key in self._widgets if key not in kept]:
            self._remove(gone)
        self._views = list(views)
        for view in self._views[self._first :]:
            widget = self._widgets.get(view.id)
            if widget is None:
                self._append(view)
            elif widget.view != view:
                widget.show_view(view)

    def grow(self, view: MessageView) -> None:
        """Show an answer of which more is coming; a new one is added at the end."""
        widget = self._widgets.get(view.id)
        if widget is None:
            self._answered()
            self._views.append(view)
            widget = self._append(view)
        widget.show_growing(view)

    def _answered(self) -> None:
        """The person's last message is being answered; that is not offered any more."""
        last = self._views[-1] if self._views else None
        if last is not None and last.unanswered and last.id in self._widgets:
            self._views[-1] = replace(last, unanswered=False)
            self._widgets[last.id].show_view(self._views[-1])

    def go_to_end(self) -> None:
        """Follow the end from now on."""
        self._at_end = True
        self._to_end()

    def _append(self, view: MessageView, *, place: int | None = None) -> MessageWidget:
        widget = MessageWidget(view)
        widget.edit_asked.connect(self.edit_asked)
        widget.again_asked.connect(self.again_asked)
        widget.link_asked.connect(self.link_asked)
        self._widgets[view.id] = widget
        column = self._scroll.column
        column.insertWidget(column.count() - 1 if place is None else place, widget)
        return widget

    def _remove(self, key: int) -> None:
        widget = self._widgets.pop(key)
        self._scroll.column.removeWidget(widget)
        widget.hide()
        widget.deleteLater()

    def _clear(self) -> None:
        for key in list(self._widgets):
            self._remove(key)

    def _on_earlier_clicked(self) -> None:
        bar = self._scroll.verticalScrollBar()
        below = bar.maximum() - bar.value()
        start = max(0, self._first - MORE)
        for place, view in enumerate(self._views[start : self._first], 1):
            self._append(view, place=place)
        self._first = start
        self._earlier.setVisible(start > 0)
        QTimer.singleShot(0, self, lambda: bar.setValue(bar.maximum() - below))

    def _on_scrolled(self, value: int) -> None:
        bar = self._scroll.verticalScrollBar()
        if bar.maximum() > 0:
            self._at_end = value >= bar.maximum() - NEAR_END

    def _on_range_changed(self, _least: int, _most: int) -> None:
        if self._at_end:
            self._to_end()

    def _to_end(self) -> None:
        bar = self._scroll.verticalScrollBar()
        bar.setValue(bar.maximum())

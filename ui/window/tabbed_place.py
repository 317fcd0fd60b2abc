"""A place with several pages: a strip of tabs above, the page of the chosen one below."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QHBoxLayout,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ui.theme import paint
from ui.theme.appearance import worn
from ui.theme.type import Type, font, px
from ui.widgets.surface import Surface

_HEIGHT = 40
_SIDE = 12
_MARGIN = 12  # so that the first word stands where the pages begin, at 24
_GAP = 6
_WIDEST = "100 %"
_STEPS = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab: its word, and the page it leads to."""

    name: str
    word: str
    page: QWidget


class TabbedPlace(QWidget):
    """`chosen` carries the name of the tab a person chose; `show_tab` never emits."""

    chosen = Signal(str)

    def __init__(self, name: str, tabs: Sequence[Tab], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self._tabs = tuple(tabs)
        self._stack = QStackedWidget()
        self._group = QButtonGroup(self)
        strip = Surface("bg", line="bottom")
        strip.setAccessibleName(name)
        row = QHBoxLayout(strip)
        row.setContentsMargins(px(_MARGIN), 0, px(_MARGIN), 0)
        row.setSpacing(0)
        for number, tab in enumerate(self._tabs):
            button = _TabButton(tab.word)
            button.stepped.connect(self._on_stepped)
            self._group.addButton(button, number)
            self._stack.addWidget(tab.page)
            row.addWidget(button)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(strip)
        column.addWidget(self._stack, 1)
        self._group.idClicked.connect(self._on_clicked)
        self.show_tab(self._tabs[0].name)

    @property
    def tab(self) -> str:
        """The name of the tab that is shown."""
        return self._tabs[self._stack.currentIndex()].name

    def show_tab(self, name: str) -> None:
        """Show that one. Raises ValueError where there is none of that name."""
        number = [tab.name for tab in self._tabs].index(name)
        self._group.button(number).setChecked(True)
        self._stack.setCurrentIndex(number)
        self.setFocusProxy(self._tabs[number].page)

    def show_share(self, name: str, share: float | None) -> None:
        """Beside that tab's word: how much of its work is done (0 to 1); None where none goes on.

        Raises ValueError where there is none of that name.
        """
        number = [tab.name for tab in self._tabs].index(name)
        button = self._group.button(number)
        if isinstance(button, _TabButton):
            button.show_more("" if share is None else f"{share * 100:.0f} %")

    def _on_clicked(self, number: int) -> None:
        name = self._tabs[number].name
        self.show_tab(name)
        self.chosen.emit(name)

    def _on_stepped(self, step: int) -> None:
        number = (self._stack.currentIndex() + step) % len(self._tabs)
        self._group.button(number).setFocus(Qt.FocusReason.TabFocusReason)
        self._on_clicked(number)


class _TabButton(QAbstractButton):
    """A word; the chosen one is underlined with the accent. Arrow keys lead to the next."""

    stepped = Signal(int)

    def __init__(self, word: str) -> None:
        super().__init__()
        self._fonts = (font(Type.BODY, weight=500), font(Type.BODY, weight=600))
        self._small = font(Type.SECONDARY)
        self._more = ""
        self.setText(word)
        self.setAccessibleName(word)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:
        """As wide as the word when it is chosen, and what stands beside it."""
        more = self._most if self._more else 0
        word = round(paint.breadth(self._fonts[1], self.text()))
        return QSize(word + more + 2 * px(_SIDE), px(_HEIGHT))

    def show_more(self, more: str) -> None:
        """Say this beside the word; it is heard too."""
        if more != self._more:
            self._more = more
            self.setAccessibleName(f"{self.text()}, {more}" if more else self.text())
            self.updateGeometry()
            self.update()

    @property
    def _most(self) -> int:
        return px(_GAP) + round(paint.breadth(self._small, _WIDEST))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right go from tab to tab."""
        step = _STEPS.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self.stepped.emit(step)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the word, the line under the chosen one, the ring."""
        painter = paint.painter_of(self)
        colours = worn().colours
        chosen = self.isChecked()
        area = self.rect().toRectF()
        if self.underMouse() and not chosen:
            paint.box(
                painter, area.adjusted(4, 6, -4, -6), paint.SMALL_RADIUS, fill=colours.bubble
            )
        ink = colours.text if chosen else colours.text2
        middle = Qt.AlignmentFlag.AlignHCenter
        word = area.adjusted(0, 0, -self._most if self._more else 0, 0)
        paint.words(painter, word, self.text(), self._fonts[chosen], ink, flags=middle)
        if self._more:
            beside = area.adjusted(area.width() - px(_SIDE) - self._most + px(_GAP), 0, 0, 0)
            left = Qt.AlignmentFlag.AlignLeft
            paint.words(painter, beside, self._more, self._small, colours.text2, flags=left)
        if chosen:
            side = px(_SIDE)
            line = QRectF(side, self.height() - 2, self.width() - 2 * side, 2)
            painter.fillRect(line, QColor(colours.accent))
        if self.hasFocus():
            ring = area.adjusted(2, 4, -2, -5)
            paint.ring(painter, ring, paint.SMALL_RADIUS, colours.accent)

"""A choice among a few, folded up."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QSizePolicy, QWidget

from ui.theme import icons, paint
from ui.theme.appearance import worn
from ui.theme.type import px

_HEIGHT = 28
_PADDING = 10
_ICON = 14


class Combo(QComboBox):
    """`edited` carries the option's value when a person chose it; `show_value` never emits."""

    edited = Signal(object)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._options: tuple[tuple[object, str], ...] = ()
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setMaxVisibleItems(12)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.activated.connect(self._on_activated)

    @property
    def value(self) -> object:
        """The value of the option it stands at; None for none."""
        number = self.currentIndex()
        return self._options[number][0] if 0 <= number < len(self._options) else None

    def show_options(self, options: Sequence[tuple[object, str]]) -> None:
        """Offer these: each a value and its words. The list is only rebuilt where it differs."""
        offered = tuple(options)
        if offered == self._options:
            return
        same_length = len(offered) == len(self._options)
        self._options = offered
        if same_length:
            for number, (_, words) in enumerate(offered):
                if self.itemText(number) != words:
                    self.setItemText(number, words)
        else:
            self.clear()
            self.addItems([words for _, words in offered])
        self.update()

    def show_value(self, value: object) -> None:
        """Stand at this value; at nothing where it is not offered."""
        values = [each for each, _ in self._options]
        self.setCurrentIndex(values.index(value) if value in values else -1)

    def _on_activated(self, number: int) -> None:
        if 0 <= number < len(self._options):
            self.edited.emit(self._options[number][0])

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel scrolls the page; a choice under it does not change by accident."""
        event.ignore()

    def sizeHint(self) -> QSize:
        """As wide as its longest words."""
        metrics = self.fontMetrics()
        words = [self.placeholderText(), *(words for _, words in self._options)]
        widest = max(24, *(metrics.horizontalAdvance(one) for one in words))
        return QSize(widest + 2 * _PADDING + px(_ICON) + 6, px(_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        """A few letters and the chevron."""
        return QSize(2 * _PADDING + px(_ICON) + 24, px(_HEIGHT))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the field, its words and the chevron."""
        painter = paint.painter_of(self)
        colours = worn().colours
        area = self.rect().toRectF()
        enabled = self.isEnabled()
        edge = colours.accent if self.hasFocus() else colours.line2 if enabled else colours.line
        fill = colours.raised if enabled else None
        width = 2 if self.hasFocus() else 1
        paint.box(painter, area, paint.SMALL_RADIUS, fill=fill, edge=edge, width=width)
        ink = colours.text if enabled else colours.text3
        side = px(_ICON)
        right = self.width() - _PADDING - side + 2
        at = QPointF(right, round((self.height() - side) / 2))
        icons.draw(painter, "chevron-down", ink, at, side)
        words = QRectF(_PADDING, 0, right - _PADDING - 2, self.height())
        if self.currentIndex() < 0:
            paint.words(painter, words, self.placeholderText(), self.font(), colours.text2)
        else:
            paint.words(painter, words, self.currentText(), self.font(), ink)

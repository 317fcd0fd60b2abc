"""A choice among a few, all in sight."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QSizePolicy, QWidget

from ui.theme import paint
from ui.theme.appearance import worn
from ui.theme.type import Type, font, px

_HEIGHT = 36


class SegmentedChoice(QWidget):
    """`edited` carries the option's value when a person chose it; `show_value` never emits."""

    edited = Signal(object)

    def __init__(
        self, name: str, options: Sequence[tuple[object, str]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._group = QButtonGroup(self)
        self._values = [value for value, _ in options]
        for number, (_, words) in enumerate(options):
            segment = _Segment(words, first=number == 0, last=number == len(options) - 1)
            self._group.addButton(segment, number)
            row.addWidget(segment)
        self._group.idClicked.connect(self._on_clicked)

    @property
    def value(self) -> object:
        """What is chosen; None where nothing is."""
        number = self._group.checkedId()
        return self._values[number] if number >= 0 else None

    def show_value(self, value: object) -> None:
        """Stand at this value."""
        if value in self._values:
            self._group.button(self._values.index(value)).setChecked(True)

    def _on_clicked(self, number: int) -> None:
        self.edited.emit(self._values[number])

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the common box; the segments draw themselves into it."""
        painter = paint.painter_of(self)
        colours = worn().colours
        area = self.rect().toRectF()
        paint.box(painter, area, paint.RADIUS, fill=colours.raised, edge=colours.line2)


class _Segment(QAbstractButton):
    def __init__(self, words: str, *, first: bool, last: bool) -> None:
        super().__init__()
        self._first = first
        self._last = last
        self._fonts = (font(Type.BODY, weight=500), font(Type.BODY, weight=600))
        self.setText(words)
        self.setAccessibleName(words)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:
        return QSize(round(paint.breadth(self._fonts[1], self.text())) + 24, px(_HEIGHT))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = paint.painter_of(self)
        colours = worn().colours
        inner = self.rect().toRectF().adjusted(1 if self._first else 0, 1, -1, -1)
        if not self._first:
            painter.setPen(QPen(QColor(colours.line), 1))
            painter.drawLine(0, 1, 0, self.height() - 2)
        ground = QRectF(inner)
        ground.setLeft(ground.left() - (0 if self._first else 8))
        ground.setRight(ground.right() + (0 if self._last else 9))
        painter.save()
        painter.setClipRect(inner.adjusted(0 if self._first else 1, 0, 0 if self._last else 1, 0))
        if self.isChecked():
            paint.box(painter, ground, 7, fill=colours.tint)
            painter.setClipPath(paint.rounded(ground, 7), Qt.ClipOperation.IntersectClip)
            painter.fillRect(
                QRectF(inner.left(), inner.bottom() - 2, inner.width() + 1, 2),
                QColor(colours.accent),
            )
        elif self.underMouse():
            paint.box(painter, ground, 7, fill=colours.bubble)
        painter.restore()
        if self.hasFocus():
            paint.ring(painter, self.rect().toRectF().adjusted(2, 2, -2, -2), 6, colours.accent)
        chosen = self.isChecked()
        ink = colours.accent if chosen else colours.text2
        words = self.rect().toRectF()
        paint.words(
            painter,
            words,
            self.text(),
            self._fonts[chosen],
            ink,
            flags=Qt.AlignmentFlag.AlignHCenter,
        )

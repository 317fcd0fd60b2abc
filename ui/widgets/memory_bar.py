"""One device's memory as a bar: who holds what, in one order everywhere.

What does not fit is drawn beyond the capacity line and never clipped. The parts
can be walked with the arrow keys; each says what it is and what makes it smaller.
"""

from dataclasses import dataclass
from enum import IntEnum

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QColor,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from ui.text.numbers import gib
from ui.text.panel import DeviceView, PartView
from ui.text.words import PARTS, PartKind
from ui.theme import paint
from ui.theme.appearance import worn
from ui.theme.tokens import Theme
from ui.theme.type import Type, font, px
from ui.widgets import memory_paint

_GAP = 1.5
_LEAST = 2.0
_OVERHANG = 5  # how far the capacity line reaches beyond the bar, above and below
_EDGE_SHARE = 0.55
_PLATE_PAD = 4


class BarHeight(IntEnum):
    """How high the bar is, at usual text."""

    LARGE = 44
    PANEL = 28
    INSPECTOR = 24
    SECOND = 16


@dataclass(frozen=True, slots=True)
class _Piece:
    part: PartView
    left: float
    right: float


class MemoryBar(QWidget):
    """The bar. It shows a DeviceView and offers nothing to edit."""

    def __init__(self, height: BarHeight = BarHeight.PANEL, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._height = height
        self._device: DeviceView | None = None
        self._at = -1
        self._font = font(
            Type.SECONDARY if height > BarHeight.INSPECTOR else Type.AXIS, weight=500
        )
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)

    def show_device(self, device: DeviceView) -> None:
        """Show this device's memory."""
        if device == self._device:
            return
        self._device = device
        self._at = min(self._at, len(device.parts) - 1)
        self.setAccessibleName(f"Memory of {device.title}")
        self.setAccessibleDescription(device.sentence)
        self.update()

    def sizeHint(self) -> QSize:
        """The bar and the overhang of its capacity line."""
        return QSize(160, px(self._height) + 2 * _OVERHANG)

    def minimumSizeHint(self) -> QSize:
        """Readable down to this."""
        return QSize(80, self.sizeHint().height())

    # --- where things are ----------------------------------------------------------------------

    def _bar(self) -> QRectF:
        return self.rect().toRectF().adjusted(0, _OVERHANG, 0, -_OVERHANG)

    def _line_x(self, device: DeviceView) -> float:
        """Where the capacity line is; the bar's right end where nothing exceeds it."""
        bar = self._bar()
        if not device.over:
            return bar.right()
        return bar.left() + bar.width() * device.capacity / device.used

    def _pieces(self) -> list[_Piece]:
        """The parts up to the capacity line, each at least two pixels wide."""
        device = self._device
        if device is None or not device.parts:
            return []
        bar = self._bar()
        room = self._line_x(device) - bar.left()
        sizes = [part.size for part in device.parts]
        scale = bar.width() / device.used if device.over else room / max(1, sum(sizes))
        widths = [max(_LEAST + _GAP, size * scale) for size in sizes]
        if not device.over:
            widest = widths.index(max(widths))
            widths[widest] = max(_LEAST, widths[widest] - (sum(widths) - room))
        pieces = []
        left = bar.left()
        for part, width in zip(device.parts, widths, strict=True):
            right = min(left + width, bar.left() + room)
            if right > left:
                pieces.append(_Piece(part, left, right))
            left += width
        return pieces

    def _piece_at(self, x: float) -> int:
        pieces = self._pieces()
        found = (number for number, piece in enumerate(pieces) if piece.left <= x < piece.right)
        return next(found, -1)

    # --- drawing -------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw parts, plates, edge, capacity line and the ring."""
        device = self._device
        painter = paint.painter_of(self)
        theme = worn()
        bar = self._bar()
        radius = 8.0 if self._height >= BarHeight.LARGE else 6.0
        clip = paint.rounded(bar, radius)
        painter.fillPath(clip, QColor(theme.colours.bg if device else theme.colours.bubble))
        if device is None:
            return
        pieces = self._pieces()
        for piece in pieces:
            last = piece.right >= bar.right() - 0.5
            area = QRectF(bar)
            area.setLeft(piece.left)
            area.setRight(piece.right if last else max(piece.left + 0.5, piece.right - _GAP))
            kind = piece.part.kind.value
            memory_paint.fill(painter, kind, theme.parts[kind], area, clip)
            self._draw_label(painter, theme, piece.part, area)
        if device.over:
            self._draw_over(painter, theme, device, bar)
        self._draw_edge(painter, theme, bar, radius)
        if device.over:
            self._draw_line(painter, theme, device, bar)
        if self.hasFocus():
            self._draw_focus(painter, theme, bar, pieces)

    def _draw_over(self, painter: QPainter, theme: Theme, device: DeviceView, bar: QRectF) -> None:
        area = QRectF(bar)
        area.setLeft(self._line_x(device))
        clip = paint.rounded(bar, 6.0)
        memory_paint.fill(painter, "over", theme.parts["over"], area, clip)

    def _draw_edge(self, painter: QPainter, theme: Theme, bar: QRectF, radius: float) -> None:
        edge = QColor(theme.colours.line2)
        edge.setAlphaF(_EDGE_SHARE)
        painter.setPen(QPen(edge, 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(bar.adjusted(0.5, 0.5, -0.5, -0.5), radius - 0.5, radius - 0.5)

    def _draw_line(self, painter: QPainter, theme: Theme, device: DeviceView, bar: QRectF) -> None:
        x = round(self._line_x(device))
        area = QRectF(x - 1, bar.top() - _OVERHANG, 2, bar.height() + 2 * _OVERHANG)
        painter.fillRect(area, QColor(theme.colours.text))

    def _draw_focus(
        self, painter: QPainter, theme: Theme, bar: QRectF, pieces: list[_Piece]
    ) -> None:
        around = bar.adjusted(0, -4, 0, 4)
        paint.ring(painter, around, 9, theme.colours.accent)
        if 0 <= self._at < len(pieces):
            piece = pieces[self._at]
            area = QRectF(bar)
            area.setLeft(piece.left)
            area.setRight(max(piece.right, piece.left + 6))
            paint.box(painter, area, 3, edge=theme.colours.text, width=2)
            # A second line in the ground's colour is seen where the part is as dark as the text.
            paint.box(painter, area.adjusted(2, 2, -2, -2), 2, edge=theme.colours.bg)

    def _draw_label(self, painter: QPainter, theme: Theme, part: PartView, area: QRectF) -> None:
        if self._height <= BarHeight.SECOND:
            return
        text, breadth = self._label(part, area.width() - 2 * _PLATE_PAD)
        if not text:
            return
        colours = theme.parts[part.kind.value]
        height = painter.fontMetrics().height()
        plate = QRectF(0, 0, breadth + 2 * _PLATE_PAD, height)
        plate.moveCenter(QPointF(area.center().x(), area.center().y()))
        paint.box(painter, plate, 3, fill=colours.base)
        paint.words(
            painter, plate, text, self._font, colours.label, flags=Qt.AlignmentFlag.AlignHCenter
        )

    def _label(self, part: PartView, room: float) -> tuple[str, float]:
        """The longest label that fits, with its figure where the bar is high enough for both."""
        names = PARTS[part.kind].labels
        if self._height == BarHeight.PANEL and part.kind.value in ("weights", "kv", "recurrent"):
            figure = gib(part.size)
            names = (*(f"{name} {figure}" for name in names), *names)
        for name in names:
            breadth = paint.breadth(self._font, name)
            if breadth <= room - 4:
                return name, breadth
        return "", 0.0

    # --- asking it -----------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """A tooltip for the part under the mouse."""
        if isinstance(event, QHelpEvent):
            number = self._piece_at(event.pos().x())
            if self._device is not None and number >= 0:
                text = part_help(self._device.parts[number])
                QToolTip.showText(event.globalPos(), text, self)
            else:
                QToolTip.hideText()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right walk the parts."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        pieces = self._pieces()
        if step is None or not pieces:
            super().keyPressEvent(event)
            return
        self._at = max(0, min(len(pieces) - 1, self._at + step))
        self._tell(pieces[self._at])
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Forget the part one was at."""
        self._at = -1
        QToolTip.hideText()
        super().focusOutEvent(event)

    def _tell(self, piece: _Piece) -> None:
        text = part_help(piece.part)
        below = QPoint(round(piece.left), self.height())
        QToolTip.showText(self.mapToGlobal(below), text, self)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))


def part_help(part: PartView) -> str:
    """What a part is, who holds it where that is known, and what would make it smaller."""
    words = PARTS[part.kind]
    detail = part.detail if part.kind is PartKind.RESERVE else f"Most of it: {part.detail}."
    held = f"\n{detail}" if part.detail else ""
    smaller = f"\nSmaller with: {words.smaller}" if words.smaller else ""
    return f"{words.name}, {gib(part.size)} GiB. {words.meaning}{held}{smaller}"

"""The memory bar's parts in words: pattern, name, figure, where the figure comes from."""

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QHelpEvent, QMouseEvent, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QVBoxLayout, QWidget

from ui.text.numbers import gib
from ui.text.panel import DeviceView, PartView
from ui.text.terms import PART_TERMS
from ui.text.words import BASES, PARTS, PartKind
from ui.theme import paint
from ui.theme.appearance import worn
from ui.theme.type import Type, font, px
from ui.widgets import basis_mark, memory_paint
from ui.widgets.memory_bar import part_help
from ui.widgets.term import draw_dots, open_term

_SWATCH = 14
_ROW = 22
_GAP = 8
# Always listed, so that the panel stands still while a slider moves; the rest where there is some.
_ALWAYS = (
    PartKind.OTHER,
    PartKind.WEIGHTS,
    PartKind.COMPUTE,
    PartKind.RESERVE,
    PartKind.FREE,
)


class MemoryLegend(QWidget):
    """One row per part. Rows are made once and only re-said."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._rows = {kind: LegendRow(kind) for kind in PartKind}
        for row in self._rows.values():
            column.addWidget(row)

    def show_device(self, device: DeviceView) -> None:
        """List this device's parts."""
        for kind, row in self._rows.items():
            part = device.listed(kind)
            limited = device.capacity > 0 or kind not in (PartKind.RESERVE, PartKind.FREE)
            row.show_part(part or PartView(kind=kind, size=0))
            row.setVisible(part is not None or (kind in _ALWAYS and limited))


class LegendRow(QWidget):
    """One part, drawn in one go: a slider changes it on every tick."""

    def __init__(self, kind: PartKind, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._part = PartView(kind=kind, size=-1)
        self._fonts = (font(Type.SECONDARY), font(Type.SECONDARY, weight=500))
        self._term = PART_TERMS.get(kind.value, "")
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_part(self, part: PartView) -> None:
        """Say this part's figure."""
        if part == self._part:
            return
        self._part = part
        basis = f", {BASES[part.basis].word}" if part.basis else ""
        self.setAccessibleName(f"{PARTS[part.kind].name} {gib(part.size)} GiB{basis}")
        self.update()

    def sizeHint(self) -> QSize:
        """22 high."""
        return QSize(160, px(_ROW))

    @property
    def help(self) -> str:
        """What it is, and where the figure comes from."""
        part = self._part
        basis = f"\n{BASES[part.basis].meaning}" if part.basis else ""
        return f"{part_help(part)}{basis}"

    def event(self, event: QEvent) -> bool:
        """A tooltip, made when it is asked for and not on every tick."""
        if isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self.help, self)
            return True
        return super().event(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The hand over a name that the glossary explains."""
        hand, arrow = Qt.CursorShape.PointingHandCursor, Qt.CursorShape.ArrowCursor
        self.setCursor(hand if self._on_name(event.position()) else arrow)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open its entry."""
        if event.button() == Qt.MouseButton.LeftButton and self._on_name(event.position()):
            open_term(self._term)

    def _on_name(self, at: QPointF) -> bool:
        return bool(self._term) and self._name_line().adjusted(-2, -2, 2, 4).contains(at)

    def _name_line(self) -> QRectF:
        """Where the name stands, down to the line its letters stand on."""
        metrics = QFontMetricsF(self._fonts[0])
        width = metrics.horizontalAdvance(PARTS[self._part.kind].name)
        top = (self.height() - metrics.height()) / 2
        return QRectF(px(_SWATCH) + 10, top, width, metrics.ascent() + 1)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw swatch, name, figure and mark."""
        painter = paint.painter_of(self)
        theme = worn()
        part = self._part
        side = px(_SWATCH)
        swatch = QRectF(0, round((self.height() - side) / 2), side, side)
        kind = part.kind.value
        memory_paint.fill(painter, kind, theme.parts[kind], swatch, paint.rounded(swatch, 4))
        if part.kind in (PartKind.RESERVE, PartKind.FREE):
            painter.setPen(QPen(QColor(theme.colours.line2), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(swatch.adjusted(0.5, 0.5, -0.5, -0.5), 3.5, 3.5)
        mark = px(basis_mark.SIDE)
        right = self.width() - mark
        figures = QRectF(0, 0, right - _GAP, self.height())
        paint.words(
            painter,
            figures,
            gib(part.size),
            self._fonts[1],
            theme.colours.text,
            flags=Qt.AlignmentFlag.AlignRight,
        )
        names = QRectF(side + 10, 0, right - side - px(56), self.height())
        paint.words(painter, names, PARTS[part.kind].name, self._fonts[0], theme.colours.text)
        if self._term:
            draw_dots(painter, self._name_line(), theme.colours.text3)
        if part.basis is not None:
            top = round((self.height() - mark) / 2)
            basis_mark.draw_mark(painter, part.basis, QPointF(right, top), mark, theme)

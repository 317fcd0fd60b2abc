"""The memory bar's parts in words: pattern, name, figure, where the figure comes from."""

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QVBoxLayout, QWidget

from ui.text.numbers import gib
from ui.text.panel import DeviceView, PartView
from ui.text.words import BASES, PARTS, PartKind
from ui.theme import paint
from ui.theme.appearance import worn
from ui.theme.type import Type, font, px
from ui.widgets import basis_mark, memory_paint
from ui.widgets.memory_bar import part_help

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
        if part.basis is not None:
            top = round((self.height() - mark) / 2)
            basis_mark.draw_mark(painter, part.basis, QPointF(right, top), mark, theme)

"""One row of the variant table."""

from collections.abc import Mapping

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QContextMenuEvent, QKeyEvent, QMouseEvent, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui.pages.find.cells import CellLine, FigureCell, QualityCell
from ui.pages.find.columns import Column
from ui.pages.find.recommended import Recommended
from ui.pages.find.variant_view import VariantView
from ui.text.evidence import passing_words
from ui.text.tips import tip
from ui.theme import paint
from ui.theme.appearance import worn
from ui.theme.type import Type, font, px
from ui.widgets.fit_badge import FitBadge
from ui.widgets.label import Elided

EVIDENCE_KEYS = (Qt.Key.Key_E, Qt.Key.Key_Menu)
NOTHING = VariantView(
    name="",
    files=(),
    fit=None,
    quantization="",
    size="",
    bits="",
    quality="",
    basis=None,
    recommended=False,
    reason="",
)
PADDING = 8  # left and right of the cells


class VariantWidget(QWidget):
    """A file of the model. The recommended one wears the accent's edge and says why."""

    chosen = Signal(str)
    stepped = Signal(str, int)
    evidence_asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = NOTHING
        self._chosen = False
        self._lined = False
        self._strong = False
        self._badge = FitBadge()
        self._kind = Elided("", kind=Type.CODE)
        self._size, self._bits = FigureCell(), FigureCell()
        self._speed, self._longest = FigureCell(marked=True), FigureCell()
        self.quality = QualityCell()
        self._state = QWidget()
        self._line = CellLine(
            {
                Column.STATE: self._state,
                Column.KIND: self._kind,
                Column.SIZE: self._size,
                Column.BITS: self._bits,
                Column.QUALITY: self.quality,
                Column.SPEED: self._speed,
                Column.LONGEST: self._longest,
            }
        )
        self._advice = Recommended()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.quality.clicked.connect(lambda: self.evidence_asked.emit(self._view.name))
        self._build()

    @property
    def view(self) -> VariantView:
        """What it shows."""
        return self._view

    def lay(self, widths: Mapping[Column, int]) -> None:
        """Show these columns, so wide (pixels)."""
        self._line.lay(widths)

    def show_view(self, view: VariantView, *, chosen: bool, lined: bool = False) -> None:
        """Show this variant; `lined` draws a hairline above it."""
        self._view, self._chosen, self._lined = view, chosen, lined
        strong = view.recommended
        self._badge.show_fit(str(view.fit) if view.fit is not None else "")
        self._kind.show_text(view.quantization)
        if strong != self._strong:
            self._strong = strong
            self._kind.setFont(font(Type.CODE, weight=600 if strong else 400))
        self._kind.show_more(view.name)
        self._size.show_figure(view.size, strong=strong)
        self._bits.show_figure(view.bits, strong=strong)
        self._speed.show_figure(view.speed, basis=view.speed_basis, strong=strong)
        self._speed.setToolTip(tip(view.speed_told))
        self._longest.show_figure(view.longest, strong=strong)
        told = passing_words(view.judged) if view.judged else ""
        self.quality.show_quality(view.quality, view.basis, told)
        if view.recommended:
            self._advice.show_words(view.reason, view.runner_up, view.why)
        self._advice.setVisible(view.recommended)
        self.setAccessibleName(view.sentence)
        self.setAccessibleDescription("E shows where its quality comes from." if told else "")
        self.update()

    def forget(self) -> None:
        """Be as new."""
        self._advice.fold()
        self.show_view(NOTHING, chosen=False)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose it."""
        super().mousePressEvent(event)
        if event.button() == Qt.MouseButton.LeftButton:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self.chosen.emit(self._view.name)
            event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose it, ask where its quality comes from, or step to a neighbour."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.chosen.emit(self._view.name)
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.stepped.emit(self._view.name, 1 if event.key() == Qt.Key.Key_Down else -1)
        elif event.key() in EVIDENCE_KEYS and not event.modifiers():
            self.evidence_asked.emit(self._view.name)
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Some systems send the menu key as this."""
        self.evidence_asked.emit(self._view.name)
        event.accept()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the ground: tint and edge for the chosen, the edge alone for the recommended."""
        colours = worn().colours
        painter = paint.painter_of(self)
        area = self.rect().toRectF().adjusted(0, 1, 0, -1)
        if self._lined:
            painter.fillRect(QRectF(0, 0, self.width(), 1), QColor(colours.line))
        if self._chosen:
            edge = colours.accent
            paint.box(painter, area, paint.RADIUS, fill=colours.tint, edge=edge)
        elif self._view.recommended:
            paint.box(painter, area, paint.RADIUS, edge=colours.accent)
        elif self.underMouse():
            paint.box(painter, area, paint.RADIUS, fill=colours.bubble)
        if self.hasFocus():
            paint.ring(painter, area, paint.RADIUS, colours.accent)

    def _build(self) -> None:
        state = QHBoxLayout(self._state)
        state.setContentsMargins(0, 0, 0, 0)
        state.addWidget(self._badge)
        state.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(PADDING), px(6), px(PADDING), px(6))
        column.setSpacing(px(2))
        column.addWidget(self._line)
        column.addWidget(self._advice)
        self._advice.hide()

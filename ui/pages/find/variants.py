"""The variants of a model: state, quantization, size, bits per weight; one is recommended."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui.pages.find.view import VariantView
from ui.theme import paint
from ui.theme.appearance import worn
from ui.theme.type import Type, px
from ui.widgets.basis_mark import BasisMark
from ui.widgets.fit_badge import FitBadge
from ui.widgets.label import Elided, Text
from ui.widgets.surface import Card

COLUMNS = (
    ("State", 120),
    ("Quantization", 0),
    ("Size, GiB", 64),
    ("Bits/weight", 72),
    ("Quality", 152),
)
FIGURES = (2, 3)  # columns that are aligned to the right


class VariantTable(Card):
    """`chosen` with a variant's name, by click, Enter, Space or the arrow keys."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("bg", parent=parent)
        self._rows: dict[str, VariantWidget] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(px(4), 0, px(4), px(4))
        self._column.setSpacing(0)
        self._column.addWidget(_heading())
        self.setAccessibleName("Files of this model")

    def show_rows(self, rows: Sequence[VariantView], current: str) -> None:
        """Show these; rows that stay are kept, only their figures change."""
        if [row.name for row in rows] != list(self._rows):
            self._rebuild(rows)
        for row in rows:
            self._rows[row.name].show_view(row, chosen=row.name == current)

    def _rebuild(self, rows: Sequence[VariantView]) -> None:
        focused = next((n for n, w in self._rows.items() if w.hasFocus()), None)
        kept = {row.name for row in rows}
        for name in [n for n in self._rows if n not in kept]:
            widget = self._rows.pop(name)
            self._column.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        ordered: dict[str, VariantWidget] = {}
        for place, row in enumerate(rows, 1):
            widget = self._rows.get(row.name) or self._made(row)
            self._column.insertWidget(place, widget)
            ordered[row.name] = widget
        self._rows = ordered
        if focused in ordered:
            ordered[focused].setFocus(Qt.FocusReason.OtherFocusReason)

    def _made(self, row: VariantView) -> "VariantWidget":
        widget = VariantWidget(row)
        widget.chosen.connect(self.chosen)
        widget.stepped.connect(self._on_row_stepped)
        return widget

    def _on_row_stepped(self, name: str, step: int) -> None:
        names = list(self._rows)
        place = min(max(names.index(name) + step, 0), len(names) - 1)
        self._rows[names[place]].setFocus(Qt.FocusReason.TabFocusReason)
        self.chosen.emit(names[place])


class VariantWidget(QWidget):
    """One row. The recommended one wears the accent's edge and says why."""

    chosen = Signal(str)
    stepped = Signal(str, int)

    def __init__(self, view: VariantView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = view
        self._chosen = False
        self._badge = FitBadge()
        self._kind = Elided("", kind=Type.CODE)
        self._size = Text("")
        self._bits = Text("")
        self._quality = Text("")
        self._basis = BasisMark()
        self._reason = Text("", ink="text2", wrap=True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(12), px(6), px(12), px(6))
        column.setSpacing(px(4))
        quality = QWidget()
        line = QHBoxLayout(quality)
        line.setContentsMargins(px(8), 0, 0, 0)
        line.setSpacing(px(6))
        line.addWidget(self._quality)
        line.addWidget(self._basis)
        line.addStretch(1)
        grid = _grid([self._badge, self._kind, self._size, self._bits, quality])
        grid.setRowMinimumHeight(0, px(28))
        column.addLayout(grid)
        column.addWidget(self._reason)

    def show_view(self, view: VariantView, *, chosen: bool) -> None:
        """Show this variant."""
        self._view, self._chosen = view, chosen
        self._badge.show_fit(str(view.fit) if view.fit is not None else "")
        self._kind.show_text(view.quantization)
        self._kind.setToolTip(view.name)
        self._size.show_text(view.size)
        self._bits.show_text(view.bits)
        self._quality.show_text(view.quality)
        self._basis.show_basis(view.basis)
        self._reason.show_text(f"Recommended. {view.reason}" if view.recommended else "")
        self._reason.setVisible(view.recommended)
        state = str(view.fit).replace("_", " ") if view.fit is not None else "not judged yet"
        self.setAccessibleName(
            f"{view.quantization}, {view.size} GiB, {view.bits} bits per weight, "
            f"{view.quality}, {state}"
            + (f". Recommended. {view.reason}" if view.recommended else "")
        )
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose it."""
        super().mousePressEvent(event)
        if event.button() == Qt.MouseButton.LeftButton:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self.chosen.emit(self._view.name)
            event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose it, or step to a neighbour."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.chosen.emit(self._view.name)
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.stepped.emit(self._view.name, 1 if event.key() == Qt.Key.Key_Down else -1)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the ground: tint and edge for the recommended, tint for the chosen."""
        colours = worn().colours
        painter = paint.painter_of(self)
        area = self.rect().toRectF().adjusted(0, 1, 0, -1)
        if self._chosen:
            edge = colours.accent
            paint.box(painter, area, paint.RADIUS, fill=colours.tint, edge=edge)
        elif self._view.recommended:
            paint.box(painter, area, paint.RADIUS, edge=colours.accent)
        elif self.underMouse():
            paint.box(painter, area, paint.RADIUS, fill=colours.bubble)
        if self.hasFocus():
            paint.ring(painter, area, paint.RADIUS, colours.accent)


def _heading() -> QWidget:
    heading = QWidget()
    row = QHBoxLayout(heading)
    row.setContentsMargins(px(12), px(6), px(12), px(6))
    texts: list[QWidget] = [Text(words, Type.SECONDARY, ink="text2") for words, _ in COLUMNS]
    row.addLayout(_grid(texts))
    return heading


def _grid(cells: Sequence[QWidget]) -> QGridLayout:
    grid = QGridLayout()
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(px(12))
    for number, (cell, (_words, width)) in enumerate(zip(cells, COLUMNS, strict=True)):
        grid.addWidget(cell, 0, number)
        if width:
            grid.setColumnMinimumWidth(number, px(width))
        else:
            grid.setColumnStretch(number, 1)
        if isinstance(cell, Text) and number in FIGURES:
            cell.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return grid

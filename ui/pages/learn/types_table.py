"""All file types, one row each: name, bits per weight, quality, speed here; under them the use."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui.pages.learn.types_view import BASIS_NOTE, TypeRow, TypesView
from ui.pages.learn.view import TABLE_TITLE
from ui.text.tips import tip
from ui.theme import paint
from ui.theme.appearance import worn
from ui.theme.type import Type, px
from ui.widgets.basis_mark import BasisMark
from ui.widgets.label import Text
from ui.widgets.scroll_column import ScrollColumn
from ui.widgets.surface import Card, Hairline
from ui.widgets.term import Term

_WIDTHS = (92, 72, 156)
_LEAST = (64, 64, 128)  # of the same columns where there is little room
WIDE_ENOUGH = 520  # below it the last column stands in the line under the others
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class TypesTable(ScrollColumn):
    """`taken` carries the slug of a type, by click or Enter; the arrows step."""

    taken = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(widest=px(760), margin=24, gap=px(12), parent=parent)
        self._rows: list[_Row] = []
        self._here = Text("", Type.SECONDARY, ink="text2")
        self._head = self._heading()
        self._narrow = False
        self._body = QVBoxLayout()
        self._body.setSpacing(0)
        card = Card("bg")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(px(4), 0, px(4), px(4))
        inside.setSpacing(0)
        inside.addLayout(self._head)
        inside.addWidget(Hairline())
        inside.addLayout(self._body)
        self.column.addWidget(Text(TABLE_TITLE, Type.TITLE, weight=600, wrap=True))
        self.column.addWidget(Text(BASIS_NOTE, Type.SECONDARY, ink="text2", wrap=True))
        self.column.addWidget(card)
        self.column.addStretch(1)

    def show_types(self, view: TypesView) -> None:
        """Show these."""
        self._here.show_text(view.here_title)
        for row in view.rows[len(self._rows) :]:
            if self._rows:
                self._body.addWidget(Hairline())
            widget = _Row(row)
            widget.lay(narrow=self._narrow)
            widget.taken.connect(self.taken)
            widget.stepped.connect(self._on_row_stepped)
            self._rows.append(widget)
            self._body.addWidget(widget)
        for widget, row in zip(self._rows, view.rows, strict=True):
            widget.show_row(row)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room the last column goes under the others."""
        super().resizeEvent(event)
        narrow = self.width() < px(WIDE_ENOUGH)
        if narrow != self._narrow:
            self._narrow = narrow
            _narrow_grid(self._head, narrow=narrow)
            self._here.setVisible(not narrow)
            for row in self._rows:
                row.lay(narrow=narrow)

    def focus_first(self) -> None:
        """Take the keyboard to the first row."""
        if self._rows:
            self._rows[0].setFocus(Qt.FocusReason.TabFocusReason)

    def _heading(self) -> QGridLayout:
        heads = (
            Term("Name", "File type", Type.SECONDARY, ink="text2"),
            Term("Bits/weight", "Bits per weight", Type.SECONDARY, ink="text2"),
            Term("Quality", "Quality", Type.SECONDARY, ink="text2"),
            self._here,
        )
        grid = _grid(heads)
        grid.setContentsMargins(px(12), px(8), px(12), px(8))
        return grid

    def _on_row_stepped(self, slug: str, step: int) -> None:
        slugs = [row.slug for row in self._rows]
        place = min(max(slugs.index(slug) + step, 0), len(slugs) - 1)
        self._rows[place].setFocus(Qt.FocusReason.TabFocusReason)
        self.ensureWidgetVisible(self._rows[place], 0, px(24))


class _Row(QWidget):
    taken = Signal(str)
    stepped = Signal(str, int)

    def __init__(self, row: TypeRow) -> None:
        super().__init__()
        self.slug = row.slug
        self._row = row
        self._narrow = False
        self._name = Text(row.name, Type.CODE, weight=600)
        self._bits = Text("")
        self._quality = Text("")
        self._basis = BasisMark()
        self._here = Text("", wrap=True)
        self._use = Text("", Type.SECONDARY, ink="text2", wrap=True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        quality = QWidget()
        line = QHBoxLayout(quality)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(px(6))
        line.addWidget(self._quality)
        line.addWidget(self._basis)
        line.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(12), px(8), px(12), px(8))
        column.setSpacing(px(2))
        self._grid = _grid((self._name, self._bits, quality, self._here))
        column.addLayout(self._grid)
        column.addWidget(self._use)

    def show_row(self, row: TypeRow) -> None:
        """Say this type's figures."""
        self._row = row
        self._bits.show_text(row.bits)
        self._quality.show_text(row.quality)
        self._basis.show_basis(row.quality_basis)
        self._basis.setToolTip(tip(row.because))
        self._here.show_text(row.here)
        self._here.setToolTip(tip(*row.here_more.splitlines()))
        self._use.show_text(f"Here: {row.here}. {row.use}" if self._narrow else row.use)
        self.setAccessibleName(row.sentence)

    def lay(self, *, narrow: bool) -> None:
        """Say it with the last column, or with its words in the line below."""
        self._narrow = narrow
        self._here.setVisible(not narrow)
        _narrow_grid(self._grid, narrow=narrow)
        self.show_row(self._row)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open its entry."""
        left = event.button() == Qt.MouseButton.LeftButton
        if left and self.rect().contains(event.position().toPoint()):
            self.taken.emit(self.slug)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open it, or step to a neighbour."""
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        if event.key() in _ENTER:
            self.taken.emit(self.slug)
        elif event.key() in steps:
            self.stepped.emit(self.slug, steps[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the ground under the mouse, and the ring."""
        painter = paint.painter_of(self)
        colours = worn().colours
        area = self.rect().toRectF().adjusted(0, 1, 0, -1)
        if self.underMouse():
            paint.box(painter, area, paint.SMALL_RADIUS, fill=colours.bubble)
        if self.hasFocus():
            paint.ring(painter, area, paint.SMALL_RADIUS, colours.accent)


def _narrow_grid(grid: QGridLayout, *, narrow: bool) -> None:
    for number, width in enumerate(_LEAST if narrow else _WIDTHS):
        grid.setColumnMinimumWidth(number, px(width))


def _grid(cells: tuple[QWidget, ...]) -> QGridLayout:
    grid = QGridLayout()
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(px(16))
    for number, cell in enumerate(cells):
        grid.addWidget(cell, 0, number)
        if number < len(_WIDTHS):
            grid.setColumnMinimumWidth(number, px(_WIDTHS[number]))
        else:
            grid.setColumnStretch(number, 1)
        if number == 1 and isinstance(cell, Text):
            cell.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return grid

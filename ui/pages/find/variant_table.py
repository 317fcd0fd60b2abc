"""The variants of a model: how each fits, how good, how fast, how long; one is recommended."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.pages.find.cells import MARK_GAP, QUALITY_LEFT, CellLine
from ui.pages.find.columns import DROPPED, FIGURES, GAP, HEADINGS, LEAST, Column, widths_in
from ui.pages.find.spare_rows import SpareRows
from ui.pages.find.variant_view import VariantView
from ui.pages.find.variants import PADDING, VariantWidget
from ui.text.evidence import evidence_view
from ui.text.terms import HEADING_TERMS
from ui.text.tips import tip
from ui.theme import paint
from ui.theme.type import Type, font, px
from ui.widgets.basis_mark import SIDE
from ui.widgets.evidence_card import EvidenceCard
from ui.widgets.fit_badge import FitBadge
from ui.widgets.label import Text
from ui.widgets.surface import Card
from ui.widgets.term import Term

MARGIN = 4
USUAL_SPEED = "88–888"  # room is kept for it: speeds change while a slider moves
USUAL_LENGTH = "888,888"
USUAL_KIND = "UD-Q4_K_XL"  # of what is longer only so much is shown where room is short


class VariantTable(Card):
    """`chosen` with a variant's name, by click, Enter, Space or the arrow keys.

    `link_asked` with the address of a source of a quality.
    """

    chosen = Signal(str)
    link_asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("bg", parent=parent)
        self._rows: dict[str, VariantWidget] = {}
        self._spare = SpareRows(self._made, self)
        self._wanted: dict[Column, int] = {}
        self._usual = 0
        self._widths: Mapping[Column, int] = {}
        self._head = _Head()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(px(MARGIN), 0, px(MARGIN), px(MARGIN))
        self._column.setSpacing(0)
        self._column.addWidget(self._head)
        self.setAccessibleName("Files of this model")

    def prepare(self) -> None:
        """Rows will be shown soon: have some ready."""
        self._spare.prepare()

    def show_rows(self, rows: Sequence[VariantView], current: str) -> None:
        """Show these; rows that stay are kept, only their figures change."""
        made = [row.name for row in rows] != list(self._rows)
        if made:
            self._rebuild(rows)
        lined = False
        for row in rows:
            self._rows[row.name].show_view(row, chosen=row.name == current, lined=lined)
            lined = not row.recommended
        self._usual = _usual_kind()
        wanted = _wanted(rows)
        if made or wanted != self._wanted:
            self._wanted = wanted
            self._lay()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Columns go and come with the room there is."""
        super().resizeEvent(event)
        self._lay()

    def _lay(self) -> None:
        if not self._wanted:
            return
        room = self.width() - 2 * px(MARGIN) - 2 * px(PADDING)
        usual = self._usual
        self._widths = widths_in(room, self._wanted, gap=px(GAP), least=px(LEAST), usual=usual)
        self._head.lay(self._widths)
        for row in self._rows.values():
            row.lay(self._widths)

    def _rebuild(self, rows: Sequence[VariantView]) -> None:
        focused = next((n for n, w in self._rows.items() if w.hasFocus()), None)
        kept = {row.name for row in rows}
        for name in [n for n in self._rows if n not in kept]:
            widget = self._rows.pop(name)
            self._column.removeWidget(widget)
            self._spare.give_back(widget)
        ordered: dict[str, VariantWidget] = {}
        for place, row in enumerate(rows, 1):
            widget = self._rows.get(row.name) or self._spare.take()
            self._column.insertWidget(place, widget)
            widget.show()
            ordered[row.name] = widget
        self._rows = ordered
        if focused in ordered:
            ordered[focused].setFocus(Qt.FocusReason.OtherFocusReason)

    def _made(self) -> VariantWidget:
        """A new row, in the table and not to be seen yet."""
        widget = VariantWidget(self)
        widget.hide()
        widget.lay(self._widths)
        widget.chosen.connect(self.chosen)
        widget.stepped.connect(self._on_row_stepped)
        widget.evidence_asked.connect(self._on_evidence_asked)
        return widget

    def _on_row_stepped(self, name: str, step: int) -> None:
        names = list(self._rows)
        place = min(max(names.index(name) + step, 0), len(names) - 1)
        self._rows[names[place]].setFocus(Qt.FocusReason.TabFocusReason)
        self.chosen.emit(names[place])

    def _on_evidence_asked(self, name: str) -> None:
        row = self._rows[name]
        if row.view.judged is None:
            return
        card = EvidenceCard(self, evidence_view(row.view.quantization, row.view.judged))
        card.link_asked.connect(self.link_asked)
        card.open_at(row.quality)


class _Head(QWidget):
    """The headings, over their columns."""

    def __init__(self) -> None:
        super().__init__()
        self._cells = {column: _heading(column) for column in Column}
        self._line = CellLine(self._cells)
        row = QHBoxLayout(self)
        row.setContentsMargins(px(PADDING), px(2), px(PADDING), px(2))
        row.addWidget(self._line)

    def lay(self, widths: Mapping[Column, int]) -> None:
        """Show these columns, so wide (pixels); short headings where the long have no room."""
        for column, width in widths.items():
            cell, heading = self._cells[column], HEADINGS[column]
            margins = cell.contentsMargins()
            room = width - margins.left() - margins.right()
            fits = paint.breadth(font(Type.SECONDARY), heading.words) <= room
            cell.show_text(heading.words if fits else heading.short or heading.words)
        self._line.lay(widths)


def _heading(column: Column) -> Text:
    words = HEADINGS[column].words
    term = HEADING_TERMS.get(words)
    cell = (
        Term(words, term, Type.SECONDARY, ink="text2")
        if term
        else Text(words, Type.SECONDARY, ink="text2")
    )
    cell.setToolTip(tip(HEADINGS[column].meaning))
    if column in FIGURES:
        cell.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    if column is Column.QUALITY:
        cell.setContentsMargins(px(QUALITY_LEFT), 0, 0, 0)
    if column is Column.SPEED:
        cell.setContentsMargins(0, 0, px(SIDE) + px(MARK_GAP), 0)
    return cell


def _usual_kind() -> int:
    """Pixels a usual quantization takes, and the heading above it."""
    name = paint.breadth(font(Type.CODE, weight=600), USUAL_KIND)
    head = paint.breadth(font(Type.SECONDARY), HEADINGS[Column.KIND].words)
    return round(max(name, head)) + 2


def _wanted(rows: Sequence[VariantView]) -> dict[Column, int]:
    """How wide each column would be (pixels); the same at every context."""
    body, strong, code = font(Type.BODY), font(Type.BODY, weight=600), font(Type.CODE)
    mark = px(SIDE) + px(MARK_GAP)
    texts = {
        Column.STATE: (body, []),
        Column.KIND: (code, [row.quantization for row in rows]),
        Column.SIZE: (strong, [row.size for row in rows]),
        Column.BITS: (strong, [row.bits for row in rows]),
        Column.QUALITY: (body, [row.quality for row in rows]),
        Column.SPEED: (strong, [USUAL_SPEED]),
        Column.LONGEST: (strong, [USUAL_LENGTH, *(row.longest for row in rows)]),
    }
    extra = {Column.QUALITY: mark + 4 + px(QUALITY_LEFT), Column.SPEED: mark}
    found = {}
    for column, (letters, words) in texts.items():
        heading = HEADINGS[column]
        above = heading.short or heading.words if column in DROPPED else heading.words
        head = paint.breadth(font(Type.SECONDARY), above)
        widest = max((paint.breadth(letters, one) for one in words), default=0)
        found[column] = round(max(head, widest) + extra.get(column, 0)) + 2
    found[Column.STATE] = FitBadge("partly").sizeHint().width()
    return found

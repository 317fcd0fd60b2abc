"""The left of the page: what the model is, what takes memory, what more would cost, the past."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from launcher.memory.estimate import Basis
from ui.pages.memory.fit_view import FitView
from ui.pages.memory.parts_table import DeviceTables
from ui.pages.memory.plan_list import PriceList
from ui.pages.memory.receipt_list import ReceiptList
from ui.pages.memory.receipts_view import ReceiptView
from ui.pages.memory.section import Section
from ui.pages.memory.view import MainMemory, MemoryPageView
from ui.theme.type import Type, px
from ui.widgets.basis_mark import BasisMark
from ui.widgets.dimmed import show_dimmed
from ui.widgets.figure_table import Cell, Column, FigureTable
from ui.widgets.label import Text

_LENGTHS = (
    Column("Context", Cell.WORDS),
    Column("Pages of text"),
    Column("Working memory, GiB"),
    Column("In all, GiB"),
    Column("", Cell.FIT),
)
_STALE = "These figures are for the last possible choices."


class MainMemoryRows(Section):
    """Main memory twice: what is reserved, and what will be seen to be occupied."""

    def __init__(self) -> None:
        super().__init__("In RAM, reserved and occupied")
        self._reserved = _Figure("Reserved by the engine", Basis.ENGINE)
        self._resident = _Figure("Expected to be occupied", Basis.ARITHMETIC)
        self._why = Text("", Type.SECONDARY, ink="text2", wrap=True)
        for widget in (self._reserved, self._resident, self._why):
            self.column.addWidget(widget)

    def show_main(self, main: MainMemory) -> None:
        """Show both and the reason for the difference."""
        self._reserved.show_figure(main.reserved, main.reserved_basis)
        self._resident.show_figure(main.resident, main.resident_basis)
        self._why.show_text(main.why)


class _Figure(QWidget):
    def __init__(self, name: str, basis: Basis) -> None:
        super().__init__()
        self._name = name
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(10))
        self._figure = Text("", weight=600)
        self._mark = BasisMark(basis)
        row.addWidget(Text(name, wrap=True), 1)
        row.addWidget(self._figure)
        row.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignVCenter)

    def show_figure(self, figure: str, basis: Basis) -> None:
        self._figure.show_text(figure)
        self._mark.show_basis(basis)
        self.setAccessibleName(f"{self._name}: {figure}")


class Explained(QWidget):
    """Shows a MemoryPageView. `taken` carries the choices of a concession a person takes."""

    taken = Signal(object)  # Choices

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kind = Text("", ink="text2", wrap=True)
        self._notes = Text("", Type.SECONDARY, ink="text2", wrap=True, parent=self)
        self._notes.hide()
        self._stale = Text(_STALE, weight=500, ink="tight", wrap=True)
        self._devices = DeviceTables()
        self._main = MainMemoryRows()
        self._context = Text("", ink="text2", wrap=True)
        self._slope = Text("", Type.SECONDARY, ink="text2", wrap=True)
        self._lengths = FigureTable("If the conversation gets longer", _LENGTHS)
        self._prices = PriceList()
        self._receipts = ReceiptList()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(20))
        longer = Section("If the conversation gets longer")
        for widget in (self._context, self._lengths, self._slope):
            longer.column.addWidget(widget)
        past = Section("What it really took")
        past.column.addWidget(self._receipts)
        self._stale.hide()
        for part in (self._stale, self._kind, self._notes, self._devices, self._main):
            column.addWidget(part)
        for section in (longer, self._prices, past):
            column.addWidget(section)
        self._prices.taken.connect(self.taken)

    def show_view(self, view: MemoryPageView) -> None:
        """Show this plan."""
        self._kind.show_text(view.kind)
        notes = "\n".join(view.notes)
        self._notes.show_text(notes)
        self._notes.setVisible(bool(notes))
        self._devices.show_devices(view.devices)
        if view.main is not None:
            self._main.show_main(view.main)
        self._main.setVisible(view.main is not None)
        self._context.show_text(view.context_words)
        rows = view.lengths.rows
        here = [n for n, row in enumerate(rows) if row.tokens == view.context.asked]
        self._lengths.show_rows(
            [(*row.cells, row.fit) for row in rows], strong=here[0] if here else None
        )
        self._slope.show_text(view.lengths.slope)

    def show_stale(self, *, stale: bool, known: bool = True) -> None:
        """Whether the figures are of other choices than those that stand there.

        `known` False: there are none of this model at all.
        """
        self._stale.setVisible(stale and known)
        figures = (self._devices, self._context, self._lengths, self._slope)
        for widget in (self._main, *figures):
            show_dimmed(widget, dimmed=stale)
        for widget in figures:
            widget.setVisible(known)
        self._main.setVisible(known and not self._main.isHidden())
        for widget in (self._kind, self._notes):
            widget.setVisible(known and bool(widget.text()))

    def show_receipts(self, receipts: tuple[ReceiptView, ...]) -> None:
        """Show what loads took; without any, one line says how to get one."""
        self._receipts.show_receipts(receipts)

    def show_prices(self, found: FitView | None, *, why_not: str = "") -> None:
        """Show what would make room; None: it is not known yet, or why it cannot be."""
        if found is not None:
            self._prices.show_prices(found)
        elif why_not:
            self._prices.show_nothing(why_not)
        else:
            self._prices.show_waiting()

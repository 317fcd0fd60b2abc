"""What loads of this model really took, one table a load."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.pages.memory.receipts_view import NONE_YET, ReceiptView
from ui.theme.type import Type, px
from ui.widgets.figure_table import Cell, Column, FigureTable
from ui.widgets.label import Text

_COLUMNS = (
    Column("Part", Cell.WORDS),
    Column("Predicted"),
    Column("Measured"),
    Column("Difference"),
)


class ReceiptTable(QWidget):
    """One load."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._when = Text("", weight=600, wrap=True)
        self._how = Text("", Type.SECONDARY, ink="text2", wrap=True)
        self._told = Text("", ink="tight", wrap=True, parent=self)
        self._lines = FigureTable("Predicted and measured", _COLUMNS)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(4))
        for widget in (self._when, self._how, self._told, self._lines):
            column.addWidget(widget)

    def show_receipt(self, receipt: ReceiptView) -> None:
        """Show this load."""
        self._when.show_text(receipt.when)
        self._how.show_text(receipt.how)
        self._told.show_text("\n".join(receipt.told))
        self._told.setVisible(bool(receipt.told))
        self._lines.show_rows(
            [(f"{part}, {device}", *figures) for device, part, *figures in receipt.lines]
        )


class ReceiptList(QWidget):
    """The newest first; one line where there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tables: list[ReceiptTable] = []
        self._none = Text(NONE_YET, ink="text2", wrap=True)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(px(16))
        self._column.addWidget(self._none)

    def show_receipts(self, receipts: tuple[ReceiptView, ...]) -> None:
        """Show these."""
        self._none.setVisible(not receipts)
        while len(self._tables) < len(receipts):
            table = ReceiptTable(self)
            self._tables.append(table)
            self._column.addWidget(table)
        for number, table in enumerate(self._tables):
            if number < len(receipts):
                table.show_receipt(receipts[number])
            table.setVisible(number < len(receipts))

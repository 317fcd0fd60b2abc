"""What the small marks beside figures mean, in one quiet line."""

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QWidget

from launcher.memory.estimate import Basis
from ui.text.words import BASES
from ui.theme.type import Type, px
from ui.widgets.basis_mark import BasisMark
from ui.widgets.flow import Flow
from ui.widgets.label import Text


class BasisLegend(Flow):
    """A mark and its word for each of these."""

    def __init__(self, bases: Sequence[Basis], parent: QWidget | None = None) -> None:
        super().__init__(parent, gap=px(12))
        for basis in bases:
            self.flow.addWidget(_entry(basis))


def _entry(basis: Basis) -> QWidget:
    entry = QWidget()
    row = QHBoxLayout(entry)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(px(6))
    row.addWidget(BasisMark(basis))
    words = Text(BASES[basis].word, Type.SECONDARY, ink="text2")
    words.setToolTip(BASES[basis].meaning)
    row.addWidget(words)
    return entry

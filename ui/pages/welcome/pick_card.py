"""One pick as a card: chosen like a radio button, with its reason and its figures."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QGridLayout,
    QHBoxLayout,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ui.pages.welcome.view import Fact, PickView
from ui.theme import paint
from ui.theme.appearance import worn
from ui.theme.type import Type, px
from ui.widgets.basis_mark import BasisMark
from ui.widgets.fit_badge import FitBadge
from ui.widgets.label import Elided, Text
from ui.widgets.surface import Hairline

_RADIO = 16
_PAD = 12


class PickCard(QAbstractButton):
    """Checked means chosen; the arrow keys go from card to card, as in any group of choices."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._name = Text("", Type.LEAD, weight=600, wrap=True)
        self._badge = FitBadge()
        self._reason = Text("", ink="text2", wrap=True)
        self._facts = _Facts()
        column = QVBoxLayout(self)
        column.setContentsMargins(px(_PAD), px(14), px(_PAD), px(12))
        column.setSpacing(px(8))
        head = QHBoxLayout()
        head.setSpacing(px(8))
        head.addSpacing(px(_RADIO) + px(4))
        head.addWidget(self._name, 1)
        head.addWidget(self._badge)
        column.addLayout(head)
        column.addWidget(self._reason)
        column.addStretch(1)
        column.addWidget(Hairline())
        column.addWidget(self._facts)

    def show_view(self, view: PickView) -> None:
        """Show this pick."""
        self._name.show_text(view.name)
        self._badge.show_fit(str(view.fit))
        self._reason.show_text(view.reason)
        self._facts.show_facts(view.facts)
        self.setAccessibleName(view.sentence)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter chooses too."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def hasHeightForWidth(self) -> bool:
        """The reason wraps."""
        return True

    def heightForWidth(self, width: int) -> int:
        """As the layout has it."""
        layout = self.layout()
        return layout.totalHeightForWidth(width) if layout else -1

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw ground, edge and the radio mark."""
        painter = paint.painter_of(self)
        colours = worn().colours
        chosen = self.isChecked()
        edge = colours.accent if chosen else colours.line2
        area = self.rect().toRectF()
        fill = colours.bubble if self.underMouse() and not chosen else colours.raised
        paint.box(painter, area, paint.RADIUS, fill=fill, edge=edge, width=2 if chosen else 1)
        if self.hasFocus():
            inner = area.adjusted(4, 4, -4, -4)
            paint.ring(painter, inner, paint.RADIUS - 3, colours.accent)
        side = px(_RADIO)
        middle = QPointF(px(_PAD) + side / 2, self._name.geometry().center().y() + 0.5)
        painter.setBrush(QColor(colours.accent) if chosen else QColor(colours.raised))
        painter.setPen(QPen(QColor(edge), 1.5))
        painter.drawEllipse(middle, side / 2 - 1, side / 2 - 1)
        if chosen:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.on_accent))
            painter.drawEllipse(middle, side / 5, side / 5)


class _Facts(QWidget):
    """Rows of label, value and mark; rows stay, their words change."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[tuple[Elided, Text, BasisMark]] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(px(8))
        self._grid.setVerticalSpacing(px(4))
        self._grid.setColumnStretch(0, 1)

    def show_facts(self, facts: Sequence[Fact]) -> None:
        while len(self._rows) < len(facts):
            row = (Elided("", ink="text2"), Text("", weight=500), BasisMark())
            for column, cell in enumerate(row):
                self._grid.addWidget(cell, len(self._rows), column)
            self._rows.append(row)
        for fact, (label, value, mark) in zip(facts, self._rows, strict=True):
            label.show_text(fact.label)
            value.show_text(fact.value)
            value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            mark.show_basis(fact.basis)
            for cell in (value, mark):
                if fact.told:
                    cell.setToolTip(fact.told)

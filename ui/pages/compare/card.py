"""The card beside the point one looks at."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QGraphicsDropShadowEffect,
    QGridLayout,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from ui.pages.compare.facts_view import CardView
from ui.theme.type import Type, px
from ui.widgets.fit_badge import FitBadge
from ui.widgets.label import Text
from ui.widgets.surface import Card, Hairline

_WIDTH = 264
_GAP = 18
_MOST_ROWS = 7


class PointCard(Card):
    """Shows a point's figures; takes neither mouse nor keyboard."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("raised", parent=parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFixedWidth(px(_WIDTH))
        self._title = Text("", Type.SECONDARY, weight=600, wrap=True)
        self._badge = FitBadge()
        self._because = Text("", Type.SECONDARY, ink="text2", wrap=True)
        self._names = [Text("", Type.SECONDARY, ink="text2") for _ in range(_MOST_ROWS)]
        self._figures = [Text("", Type.SECONDARY, weight=500) for _ in range(_MOST_ROWS)]
        self._build()
        shadow = QGraphicsDropShadowEffect(self)
        shadow.setBlurRadius(12)
        shadow.setOffset(0, 4)
        shadow.setColor(QColor(0, 0, 0, 31))  # 12 %, the one shadow there is
        self.setGraphicsEffect(shadow)
        self.hide()

    def show_card(self, view: CardView) -> None:
        """Show this."""
        self._title.show_text(view.title)
        self._badge.show_fit(view.fit)
        self._because.show_text(view.because)
        for number, (name, figure) in enumerate(zip(self._names, self._figures, strict=True)):
            there = number < len(view.rows)
            words, told = view.rows[number] if there else ("", "")
            name.show_text(words)
            figure.show_text(told)
            name.setVisible(there)
            figure.setVisible(there)
        self.resize(self.sizeHint())

    def sizeHint(self) -> QSize:
        """As high as its words at its width."""
        column = self.layout()
        width = px(_WIDTH)
        height = column.heightForWidth(width) if column is not None else 0
        return QSize(width, height)

    def place_near(self, at: QPointF, bounds: QRect, avoid: Sequence[QPointF]) -> None:
        """Stand beside the point, inside the bounds, over as few of the others as possible."""
        size, gap = self.size(), px(_GAP)
        x, y, w, h = at.x(), at.y(), size.width(), size.height()
        lefts = (x + gap, x - gap - w, x - w / 2)
        tops = (y + gap, y - gap - h, y - h / 2)
        spots = [
            _inside(QRectF(left, top, w, h), bounds)
            for left in lefts
            for top in tops
            if (left, top) != (lefts[2], tops[2])
        ]
        own = QRectF(x - gap / 2, y - gap / 2, gap, gap)

        def cost(spot: QRectF) -> float:
            covered = sum(spot.contains(one) for one in avoid)
            return 1000.0 * spot.intersects(own) + covered

        self.move(min(spots, key=cost).topLeft().toPoint())

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(px(12), px(10), px(12), px(12))
        column.setSpacing(px(6))
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self._badge, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(head)
        grid = QGridLayout()
        grid.setHorizontalSpacing(px(12))
        grid.setVerticalSpacing(px(3))
        grid.setColumnStretch(0, 1)
        for number, (name, figure) in enumerate(zip(self._names, self._figures, strict=True)):
            grid.addWidget(name, number, 0)
            grid.addWidget(figure, number, 1, Qt.AlignmentFlag.AlignRight)
        column.addLayout(grid)
        column.addWidget(Hairline())
        column.addWidget(self._because)


def _inside(spot: QRectF, bounds: QRect) -> QRectF:
    """The same, pushed into the bounds."""
    left = min(max(spot.left(), bounds.left()), bounds.right() - spot.width())
    top = min(max(spot.top(), bounds.top()), bounds.bottom() - spot.height())
    return QRectF(QPointF(max(left, 0.0), max(top, 0.0)), spot.size())

"""The first steps: numbered, each with ways to the words it uses."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.pages.learn.links import Links
from ui.pages.learn.view import StepView
from ui.theme import paint
from ui.theme.appearance import worn
from ui.theme.type import Type, font, px
from ui.widgets.label import Text
from ui.widgets.scroll_column import ScrollColumn

_WIDEST = 680
_DISC = 28


class Steps(ScrollColumn):
    """`taken` carries the slug of a word."""

    taken = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(widest=px(_WIDEST), margin=24, gap=px(24), parent=parent)

    def show_steps(self, steps: Sequence[StepView]) -> None:
        """Show these, once."""
        for step in steps:
            widget = _Step(step)
            widget.links.taken.connect(self.taken)
            self.column.addWidget(widget)
        self.column.addStretch(1)


class _Step(QWidget):
    def __init__(self, step: StepView) -> None:
        super().__init__()
        self.setAccessibleName(f"Step {step.number}: {step.title}")
        self.links = Links(self)  # shown before it has its place, it would be a window
        self.links.show_links(step.links)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(16))
        row.addWidget(_Number(step.number), 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(px(6))
        column.addWidget(Text(step.title, Type.LEAD, weight=600, wrap=True))
        column.addWidget(Text(step.text, wrap=True))
        column.addSpacing(px(2))
        column.addWidget(self.links)
        row.addLayout(column, 1)


class _Number(QWidget):
    """A step's number on a disc."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self._number = number
        self._font = font(Type.BODY, weight=600)
        self.setFixedSize(px(_DISC), px(_DISC))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = paint.painter_of(self)
        colours = worn().colours
        area = self.rect().toRectF()
        paint.box(painter, area, area.width() / 2, fill=colours.tint)
        flags = Qt.AlignmentFlag.AlignHCenter
        paint.words(painter, area, str(self._number), self._font, colours.accent, flags=flags)

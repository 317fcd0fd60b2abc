"""Two plots side by side, quality and speed over size, with one line for what is pointed at."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from ui.pages.measure.plot import MeasuredPlot
from ui.pages.measure.plot_view import HEIGHTS, QUALITIES, SPEEDS, Height, offered, plot_view
from ui.pages.measure.view import Group
from ui.theme.type import Type, px
from ui.widgets.combo import Combo
from ui.widgets.label import Text

_WIDE_ENOUGH = 640


class Plots(QWidget):
    """`pointed` carries the key of the file a person looks at in either of them."""

    pointed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._one = OnePlot("Quality by", QUALITIES)
        self._other = OnePlot("Speed of", SPEEDS)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(px(24))
        for one in self.both:
            self._row.addWidget(one, 1)
            one.plot.pointed.connect(self.pointed)

    @property
    def both(self) -> "tuple[OnePlot, OnePlot]":
        """Quality, then speed."""
        return self._one, self._other

    def show_group(self, group: Group) -> None:
        """Draw these; what has fewer than two points is left out."""
        for one in self.both:
            one.show_group(group)
        self.setVisible(any(not one.isHidden() for one in self.both))

    @contextmanager
    def without_choices(self) -> Iterator[None]:
        """For a picture: what one chooses is out of sight, and its room stays empty."""
        there = [one.choice for one in self.both if one.choice.isVisibleTo(self)]
        for choice in there:
            _keep_room(choice, kept=True)
            choice.hide()
        yield
        for choice in there:
            choice.show()
            _keep_room(choice, kept=False)

    def show_pointed(self, key: str) -> None:
        """Look at this file in both."""
        for one in self.both:
            one.plot.show_pointed(key)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Beside one another where there is room."""
        super().resizeEvent(event)
        beside = self.width() >= px(_WIDE_ENOUGH)
        ways = QBoxLayout.Direction
        self._row.setDirection(ways.LeftToRight if beside else ways.TopToBottom)


class OnePlot(QWidget):
    """A plot, what stands up in it, and the choice of that."""

    def __init__(
        self, name: str, heights: Sequence[Height], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._heights = tuple(heights)
        self._group: Group | None = None
        self._wished: Height | None = None  # by a person, though it may not be there
        self._height = heights[0]
        self.plot = MeasuredPlot()
        self.choice = Combo(name)
        self._over = Text("", Type.SECONDARY, ink="text2", wrap=True)
        self._under = Text("", Type.AXIS, ink="text2")
        head = QHBoxLayout()
        head.setSpacing(px(8))
        head.addWidget(self._over, 1)
        head.addWidget(self.choice, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(4))
        column.addLayout(head)
        column.addWidget(self.plot)
        column.addWidget(self._under, 0, Qt.AlignmentFlag.AlignRight)
        self.choice.edited.connect(self._on_edited)
        self.hide()

    def show_group(self, group: Group) -> None:
        """Draw these by what they can be drawn by; away where that is nothing."""
        self._group = group
        there = offered(group, self._heights)
        self.setVisible(bool(there))
        if not there:
            return
        self._height = self._wished if self._wished in there else there[0]
        self.choice.show_options([(one, HEIGHTS[one].option) for one in there])
        self.choice.setFixedWidth(self.choice.sizeHint().width())
        self.choice.setVisible(len(there) > 1)
        self.choice.show_value(self._height)
        self._draw()

    def _on_edited(self, height: object) -> None:
        self._wished = self._height = Height(str(height))
        self._draw()

    def _draw(self) -> None:
        if self._group is not None:
            view = plot_view(self._group, self._height)
            self._over.show_text(view.over)
            self._under.show_text(view.under)
            self.plot.show_view(view)


def _keep_room(widget: QWidget, *, kept: bool) -> None:
    policy = widget.sizePolicy()
    policy.setRetainSizeWhenHidden(kept)
    widget.setSizePolicy(policy)

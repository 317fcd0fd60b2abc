"""A plot one can point into: a canvas, words over it, and the way from point to point."""

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QPointF, QSize, Qt
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QFocusEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QWidget

from ui.theme.appearance import worn
from ui.theme.tokens import Theme
from ui.theme.type import px, scale
from ui.widgets.plot_canvas import PlotCanvas

_NEAR = 14  # pixels around a point that belong to it


class PointPlot(QWidget):
    """Knows where every point lies, and which one is looked at.

    Another plot says what is drawn (`draw`), where the points are (`points`), which words stand
    over them (`write`) and what is heard of the one that is looked at (`said`).
    """

    def __init__(
        self, parent: QWidget | None, *, usual: tuple[int, int], least: tuple[int, int]
    ) -> None:
        super().__init__(parent)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._usual, self._least = usual, least
        self._looked_at = ""
        self._places: dict[str, QPointF] = {}
        self._layers: tuple[PlotCanvas, QWidget] | None = None
        self._drawn: tuple[Theme, float] | None = None  # how it was drawn

    def lay_over(self, canvas: PlotCanvas, words: QWidget) -> None:
        """The two layers, both children of this one."""
        self._layers = canvas, words
        self.setAccessibleDescription(self.said())

    # --- what another plot says -----------------------------------------------------------------

    def draw(self) -> bool:
        """Draw on the canvas; False where there is nothing to draw yet."""
        raise NotImplementedError

    def points(self) -> Iterable[tuple[str, float, float]]:
        """The key of every point, and where it lies (across, up)."""
        raise NotImplementedError

    def write(self) -> None:
        """Write the words over the points."""
        raise NotImplementedError

    def said(self) -> str:
        """What is heard of the plot, or of the point that is looked at."""
        raise NotImplementedError

    # --- what is the same -----------------------------------------------------------------------

    @property
    def looked_at(self) -> str:
        """The key of the point one looks at; '' for none."""
        return self._looked_at

    def place_of(self, key: str) -> QPointF:
        """Where that point lies on the widget. Raises KeyError."""
        return self._places[key]

    def show_pointed(self, key: str) -> None:
        """Look at this point; '' at none. Never tells."""
        if key == self._looked_at:
            return
        self._looked_at = key
        self.write()
        self.setAccessibleDescription(self.said())
        change = QAccessible.Event.DescriptionChanged
        QAccessible.updateAccessibility(QAccessibleEvent(self, change))

    def sizeHint(self) -> QSize:
        """Wide and low."""
        return QSize(px(self._usual[0]), px(self._usual[1]))

    def minimumSizeHint(self) -> QSize:
        """What is needed to read it."""
        return QSize(*self._least)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where one is."""
        super().focusInEvent(event)
        self.write()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """One is elsewhere."""
        super().focusOutEvent(event)
        self.write()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lie over one another, whatever the size."""
        super().resizeEvent(event)
        for one in self._layers or ():
            one.setGeometry(self.rect())
        self._find_places()

    def showEvent(self, event: QShowEvent) -> None:
        """Places are known once there is something to see."""
        super().showEvent(event)
        self._find_places()

    def changeEvent(self, event: QEvent) -> None:
        """Other colours, other text: drawn again once, however many events come with them."""
        super().changeEvent(event)
        drawn = getattr(self, "_drawn", None)  # there are events before there is all of it
        if event.type() is QEvent.Type.StyleChange and drawn not in (None, _look()):
            self.redraw()

    def redraw(self) -> None:
        """Draw everything anew."""
        if self.draw():
            self._drawn = _look()
            self._find_places()

    def near(self, at: QPointF) -> str:
        """The key of the nearest point, if it is near enough; else ''."""
        found = [
            ((place - at).manhattanLength(), key)
            for key, place in self._places.items()
            if QPointF.dotProduct(place - at, place - at) <= px(_NEAR) ** 2
        ]
        return min(found)[1] if found else ""

    def _find_places(self) -> None:
        if self._layers is not None and self._drawn is not None:
            canvas, _words = self._layers
            canvas.settle()
            self._places = {key: canvas.place(across, up) for key, across, up in self.points()}
            self.write()


def _look() -> tuple[Theme, float]:
    return worn(), scale()

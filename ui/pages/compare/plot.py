"""The board: the drawing, what is written over it, and the way through it by mouse and keys."""

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.pages.compare.canvas import Canvas
from ui.pages.compare.card import PointCard
from ui.pages.compare.facts_view import card_view
from ui.pages.compare.lettering import Drawn
from ui.pages.compare.overlay import Overlay
from ui.pages.compare.stepping import stepped
from ui.pages.compare.view import BoardView, PointView, said
from ui.widgets.point_plot import PointPlot

_LEAST = (360, 250)
_USUAL = (900, 270)
_NAME = "Trade-off board"
_HOW = "Arrow keys go from point to point, Enter chooses, Esc clears."
_TAKE = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class BoardPlot(PointPlot):
    """`taken` carries the key of the point a person clicked; `cleared` when they want none."""

    taken = Signal(str)
    cleared = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, usual=_USUAL, least=_LEAST)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(_NAME)
        self._view: BoardView | None = None
        self._chosen: tuple[str, ...] = ()
        self._old = False
        self._canvas = Canvas(self)
        self._overlay = Overlay(self)
        self._card = PointCard(self)
        self.lay_over(self._canvas, self._overlay)

    def show_view(self, view: BoardView) -> None:
        """Draw this board; the point one looked at stays where there is one of that key."""
        self._view = view
        if view.point(self._looked_at) is None:
            self._looked_at = ""
        self.redraw()

    def show_chosen(self, keys: Sequence[str]) -> None:
        """Mark these as A, B and C."""
        self._chosen = tuple(keys)
        self.write()

    def show_old(self, *, old: bool) -> None:
        """Another board is being worked out: draw this one faintly."""
        if old != self._old:
            self._old = old
            self.write()

    # --- the mouse ------------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Look at the point under the mouse."""
        near = self.near(event.position())
        self.setCursor(Qt.CursorShape.PointingHandCursor if near else Qt.CursorShape.ArrowCursor)
        self.show_pointed(near)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Choose the point under the mouse."""
        near = self.near(event.position())
        if event.button() is Qt.MouseButton.LeftButton and near:
            self.taken.emit(near)

    def leaveEvent(self, event: QEvent) -> None:
        """The mouse looks at nothing any more."""
        super().leaveEvent(event)
        self.show_pointed("")

    # --- the keyboard ---------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step, choose, clear."""
        if self._view is None:
            super().keyPressEvent(event)
            return
        key = Qt.Key(event.key())
        step = stepped(self._view, self._looked_at, key)
        if step:
            self.show_pointed(step)
        elif key in _TAKE and self._looked_at:
            self.taken.emit(self._looked_at)
        elif key == Qt.Key.Key_Escape and (self._looked_at or self._chosen):
            if self._looked_at:
                self.show_pointed("")
            else:
                self.cleared.emit()
        else:
            super().keyPressEvent(event)

    # --- drawing --------------------------------------------------------------------------------

    def draw(self) -> bool:
        """As PointPlot's."""
        if self._view is not None:
            self._canvas.draw(self._view)
        return self._view is not None

    def points(self) -> Iterator[tuple[str, float, float]]:
        """As PointPlot's."""
        for one in self._view.points if self._view else ():
            yield one.key, one.across, one.up

    def said(self) -> str:
        """As PointPlot's."""
        point = self._point()
        return _HOW if point is None or self._view is None else said(point, self._view)

    def write(self) -> None:
        """As PointPlot's, with the card of the point one looks at."""
        if self._view is None:
            return
        self._overlay.show_drawn(
            Drawn(
                view=self._view,
                area=self._canvas.area,
                places=self._places,
                chosen=self._chosen,
                pointed=self._looked_at,
                focused=self.hasFocus(),
                old=self._old,
            )
        )
        self._show_card()

    def _show_card(self) -> None:
        point = self._point()
        if point is None or self._view is None or point.key not in self._places:
            self._card.hide()
            return
        self._card.show_card(card_view(point, self._view))
        heeded = [point.dominated_by, *self._chosen]
        weighty = [self._places[key] for key in heeded if key in self._places]
        others = [*self._places.values(), *(weighty * 20)]
        self._card.place_near(self._places[point.key], self.rect(), others)
        self._card.show()
        self._card.raise_()

    def _point(self) -> PointView | None:
        return None if self._view is None else self._view.point(self._looked_at)

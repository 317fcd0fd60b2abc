"""The board: the drawing, what is written over it, and the way through it by mouse and keys."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.pages.compare.canvas import Canvas
from ui.pages.compare.card import PointCard
from ui.pages.compare.facts_view import card_view
from ui.pages.compare.lettering import Drawn
from ui.pages.compare.overlay import Overlay
from ui.pages.compare.stepping import stepped
from ui.pages.compare.view import BoardView, PointView, said
from ui.theme.type import px

_NEAR = 14  # pixels around a point that belong to it
_LEAST = (360, 250)
_USUAL = (900, 270)
_NAME = "Trade-off board"
_HOW = "Arrow keys go from point to point, Enter chooses, Esc clears."
_TAKE = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class BoardPlot(QWidget):
    """`taken` carries the key of the point a person clicked; `cleared` when they want none."""

    taken = Signal(str)
    cleared = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(_NAME)
        self.setAccessibleDescription(_HOW)
        self._view: BoardView | None = None
        self._chosen: tuple[str, ...] = ()
        self._pointed = ""
        self._old = False
        self._places: dict[str, QPointF] = {}
        self._canvas = Canvas(self)
        self._overlay = Overlay(self)
        self._card = PointCard(self)

    @property
    def pointed(self) -> str:
        """The key of the point one looks at; '' for none."""
        return self._pointed

    def place_of(self, key: str) -> QPointF:
        """Where that point lies on the widget. Raises KeyError."""
        return self._places[key]

    def show_view(self, view: BoardView) -> None:
        """Draw this board; the point one looked at stays where there is one of that key."""
        self._view = view
        if view.point(self._pointed) is None:
            self._pointed = ""
        self._redraw()

    def show_chosen(self, keys: Sequence[str]) -> None:
        """Mark these as A, B and C."""
        self._chosen = tuple(keys)
        self._write()

    def show_old(self, *, old: bool) -> None:
        """Another board is being worked out: draw this one faintly."""
        if old != self._old:
            self._old = old
            self._write()

    def show_pointed(self, key: str) -> None:
        """Look at this point; '' at none."""
        if key != self._pointed:
            self._pointed = key
            self._write()
            self._show_card()
            self._tell()

    def sizeHint(self) -> QSize:
        """Wide and low."""
        return QSize(px(_USUAL[0]), px(_USUAL[1]))

    def minimumSizeHint(self) -> QSize:
        """What is needed to read it."""
        return QSize(*_LEAST)

    # --- the mouse ------------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Look at the point under the mouse."""
        near = self._near(event.position())
        self.setCursor(Qt.CursorShape.PointingHandCursor if near else Qt.CursorShape.ArrowCursor)
        self.show_pointed(near)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Choose the point under the mouse."""
        near = self._near(event.position())
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
        step = stepped(self._view, self._pointed, key)
        if step:
            self.show_pointed(step)
        elif key in _TAKE and self._pointed:
            self.taken.emit(self._pointed)
        elif key == Qt.Key.Key_Escape and (self._pointed or self._chosen):
            if self._pointed:
                self.show_pointed("")
            else:
                self.cleared.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where one is."""
        super().focusInEvent(event)
        self._write()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """One is elsewhere."""
        super().focusOutEvent(event)
        self._write()

    # --- drawing --------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lie over one another, whatever the size."""
        super().resizeEvent(event)
        for one in (self._canvas, self._overlay):
            one.setGeometry(self.rect())
        self._lay()

    def showEvent(self, event: QShowEvent) -> None:
        """Places are known once there is something to see."""
        super().showEvent(event)
        self._lay()

    def changeEvent(self, event: QEvent) -> None:
        """Other colours, other text."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange:
            self._redraw()

    def _redraw(self) -> None:
        view = getattr(self, "_view", None)
        if view is not None:
            self._canvas.draw(view)
            self._lay()

    def _lay(self) -> None:
        """Find where every point lies now."""
        if self._view is None:
            return
        self._canvas.settle()
        self._places = {
            one.key: self._canvas.place(one.across, one.up) for one in self._view.points
        }
        self._write()
        self._show_card()

    def _write(self) -> None:
        if self._view is not None:
            self._overlay.show_drawn(
                Drawn(
                    view=self._view,
                    area=self._canvas.area,
                    places=self._places,
                    chosen=self._chosen,
                    pointed=self._pointed,
                    focused=self.hasFocus(),
                    old=self._old,
                )
            )

    def _show_card(self) -> None:
        point = self._point()
        if point is None or self._view is None:
            self._card.hide()
            return
        self._card.show_card(card_view(point, self._view))
        heeded = [point.dominated_by, *self._chosen]
        weighty = [self._places[key] for key in heeded if key in self._places]
        others = [*self._places.values(), *(weighty * 20)]
        self._card.place_near(self._places[point.key], self.rect(), others)
        self._card.show()
        self._card.raise_()

    def _tell(self) -> None:
        """For those who hear the board."""
        point = self._point()
        words = _HOW if point is None or self._view is None else said(point, self._view)
        self.setAccessibleDescription(words)
        change = QAccessible.Event.DescriptionChanged
        QAccessible.updateAccessibility(QAccessibleEvent(self, change))

    def _point(self) -> PointView | None:
        return None if self._view is None else self._view.point(self._pointed)

    def _near(self, at: QPointF) -> str:
        """The key of the nearest point, if it is near enough."""
        found = [
            ((place - at).manhattanLength(), key)
            for key, place in self._places.items()
            if QPointF.dotProduct(place - at, place - at) <= px(_NEAR) ** 2
        ]
        return min(found)[1] if found else ""

"""Whether it fits: an icon, a word and a colour, so that no one of them is needed alone."""

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.text.words import FITS
from ui.theme import icons, paint
from ui.theme.appearance import worn
from ui.theme.type import Type, font, px

_HEIGHT = 22
_ICON = 14
_LEFT = 6
_GAP = 5
_RIGHT = 8


class FitBadge(QWidget):
    """One of 'fits', 'partly', 'tight', 'too_big'; '' takes its place and says nothing."""

    def __init__(self, fit: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._fit = ""
        self._font = font(Type.SECONDARY, weight=500)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_fit(fit)

    @property
    def fit(self) -> str:
        """What it says now."""
        return self._fit

    def show_fit(self, fit: str) -> None:
        """Say this. Raises KeyError for a word that is not among the four."""
        if fit == self._fit:
            return
        words = FITS[fit] if fit else None
        self._fit = fit
        self.setAccessibleName(words.word if words else "")
        self.setAccessibleDescription(words.meaning if words else "")
        self.setToolTip(words.meaning if words else "")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as its word."""
        if not self._fit:
            return QSize(0, px(_HEIGHT))
        word = paint.breadth(self._font, FITS[self._fit].word)
        return QSize(round(_LEFT + px(_ICON) + _GAP + word + _RIGHT), px(_HEIGHT))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the badge."""
        if not self._fit:
            return
        words = FITS[self._fit]
        state = worn().states[self._fit]
        painter = paint.painter_of(self)
        paint.box(painter, self.rect().toRectF(), paint.SMALL_RADIUS, fill=state.fill)
        side = px(_ICON)
        at = QPointF(_LEFT, round((self.height() - side) / 2))
        icons.draw(painter, words.icon, state.ink, at, side)
        room = QRectF(_LEFT + side + _GAP, 0, self.width(), self.height())
        paint.words(painter, room, words.word, self._font, state.ink)

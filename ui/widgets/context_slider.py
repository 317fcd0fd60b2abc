"""The context slider: logarithmic, with notches for what fits and for the trained length."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractSlider, QSizePolicy, QWidget

from launcher.memory.choices import LEAST_CONTEXT
from launcher.units import tokens_text
from ui.theme import paint
from ui.theme.appearance import worn
from ui.theme.tokens import Theme
from ui.theme.type import Type, font, px
from ui.widgets import memory_paint
from ui.widgets.context_scale import STEP, ContextScale, scale_for

_INSET = 22  # of the first and last mark; less the run, the thumb and its ring have room
_RUN = 10  # how far the track goes on beyond them
_TRACK = 6
_THUMB = 8
_RING = 12
_TRACK_Y = 22
_TICKS_Y = 34
_SNAP = 5


class ContextSlider(QAbstractSlider):
    """Tokens. `edited` is a person's doing; `show_value` is ours and never emits it."""

    edited = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scale = scale_for(0)
        self._trained = 0
        self._largest: int | None = None
        self._showing = False
        self._fonts = (font(Type.AXIS), font(Type.AXIS, weight=600))
        self.setOrientation(Qt.Orientation.Horizontal)
        self.setRange(LEAST_CONTEXT, self._scale.last)
        self.setSingleStep(STEP)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Context length in tokens")
        self.valueChanged.connect(self._on_value_changed)

    def show_value(self, tokens: int) -> None:
        """Stand at so many tokens."""
        if tokens != self.value():
            self._showing = True
            self.setValue(tokens)
            self._showing = False
            self.update()

    def show_limits(self, *, largest: int | None, trained: int) -> None:
        """Notch the largest context that fits and the trained length (tokens; 0: not said)."""
        if (largest, trained) == (self._largest, self._trained):
            return
        if trained != self._trained:
            self._scale = scale_for(trained)
            self._showing = True
            self.setRange(LEAST_CONTEXT, self._scale.last)
            self._showing = False
        self._largest, self._trained = largest, trained
        self.update()

    @property
    def context_scale(self) -> ContextScale:
        """The scale it stands on."""
        return self._scale

    def _on_value_changed(self, tokens: int) -> None:
        if not self._showing:
            self.edited.emit(tokens)

    # --- where things are ----------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        """Notches above, marks below."""
        return QSize(240, _TICKS_Y + 4 + px(16))

    def minimumSizeHint(self) -> QSize:
        """Still readable."""
        return QSize(160, self.sizeHint().height())

    def x_of(self, tokens: int) -> float:
        """Where so many tokens are, in the widget's pixels."""
        position = self._scale.position(tokens)
        if position < 0:
            return _INSET + position * _RUN
        return _INSET + position * (self.width() - 2 * _INSET)

    def _tokens_at(self, x: float) -> int:
        near = [*self._scale.marks, *(notch for notch in (self._largest, self._trained) if notch)]
        near = [tokens for tokens in near if LEAST_CONTEXT <= tokens <= self._scale.last]
        closest = min(near, key=lambda tokens: abs(self.x_of(tokens) - x))
        if abs(self.x_of(closest) - x) <= _SNAP:
            return closest
        if x < _INSET:
            return self._scale.tokens((x - _INSET) / _RUN)
        return self._scale.tokens((x - _INSET) / max(1, self.width() - 2 * _INSET))

    # --- a person's hand -----------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to where it was pressed."""
        if event.button() is Qt.MouseButton.LeftButton:
            self.setSliderDown(True)
            self.setValue(self._tokens_at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the hand."""
        if self.isSliderDown():
            self.setValue(self._tokens_at(event.position().x()))

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """Let go."""
        self.setSliderDown(False)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel scrolls the page; a slider under it does not move by accident."""
        event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows step to the marks, with Shift by 256 tokens; Home and End go to the ends."""
        key = Qt.Key(event.key())
        up = key in (Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_PageUp)
        down = key in (Qt.Key.Key_Left, Qt.Key.Key_Down, Qt.Key.Key_PageDown)
        if not up and not down:
            super().keyPressEvent(event)
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.setValue(self.value() + (STEP if up else -STEP))
        else:
            self.setValue(self._scale.next_mark(self.value(), 1 if up else -1))

    # --- drawing -------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw track, marks, notches and thumb."""
        painter = paint.painter_of(self)
        theme = worn()
        self._draw_track(painter, theme)
        self._draw_marks(painter, theme)
        if self._trained:
            self._draw_notch(painter, theme, self._trained, filled=False)
        if self._largest and self._largest <= self._scale.last:
            self._draw_notch(painter, theme, self._largest, filled=True)
        self._draw_thumb(painter, theme)

    def _track(self) -> QRectF:
        left = _INSET - _RUN - _THUMB
        return QRectF(left, _TRACK_Y - _TRACK / 2, self.width() - 2 * left, _TRACK)

    def _draw_track(self, painter: QPainter, theme: Theme) -> None:
        track = self._track()
        clip = paint.rounded(track, _TRACK / 2)
        painter.fillPath(clip, QColor(theme.colours.line))
        if self._trained:
            beyond = QRectF(track)
            beyond.setLeft(self.x_of(self._trained))
            memory_paint.fill(painter, "reserve", theme.parts["reserve"], beyond, clip)
        taken = QRectF(track)
        taken.setRight(self.x_of(self.value()))
        painter.save()
        painter.setClipPath(clip)
        faint = theme.colours.accent if self.isEnabled() else theme.colours.line2
        painter.fillRect(taken, QColor(faint))
        painter.restore()

    def _draw_marks(self, painter: QPainter, theme: Theme) -> None:
        colours = theme.colours
        marks = self._scale.marks
        apart = self.x_of(marks[1]) - self.x_of(marks[0])
        widest = paint.breadth(self._fonts[1], "128k") + 2
        every = 1 if apart >= widest else 2 if apart * 2 >= widest else 3
        at = self.x_of(self.value()) if self.value() in marks else None
        for number, mark in enumerate(reversed(marks)):
            x = self.x_of(mark)
            painter.fillRect(QRectF(round(x) - 0.5, _TICKS_Y - 4, 1, 4), QColor(colours.line2))
            here = mark == self.value()
            crowded = at is not None and abs(x - at) < widest
            if not here and (number % every or (every > 1 and crowded)):
                continue
            text = tokens_text(mark)
            breadth = paint.breadth(self._fonts[here], text) + 2
            left = min(max(0.0, x - breadth / 2), self.width() - breadth)
            area = QRectF(left, _TICKS_Y + 2, breadth, self.height() - _TICKS_Y - 2)
            ink = colours.text if here else colours.text2
            paint.words(painter, area, text, self._fonts[here], ink)

    def _draw_notch(self, painter: QPainter, theme: Theme, tokens: int, *, filled: bool) -> None:
        x = round(self.x_of(tokens)) + 0.0
        ink = QColor(theme.colours.text)
        painter.fillRect(QRectF(x - 0.75, _TRACK_Y - 6, 1.5, 12), ink)
        draw_triangle(painter, QPointF(x, 6), ink, theme.colours.panel, filled=filled)

    def _draw_thumb(self, painter: QPainter, theme: Theme) -> None:
        colours = theme.colours
        centre = QPointF(self.x_of(self.value()), _TRACK_Y)
        ink = colours.accent if self.isEnabled() else colours.line2
        if self.hasFocus():
            painter.setBrush(QColor(colours.panel))
            painter.setPen(QPen(QColor(ink), 2))
            painter.drawEllipse(centre, _RING - 1, _RING - 1)
        painter.setBrush(QColor(colours.raised))
        painter.setPen(QPen(QColor(ink), 2))
        painter.drawEllipse(centre, _THUMB - 1, _THUMB - 1)
        paint.dot(painter, centre, 3, ink)


def draw_triangle(
    painter: QPainter, centre: QPointF, ink: QColor, ground: str, *, filled: bool
) -> None:
    """A notch's head, pointing down: filled for what fits, hollow for what it was trained for."""
    painter.setPen(QPen(ink, 1.4, j=Qt.PenJoinStyle.RoundJoin))
    painter.setBrush(QBrush(ink if filled else QColor(ground)))
    x, y = centre.x(), centre.y()
    painter.drawPolygon(
        QPolygonF([QPointF(x - 4.5, y - 4), QPointF(x + 4.5, y - 4), QPointF(x, y + 3.5)])
    )

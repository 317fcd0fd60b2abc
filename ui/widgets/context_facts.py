"""Asked, granted and trained: the three lengths of a context, always side by side."""

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from launcher.memory.estimate import ContextLengths
from ui.text.numbers import whole
from ui.theme import paint
from ui.theme.appearance import worn
from ui.theme.tokens import Theme
from ui.theme.type import Type, font, px
from ui.widgets.context_slider import draw_triangle

_HEAD = 16
_FIGURE = 18
_NOTCH = 14  # the trained length wears the slider's hollow notch
_MEANINGS = (
    "What you asked for.",
    "What the engine gives: it counts in steps of 256, for each conversation at a time.",
    "What the model was trained for: the hollow notch on the slider.",
)


class ContextFacts(QWidget):
    """Three cells, drawn in one go: a slider changes them on every tick."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context: ContextLengths | None = None
        self._fonts = (font(Type.AXIS), font(Type.SECONDARY, weight=600))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_context(self, context: ContextLengths) -> None:
        """Show these lengths (tokens)."""
        if context == self._context:
            return
        self._context = context
        said = (f"{name.lower()} {figure}" for name, figure in self._cells())
        self.setAccessibleName(f"Context: {', '.join(said)} tokens")
        self.update()

    def sizeHint(self) -> QSize:
        """A heading and a figure."""
        return QSize(240, px(_HEAD) + px(_FIGURE))

    def event(self, event: QEvent) -> bool:
        """What the cell under the mouse means."""
        if isinstance(event, QHelpEvent):
            cell = min(2, max(0, event.pos().x() * 3 // max(1, self.width())))
            QToolTip.showText(event.globalPos(), _MEANINGS[cell], self)
            return True
        return super().event(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the cells: the first at the left edge, the last at the right."""
        painter = paint.painter_of(self)
        theme = worn()
        sides = (Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignHCenter)
        width = self.width() / 3
        for number, (name, figure) in enumerate(self._cells()):
            side = sides[number] if number < 2 else Qt.AlignmentFlag.AlignRight
            head = QRectF(number * width, 0, width, px(_HEAD))
            below = QRectF(number * width, px(_HEAD), width, px(_FIGURE))
            paint.words(painter, head, name, self._fonts[0], theme.colours.text2, flags=side)
            paint.words(painter, below, figure, self._fonts[1], self._ink(number), flags=side)
            if number == 2:
                self._draw_notch(painter, theme, head, name)

    def _draw_notch(self, painter: QPainter, theme: Theme, head: QRectF, name: str) -> None:
        left = head.right() - paint.breadth(self._fonts[0], name) - px(_NOTCH) / 2 - 2
        centre = QPointF(left, head.center().y())
        draw_triangle(
            painter, centre, QColor(theme.colours.text), theme.colours.panel, filled=False
        )

    def _ink(self, cell: int) -> str:
        """What is granted stands out where it is not what was asked; so does too much."""
        context, colours = self._context, worn()
        if context is None:
            return colours.colours.text
        beyond = 0 < context.trained < context.asked
        if beyond and cell != 1:
            return colours.states["tight"].ink
        if cell == 1 and context.granted != context.asked:
            return colours.colours.accent
        return colours.colours.text

    def _cells(self) -> tuple[tuple[str, str], ...]:
        context = self._context
        if context is None:
            return ()
        trained = whole(context.trained) if context.trained else "not said"
        return (
            ("Asked", whole(context.asked)),
            ("Granted", whole(context.granted)),
            ("Trained", trained),
        )

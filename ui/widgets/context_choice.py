"""The context length: slider, number, and what it means in words."""

from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from launcher.memory.choices import LEAST_CONTEXT, MOST_CONTEXT
from launcher.memory.estimate import ContextLengths
from launcher.units import pages
from ui.text.numbers import whole
from ui.theme import paint
from ui.theme.appearance import worn
from ui.theme.type import Type, font, px
from ui.widgets.context_scale import STEP
from ui.widgets.context_slider import ContextSlider, draw_triangle
from ui.widgets.label import Text
from ui.widgets.number_field import NumberField


class ContextChoice(QWidget):
    """`edited` carries the tokens a person asked for; `show_context` never emits it."""

    edited = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        head = QHBoxLayout()
        self._number = NumberField(
            "Context length in tokens", least=LEAST_CONTEXT, most=MOST_CONTEXT, step=STEP
        )
        self._number.setFixedWidth(px(92))
        head.addWidget(Text("Context", weight=600), 1)
        head.addWidget(self._number)
        self._slider = ContextSlider()
        self._words = Text(kind=Type.SECONDARY, ink="text2", wrap=True)
        self._largest = _NotchRow("Largest that fits", filled=True)
        self._trained = _NotchRow("Trained length", filled=False)
        column.addLayout(head)
        for widget in (self._slider, self._words):
            column.addWidget(widget)
        column.addSpacing(4)
        column.addWidget(self._largest)
        column.addWidget(self._trained)
        self._refusal = ""
        self._slider.edited.connect(self._on_slider_edited)
        self._number.edited.connect(self._on_edited)
        self._number.corrected.connect(self._on_number_corrected)

    def show_context(self, context: ContextLengths, *, largest: int | None) -> None:
        """Show what was asked, what the engine grants, and the two limits (tokens)."""
        self._slider.show_limits(largest=largest, trained=context.trained)
        self._show_tokens(context.asked)
        words = f"{self._refusal}{whole(context.asked)} tokens, about {_pages(context.asked)}"
        if context.asked not in (LEAST_CONTEXT, MOST_CONTEXT):
            self._refusal = ""
        if context.granted != context.asked:
            words = f"{words}; the engine grants {whole(context.granted)}"
        if context.trained and context.asked > context.trained:
            words = f"{words}. Longer than the model was trained for: answers may lose the thread."
        self._words.show_text(words)
        self._largest.show_figure("none" if largest is None else whole(largest))
        self._trained.show_figure(whole(context.trained) if context.trained else "not said")

    def _show_tokens(self, tokens: int) -> None:
        self._slider.show_value(tokens)
        self._number.show_value(tokens)

    def _on_slider_edited(self, tokens: int) -> None:
        self._refusal = ""
        self._on_edited(tokens)

    def _on_number_corrected(self, asked: int) -> None:
        """What was typed cannot be; say so, and what is taken instead."""
        self._refusal = (
            f"{whole(asked)} cannot be: a context has {whole(LEAST_CONTEXT)} to "
            f"{whole(MOST_CONTEXT)} tokens. "
        )
        self._words.show_text(self._refusal)

    def _on_edited(self, tokens: int) -> None:
        # Both controls follow at once; the figures follow when the plan comes back.
        self._show_tokens(tokens)
        self.edited.emit(tokens)


class _NotchRow(QWidget):
    """A notch of the slider in words, with its figure."""

    def __init__(self, words: str, *, filled: bool) -> None:
        super().__init__()
        self._words = words
        self._filled = filled
        self._figure = ""
        self._fonts = (font(Type.SECONDARY), font(Type.SECONDARY, weight=600))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_figure(self, figure: str) -> None:
        if figure != self._figure:
            self._figure = figure
            self.setAccessibleName(f"{self._words}: {figure}")
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(160, px(20))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = paint.painter_of(self)
        colours = worn().colours
        centre = QPointF(5.5, self.height() / 2)
        draw_triangle(painter, centre, QColor(colours.text), colours.panel, filled=self._filled)
        area = self.rect().toRectF().adjusted(18, 0, 0, 0)
        paint.words(painter, area, self._words, self._fonts[0], colours.text)
        right = Qt.AlignmentFlag.AlignRight
        paint.words(painter, area, self._figure, self._fonts[1], colours.text, flags=right)


def _pages(tokens: int) -> str:
    count = pages(tokens)
    return "1 page" if count == 1 else f"{whole(count)} pages"

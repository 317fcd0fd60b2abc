"""The context length: slider, number, and what it means in words."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from launcher.memory.choices import LEAST_CONTEXT, MOST_CONTEXT
from launcher.memory.estimate import Basis, ContextLengths
from launcher.units import pages
from ui.text.fitting_view import LARGEST
from ui.text.numbers import whole
from ui.theme.type import Type, px
from ui.widgets.context_facts import ContextFacts
from ui.widgets.context_scale import STEP
from ui.widgets.context_slider import ContextSlider
from ui.widgets.dimmed import show_dimmed
from ui.widgets.label import Text
from ui.widgets.link_row import LinkRow
from ui.widgets.number_field import NumberField
from ui.widgets.told_line import ToldLine


class ContextChoice(QWidget):
    """`edited` carries the tokens a person asked for; `show_context` never emits it.

    `offers_largest`: a row that sets the largest context that fits; off where it stands elsewhere.
    """

    edited = Signal(int)

    def __init__(self, *, offers_largest: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        head = QHBoxLayout()
        self._number = NumberField(
            "Context length in tokens",
            least=LEAST_CONTEXT,
            most=MOST_CONTEXT,
            step=STEP,
            unit="tokens",
        )
        self._number.setFixedWidth(px(92))
        head.addWidget(Text("Context", weight=600), 1)
        head.addWidget(self._number)
        self._slider = ContextSlider()
        self._facts = ContextFacts()
        self._words = Text(kind=Type.SECONDARY, ink="text2", wrap=True)
        self._largest = LinkRow(notch=True, marked=True)
        column.addLayout(head)
        for widget in (self._slider, self._facts, self._words, self._largest):
            column.addWidget(widget)
        if not offers_largest:
            self._largest.hide()
        self._largest_tokens: int | None = None
        self._trained = 0
        self._told = ToldLine()
        column.insertWidget(1, self._told)
        self._slider.edited.connect(self._on_edited)
        self._number.edited.connect(self._on_edited)
        self._number.told.connect(self._told.show_words)
        self._largest.taken.connect(self._on_largest_taken)

    def show_context(
        self,
        context: ContextLengths,
        *,
        largest: int | None,
        basis: Basis | None = None,
        largest_name: str = LARGEST,
    ) -> None:
        """Show what was asked, what the engine grants, and the two limits (tokens)."""
        self._slider.show_limits(largest=largest, trained=context.trained)
        self._show_tokens(context.asked)
        self._facts.show_context(context)
        show_dimmed(self._facts, dimmed=False)
        self._trained = context.trained
        words = f"About {_pages(context.asked)}"
        if context.trained and context.asked > context.trained:
            words = f"{words}. Longer than the model was trained for: answers may lose the thread."
        self._words.show_text(words)
        self._largest_tokens = largest
        self._largest.show_row(
            largest_name,
            "none" if largest is None else whole(largest),
            basis=basis if largest is not None else None,
            pressable=largest is not None and largest != context.asked,
        )

    def show_unknown(self, asked: int) -> None:
        """Stand at so many tokens, of which nothing is known: the choices cannot be."""
        self._slider.show_limits(largest=None, trained=self._trained)
        self._show_tokens(asked)
        self._words.show_text(f"About {_pages(asked)}")
        self._largest_tokens = None
        self._largest.show_row("Largest that fits", "not known", pressable=False)
        show_dimmed(self._facts, dimmed=True)

    def _show_tokens(self, tokens: int) -> None:
        self._slider.show_value(tokens)
        self._number.show_value(tokens)

    def _on_largest_taken(self) -> None:
        if self._largest_tokens is not None:
            self._on_edited(self._largest_tokens)

    def _on_edited(self, tokens: int) -> None:
        # Both controls follow at once; the figures follow when the plan comes back.
        self._show_tokens(tokens)
        self.edited.emit(tokens)


def _pages(tokens: int) -> str:
    count = pages(tokens)
    return "1 page" if count == 1 else f"{whole(count)} pages"

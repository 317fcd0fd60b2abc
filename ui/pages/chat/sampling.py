"""How this conversation is to be answered: its system prompt and how tokens are drawn."""

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QPlainTextEdit, QVBoxLayout, QWidget

from launcher.chat.temperature import USUAL
from launcher.chat.values import Sampling
from ui.theme.type import Type, px
from ui.widgets.field import LabelledField
from ui.widgets.fraction_field import FractionField
from ui.widgets.label import Text
from ui.widgets.number_field import NumberField
from ui.widgets.surface import Card


class SamplingCard(Card):
    """`edited` carries the system prompt and the Sampling as a person has them now."""

    edited = Signal(str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._sampling = Sampling()
        self._usual = USUAL
        self._note = Text("", Type.SECONDARY, ink="text2", wrap=True)
        self._system = QPlainTextEdit()
        self._system.setAccessibleName("System prompt")
        self._system.setPlaceholderText("What the model should know or be, in your words")
        self._system.setTabChangesFocus(True)
        self._system.setFixedHeight(px(72))
        self._temperature = FractionField("Temperature", most=5.0)
        self._top_p = FractionField("Top-p", most=1.0)
        self._min_p = FractionField("Min-p", most=1.0)
        self._most = NumberField("Most tokens", least=0, most=1_000_000, step=64)
        self._most.setSpecialValueText("no limit")
        self._showing = False
        self._build()
        self._system.textChanged.connect(self._on_edited)
        for field in (self._temperature, self._top_p, self._min_p):
            field.edited.connect(self._on_edited)
        self._most.edited.connect(self._on_edited)

    def show_values(self, system: str, sampling: Sampling) -> None:
        """Show these; emits nothing."""
        self._showing = True
        self._sampling = sampling
        if system != self._system.toPlainText():
            self._system.setPlainText(system)
        self._show_temperature()
        self._top_p.show_value(sampling.top_p)
        self._min_p.show_value(sampling.min_p)
        self._most.show_value(sampling.max_tokens)
        self._showing = False

    def show_usual(self, temperature: float, note: str) -> None:
        """What holds until a person chooses another temperature, and why; emits nothing."""
        self._usual = temperature
        self._note.show_text(note)
        self._note.setVisible(bool(note))
        self._showing = True
        self._show_temperature()
        self._showing = False

    def _show_temperature(self) -> None:
        chosen = self._sampling.temperature
        self._temperature.show_value(self._usual if chosen is None else chosen)

    def values(self) -> tuple[Sampling, str]:
        """What a person has set: sampling and system prompt."""
        return self._sampling, self._system.toPlainText()

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(px(16), px(12), px(16), px(12))
        column.setSpacing(px(12))
        column.addWidget(LabelledField("System prompt", self._system, above=True))
        grid = QGridLayout()
        grid.setHorizontalSpacing(px(16))
        grid.setVerticalSpacing(px(12))
        fields = (
            ("Temperature", self._temperature, "0 always takes the likeliest word."),
            ("Top-p", self._top_p, "Of the likeliest words, this share."),
            ("Min-p", self._min_p, "No word less likely than this part of the best."),
            ("Most tokens in an answer", self._most, "A token is about three quarters of a word."),
        )
        for number, (label, field, help_text) in enumerate(fields):
            labelled = LabelledField(label, field, above=True, help_text=help_text)
            top = Qt.AlignmentFlag.AlignTop
            grid.addWidget(labelled, number // 2, number % 2, top)
            grid.setColumnStretch(number % 2, 1)
        column.addLayout(grid)
        column.addWidget(self._note)
        self._note.hide()

    def _on_edited(self) -> None:
        if self._showing:
            return
        shown = round(self._temperature.value(), 2)
        untouched = self._sampling.temperature is None and shown == round(self._usual, 2)
        self._sampling = replace(
            self._sampling,
            temperature=None if untouched else shown,
            top_p=round(self._top_p.value(), 2),
            min_p=round(self._min_p.value(), 2),
            max_tokens=self._most.value(),
        )
        self.edited.emit(self._system.toPlainText(), self._sampling)

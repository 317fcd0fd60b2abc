"""A number with two decimals that can be typed, drawn as the other fields are."""

from decimal import Decimal

from PySide6.QtCore import QLocale, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent, QValidator, QWheelEvent
from PySide6.QtWidgets import QAbstractSpinBox, QDoubleSpinBox, QSizePolicy, QWidget

from ui.theme import paint
from ui.theme.type import px
from ui.widgets.number_field import HEIGHT, draw_field, writes
from ui.widgets.typed_number import Limits, is_fine, number_in, understood

_DECIMALS = 2


class FractionField(QDoubleSpinBox):
    """`edited` when a person has typed or stepped; `show_value` never emits it.

    `told` carries what became of a number that was not taken as typed, and '' once that is past.
    """

    edited = Signal(float)
    told = Signal(str)

    def __init__(self, name: str, *, most: float, parent: QWidget | None = None) -> None:
        """From 0 to `most`, in steps of 0.05."""
        super().__init__(parent)
        self._showing = False
        self._said = ""
        self._said_of = 0.0  # the value it goes with
        self.setLocale(QLocale(QLocale.Language.English))
        self.setAccessibleName(name)
        self.setFrame(False)
        self.setButtonSymbols(QAbstractSpinBox.ButtonSymbols.NoButtons)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setKeyboardTracking(False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        edit = self.lineEdit()
        if edit is not None:
            edit.setTextMargins(6, 0, 6, 0)
            # The application's sheet does not reach the line edit inside a spin box.
            edit.setStyleSheet("border: none; background: transparent; padding: 0;")
        self.setDecimals(_DECIMALS)
        self.setRange(0.0, most)
        self.setSingleStep(0.05)
        self.valueChanged.connect(self._on_value_changed)

    def show_value(self, value: float) -> None:
        """Show this number."""
        self._showing = True
        self.setValue(value)
        self._showing = False

    def _on_value_changed(self, value: float) -> None:
        if round(value, _DECIMALS) != self._said_of:
            self._say("")
        if not self._showing:
            self.edited.emit(round(value, _DECIMALS))

    def sizeHint(self) -> QSize:
        """Room for the largest number."""
        widest = paint.breadth(self.font(), self.textFromValue(self.maximum()))
        return QSize(round(widest) + 24, px(HEIGHT))

    def minimumSizeHint(self) -> QSize:
        """The same: it is short."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the field."""
        draw_field(self)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel scrolls the page; a field under it does not change by accident."""
        event.ignore()

    # --- typing ---------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Typing begins anew: what was said is past."""
        if writes(event):
            self._say("")
        super().keyPressEvent(event)

    def validate(self, text: str, at: int) -> tuple[QValidator.State, str, int]:
        """Everything may be typed; what cannot be is put right when it is finished, in words."""
        fine = is_fine(text, self._limits)
        state = QValidator.State.Acceptable if fine else QValidator.State.Intermediate
        return state, text, at

    def valueFromText(self, text: str) -> float:
        """The number the text means; a comma is a decimal one here."""
        number = number_in(text, self._limits)
        return self.value() if number is None else float(number)

    def fixup(self, text: str) -> str:
        """The nearest number that is possible, or the one there was; `told` says which."""
        now = Decimal(self.textFromValue(self.value()))
        found = understood(text, self._limits, now)
        taken = self.value() if found.number is None else float(found.number)
        self._said_of = round(taken, _DECIMALS)
        self._say(found.said)
        return self.textFromValue(taken)

    @property
    def _limits(self) -> Limits:
        least, most = (Decimal(str(end)) for end in (self.minimum(), self.maximum()))
        return Limits(least=least, most=most, decimals=_DECIMALS)

    def _say(self, words: str) -> None:
        if words != self._said:
            self._said = words
            self.told.emit(words)

"""A whole number that can be typed, with its thousands apart. '32k' is read as 32,768."""

from decimal import Decimal

from PySide6.QtCore import QLocale, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QPaintEvent, QValidator, QWheelEvent
from PySide6.QtWidgets import QAbstractSpinBox, QSizePolicy, QSpinBox, QWidget

from ui.theme import paint
from ui.theme.appearance import worn
from ui.theme.type import px
from ui.widgets.typed_number import Limits, is_fine, number_in, understood

HEIGHT = 28


class NumberField(QSpinBox):
    """`edited` when a person has typed or stepped; `show_value` never emits it.

    `told` carries what became of a number that was not taken as typed, and '' once that is past.
    """

    edited = Signal(int)
    told = Signal(str)

    def __init__(
        self,
        name: str,
        *,
        least: int,
        most: int,
        step: int = 1,
        unit: str = "",
        parent: QWidget | None = None,
    ) -> None:
        """`unit` ('tokens', 'MiB', '%') may be typed with the number."""
        super().__init__(parent)
        self._showing = False
        self._unit = unit
        self._said = ""
        self._said_of = 0  # the value it goes with
        self.setLocale(QLocale(QLocale.Language.English))
        self.setAccessibleName(name)
        self.setFrame(False)
        self.setButtonSymbols(QAbstractSpinBox.ButtonSymbols.NoButtons)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setGroupSeparatorShown(True)
        self.setKeyboardTracking(False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        edit = self.lineEdit()
        if edit is not None:
            edit.setTextMargins(6, 0, 6, 0)
            # The application's sheet does not reach the line edit inside a spin box.
            edit.setStyleSheet("border: none; background: transparent; padding: 0;")
        self.setRange(least, most)
        self.setSingleStep(step)
        self.valueChanged.connect(self._on_value_changed)

    def show_value(self, value: int) -> None:
        """Show this number, unless a person is in the middle of typing another."""
        if value != self.value():
            self._showing = True
            self.setValue(value)
            self._showing = False

    def _on_value_changed(self, value: int) -> None:
        if value != self._said_of:
            self._say("")
        if not self._showing:
            self.edited.emit(value)

    def sizeHint(self) -> QSize:
        """Room for the largest number."""
        widest = paint.breadth(self.font(), self.textFromValue(self.maximum()))
        return QSize(round(widest) + 24, px(HEIGHT))

    def minimumSizeHint(self) -> QSize:
        """Room for five digits."""
        return QSize(round(paint.breadth(self.font(), "00,000")) + 24, px(HEIGHT))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the field; a style sheet leaves a spin box without buttons no room for its text."""
        draw_field(self)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel scrolls the page; a field under it does not change by accident."""
        event.ignore()

    # --- typing ---------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Typing begins anew: what was said is past, and the commas that stand there go."""
        if writes(event):
            self._say("")
            self._drop_commas()
        super().keyPressEvent(event)

    def validate(self, text: str, at: int) -> tuple[QValidator.State, str, int]:
        """Everything may be typed; what cannot be is put right when it is finished, in words."""
        fine = is_fine(text, self._limits) or text == self.specialValueText() != ""
        state = QValidator.State.Acceptable if fine else QValidator.State.Intermediate
        return state, text, at

    def valueFromText(self, text: str) -> int:
        """The number the text means."""
        if text == self.specialValueText() != "":
            return self.minimum()
        number = number_in(text, self._limits)
        return self.value() if number is None else int(number)

    def fixup(self, text: str) -> str:
        """The nearest number that is possible, or the one there was; `told` says which."""
        typed = text.removesuffix(self.suffix())
        found = understood(typed, self._limits, Decimal(self.value()))
        taken = self.value() if found.number is None else int(found.number)
        self._said_of = taken
        self._say(found.said)
        return self.textFromValue(taken) + self.suffix()

    @property
    def _limits(self) -> Limits:
        return Limits(least=Decimal(self.minimum()), most=Decimal(self.maximum()), unit=self._unit)

    def _say(self, words: str) -> None:
        if words != self._said:
            self._said = words
            self.told.emit(words)

    def _drop_commas(self) -> None:
        """The field's own; a comma that stands there afterwards is the person's."""
        edit, own = self.lineEdit(), self.textFromValue(self.value()) + self.suffix()
        if edit is None or edit.text() != own or "," not in own:
            return
        start, length = edit.selectionStart(), len(edit.selectedText())
        first, last = (start, start + length) if length else (edit.cursorPosition(),) * 2
        first, last = (place - own[:place].count(",") for place in (first, last))
        edit.setText(own.replace(",", ""))
        edit.setSelection(first, last - first)
        if first == last:
            edit.setCursorPosition(first)


def writes(event: QKeyEvent) -> bool:
    """Whether the key changes the text."""
    keys = (Qt.Key.Key_Backspace, Qt.Key.Key_Delete)
    pastes = event.matches(QKeySequence.StandardKey.Paste)
    return event.key() in keys or pastes or (event.text().isprintable() and bool(event.text()))


def draw_field(field: QWidget) -> None:
    """The ground and the edge of a field where a number is typed."""
    colours = worn().colours
    on = field.isEnabled()
    edge = colours.accent if field.hasFocus() else colours.line2 if on else colours.line
    paint.box(
        paint.painter_of(field),
        field.rect().toRectF(),
        paint.SMALL_RADIUS,
        fill=colours.raised if on else None,
        edge=edge,
        width=paint.RING if field.hasFocus() else 1,
    )

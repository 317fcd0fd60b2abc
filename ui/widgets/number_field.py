"""A whole number that can be typed, with its thousands apart. '32k' is read as 32,768."""

from PySide6.QtCore import QLocale, QSize, Qt, Signal
from PySide6.QtGui import QPaintEvent, QValidator, QWheelEvent
from PySide6.QtWidgets import QAbstractSpinBox, QSizePolicy, QSpinBox, QWidget

from ui.theme import paint
from ui.theme.appearance import worn
from ui.theme.type import px

HEIGHT = 28
_FACTORS = {"k": 1 << 10, "m": 1 << 20}


class NumberField(QSpinBox):
    """`edited` when a person has typed or stepped; `show_value` never emits it."""

    edited = Signal(int)
    corrected = Signal(object)  # the number that was typed and cannot be

    def __init__(
        self,
        name: str,
        *,
        least: int,
        most: int,
        step: int = 1,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._showing = False
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

    def validate(self, text: str, at: int) -> tuple[QValidator.State, str, int]:
        """Digits with or without separators, and k or M at the end."""
        number = _read(text)
        if number is None:
            state = QValidator.State.Intermediate if not text else QValidator.State.Invalid
        elif number < self.minimum() or number > self.maximum():
            # Out of range is put right when it is finished, not while it is typed.
            state = QValidator.State.Intermediate
        else:
            state = QValidator.State.Acceptable
        return state, text, at

    def valueFromText(self, text: str) -> int:
        """The number the text means."""
        number = _read(text)
        return self.value() if number is None else number

    def fixup(self, text: str) -> str:
        """The nearest number that is possible."""
        number = _read(text)
        if number is None:
            return self.textFromValue(self.value())
        if not self.minimum() <= number <= self.maximum():
            self.corrected.emit(number)
        return self.textFromValue(min(self.maximum(), max(self.minimum(), number)))


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


def _read(text: str) -> int | None:
    bare = text.replace(",", "").replace("\u202f", "").replace(" ", "").lower()
    factor = _FACTORS.get(bare[-1:], 1)
    digits = bare[:-1] if factor > 1 else bare
    return int(digits) * factor if digits.isascii() and digits.isdigit() else None

"""A number with two decimals that can be typed, drawn as the other fields are."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractSpinBox, QDoubleSpinBox, QSizePolicy, QWidget

from ui.theme import paint
from ui.theme.type import px
from ui.widgets.number_field import HEIGHT, draw_field


class FractionField(QDoubleSpinBox):
    """`edited` when a person has typed or stepped; `show_value` never emits it."""

    edited = Signal(float)

    def __init__(self, name: str, *, most: float, parent: QWidget | None = None) -> None:
        """From 0 to `most`, in steps of 0.05."""
        super().__init__(parent)
        self._showing = False
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
        self.setDecimals(2)
        self.setRange(0.0, most)
        self.setSingleStep(0.05)
        self.valueChanged.connect(self._on_value_changed)

    def show_value(self, value: float) -> None:
        """Show this number."""
        self._showing = True
        self.setValue(value)
        self._showing = False

    def _on_value_changed(self, value: float) -> None:
        if not self._showing:
            self.edited.emit(round(value, 2))

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

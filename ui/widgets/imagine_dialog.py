"""A dialog to make up another computer: its main memory and its graphics cards."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from launcher.actions.imagine import size_of
from launcher.hardware.facts import Machine
from ui.text.imagine_view import (
    HERE,
    NONE,
    TYPED,
    Answer,
    Wanted,
    answer,
    gpu_options,
    ram_options,
)
from ui.theme.type import Type, px
from ui.widgets.button import Button, Kind
from ui.widgets.combo import Combo
from ui.widgets.field import LabelledField
from ui.widgets.label import Text


class ImagineDialog(QDialog):
    """`imagined` carries the Machine a person made up, and what was Wanted, to begin with."""

    imagined = Signal(object, object)

    def __init__(
        self, machine: Machine, parent: QWidget | None, *, first: Wanted | None = None
    ) -> None:
        super().__init__(parent)
        self._machine = machine
        self._answer = Answer(machine=None, words="")
        self.setWindowTitle("Imagine another computer")
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._ram = Combo("Main memory")
        self._ram_typed = QLineEdit()
        self._gpu = Combo("Graphics card")
        self._gpu_typed = QLineEdit()
        self._words = Text("", Type.SECONDARY, ink="text2", wrap=True)
        self._yes = Button("Imagine it", Kind.PRIMARY)
        self._fill()
        self._build()
        if first is not None:
            self._show_wanted(first)
        self._show_answer()

    def _fill(self) -> None:
        self._ram.show_options(ram_options(self._machine))
        self._ram.show_value(HERE)
        self._gpu.show_options(gpu_options())
        self._gpu.show_value(NONE)
        self._ram_typed.setAccessibleName("Main memory in GiB")
        self._ram_typed.setPlaceholderText("GiB, such as 40")
        self._gpu_typed.setAccessibleName("Graphics cards")
        self._gpu_typed.setPlaceholderText("2x RTX 3090, or GiB such as 24,12")
        for typed in (self._ram_typed, self._gpu_typed):
            typed.hide()
            typed.textEdited.connect(self._show_answer)
        for combo in (self._ram, self._gpu):
            combo.edited.connect(self._on_chosen)

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(px(24), px(24), px(24), px(16))
        column.setSpacing(px(12))
        column.addWidget(Text("Imagine another computer", Type.LEAD, weight=600))
        told = Text(
            "Every figure is then for that computer, and marked so, until you come back.",
            ink="text2",
            wrap=True,
        )
        told.setMinimumWidth(px(400))
        column.addWidget(told)
        column.addWidget(LabelledField("Main memory (RAM)", self._ram, above=True))
        column.addWidget(self._ram_typed)
        column.addWidget(LabelledField("Graphics card", self._gpu, above=True))
        column.addWidget(self._gpu_typed)
        column.addWidget(self._words)
        row = QHBoxLayout()
        row.addStretch(1)
        no = Button("Cancel")
        no.clicked.connect(self.reject)
        self._yes.clicked.connect(self._on_agreed)
        self._yes.setDefault(True)
        row.addWidget(no)
        row.addWidget(self._yes)
        column.addLayout(row)

    def _show_wanted(self, wanted: Wanted) -> None:
        """Stand at what was imagined before."""
        offered = {value for value, _ in ram_options(self._machine)}
        self._ram.show_value(
            HERE if wanted.ram is None else wanted.ram if wanted.ram in offered else TYPED
        )
        if self._ram.value == TYPED:
            self._ram_typed.setText(f"{wanted.ram:g}")
        cards = {value for value, _ in gpu_options()}
        gpus = wanted.gpus.strip()
        self._gpu.show_value(NONE if not gpus else gpus if gpus in cards else TYPED)
        if self._gpu.value == TYPED:
            self._gpu_typed.setText(gpus)
        self._ram_typed.setVisible(self._ram.value == TYPED)
        self._gpu_typed.setVisible(self._gpu.value == TYPED)

    def _wanted(self) -> Wanted | None:
        """What is entered; None where it is no number."""
        ram = self._ram.value
        if ram == TYPED:
            size = size_of(self._ram_typed.text())
            if size is None:
                return None
        else:
            size = ram if isinstance(ram, float) else None
        gpu = self._gpu.value
        gpus = self._gpu_typed.text() if gpu == TYPED else "" if gpu == NONE else str(gpu)
        return Wanted(ram=size, gpus=gpus)

    def _show_answer(self) -> None:
        wanted = self._wanted()
        if wanted is None:
            self._answer = Answer(machine=None, words="How many GiB of main memory?")
        else:
            self._answer = answer(self._machine, wanted)
        self._words.show_text(self._answer.words)
        self._words.show_ink("text2" if self._answer.machine else "too_big")
        self._yes.setEnabled(self._answer.machine is not None)

    def _on_chosen(self, _value: object) -> None:
        self._ram_typed.setVisible(self._ram.value == TYPED)
        self._gpu_typed.setVisible(self._gpu.value == TYPED)
        for combo, typed in ((self._ram, self._ram_typed), (self._gpu, self._gpu_typed)):
            if self.sender() is combo and typed.isVisible():
                typed.setFocus(Qt.FocusReason.OtherFocusReason)
        self._show_answer()
        self.adjustSize()

    def _on_agreed(self) -> None:
        if self._answer.machine is not None:
            self.imagined.emit(self._answer.machine, self._wanted())
            self.accept()

"""One engine of the list: what it is, how its last test went, and what can be done with it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.pages.engine.view import EngineLine, Standing
from ui.text.engine_words import within
from ui.theme.type import Type, px
from ui.widgets.button import Button, IconButton, Size
from ui.widgets.flow import Flow
from ui.widgets.label import Elided, Text
from ui.widgets.surface import Card

_INKS = {Standing.IN_USE: "fits", Standing.FAULTY: "too_big", Standing.FAILED: "too_big"}


class EngineCard(Card):
    """Every signal is something a person asked for, of the engine that is shown."""

    use_asked = Signal(str)
    test_asked = Signal(str)
    remove_asked = Signal(str)
    reveal_asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._ident = ""
        self._name = Elided("", weight=600, middle=True)
        self._standing = Text("", Type.SECONDARY, weight=500)
        self._uses = Text("", ink="text2", wrap=True)
        self._facts = Text("", Type.SECONDARY, ink="text2", wrap=True)
        self._folder = Elided("", Type.SECONDARY, ink="text3", middle=True)
        self._trial = Text("", Type.SECONDARY, ink="text2", wrap=True)
        self._fault = Text("", ink="too_big", wrap=True)
        self._use = Button("Use", size=Size.SMALL)
        self._test = Button("Test", size=Size.SMALL)
        self._reveal = Button("Open folder", size=Size.SMALL, icon="folder")
        self._remove = IconButton("trash", "Remove")
        self._use.clicked.connect(lambda: self.use_asked.emit(self._ident))
        self._test.clicked.connect(lambda: self.test_asked.emit(self._ident))
        self._reveal.clicked.connect(lambda: self.reveal_asked.emit(self._ident))
        self._remove.clicked.connect(lambda: self.remove_asked.emit(self._ident))
        self._build()

    def show_line(self, line: EngineLine, *, busy: bool) -> None:
        """Show this engine; while something is `busy` nothing can be begun."""
        self._ident = line.ident
        self._name.show_text(line.name)
        self._standing.show_text(line.standing.value)
        self._standing.show_ink(_INKS.get(line.standing, "text2"))
        self._standing.setVisible(bool(line.standing.value))
        for text, words in (
            (self._uses, line.uses),
            (self._facts, line.facts),
            (self._folder, line.folder),
            (self._trial, "" if line.fault else line.trial),
            (self._fault, line.fault),
        ):
            text.show_text(words)
            text.setVisible(bool(words))
        self._trial.show_ink("text2" if line.trial_ok else "too_big")
        self._use.setVisible(line.can_use)
        self._use.setEnabled(not busy)
        self._test.setVisible(not line.fault)
        self._test.setEnabled(not busy)
        self._remove.setVisible(line.can_remove)
        self._remove.setEnabled(not busy)
        self._say_names(line.name)
        self.setAccessibleName(line.sentence)

    def _say_names(self, name: str) -> None:
        name = within(name)
        self._use.setAccessibleName(f"Use {name}")
        self._test.setAccessibleName(f"Test {name}")
        self._reveal.setAccessibleName(f"Open the folder of {name}")
        self._remove.show_name(f"Remove {name}")

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(px(12))
        head.addWidget(self._name, 1)
        head.addWidget(self._standing, 0, Qt.AlignmentFlag.AlignVCenter)
        buttons = Flow()
        for button in (self._use, self._test, self._reveal, self._remove):
            buttons.flow.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(16), px(12), px(16), px(12))
        column.setSpacing(px(4))
        column.addLayout(head)
        for text in (self._uses, self._facts, self._folder, self._trial, self._fault):
            column.addWidget(text)
        column.addSpacing(px(4))
        column.addWidget(buttons)

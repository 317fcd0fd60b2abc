"""What is to be measured, and how: the form before a run."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ui.pages.measure.file_field import FileField
from ui.pages.measure.file_list import FileList
from ui.pages.measure.make_row import MakeRow
from ui.pages.measure.run_panel import ANYWAY
from ui.pages.measure.wanted import (
    Candidate,
    MakeChip,
    Wanted,
    reference_of,
    reference_options,
)
from ui.theme.type import Type, px
from ui.widgets.button import Button, Kind
from ui.widgets.combo import Combo
from ui.widgets.field import LabelledField
from ui.widgets.label import Text
from ui.widgets.notice import Notice
from ui.widgets.segmented import SegmentedChoice
from ui.widgets.surface import Card
from ui.widgets.tab_order import tab_as_laid_out

MEASURE = "Measure"
_WIDE_ENOUGH = 720
_TYPED_MS = 400
_PROMPTS = 2
_HOW = ((True, "Quick"), (False, "Thorough"))
_HOW_LONG = "Quick: 3 repeats, 4 windows of the text. Thorough: 5 repeats, 16 windows."


class Setup(Card):
    """`edited` carries what a person wants; `start_asked` to begin, `closed` to put it away."""

    edited = Signal(object)  # Wanted
    added = Signal(object)  # Path
    start_asked = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("panel", parent=parent)
        self._wanted = Wanted()
        self.files = FileList()
        self._reference = Combo("Compare with")
        self._make = MakeRow()
        self._imatrix = FileField(
            "Importance matrix",
            none="None",
            kinds="Importance matrices (*.gguf *.dat *.imatrix);;All files (*)",
        )
        self._text = FileField(
            "Text to read", none="The sample text", kinds="Texts (*.txt *.md);;All files (*)"
        )
        self._how = SegmentedChoice("How thoroughly", _HOW)
        self._prompts = [QLineEdit() for _ in range(_PROMPTS)]
        self._plan = Text("", wrap=True)
        self._notes = Text("", Type.SECONDARY, ink="text2", wrap=True)
        self.notice = Notice(closable=False)
        self._start = Button(MEASURE, Kind.PRIMARY)
        self._close = Button("Close", Kind.QUIET)
        self._typed = QTimer(self, singleShot=True, interval=_TYPED_MS)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._build()
        self._connect()

    def show_wanted(
        self,
        wanted: Wanted,
        offered: Sequence[Candidate],
        chips: Sequence[MakeChip],
    ) -> None:
        """Show this; what a person is typing is left alone."""
        self._wanted = wanted
        self.files.show_files(offered, wanted.files)
        reference = reference_of(wanted, offered)
        self._reference.show_options(reference_options(wanted, offered))
        self._reference.show_value(reference.path if reference else None)
        self._reference.setEnabled(bool(wanted.files))
        self._make.show_chips(chips)
        self._imatrix.show_value(wanted.imatrix)
        self._imatrix_row.setVisible(bool(wanted.make))
        self._text.show_value(wanted.text)
        self._how.show_value(wanted.quick)
        if not self._typed.isActive() and not any(one.hasFocus() for one in self._prompts):
            said = (*wanted.prompts, *("" for _ in range(_PROMPTS)))
            for field, words in zip(self._prompts, said, strict=False):
                field.setText(words)
        tab_as_laid_out(self)

    def show_plan(
        self, words: str, notes: Sequence[str], *, ready: bool, anyway: bool = False
    ) -> None:
        """Say how long it takes; `ready` where it can begin, `anyway` on a low battery."""
        self.notice.hide()
        self._plan.show_text(words)
        self._notes.show_text(" ".join(notes))
        self._notes.setVisible(bool(notes))
        self._start.show_text(ANYWAY if anyway else MEASURE)
        self._start.setEnabled(ready)

    def show_refused(self, what: str, next_step: str) -> None:
        """Say why it cannot be measured so."""
        self._plan.show_text("")
        self._notes.hide()
        self.notice.show_words("error", what, next_step)
        self._start.setEnabled(False)

    def take_keyboard(self) -> None:
        """To the files."""
        self.files.take_keyboard()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Files and choices beside one another where there is room."""
        super().resizeEvent(event)
        beside = self.width() >= px(_WIDE_ENOUGH)
        ways = QBoxLayout.Direction
        self._row.setDirection(ways.LeftToRight if beside else ways.TopToBottom)

    def _connect(self) -> None:
        self.files.edited.connect(lambda files: self._take(files=files))
        self.files.added.connect(self.added)
        self._reference.edited.connect(self._on_reference_edited)
        self._make.edited.connect(lambda names: self._take(make=names))
        self._imatrix.edited.connect(lambda path: self._take(imatrix=path))
        self._text.edited.connect(lambda path: self._take(text=path))
        self._how.edited.connect(lambda quick: self._take(quick=bool(quick)))
        for field in self._prompts:
            field.textEdited.connect(lambda _text: self._typed.start())
        self._typed.timeout.connect(self._take)
        self._start.clicked.connect(self._on_start)
        self._close.clicked.connect(self.closed)

    def _take(self, **changes: object) -> None:
        """Want this too, and what was typed until now."""
        self._typed.stop()
        changes = {"prompts": self._said(), **changes}
        wanted = replace(self._wanted, **changes)  # type: ignore[arg-type]  # its own fields
        if wanted != self._wanted:
            self._wanted = wanted
            self.edited.emit(wanted)

    def _on_reference_edited(self, path: object) -> None:
        self._take(reference=path, compare=path is not None)

    def _on_start(self) -> None:
        self._take()
        self.start_asked.emit()

    def _said(self) -> tuple[str, ...]:
        said = (field.text().strip() for field in self._prompts)
        return tuple(dict.fromkeys(words for words in said if words))

    def _build(self) -> None:
        self._how.show_value(self._wanted.quick)
        self._imatrix_row = LabelledField("Importance matrix", self._imatrix, above=True)
        for number, field in enumerate(self._prompts, 1):
            field.setAccessibleName(f"Prompt {number} for answers side by side")
            field.setPlaceholderText("No prompt")
        choices = QVBoxLayout()
        choices.setSpacing(px(10))
        choices.addWidget(
            LabelledField("Compare with (the reference)", self._reference, above=True)
        )
        choices.addWidget(LabelledField("Also make and measure", self._make, above=True))
        choices.addWidget(self._imatrix_row)
        choices.addWidget(LabelledField("Text to read", self._text, above=True))
        choices.addWidget(self._asked())
        choices.addWidget(LabelledField("How thoroughly", self._how, above=True))
        choices.addStretch(1)
        self._how.setToolTip(_HOW_LONG)
        self._how.setAccessibleDescription(_HOW_LONG)
        self._row.setSpacing(px(24))
        self._row.addWidget(self.files, 5)
        self._row.addLayout(choices, 6)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(16), px(12), px(16), px(16))
        column.setSpacing(px(12))
        column.addWidget(Text("What to measure", Type.LEAD, weight=600))
        column.addLayout(self._row)
        column.addWidget(self.notice)
        column.addLayout(self._foot())
        self._imatrix_row.hide()
        self._notes.hide()

    def _asked(self) -> QWidget:
        both = QWidget()
        column = QVBoxLayout(both)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(4))
        for field in self._prompts:
            column.addWidget(field)
        return LabelledField("Answers side by side to", both, above=True)

    def _foot(self) -> QHBoxLayout:
        words = QVBoxLayout()
        words.setSpacing(px(2))
        words.addWidget(self._plan)
        words.addWidget(self._notes)
        row = QHBoxLayout()
        row.setSpacing(px(8))
        row.addLayout(words, 1)
        row.addWidget(self._close, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._start, 0, Qt.AlignmentFlag.AlignTop)
        return row

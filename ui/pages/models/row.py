"""A row of My models: a download under way, or a model on the disk."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from ui.pages.models.view import ModelRow
from ui.text.jobs import JobRow
from ui.text.name_tips import name_lines
from ui.theme.type import Type, px
from ui.widgets.button import Button, IconButton, Size
from ui.widgets.fit_badge import FitBadge
from ui.widgets.label import Elided, Text
from ui.widgets.progress_row import ProgressRow
from ui.widgets.surface import Card

WIDE_ENOUGH = 620  # below it a row has two lines

_LOAD = "Load and chat"


class JobWidget(Card):
    """A download; pausing, going on and giving up are asked for by its number."""

    pause_asked = Signal(int)
    resume_asked = Signal(int)
    cancel_asked = Signal(int)

    def __init__(self, row: JobRow, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._id = row.id
        self._progress = ProgressRow(row.title)
        self._problem = Text("", Type.SECONDARY, ink="too_big", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(16), px(12), px(12), px(12))
        column.addWidget(self._progress)
        column.addWidget(self._problem)
        self._progress.pause_asked.connect(self._on_pause_asked)
        self._progress.stop_asked.connect(lambda: self.cancel_asked.emit(self._id))

    def show_row(self, row: JobRow) -> None:
        """Show how far it is."""
        self._progress.show_progress(row.share, row.words, paused=row.can_resume)
        self._problem.show_text(row.problem)
        self._problem.setVisible(bool(row.problem))

    def _on_pause_asked(self, pause: bool) -> None:  # noqa: FBT001  Qt passes it so
        (self.pause_asked if pause else self.resume_asked).emit(self._id)


class ModelWidget(Card):
    """A model: what it is, whether it fits, and what can be done with it."""

    load_asked = Signal(object)
    delete_asked = Signal(object)
    reveal_asked = Signal(object)
    memory_asked = Signal(object)

    def __init__(self, row: ModelRow, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._path = row.path
        self._title = Elided("", kind=Type.BODY, weight=600)
        self._detail = Elided("", kind=Type.SECONDARY, ink="text2", middle=True)
        self._kind = Elided("", kind=Type.CODE, ink="text2")
        self._size = Text("", Type.BODY)
        self._size.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._badge = FitBadge()
        self._line = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._problem = Text("", Type.SECONDARY, ink="too_big", wrap=True)
        self._load = Button(_LOAD, size=Size.SMALL)
        self._memory = IconButton("ram", "Memory…")
        self._reveal = IconButton("folder", "Show in the file manager")
        self._delete = IconButton("trash", "Delete")
        self._load.clicked.connect(lambda: self.load_asked.emit(self._path))
        self._memory.clicked.connect(lambda: self.memory_asked.emit(self._path))
        self._reveal.clicked.connect(lambda: self.reveal_asked.emit(self._path))
        self._delete.clicked.connect(lambda: self.delete_asked.emit(self._path))
        self._build()
        self.show_row(row)

    def show_row(self, row: ModelRow) -> None:
        """Show this model."""
        self._path = row.path
        self._title.show_text(row.title)
        self._title.show_more(*name_lines(row.detail))
        self._detail.show_text(f"{row.detail} · {row.origin}")
        self._kind.show_text(row.quantization)
        self._size.show_text(row.size)
        self._badge.show_fit(str(row.fit) if row.fit is not None else "")
        self._problem.show_text(row.problem)
        self._problem.setVisible(bool(row.problem))
        self._load.show_text("Loaded" if row.loaded else _LOAD)
        self._load.setEnabled(row.can_load and not row.loaded)
        self._load.setAccessibleName(f"Load {row.title} and chat")
        self._memory.setEnabled(row.can_load)
        self._memory.show_name(f"Memory for {row.title}…")
        self._delete.show_name(f"{'Hide' if row.built_in else 'Delete'} {row.title}")
        self._delete.show_icon("close" if row.built_in else "trash")
        self._reveal.show_name(f"Show {row.title} in the file manager")
        self.setAccessibleName(f"{row.title}, {row.quantization}, {row.size}")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room the figures and buttons stand under the name."""
        super().resizeEvent(event)
        beside = self.width() >= px(WIDE_ENOUGH)
        way = QBoxLayout.Direction
        self._line.setDirection(way.LeftToRight if beside else way.TopToBottom)

    def _build(self) -> None:
        names = QVBoxLayout()
        names.setSpacing(px(2))
        names.addWidget(self._title)
        names.addWidget(self._detail)
        # The columns of all rows stand under each other, whatever they say.
        self._kind.setFixedWidth(px(84))
        self._size.setFixedWidth(px(80))
        self._load.show_text(_LOAD)
        self._load.setFixedWidth(self._load.sizeHint().width())
        line = self._line
        line.setSpacing(px(12))
        line.addLayout(names, 1)
        below = QHBoxLayout()
        below.setSpacing(px(8))
        line.addLayout(below)
        state = QWidget()
        state.setFixedWidth(px(116))
        inside = QHBoxLayout(state)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self._badge)
        inside.addStretch(1)
        for widget in (self._kind, self._size, state, self._load):
            below.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
        icons = QHBoxLayout()
        icons.setSpacing(0)
        for button in (self._memory, self._reveal, self._delete):
            icons.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        below.addLayout(icons)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(16), px(10), px(10), px(10))
        column.addLayout(line)
        column.addWidget(self._problem)

"""My models: downloads at the top, then every model on this disk."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from ui.pages.models.row import JobWidget, ModelWidget
from ui.pages.models.view import ModelRow
from ui.text.jobs import JobRow
from ui.theme.type import Type, px
from ui.widgets.button import Button
from ui.widgets.empty_state import EmptyState
from ui.widgets.label import Text
from ui.widgets.scroll_column import ScrollColumn


class ModelsPage(QWidget):
    """Shows rows; every signal is something a person asked for."""

    find_asked = Signal()
    files_chosen = Signal(list)  # of Path
    load_asked = Signal(object)  # Path
    delete_asked = Signal(object)  # Path
    reveal_asked = Signal(object)  # Path
    memory_asked = Signal(object)  # Path
    pause_asked = Signal(int)
    resume_asked = Signal(int)
    cancel_asked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.setAcceptDrops(True)
        self._jobs: dict[int, JobWidget] = {}
        self._models: dict[Path, ModelWidget] = {}
        self._job_column = QVBoxLayout()
        self._model_column = QVBoxLayout()
        self._heading = Text("Downloads", Type.LEAD, weight=600)
        self._empty = EmptyState(
            "models", "No models here yet. Drop a GGUF file on this page, or find one.", "Find one"
        )
        self._empty.pressed.connect(self.find_asked)
        self._import = Button("Add a file…", icon="plus")
        self._import.clicked.connect(self._on_import_clicked)
        self._build()

    def show_jobs(self, rows: Sequence[JobRow]) -> None:
        """Show these downloads; rows that stay are kept."""
        for gone in self._jobs.keys() - {row.id for row in rows}:
            _remove(self._job_column, self._jobs.pop(gone))
        for row in rows:
            if row.id not in self._jobs:
                widget = JobWidget(row)
                widget.pause_asked.connect(self.pause_asked)
                widget.resume_asked.connect(self.resume_asked)
                widget.cancel_asked.connect(self.cancel_asked)
                self._jobs[row.id] = widget
                self._job_column.addWidget(widget)
            self._jobs[row.id].show_row(row)
        self._heading.setVisible(bool(rows))
        self._show_empty()

    def show_models(self, rows: Sequence[ModelRow]) -> None:
        """Show these models, in this order."""
        for gone in self._models.keys() - {row.path for row in rows}:
            _remove(self._model_column, self._models.pop(gone))
        for place, row in enumerate(rows):
            if row.path not in self._models:
                widget = ModelWidget(row)
                widget.load_asked.connect(self.load_asked)
                widget.delete_asked.connect(self.delete_asked)
                widget.reveal_asked.connect(self.reveal_asked)
                widget.memory_asked.connect(self.memory_asked)
                self._models[row.path] = widget
            self._model_column.insertWidget(place, self._models[row.path])
            self._models[row.path].show_row(row)
        self._show_empty()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Import what was dropped."""
        paths = [Path(u.toLocalFile()) for u in event.mimeData().urls() if u.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self.files_chosen.emit(paths)

    def _build(self) -> None:
        scroll = ScrollColumn(widest=px(960), margin=32, gap=16)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)
        head = QHBoxLayout()
        head.addWidget(Text("My models", Type.TITLE, weight=600), 1)
        head.addWidget(self._import, 0, Qt.AlignmentFlag.AlignVCenter)
        column = scroll.column
        column.addLayout(head)
        column.addWidget(self._heading)
        self._job_column.setSpacing(px(8))
        self._model_column.setSpacing(px(8))
        column.addLayout(self._job_column)
        column.addLayout(self._model_column)
        column.addWidget(self._empty)
        column.addStretch(1)
        self._heading.hide()
        self._empty.hide()

    def _show_empty(self) -> None:
        self._empty.setVisible(not self._jobs and not self._models)

    def _on_import_clicked(self) -> None:
        chosen, _filter = QFileDialog.getOpenFileNames(
            self, "Add models", "", "Models (*.gguf);;All files (*)"
        )
        if chosen:
            self.files_chosen.emit([Path(name) for name in chosen])


def _remove(column: QVBoxLayout, widget: QWidget) -> None:
    column.removeWidget(widget)
    widget.hide()
    widget.deleteLater()

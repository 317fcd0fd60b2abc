"""Where My models meets the desk."""

import subprocess
import sys
from pathlib import Path

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices

from launcher.library.built_in import BUILT_IN
from launcher.library.store import LocalModel
from launcher.units import size_text
from ui.desk import Desk, OnDesk, key_of
from ui.errands.downloads import DownloadsErrand
from ui.errands.models import ModelsErrand
from ui.pages.models.page import ModelsPage
from ui.pages.models.view import model_rows
from ui.study import CameFrom, Study
from ui.text.jobs import job_row
from ui.text.models import display_name
from ui.widgets.question import Question


class ModelsPresenter(QObject):
    """Rows from the desk; wishes to the errands."""

    load_asked = Signal(object)  # LocalModel
    hide_asked = Signal()  # the built-in model, which is not deleted
    study_asked = Signal(object)  # Study

    def __init__(
        self, page: ModelsPage, desk: Desk, models: ModelsErrand, downloads: DownloadsErrand
    ) -> None:
        super().__init__(page)
        self._page = page
        self._desk = desk
        self._models = models
        page.files_chosen.connect(self._on_page_files_chosen)
        page.load_asked.connect(self._on_page_load_asked)
        page.delete_asked.connect(self._on_page_delete_asked)
        page.reveal_asked.connect(reveal)
        page.memory_asked.connect(self._on_page_memory_asked)
        page.pause_asked.connect(downloads.pause)
        page.resume_asked.connect(downloads.resume)
        page.cancel_asked.connect(downloads.cancel)
        desk.changed.connect(self._on_desk_changed)
        self._show_jobs(desk.now)

    def _on_page_files_chosen(self, paths: list[Path]) -> None:
        for path in paths:
            self._models.adopt(path)

    def _on_page_load_asked(self, path: Path) -> None:
        model = self._model(path)
        if model is not None:
            self.load_asked.emit(model)

    def _on_page_delete_asked(self, path: Path) -> None:
        model = self._model(path)
        if model is None:
            return
        if model.origin == BUILT_IN:
            self.hide_asked.emit()
            return
        name = display_name(model.path, model.facts)
        imported = model.origin == "imported"
        detail = (
            "It is only taken off this list; the file stays where it is."
            if imported
            else f"{model.path}\nThis frees {size_text(model.size)}. It can be downloaded again."
        )
        question = Question(
            self._page,
            title=f"{'Remove' if imported else 'Delete'} {name}?",
            detail=detail,
            agree="Remove" if imported else "Delete",
            danger=True,
        )
        question.accepted.connect(lambda: self._models.delete(model))
        question.open()

    def _on_page_memory_asked(self, path: Path) -> None:
        """A model on the disk is studied without loading it, on the machine without another."""
        model, now = self._model(path), self._desk.now
        if model is None or model.facts is None or now.computer is None:
            return
        self.study_asked.emit(
            Study(
                name=display_name(model.path, model.facts),
                facts=model.facts,
                choices=now.choices_of(model, there=now.imagined is not None),
                machine=now.computer,
                source=CameFrom.LIBRARY,
                key=key_of(model),
            )
        )

    def _model(self, path: Path) -> LocalModel | None:
        return next((m for m in self._desk.now.models or () if m.path == path), None)

    def _on_desk_changed(self, before: OnDesk, now: OnDesk) -> None:
        if before.jobs != now.jobs:
            self._show_jobs(now)
        if _shown_of(before) != _shown_of(now):
            self._show_models(now)

    def _show_jobs(self, now: OnDesk) -> None:
        under_way = [j for j in now.jobs if j.state not in ("done", "cancelled")]
        self._page.show_jobs([job_row(job) for job in under_way])

    def _show_models(self, now: OnDesk) -> None:
        if now.models is None:
            return
        rows = model_rows(
            now.models,
            now.computer,
            lambda model: now.choices_of(model, there=now.imagined is not None),
            reserve=now.settings.reserve,
            loaded=now.loaded.path if now.loaded else None,
        )
        self._page.show_models(rows)


def _shown_of(on_desk: OnDesk) -> tuple[object, ...]:
    """What the rows are made of."""
    return on_desk.models, on_desk.computer, on_desk.loaded, on_desk.settings, on_desk.turned


def reveal(path: Path) -> None:
    """Show a file in the system's file manager, marked where the system can do that."""
    if sys.platform == "win32":
        subprocess.Popen(["explorer", "/select,", str(path)])  # noqa: S607  a part of Windows
    elif sys.platform == "darwin":
        subprocess.Popen(["open", "-R", str(path)])  # noqa: S607  a part of macOS
    else:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent)))

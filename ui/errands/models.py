"""Keeps the library on the desk, and changes it when a person says so."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from launcher.actions.load import unload
from launcher.actions.parts import Parts
from launcher.library.store import LocalModel
from ui.bridge.background import Background
from ui.bridge.latest import Latest
from ui.desk import Desk
from ui.text.failures import sentence_for


class ModelsErrand(QObject):
    """Scans, imports, deletes."""

    failed = Signal(object)  # Sentence
    imported = Signal(object)  # LocalModel
    deleted = Signal(object, int)  # LocalModel, bytes freed

    def __init__(self, parts: Parts, desk: Desk, background: Background) -> None:
        super().__init__(desk)
        self._parts = parts
        self._desk = desk
        self._background = background
        self._scan = Latest(background, self)

    def rescan(self) -> None:
        """Read the models folder again."""
        self._scan.ask(self._parts.library.scan, done=self._on_scanned, failed=self._on_failed)

    def adopt(self, path: Path) -> None:
        """Add a file where it lies."""
        self._background.run(
            lambda: self._parts.library.adopt(path),
            to=self,
            done=self._on_adopted,
            failed=self._on_failed,
        )

    def delete(self, model: LocalModel) -> None:
        """Delete the model's files; the person was asked before. A loaded one is ejected first."""
        loaded = self._desk.now.loaded
        held = loaded is not None and loaded.path == model.path
        if held:
            self._desk.put(loaded=None)

        def work() -> int:
            if held:
                unload(self._parts)
            return self._parts.library.delete(model)

        self._background.run(
            work,
            to=self,
            done=lambda freed: self._on_deleted(model, freed),
            failed=self._on_failed,
        )

    def _on_scanned(self, models: tuple[LocalModel, ...]) -> None:
        self._desk.put(models=models)

    def _on_adopted(self, model: LocalModel) -> None:
        self.imported.emit(model)
        self.rescan()

    def _on_deleted(self, model: LocalModel, freed: int) -> None:
        self.deleted.emit(model, freed)
        self.rescan()

    def _on_failed(self, error: Exception) -> None:
        self.failed.emit(sentence_for(error))
        self.rescan()

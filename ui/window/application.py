"""The application, and the files macOS asks it to open: there they come as events."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QEvent
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication

OpenFiles = Callable[[Sequence[Path]], None]


class AskedFiles:
    """Files that were asked for, kept until there is somebody to open them."""

    def __init__(self) -> None:
        """Nothing was asked for yet, and nobody is there."""
        self._waiting: list[Path] = []
        self._open: OpenFiles | None = None

    def open_with(self, open_files: OpenFiles) -> None:
        """Who opens them from now on, and those that were asked for before."""
        self._open = open_files
        waiting, self._waiting = self._waiting, []
        if waiting:
            open_files(waiting)

    def take(self, event: QEvent) -> bool:
        """Whether this event asks for a file of this computer, which is opened then."""
        if not isinstance(event, QFileOpenEvent) or not event.url().isLocalFile():
            return False
        path = Path(event.url().toLocalFile())
        if self._open is None:
            self._waiting.append(path)
        else:
            self._open([path])
        return True


class Application(QApplication):
    """Takes what the system asks to open; everything else is Qt's."""

    def __init__(self, words: Sequence[str]) -> None:
        super().__init__(list(words))
        self.asked = AskedFiles()

    def event(self, event: QEvent) -> bool:
        """Only events for the application itself come here, not those of its widgets."""
        return self.asked.take(event) or super().event(event)

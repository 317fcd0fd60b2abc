"""Model files opened from outside: by a word at the start, a later start, a drop, macOS."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from launcher.actions.parts import Parts
from launcher.errors import SnugError
from launcher.identity import VERSION
from launcher.library.store import Library, LocalModel
from ui.bridge.background import Background
from ui.bridge.relay import Relay
from ui.composition.errands import Errands
from ui.composition.passages import Passages
from ui.desk import Desk, OnDesk
from ui.entrance.door import Door, Knock
from ui.entrance.wish import ENDING
from ui.text.failures import sentence_for, together
from ui.window.main_window import MainWindow
from ui.window.places import Place

HELD_MS: Final = 200  # how often one looks whether the question that is open was answered
_TOKEN = "XDG_ACTIVATION_TOKEN"  # noqa: S105  where Qt looks for it when a window is to come forward


@dataclass(frozen=True, slots=True, kw_only=True)
class Adopted:
    """What became of files that were opened: models in the library, and what the others are."""

    models: tuple[LocalModel, ...] = ()
    errors: tuple[SnugError, ...] = ()


class OpeningFiles(QObject):
    """One model is loaded as by its button, memory question and all; of several one is chosen."""

    def __init__(
        self,
        window: MainWindow,
        passages: Passages,
        errands: Errands,
        *,
        parts: Parts,
        desk: Desk,
        background: Background,
        relay: Relay,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._passages = passages
        self._errands = errands
        self._parts = parts
        self._desk = desk
        self._background = background
        self._relay = relay
        self._door: Door | None = None
        self._closed = False
        self._wanted: LocalModel | None = None  # waits for the machine and the library to be seen
        self._held: list[Adopted] = []  # wait until the question that is open was answered
        self._look = QTimer(self)
        self._look.setInterval(HELD_MS)
        self._look.timeout.connect(self._on_held)
        window.files_dropped.connect(self.open)
        desk.changed.connect(self._on_desk_changed)

    def open(self, files: Sequence[Path]) -> None:
        """Take the files into the library where they lie; load the model where it is one."""
        if files:
            self._background.run(
                lambda: adopt_all(self._parts.library, files),
                to=self,
                done=self._on_adopted,
                failed=lambda error: self._passages.tell(sentence_for(error)),
            )

    def answer(self, door: Door) -> None:
        """Do what later starts of the program want, until `close`."""
        self._door = door
        door.answer_with(
            lambda knock, done: self._relay.call(lambda: self._on_knock(knock, done), to=self)
        )

    def close(self) -> None:
        """The next start opens a window of its own; what one asked for just now is its own too."""
        self._closed = True
        self._look.stop()
        if self._door is not None:
            self._door.close()

    def _on_knock(self, knock: Knock, done: Callable[[], None]) -> None:
        if self._closed:
            return
        come_forward(self._window, knock.token)
        done()
        if knock.version != VERSION:
            self._window.toast.show_words(
                f"Snug {knock.version} was started. To use it, close this window first."
            )
        self.open(knock.files)

    def _on_adopted(self, adopted: Adopted) -> None:
        """Nothing changes under a question: its words would be true no more."""
        self._held.append(adopted)
        self._on_held()

    def _on_held(self) -> None:
        if QApplication.activeModalWidget() is not None:
            self._look.start()
            return
        self._look.stop()
        held, self._held = self._held, []
        for adopted in held:
            self._show(adopted)
        self._load_wanted(self._desk.now)

    def _show(self, adopted: Adopted) -> None:
        if adopted.errors:
            self._passages.tell(together([sentence_for(error) for error in adopted.errors]))
        if not adopted.models:
            return
        self._errands.models.rescan()
        if len(adopted.models) == 1:
            self._wanted = adopted.models[0]
        else:
            self._passages.go(Place.MODELS)
            self._window.toast.show_words(
                f"{len(adopted.models)} models are in the list now. Choose one to load."
            )

    def _on_desk_changed(self, _before: OnDesk, now: OnDesk) -> None:
        if self._wanted is not None:
            self._load_wanted(now)

    def _load_wanted(self, now: OnDesk) -> None:
        """As soon as it can be said whether it fits, and nothing else is being loaded."""
        model = self._wanted
        if model is None or now.room is None or now.loading is not None:
            return
        if model.path not in {one.path for one in now.models or ()}:
            return
        if QApplication.activeModalWidget() is not None:
            self._look.start()
            return
        self._wanted = None
        if now.loaded is not None and now.loaded.path == model.path:
            self._passages.go(Place.CHAT)
        else:
            self._passages.load(model)


def come_forward(window: QWidget, token: str = "") -> None:
    """Be seen and have the keyboard, as far as the desktop allows; `token` is its permission."""
    with suppress(ValueError, OSError):  # a token no environment can hold
        if token:
            os.environ[_TOKEN] = token
    window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
    window.show()
    window.raise_()
    window.activateWindow()
    asked = QApplication.activeModalWidget()
    if asked is not None:  # else it might lie behind the window, which takes no word without it
        asked.raise_()
        asked.activateWindow()
    QApplication.alert(window)  # where the desktop lets nobody come forward by himself


def adopt_all(library: Library, files: Sequence[Path]) -> Adopted:
    """Each model once, whichever of its parts were named, and every error. Raises nothing else."""
    models: dict[Path, LocalModel] = {}
    errors: list[SnugError] = []
    for file in each_of(files):
        try:
            model = library.adopt(file)
        except SnugError as error:
            errors.append(error)
        else:
            models[model.path] = model
    return Adopted(models=tuple(models.values()), errors=tuple(errors))


def each_of(files: Sequence[Path]) -> Iterator[Path]:
    """Instead of a folder the models that lie in it; one without any stays, and is refused."""
    for file in files:
        yield from (_models_in(file) if _is_folder(file) else ()) or (file,)


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def _models_in(folder: Path) -> tuple[Path, ...]:
    try:
        return tuple(sorted(one for one in folder.iterdir() if one.suffix.lower() == ENDING))
    except OSError:
        return ()

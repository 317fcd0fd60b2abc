"""Files that were made here: shown, kept as models, removed."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from launcher.actions.made import Made, forget_made, keep_made, made_files
from launcher.actions.parts import Parts
from launcher.library.local_model import LocalModel
from launcher.units import size_text
from ui.bridge.background import Background
from ui.bridge.latest import Latest
from ui.pages.measure.page import MeasurePage
from ui.text.failures import sentence_for

T = TypeVar("T")


class MadePresenter(QObject):
    """`kept` carries the model that a file became, `told` words for the toast."""

    kept = Signal(object)  # LocalModel
    told = Signal(str)

    def __init__(self, page: MeasurePage, parts: Parts, background: Background) -> None:
        super().__init__(page)
        self._page = page
        self._parts = parts
        self._background = background
        self._latest = Latest(background, self)
        self._made: tuple[Made, ...] = ()

    def begin(self) -> None:
        """Connect the list, which is made by now, and fill it."""
        made = self._page.made
        made.kept.connect(self._on_kept)
        made.removed.connect(lambda path: self._remove((path,)))
        made.all_removed.connect(lambda: self._remove(tuple(one.path for one in self._made)))
        self.look()

    def look(self) -> None:
        """Look which there are."""
        self._latest.ask(
            lambda: made_files(self._parts),
            done=self._on_found,
            failed=lambda error: self._page.say(sentence_for(error)),
        )

    def _on_found(self, made: tuple[Made, ...]) -> None:
        self._made = made
        self._page.show_made(made)

    def _on_kept(self, path: Path) -> None:
        def done(model: LocalModel) -> None:
            self.kept.emit(model)
            self.told.emit(f"{path.name} is in My models.")

        self._do(lambda: keep_made(self._parts, path), done)

    def _remove(self, paths: tuple[Path, ...]) -> None:
        def work() -> int:
            return sum(forget_made(self._parts, path) for path in paths)

        def done(freed: int) -> None:
            self.told.emit(f"Removed. {size_text(freed)} are free again.")

        self._do(work, done)

    def _do(self, work: Callable[[], T], done: Callable[[T], None]) -> None:
        def ended(value: T) -> None:
            self._page.notice.settle()
            done(value)
            self.look()

        def failed(error: Exception) -> None:
            self._page.say(sentence_for(error))
            self.look()

        self._background.run(work, to=self, done=ended, failed=failed)

"""Lists, adds, tests, chooses and removes engines, one deed at a time."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

from PySide6.QtCore import QObject, Signal

from launcher.actions.engines import (
    add_pack,
    list_engines,
    pack_advice,
    remove_engine,
    try_engine,
    use_engine,
)
from launcher.actions.load import unload
from launcher.actions.parts import Parts
from launcher.engines.values import BUILT_IN, EngineRow
from launcher.errors import LoadCancelled
from launcher.hardware.facts import Machine
from launcher.sentences import Sentence
from ui.bridge.background import Background
from ui.bridge.latest import Latest
from ui.bridge.relay import Relay
from ui.text.failures import sentence_for

T = TypeVar("T")
_LIBRARY: Final = re.compile(r"(?:lib)?ggml-(?P<backend>[a-z]+)\.(?:so|dylib|dll)")
_NOT_A_BACKEND: Final = frozenset({"base"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """What is there: the engines, what one might add, and what an own build was made for."""

    rows: tuple[EngineRow, ...]
    advice: tuple[Sentence, ...]
    built_for: tuple[str, ...]


class EnginesErrand(QObject):
    """`began` with words for what goes on; it ends with one of the others, or `failed`."""

    listed = Signal(object)  # Listed
    began = Signal(str)
    progressed = Signal(float)  # 0 to 1
    ended = Signal()
    added = Signal(object)  # EngineRow
    tested = Signal(object)  # Trial
    switched = Signal(object)  # EngineRow: from now on the workers start with it
    removed = Signal(bool)  # whether it was in use, so that the workers start with another
    failed = Signal(object)  # Sentence

    def __init__(self, parts: Parts, background: Background, parent: QObject) -> None:
        super().__init__(parent)
        self._parts = parts
        self._background = background
        self._relay = Relay(self)
        self._list = Latest(background, self)
        self._busy = False
        self._stopped = False

    @property
    def busy(self) -> bool:
        """Whether a deed goes on."""
        return self._busy

    def refresh(self, machine: Machine | None) -> None:
        """List what is there."""

        def look() -> Listed:
            rows = list_engines(self._parts)
            advice = pack_advice(machine) if machine is not None else ()
            return Listed(rows=rows, advice=advice, built_for=_built_for(rows))

        self._list.ask(look, done=self.listed.emit, failed=self._on_list_failed)

    def add(self, source: Path) -> None:
        """Copy this pack, checked, to where engines are kept."""
        self._do(
            f"Adding {source.name}",
            lambda: add_pack(self._parts, source, self._tell),
            self.added.emit,
        )

    def test(self, ident: str, name: str) -> None:
        """Load it in a process of its own and have it answer."""
        self._do(f"Testing {name}", lambda: try_engine(self._parts, ident), self.tested.emit)

    def use(self, ident: str, name: str) -> None:
        """Check it, try it, and have the workers start with it from now on."""

        def work() -> EngineRow:
            row = use_engine(self._parts, ident)
            self._let_go()
            return row

        self._do(f"Trying {name} before it is used", work, self.switched.emit)

    def remove(self, ident: str, name: str) -> None:
        """Delete it; the person was asked before."""

        def work() -> bool:
            had = self._parts.engines.row(ident)
            remove_engine(self._parts, ident)
            if had.in_use:
                self._let_go()
            return had.in_use

        self._do(f"Removing {name}", work, self.removed.emit)

    def stop(self) -> None:
        """Add it no more; what goes on otherwise ends by itself within seconds."""
        self._stopped = True

    def _let_go(self) -> None:
        """The model's memory is given back before its worker ends; the next start is another."""
        if self._parts.session.loaded is not None:
            unload(self._parts)
        self._parts.session.rest()

    def _do(self, words: str, work: Callable[[], T], done: Callable[[T], object]) -> None:
        if self._busy:
            return
        self._busy, self._stopped = True, False
        self.began.emit(words)

        def finished(result: T) -> None:
            self._end()
            done(result)

        self._background.run(work, to=self, done=finished, failed=self._on_failed)

    def _end(self) -> None:
        self._busy = False
        self.ended.emit()

    def _tell(self, done: int, total: int) -> None:
        """On the deed's thread."""
        if self._stopped:
            raise LoadCancelled
        if total:
            self._relay.call(lambda: self.progressed.emit(done / total), to=self)

    def _on_failed(self, error: Exception) -> None:
        self._end()
        if not isinstance(error, LoadCancelled):
            self.failed.emit(sentence_for(error))

    def _on_list_failed(self, error: Exception) -> None:
        self.failed.emit(sentence_for(error))


def _built_for(rows: tuple[EngineRow, ...]) -> tuple[str, ...]:
    """The backends of an engine without engine.json, by its libraries' names."""
    own = next((row for row in rows if row.ident == BUILT_IN and row.manifest is None), None)
    if own is None or not own.folder.is_dir():
        return ()
    found = (_LIBRARY.match(path.name) for path in own.folder.iterdir())
    names = {one["backend"] for one in found if one} - _NOT_A_BACKEND
    return tuple(sorted(names, key=lambda name: (name != "cpu", name)))

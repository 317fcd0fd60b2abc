"""The engines of this computer: the built-in one and the packs a person added.

Only one is asked for at a time. Where it does not start, the next one to try does its work
for this session; what is asked for stays, so that a driver that is mended is used again.
"""

import shutil
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Final

from launcher.engines.drivers import driver_mark
from launcher.engines.falls import ENOUGH, Falls, key_of, mark_of, with_one_more, without
from launcher.engines.listing import built_in_row, pack_row
from launcher.engines.manifest import read_manifest
from launcher.engines.shipped import shipped_engine
from launcher.engines.stamps import stamp_of
from launcher.engines.state import EngineState, read_state, write_state
from launcher.engines.values import (
    BUILT_IN,
    GOING,
    EngineRow,
    EngineStart,
    GivenUp,
    PackKind,
    Trial,
)
from launcher.engines.verify import OnProgress, check_files, check_fit
from launcher.errors import (
    CannotDelete,
    EngineBuiltIn,
    EngineGivenUp,
    EngineGone,
    EngineLeftOut,
    EnginePackUnusable,
    SnugError,
    UnknownEngine,
)
from launcher.sentences import sentence_of

SOURCE_NAME: Final = "The engine built from source"
BUILT_IN_NAME: Final = "The built-in engine"


class EngineStore:
    """Knows the engines and which one is asked for; from any thread, beside other processes."""

    def __init__(
        self,
        state_file: Path,
        packs_folder: Path,
        shipped: Callable[[], Path | None] = shipped_engine,
        drivers: Callable[[], str] = driver_mark,
    ) -> None:
        self._file = state_file
        self._packs = packs_folder
        self._shipped = shipped
        self._drivers = drivers
        self._lock = threading.RLock()
        self._given_up: list[GivenUp] = []
        self._in_use: EngineStart | None = None
        self._damaged: list[SnugError] = []

    # --- what is there ------------------------------------------------------------------------

    def rows(self) -> tuple[EngineRow, ...]:
        """Every engine, the built-in one first. Files are counted here and not read."""
        with self._lock:
            state = self._state()
            in_use = self._in_use.ident if self._in_use else ""
            packs = [
                pack_row(folder, state, in_use, has_modules=self._has_modules())
                for folder in self._pack_folders()
            ]
            return (built_in_row(self._shipped(), state, in_use), *packs)

    def row(self, ident: str) -> EngineRow:
        """One of them. Raises UnknownEngine."""
        rows = self.rows()
        found = next((each for each in rows if each.ident == ident), None)
        if found is None:
            raise UnknownEngine(ident, tuple(each.ident for each in rows))
        return found

    def name_of(self, ident: str) -> str:
        """What a person calls it."""
        if ident == BUILT_IN:
            return BUILT_IN_NAME
        with suppress(EnginePackUnusable):
            return read_manifest(self._packs / ident).name
        return ident

    @property
    def notices(self) -> tuple[SnugError, ...]:
        """What a person should know of the kept list: it was damaged and put aside."""
        with self._lock:
            self._state()
            return tuple(self._damaged)

    # --- starting -----------------------------------------------------------------------------

    def order(self) -> tuple[EngineStart, ...]:
        """The starts to try, the best first; what was given up in this session is left out."""
        with self._lock:
            starts = [*self._of_active(), *self._of_built_in()]
            self._leave_out(starts[:-1])
            over = [each.start for each in self._given_up]
            left = [each for each in dict.fromkeys(starts) if each not in over]
            return tuple(left) or (self._of_built_in()[-1],)

    def start_of(self, ident: str) -> EngineStart:
        """How that engine starts. Raises UnknownEngine, EnginePackUnusable."""
        row = self.row(ident)
        if ident == BUILT_IN:
            return EngineStart(folder=self._shipped())
        manifest = read_manifest(row.folder)
        if manifest.kind is PackKind.MODULE:
            return EngineStart(ident=ident, folder=self._shipped(), modules=(row.folder,))
        return EngineStart(ident=ident, folder=row.folder)

    def started(self, start: EngineStart) -> None:
        """This one said hello; it is the one in use."""
        with self._lock:
            self._in_use = start
            falls = self._state().falls
            if key_of(start) in falls:
                self._keep_falls({key: falls[key] for key in falls.keys() - {key_of(start)}})

    def give_up(self, start: EngineStart, why: str, *, fell: bool = False) -> None:
        """It is not tried again in this session; `why` in the system's words.

        One that crashed or hung (`fell`) in two sessions is left out in those that follow.
        """
        error = EngineGivenUp(self.name_of(start.ident), why, start.graphics)
        with self._lock:
            if self._note(start, error) and fell:
                mark = mark_of(start, self._drivers())
                self._keep_falls(with_one_more(self._state().falls, start, mark, why))

    @property
    def given_up(self) -> tuple[GivenUp, ...]:
        """What did not start in this session, each once, with what to do about it."""
        with self._lock:
            return tuple(self._given_up)

    @property
    def in_use(self) -> EngineStart | None:
        """What the last start of a worker really took; None where none started yet."""
        return self._in_use

    # --- changing -----------------------------------------------------------------------------

    def add(self, source: Path, on_progress: OnProgress | None = None) -> EngineRow:
        """Copy a pack in; see `take_in`. It is not used before `activate`."""
        from launcher.engines.intake import take_in  # noqa: PLC0415  archives are rarely opened

        ident = take_in(
            source, self._packs, has_modules=self._has_modules(), on_progress=on_progress
        )
        return self.row(ident)

    def verify(self, ident: str, on_progress: OnProgress | None = None) -> None:
        """Read all of its files. Raises UnknownEngine, EnginePackUnusable."""
        row = self.row(ident)
        if ident == BUILT_IN and self._shipped() is None:
            return  # built here: there is no list to compare it with
        manifest = read_manifest(row.folder)
        check_fit(manifest, row.folder, has_modules=self._has_modules())
        check_files(row.folder, manifest, on_progress)

    def activate(self, ident: str) -> EngineRow:
        """Ask for this engine from the next start on. Raises UnknownEngine, NotSaved."""
        row = self.row(ident)
        with self._lock:
            stamp = {} if ident == BUILT_IN else stamp_of(row.folder)
            state = self._state()
            falls = without(state.falls, ident)
            write_state(self._file, replace(state, active=ident, stamp=stamp, falls=falls))
            # a person who chooses it again wants it tried again
            self._given_up = [each for each in self._given_up if each.start.ident != ident]
        return self.row(ident)

    def record(self, ident: str, trial: Trial) -> None:
        """Keep how its self-test went; one that passed is tried again. Raises NotSaved."""
        with self._lock:
            state = self._state()
            state = replace(state, trials={**state.trials, ident: trial})
            if trial.ok:
                state = replace(state, falls=without(state.falls, ident))
                self._given_up = [each for each in self._given_up if each.start.ident != ident]
            write_state(self._file, state)

    def remove(self, ident: str) -> None:
        """Delete a pack; where it is active, the built-in engine is from now on.

        Raises EngineBuiltIn, UnknownEngine, CannotDelete, NotSaved.
        """
        if ident == BUILT_IN:
            raise EngineBuiltIn
        row = self.row(ident)
        with self._lock:
            write_state(self._file, self._state().without(ident))
            gone = row.folder.with_name(f"{GOING}{ident}")
            try:
                shutil.rmtree(gone, ignore_errors=True)
                row.folder.rename(gone)  # first, so that half a pack is never a pack
                shutil.rmtree(gone)
            except OSError as error:
                raise CannotDelete(str(row.folder), error.strerror or str(error)) from error

    # --- inside -------------------------------------------------------------------------------

    def _state(self) -> EngineState:
        state, damaged = read_state(self._file)
        if damaged and not self._damaged:
            self._damaged.append(damaged)
        return state

    def _has_modules(self) -> bool:
        return self._shipped() is not None

    def _pack_folders(self) -> Iterator[Path]:
        with suppress(OSError):
            for folder in sorted(self._packs.iterdir()):
                if folder.is_dir() and not folder.name.startswith("."):
                    yield folder

    def _of_built_in(self) -> tuple[EngineStart, ...]:
        whole = EngineStart(folder=self._shipped())
        return whole, replace(whole, graphics=False)

    def _of_active(self) -> tuple[EngineStart, ...]:
        state = self._state()
        if state.active == BUILT_IN:
            return ()
        fault = self._fault_of_active(state)
        if fault:
            gone = EngineGone(self.name_of(state.active), fault)
            self._note(EngineStart(ident=state.active, folder=self._packs / state.active), gone)
            return ()
        start = self.start_of(state.active)
        # an addition without graphics is the built-in engine without graphics
        return (start,) if start.modules else (start, replace(start, graphics=False))

    def _leave_out(self, starts: Sequence[EngineStart]) -> None:
        """Those that fell often enough, as long as nothing has changed."""
        falls = self._state().falls
        for start in starts if falls else ():
            fall = falls.get(key_of(start))
            if fall and fall.times >= ENOUGH and fall.mark == mark_of(start, self._drivers()):
                name = self.name_of(start.ident)
                self._note(start, EngineLeftOut(name, fall.why, start.graphics))

    def _keep_falls(self, falls: Falls) -> None:
        with suppress(SnugError):  # then it is tried once more the next time
            write_state(self._file, replace(self._state(), falls=falls))

    def _fault_of_active(self, state: EngineState) -> str:
        """Why the active pack cannot be started; '' where it is as it was when it was chosen."""
        folder = next((each for each in self._pack_folders() if each.name == state.active), None)
        if folder is None:
            return f"its folder in {self._packs} is gone"
        try:
            manifest = read_manifest(folder)
            check_fit(manifest, folder, has_modules=self._has_modules())
            now = stamp_of(folder)
            if now != dict(state.stamp):
                check_files(folder, manifest)
                latest = self._state()  # another window may have chosen meanwhile
                if latest.active == state.active:
                    with suppress(SnugError):  # it is read again the next time
                        write_state(self._file, replace(latest, stamp=now))
        except EnginePackUnusable as error:
            return error.detail or sentence_of(error).what
        return ""

    def _note(self, start: EngineStart, error: SnugError) -> bool:
        """Tell of it once in a session; whether this was the time."""
        said = sentence_of(error)
        with self._lock:
            if any(each.start == start for each in self._given_up):
                return False
            self._given_up.append(GivenUp(start=start, why=f"{said.what} {said.next}"))
            return True

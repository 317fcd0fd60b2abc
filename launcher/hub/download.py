"""One file from the Hub onto the disk: in parts, over several connections, checked, then named.

It goes on where an earlier attempt, or an earlier process, stopped. The file
appears under its name only when its hash is the one the hub promised.
"""

import logging
from collections.abc import Callable
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Final

from launcher.errors import ChecksumMismatch, DownloadError
from launcher.hub.broken import Halted, NoRanges
from launcher.hub.client import Hub
from launcher.hub.crew import Crew
from launcher.hub.destination import disk_error, require_room
from launcher.hub.fetch import Fetch
from launcher.hub.frontier import Frontier
from launcher.hub.halt import Halt
from launcher.hub.link import Link
from launcher.hub.part_file import PartFile
from launcher.hub.patience import FOR_FILES, Patience
from launcher.hub.source import Source
from launcher.units import MIB

TICK: Final = 0.1  # seconds between two looks at how far it is
JOURNAL: Final = 1.0  # seconds at least between two journals
JOURNAL_SHARE: Final = 20  # and so many times as long as writing one took
FAREWELL: Final = 2.0  # seconds a thread may take to hear that it is over

log = logging.getLogger(__name__)


class Download:
    """One file on its way. `run` is called once; the rest may be looked at from other threads."""

    def __init__(
        self,
        hub: Hub,
        source: Source,
        target: Path,
        *,
        halt: Halt,
        connections: int = 4,
        patience: Patience = FOR_FILES,
    ) -> None:
        self._hub = hub
        self._source = source
        self._target = target
        self._halt = halt
        self._connections = connections
        self._patience = patience
        self._part: PartFile | None = None
        self._found_whole = False
        self._received_before = 0

    @property
    def present(self) -> int:
        """Bytes of the file that are on this disk."""
        if self._found_whole:
            return self._source.size
        return self._part.board.present if self._part else 0

    @property
    def received(self) -> int:
        """Bytes that came over the network."""
        return self._received_before + (self._part.board.received if self._part else 0)

    @property
    def checking(self) -> bool:
        """Whether all bytes are there and only the hash is still counted."""
        return self._found_whole or (
            self._part is not None and self._part.board.present == self._source.size
        )

    def run(self, on_tick: Callable[[], None]) -> None:
        """Download it; `on_tick` is called about ten times a second.

        Raises Halted when it was stopped, InUse when another process is at it,
        HubError, DownloadError.
        """
        if self._is_there(on_tick):
            return
        with PartFile(self._target, self._source) as part:
            self._part = part
            require_room(self._target.parent, self._source.size - part.board.present)
            try:
                actual = self._attempt(part, on_tick, ranges=True)
            except NoRanges:
                self._received_before = part.board.received
                part.renew_board()
                actual = self._attempt(part, on_tick, ranges=False)
            promised = self._source.promised
            if promised is not None and actual != promised:
                part.reject()
                raise ChecksumMismatch(self._source.path, promised, actual)
            part.publish()

    def _attempt(self, part: PartFile, on_tick: Callable[[], None], *, ranges: bool) -> str:
        """The hash of the file when all of it is there."""
        halt, found = Halt(), list[str]()
        crew = Crew(halt)
        halt.on_halt(part.board.end)
        self._halt.on_halt(halt.say)
        try:
            crew.start("hash", partial(_count, part, halt, found))
            self._start_fetching(part, halt, crew, ranges=ranges)
            self._watch(part, crew, on_tick)
        finally:
            halt.say()
            self._halt.forget(halt.say)
            crew.join(FAREWELL)
            if not found:
                self._note_in_parting(part)
        if crew.error is not None:
            raise self._told(crew.error) from crew.error
        if not found:
            raise Halted
        return found[0]

    def _start_fetching(self, part: PartFile, halt: Halt, crew: Crew, *, ranges: bool) -> None:
        link = Link(self._hub, self._source)
        missing = sum(not each.whole for each in part.board.segments)
        workers = max(1, min(self._connections, missing)) if ranges else 1
        for number in range(workers):
            fetch = partial(self._fetch, part, link, halt, alone=workers == 1, ranges=ranges)
            crew.start(str(number), fetch)

    def _fetch(self, part: PartFile, link: Link, halt: Halt, *, alone: bool, ranges: bool) -> None:
        with self._hub.session.line(self._patience, halt) as line:
            Fetch(part, link, line, halt, self._patience).run(alone=alone, ranges=ranges)

    def _watch(self, part: PartFile, crew: Crew, on_tick: Callable[[], None]) -> None:
        due = monotonic() + JOURNAL
        while not crew.over.wait(TICK):
            on_tick()
            began = monotonic()
            if began >= due:
                part.note()
                took = monotonic() - began
                due = began + max(JOURNAL, took * JOURNAL_SHARE)

    def _note_in_parting(self, part: PartFile) -> None:
        try:
            part.note()
        except DownloadError:  # a disk that is full has been told of, or will be
            log.warning("what has arrived could not be noted", exc_info=True)

    def _is_there(self, on_tick: Callable[[], None]) -> bool:
        """Whether the file lies there already, with the right hash."""
        promised = self._source.promised
        try:
            if promised is None or self._target.stat().st_size != self._source.size:
                return False
        except OSError:
            return False
        self._found_whole = True
        self._found_whole = self._hash_target(on_tick) == promised
        return self._found_whole

    def _hash_target(self, on_tick: Callable[[], None]) -> str:
        digest, due = self._source.digest(), monotonic()
        try:
            with self._target.open("rb", buffering=0) as file:
                while piece := file.read(MIB):
                    digest.update(piece)
                    if self._halt.said:
                        raise Halted
                    if monotonic() >= due:
                        on_tick()
                        due = monotonic() + TICK
        except OSError as error:
            raise disk_error(error, self._target.parent) from error
        return digest.hexdigest()

    def _told(self, error: Exception) -> Exception:
        """An error of a thread, the disk's translated."""
        if isinstance(error, OSError):
            return disk_error(error, self._target.parent, self._source.size - self.present)
        return error


def _count(part: PartFile, halt: Halt, found: list[str]) -> None:
    """Find the hash, and with it the end of the attempt."""
    found.append(Frontier(part, halt).digest())
    halt.say()

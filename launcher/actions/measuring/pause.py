"""One measurement at a time, which rests while the chat loads or answers.

What was disturbed all the same is noticed and done again.
"""

import statistics
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Final

from launcher.actions.measuring.progress import Progress
from launcher.actions.parts import Parts
from launcher.errors import MeasuringGoesOn, NotSaved
from launcher.measurement.turns import IN_USE, alone_with
from launcher.protocol.scoring import RepeatTimed
from launcher.runtime.measurer import Measurer

LOOK_AGAIN: Final = 0.1  # seconds between two looks at the chat while it goes first
SLEPT: Final = 2.0  # seconds by which the clocks part when a computer slept
FAR_OUT: Final = 4.0  # times the median: such a repeat was disturbed by something
TRIES: Final = 3  # repeats done again for such reasons, of one file
DISTURBED: Final = "Its timing was disturbed again and again; the speeds may be too low."
LEFT_OUT: Final = "A repeat that took far longer than the others is left out."


@contextmanager
def alone(parts: Parts) -> Iterator[None]:
    """Nobody else measures files or devices meanwhile. Raises MeasuringGoesOn, NotSaved."""
    with ExitStack() as stack:
        for place in (parts.places.measuring, parts.places.yardsticks):
            try:
                stack.enter_context(alone_with(place, patience=0.0))
            except NotSaved as error:
                raise (MeasuringGoesOn() if error.reason == IN_USE else error) from error
        yield


@dataclass(slots=True, kw_only=True)
class Pause:
    """Lets the chat go first."""

    parts: Parts
    measurer: Measurer
    progress: Progress

    def yield_to_chat(self) -> None:
        """Wait while a model is loaded or answers. Raises LoadCancelled when stopped."""
        began = time.monotonic()
        while self.parts.session.busy:
            self.progress.tell(waiting=True)
            self.measurer.go_on()
            time.sleep(LOOK_AGAIN)
        self.measurer.go_on()
        self.progress.waited(time.monotonic() - began)


class ChatWatch:
    """Notices a chat that begins and ends within one repeat."""

    def __init__(self, parts: Parts) -> None:
        self._session = parts.session
        self._seen = threading.Event()
        self._over = threading.Event()

    @contextmanager
    def looking(self) -> Iterator["ChatWatch"]:
        """Look every few hundredths of a second, on a thread of its own."""
        thread = threading.Thread(target=self._look, name="chat watch", daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._over.set()
            thread.join()

    def seen(self) -> bool:
        """Whether the chat was at work since it was asked before."""
        was = self._seen.is_set() or self._session.busy
        self._seen.clear()
        return was

    def _look(self) -> None:
        while not self._over.wait(LOOK_AGAIN / 2):
            if self._session.busy:
                self._seen.set()


@dataclass(slots=True, kw_only=True)
class Clocks:
    """Two clocks that part when the computer sleeps: one stands still meanwhile."""

    _wall: float = field(default_factory=time.time)
    _steady: float = field(default_factory=time.monotonic)

    def slept(self) -> bool:
        """Whether it slept since it was asked before."""
        wall, steady = time.time(), time.monotonic()
        apart = (wall - self._wall) - (steady - self._steady)
        self._wall, self._steady = wall, steady
        return abs(apart) > SLEPT


@dataclass(slots=True, kw_only=True)
class Repeats:
    """Judges each repeat as it comes: whether it counts or is to be done again."""

    watch: ChatWatch
    clocks: Clocks = field(default_factory=Clocks)
    tries: int = 0
    notes: list[str] = field(default_factory=list)
    _good: dict[str, list[float]] = field(default_factory=dict)

    def again(self, repeat: RepeatTimed) -> bool:
        """Whether this one must be done again."""
        chatted, slept = self.watch.seen(), self.clocks.slept()
        good = self._good.setdefault(repeat.what, [])
        if chatted:
            return True
        if slept or is_far_out(repeat.seconds, good):
            if self.tries < TRIES:
                self.tries += 1
                return True
            if DISTURBED not in self.notes:
                self.notes.append(DISTURBED)
        good.append(repeat.seconds)
        return False

    def rested(self) -> None:
        """What the clocks and the chat did while it waited does not count."""
        self.clocks.slept()
        self.watch.seen()

    @property
    def counted(self) -> int:
        """Repeats that count, prompts and answers together."""
        return sum(map(len, self._good.values()))

    def kept(self, seconds: tuple[float, ...]) -> list[float]:
        """The repeats without one that is far out, as a first one may turn out to be."""
        good = [one for one in seconds if not is_far_out(one, list(seconds))]
        if len(good) < len(seconds) and LEFT_OUT not in self.notes:
            self.notes.append(LEFT_OUT)
        return good


def is_far_out(seconds: float, others: list[float]) -> bool:
    """Whether a repeat took far longer than the others did (two or more)."""
    return len(others) > 1 and seconds > FAR_OUT * statistics.median(others)

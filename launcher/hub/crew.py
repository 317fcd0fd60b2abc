"""The threads of one attempt at a file: the first that fails or finishes it ends them all."""

from collections.abc import Callable
from threading import Event, Lock, Thread
from time import monotonic

from launcher.hub.broken import Halted
from launcher.hub.halt import Halt


class Crew:
    """Threads that stop together.

    They are daemons: one that is stuck in looking up a name holds up nobody.
    """

    def __init__(self, halt: Halt) -> None:
        self._halt = halt
        self._lock = Lock()
        self._threads: list[Thread] = []
        self.error: Exception | None = None
        self.over = Event()
        halt.on_halt(self.over.set)

    def start(self, name: str, work: Callable[[], None]) -> None:
        """Do this in a thread of its own."""
        thread = Thread(target=self._run, args=(work,), name=f"download-{name}", daemon=True)
        self._threads.append(thread)
        thread.start()

    def join(self, seconds: float) -> None:
        """Wait for all to end, but not longer than this altogether."""
        until = monotonic() + seconds
        for thread in self._threads:
            thread.join(max(0.0, until - monotonic()))

    def _run(self, work: Callable[[], None]) -> None:
        try:
            work()
        except Halted:
            return
        except Exception as error:  # noqa: BLE001  a thread's end; it is raised again by who waits
            with self._lock:
                if self.error is None and not self._halt.said:
                    self.error = error
            self._halt.say()

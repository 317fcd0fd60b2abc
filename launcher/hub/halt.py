"""One word that stops everything which takes part in a download, wherever it is waiting."""

from collections.abc import Callable
from threading import Event, Lock


class Halt:
    """Said once. Waiting ends, and every registered cutter is called, in the caller's thread."""

    def __init__(self) -> None:
        self._event = Event()
        self._lock = Lock()
        self._cutters: list[Callable[[], None]] = []

    @property
    def said(self) -> bool:
        """Whether to stop."""
        return self._event.is_set()

    def say(self) -> None:
        """Stop."""
        with self._lock:
            self._event.set()
            cutters, self._cutters = self._cutters, []
        for cut in cutters:
            cut()

    def wait(self, seconds: float) -> bool:
        """Wait, unless stopped; whether it was."""
        return self._event.wait(seconds)

    def on_halt(self, cut: Callable[[], None]) -> None:
        """Call `cut` when it is said; at once where it has been."""
        with self._lock:
            if not self._event.is_set():
                self._cutters.append(cut)
                return
        cut()

    def forget(self, cut: Callable[[], None]) -> None:
        """`cut` has nothing to cut any more."""
        with self._lock:
            if cut in self._cutters:
                self._cutters.remove(cut)

"""A hard limit on how long something may take: it ends even where everything hangs."""

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def hard_limit(
    seconds: float, late: Callable[[], None], *, end: Callable[[int], object] = os._exit
) -> Iterator[None]:
    """After so many seconds `late` is called, in a thread of its own, and the process ends with 1.

    Workers end by themselves when their end of the line is gone.
    """

    def over() -> None:
        try:
            late()
        finally:
            end(1)

    timer = threading.Timer(seconds, over)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()

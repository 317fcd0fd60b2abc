"""From the start of a process to a window that can be read."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator

from tests.benchmarks.figures import Figure, median_of

TIMES = 5


def measure() -> Iterator[Figure]:
    """One process after the other; the first writes Python's compiled files and does not count."""
    seen = [open_window() for _ in range(TIMES + 1)][1:]
    yield median_of(
        "Window ready: machine page filled",
        [one["machine"] for one in seen],
        "s",
        promise="≤ 1.0",
    )
    yield median_of("… the first paint", [one["window"] for one in seen], "s")
    yield median_of("… with the engine's own devices", [one["engine"] for one in seen], "s")


def open_window(*words: str) -> dict[str, float]:
    """One window from start to end; seconds since the start by what was seen."""
    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.watched", str(started), *words],
        check=True,
        stdout=subprocess.PIPE,
        timeout=120,
    )
    seen: dict[str, float] = json.loads(done.stdout)
    return seen

"""The frozen program beside the source: when its window is there, and what it takes idle.

Both are looked at from outside, on a display of their own (Xvfb): from the start of the process
to the first paint, and to the last large change of the picture, which is the machine page when
it is filled and the engine has said what it can use. SNUG_BENCH_PROGRAM
names the frozen program; without it dist/Snug/snug is measured where it was made.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from launcher.paths import places
from launcher.settings.store import SettingsStore
from tests.benchmarks.figures import Figure, median_of
from tests.benchmarks.screen import Screen, virtual_display

ROOT = Path(__file__).resolve().parents[2]
MADE = ROOT / "dist" / "Snug" / ("Snug.exe" if sys.platform == "win32" else "snug")
TIMES = 5
SMALLEST = 100 << 20  # bytes; a smaller process shows an error, not the window
CALM = 12.0  # seconds after the window, before memory is read: pages are read ahead until then


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One start: seconds to the first paint and to the picture that stays; what it took.

    `cpu` are the processor's seconds until the picture stayed, which a busy machine leaves
    alone; `resident` are bytes when idle.
    """

    painted: float
    settled: float
    cpu: float
    resident: int


def program() -> Path:
    """The frozen program. Raises FileNotFoundError where there is none."""
    found = Path(os.environ.get("SNUG_BENCH_PROGRAM", MADE))
    if not found.is_file():
        raise FileNotFoundError(f"{found} is missing: run `python3 snug.py package freeze` first")
    return found.resolve()


def measure() -> Iterator[Figure]:
    """By turns, so that both meet the same machine; each first start does not count."""
    calls = {"frozen": [str(program())], "from source": [sys.executable, "-P", "-m", "ui"]}
    with virtual_display() as display:
        seen = list(_by_turns(calls, display))
    for name in calls:
        ours = [each[name] for each in seen]
        yield median_of(f"Window, {name}: first paint", [one.painted for one in ours], "s")
        promise = "≤ 1.5" if name == "frozen" else ""
        settled = [one.settled for one in ours]
        yield median_of("… the filled machine page", settled, "s", promise=promise)
        yield median_of("… processor time until then", [one.cpu for one in ours], "s")
        resident = [one.resident / 2**20 for one in ours]
        yield median_of("… memory when idle", resident, "MiB")
    yield median_of(
        "Frozen beside source: first paint", [_by(each, "painted") for each in seen], "×"
    )
    yield median_of("… the filled machine page", [_by(each, "settled") for each in seen], "×")
    yield median_of("… processor time until then", [_by(each, "cpu") for each in seen], "×")
    yield median_of("… memory when idle", [_by(each, "resident") for each in seen], "×")


def _by(pair: Mapping[str, Seen], what: str) -> float:
    frozen, source = (float(getattr(pair[name], what)) for name in ("frozen", "from source"))
    return frozen / source


def _by_turns(calls: Mapping[str, Sequence[str]], display: str) -> Iterator[Mapping[str, Seen]]:
    screen = Screen(display)
    with tempfile.TemporaryDirectory(prefix="snug-bench-") as home:
        for name in calls:
            _welcome(Path(home) / name)
        for turn in range(TIMES + 1):
            pair = {
                name: _start(words, screen, display, Path(home) / name)
                for name, words in calls.items()
            }
            if turn:
                yield pair


def _welcome(home: Path) -> None:
    """Not the first start of all, which suggests models too: the machine page comes first."""
    settings = SettingsStore(places({"SNUG_HOME": str(home)}).settings_file)
    settings.load()
    settings.change(welcomed=True)


def _start(words: Sequence[str], screen: Screen, display: str, home: Path) -> Seen:
    screen.remember_empty()
    own = {"SNUG_HOME": str(home), "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
    with _running(words, os.environ | own) as (process, started):
        painted, settled = screen.watch(started)
        watched = psutil.Process(process.pid)
        times = watched.cpu_times()
        time.sleep(CALM)
        if process.poll() is not None:
            raise RuntimeError(f"{words[0]} ended by itself with status {process.returncode}")
        resident = watched.memory_info().rss
        if resident < SMALLEST:
            raise RuntimeError(f"{words[0]} showed something else than its window")
    return Seen(
        painted=painted - started,
        settled=settled - started,
        cpu=times.user + times.system,
        resident=resident,
    )


@contextmanager
def _running(
    words: Sequence[str], environment: Mapping[str, str]
) -> Iterator[tuple["subprocess.Popen[bytes]", float]]:
    started = time.monotonic()
    process = subprocess.Popen(words, env=environment, cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        yield process, started
    finally:
        process.terminate()
        process.wait(timeout=20)

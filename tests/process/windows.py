"""The real window in a process of its own, as the tests in this folder open it."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LIMIT = 60.0  # seconds a start may take on a busy machine
NOBODY = "http://127.0.0.1:9"


def command() -> list[str]:
    """The program from source."""
    return [sys.executable, "-P", "-m", "ui"]


def environment(**more: str) -> dict[str, str]:
    """Offscreen, with no Hub; `more` is set, or unset where it is empty."""
    env = os.environ | {"SNUG_HUB_ENDPOINT": NOBODY, "PYTHONPATH": str(ROOT)} | more
    return {name: value for name, value in env.items() if value}


def start(*words: object, **more: str) -> "subprocess.Popen[bytes]":
    """A window that stays open."""
    return subprocess.Popen(
        [*command(), *map(str, words)],
        env=environment(**more),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def run(
    *words: object, cwd: Path | None = None, **more: str
) -> "subprocess.CompletedProcess[bytes]":
    """A start that ends by itself."""
    return subprocess.run(
        [*command(), *map(str, words)],
        check=False,
        cwd=cwd,
        env=environment(**more),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=LIMIT,
    )


def waits_until(claim: Callable[[], object], limit: float = LIMIT) -> None:
    """Until it is so."""
    end = time.monotonic() + limit
    while not claim():
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(0.05)


def doors_in(folder: Path) -> Sequence[Path]:
    """Sockets of open windows in this session's folder."""
    return [one for one in folder.iterdir() if one.is_socket()]

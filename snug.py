"""Snug from a clone: `python3 snug.py` sets everything up once and opens the window.

python3 snug.py                     open the window
python3 snug.py COMMAND …           the same as `snug COMMAND …`; `--help` lists them
python3 snug.py setup               only set up
python3 snug.py test [pytest's …]   the tests; --full runs the long matrices too
python3 snug.py check [--no-tests]  format, lint, types, import contracts, tests
python3 snug.py bench [NAME …]      the benchmarks
python3 snug.py package [STEP …]    the packages of this system, in dist; --help lists the steps

--backend auto|cpu|cuda|vulkan|metal, before anything else, chooses what the
engine is built for.

This file also runs on Pythons that are too old for Snug, to look for a newer
one; the set-up itself is packaging/bootstrap.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
OLDEST = (3, 11)
NAMES = ("python3.14", "python3.13", "python3.12", "python3.11", "python3", "python")
# Too old ones say nothing; a path is told by its bytes, which no code page can spoil.
TELL = """import os, sys
if sys.version_info < (3, 11): sys.exit(1)
sys.stdout.buffer.write(os.fsencode(sys.executable))"""


def newer_python() -> str | None:
    """The program of a Python that is new enough, or None; the clone's own comes first."""
    import subprocess  # noqa: PLC0415  an ordinary start is quicker without

    own = ROOT / ".venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    candidates = [[str(own)]] + [[name] for name in NAMES]
    if os.name == "nt":
        candidates += [["py", f"-3.{minor}"] for minor in (14, 13, 12, 11)]
    for words in candidates:
        try:
            answer = subprocess.run([*words, "-c", TELL], check=False, capture_output=True)
        except OSError:
            continue
        if answer.returncode == 0:
            return os.fsdecode(answer.stdout).strip()
    return None


def start_again() -> int:
    """Run this file with a newer Python, or say which one to install."""
    python = newer_python()
    if python is None:
        found = ".".join(str(part) for part in sys.version_info[:3])
        sys.stderr.write(
            f"Snug needs Python 3.11 or newer and found only {found}: install one from your "
            "system's packages or python.org, then run this again.\n"
        )
        return 1
    words = [python, str(ROOT / "snug.py"), *sys.argv[1:]]
    if os.name != "nt":
        os.execv(python, words)  # noqa: S606  the same call, one Python later
    import subprocess  # noqa: PLC0415  as above

    return subprocess.call(words)


def main() -> int:
    """Set up where needed, then hand over; the exit status."""
    if sys.version_info < OLDEST:  # the reason for this file
        return start_again()
    sys.path.insert(0, str(ROOT / "packaging"))
    from bootstrap.front import run  # noqa: PLC0415  newer syntax than an old Python reads

    return run(sys.argv[1:], usage=__doc__ or "")


if __name__ == "__main__":
    sys.exit(main())

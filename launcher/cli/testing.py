"""`snug self-test`: is everything here that is needed, and does it work together?"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from launcher.actions.parts import Parts
from launcher.actions.self_test import Check, self_test_checks
from launcher.actions.time_limit import hard_limit
from launcher.cli.output import Output
from launcher.identity import VERSION
from launcher.kept import write_object
from launcher.paths import bundle

WINDOW_TEST: Final = "window-test"  # what the window's program is asked to do, by us alone


def self_test(arguments: argparse.Namespace, parts: Parts, output: Output) -> int:
    """Run every check; exit 1 when one fails."""
    checks: list[Check] = []

    def late() -> None:
        over = Check(
            name="time",
            ok=False,
            detail=f"not done after {arguments.seconds} seconds",
            seconds=float(arguments.seconds),
        )
        _tell([*checks, over], arguments, output)

    with hard_limit(arguments.seconds, late):
        checks.extend(self_test_checks(parts, thorough=arguments.thorough))
        if arguments.window:
            checks += _window_checks(arguments)
    return _tell(checks, arguments, output)


def report_of(checks: Sequence[Check]) -> dict[str, object]:
    """The answer as JSON has it."""
    return {
        "checks": [
            {"name": c.name, "ok": c.ok, "detail": c.detail, "seconds": c.seconds} for c in checks
        ],
        "ok": all(check.ok for check in checks),
        "version": VERSION,
        "system": sys.platform,
    }


def words_of(checks: Sequence[Check]) -> str:
    """The answer as a person reads it."""
    return "\n".join(_line(check) for check in checks)


def _tell(checks: Sequence[Check], arguments: argparse.Namespace, output: Output) -> int:
    keys = report_of(checks)
    output.answer(keys, words_of(checks))
    if arguments.report:
        write_object(Path(arguments.report).absolute(), keys)
    return 0 if keys["ok"] else 1


def _line(check: Check) -> str:
    return (
        f"{'ok  ' if check.ok else 'FAIL'}  {check.name}: {check.detail} ({check.seconds:.2f} s)"
    )


# --- the window's part, which another program does ----------------------------------------------


def _window_checks(arguments: argparse.Namespace) -> list[Check]:
    """What the window's own program says of itself: it has Qt, and we have not."""
    with tempfile.TemporaryDirectory(prefix="snug-") as folder:
        report = Path(folder) / "report.json"
        words = [*window_command(), WINDOW_TEST, "--report", str(report)]
        words += ["--seconds", str(arguments.seconds)]
        if arguments.picture:
            words += ["--picture", str(Path(arguments.picture).absolute())]
        try:
            done = subprocess.run(words, check=False, capture_output=True)
            told: Mapping[str, Any] = json.loads(report.read_text("utf-8"))
        except FileNotFoundError:
            last = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
            return [_failed("; ".join(last) or f"ended with {done.returncode}")]
        except (OSError, ValueError) as error:
            return [_failed(str(error))]
    return [Check(**one) for one in told["checks"]]


def window_command() -> list[str]:
    """How the window's program is started: the one beside us when frozen, else Python's module."""
    if bundle() is None:
        return [sys.executable, "-P", "-m", "ui"]
    name = "Snug.exe" if sys.platform == "win32" else "snug"
    return [str(Path(sys.executable).with_name(name))]


def _failed(detail: str) -> Check:
    return Check(name="window", ok=False, detail=detail, seconds=0.0)

"""The commands for those who work on Snug: test, check, bench, package."""

import os
import subprocess
import time
from collections.abc import Sequence

from bootstrap.folder import ROOT, VENV, program
from bootstrap.talk import SetupError, say, spent

# Not the program of that name: its first line names a folder that a moved clone has left.
LINT_IMPORTS = "from importlinter.cli import lint_imports_command; lint_imports_command()"
# No display, and no spinning threads of the engine beside the tests.
ENVIRONMENT = {"QT_QPA_PLATFORM": "offscreen", "OMP_WAIT_POLICY": "passive"}
# The makers of the packages, and the program whose parts they read.
PACKAGING = os.pathsep.join([str(ROOT / "packaging"), str(ROOT)])
MOST_CORES = 4  # that tests are spread over; each brings engines of its own


def run(command: str, words: Sequence[str]) -> int:
    """Do it; the exit status."""
    if command == "test":
        return _in_root(tests(words))
    if command == "bench":
        return _in_root([python(), "-m", "tests.benchmarks", *words])
    if command == "package":
        return _in_root([python(), "-m", "shipping.package", *words], path=PACKAGING)
    return check(words)


def python() -> str:
    """The environment's Python."""
    return str(program(VENV, "python"))


def tests(words: Sequence[str]) -> list[str]:
    """The call of pytest, on as many cores as help; `--full` is an option of tests/conftest.py."""
    several = min(os.cpu_count() or 1, MOST_CORES)
    return [python(), "-m", "pytest", "-n", str(several if several > 1 else 0), *words]


def checks(*, with_tests: bool) -> dict[str, list[str]]:
    """Every check by its name, the quick ones first."""
    found = {
        "format": [python(), "-m", "ruff", "format", "--check", "."],
        "lint": [python(), "-m", "ruff", "check", "."],
        "types": [python(), "-m", "mypy"],
        "types of the set-up": [python(), "-m", "mypy", "snug.py", "packaging/bootstrap"],
        "types of the packages' makers": [python(), "-m", "mypy", "packaging/shipping"],
        "import contracts": [python(), "-c", LINT_IMPORTS],
    }
    return found | ({"tests": tests([])} if with_tests else {})


def check(words: Sequence[str]) -> int:
    """Run them all, whatever fails; 0 when none did."""
    unknown = set(words) - {"--no-tests"}
    if unknown:
        raise SetupError(f"`check` does not understand {min(unknown)}.", status=2)
    results = []
    for name, call in checks(with_tests=not words).items():
        say(f"── {name}")
        start = time.monotonic()
        ok = _in_root(call) == 0
        results.append((name, ok, spent(time.monotonic() - start)))
    say("──")
    for name, ok, took in results:
        say(f"{'ok    ' if ok else 'FAILED'}  {name} ({took})")
    return 0 if all(ok for _, ok, _ in results) else 1


def _in_root(words: list[str], *, path: str = "") -> int:
    environment = os.environ | ENVIRONMENT | {"MYPYPATH": "packaging"}
    if path:
        environment["PYTHONPATH"] = path
    environment["QT_QPA_PLATFORM"] = os.environ.get("QT_QPA_PLATFORM", "offscreen")
    return subprocess.run(words, check=False, cwd=ROOT, env=environment).returncode

"""Does an installed Snug work? Asked of the program itself, on a computer that never built it.

    python packaging/release/smoke.py OUT [--no-window] -- PROGRAM [WORDS …]

PROGRAM is what a person types in a terminal, as `snug`. It checks every file by its hash, opens
the window, asks the guide that ships with it, makes a model of another type and asks that one.
Reports, a picture and smoke.json go to OUT. Nothing outside OUT is written: the program's own
data lies there too. Ends with 1 when a step failed. Needs nothing but Python.
"""

import argparse
import io
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

QUESTION = "What is a KV cache?"
EXPECTED = "cache"  # a word of any true answer
SECONDS = 300  # at most, for one step
FEWEST_TOKENS = 5  # of an answer
LAST = 600  # characters of what a failed step said


class StepFailed(Exception):
    """A step did not do what it should; the text says what came instead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """How a step went; the time is in seconds."""

    name: str
    ok: bool
    detail: str
    seconds: float


class Installed:
    """The program as it is installed, with data of its own in a folder."""

    def __init__(self, words: Sequence[str], out: Path) -> None:
        self.words = list(words)
        self.out = out
        self.environment = os.environ | {
            "SNUG_HOME": str(out / "home"),
            "PYTHONIOENCODING": "utf-8",
            "HF_HUB_OFFLINE": "1",
        }

    def run(self, *words: str) -> str:
        """What it says on stdout. Raises StepFailed where it fails or takes too long."""
        try:
            done = subprocess.run(
                [*self.words, *words],
                check=False,
                capture_output=True,
                encoding="utf-8",
                errors="replace",
                env=self.environment,
                timeout=SECONDS,
            )
        except subprocess.TimeoutExpired as error:
            raise StepFailed(f"not done after {SECONDS} seconds") from error
        except OSError as error:
            raise StepFailed(f"it does not start: {error}") from error
        if done.returncode:
            said = (done.stdout + done.stderr).strip()[-LAST:]
            raise StepFailed(f"exit status {done.returncode}: {said}")
        return done.stdout

    def answer(self, *words: str) -> dict[str, Any]:
        """The one object it says with --json."""
        said = self.run(*words, "--json")
        try:
            found: dict[str, Any] = json.loads(said)
        except ValueError as error:
            raise StepFailed(f"no JSON: {said[-LAST:]}") from error
        return found


def version(program: Installed) -> str:
    """It starts at all."""
    return program.run("--version").strip()


def self_test(program: Installed) -> str:
    """Its own checks, every installed file's SHA-256 among them."""
    return _checked(program, "self-test.json", "--thorough")


def window(program: Installed) -> str:
    """The window opens, every place of it is shown, and the guide answers in it."""
    picture = program.out / "window.png"
    told = _checked(program, "window.json", "--window", "--picture", str(picture))
    if not picture.is_file() or picture.stat().st_size == 0:
        raise StepFailed("there is no picture of the window")
    return told


def _checked(program: Installed, report: str, *words: str) -> str:
    file = program.out / report
    program.run("self-test", "--report", str(file), *words)
    told = json.loads(file.read_text(encoding="utf-8"))
    failed = [check["name"] for check in told["checks"] if not check["ok"]]
    if failed or not told["ok"]:
        raise StepFailed(f"failed: {', '.join(failed)}")
    return f"{len(told['checks'])} checks"


def guide(program: Installed) -> str:
    """The model that ships with the program answers a question it knows."""
    return _asked(program, "guide")


def made_model(program: Installed) -> str:
    """A model file that the installed program makes itself loads and answers."""
    source = _guide_file(program)
    copy = program.out / "source.gguf"
    shutil.copy(source, copy)
    made = program.out / "made Q8 ü.gguf"  # a name with a space and a letter beyond ASCII
    made.unlink(missing_ok=True)
    program.run("quantize", str(copy), "Q8_0", "--output", str(made))
    if made.stat().st_size >= copy.stat().st_size:
        raise StepFailed(f"{made.name} is not smaller than what it was made of")
    return _asked(program, str(made))


def _guide_file(program: Installed) -> Path:
    """The shipped model, near the program: beside it, or where a link to it leads."""
    start = Path(shutil.which(program.words[0]) or program.words[0]).resolve()
    for folder in (start.parent, *start.parents[1:4]):
        for pattern in ("_internal/resources/models/*.gguf", "Resources/resources/models/*.gguf"):
            found = next(iter(sorted(folder.glob(pattern))), None)
            if found is not None:
                return found
    raise StepFailed(f"no shipped model lies near {start}")


def _asked(program: Installed, model: str) -> str:
    told = program.answer("chat", model, "--prompt", QUESTION, "--temperature", "0", "--seed", "1")
    tokens = told["tokens"]["answer"]
    if tokens < FEWEST_TOKENS or EXPECTED not in told["text"].lower():
        raise StepFailed(f"a strange answer: {told['text'][:LAST]}")
    return f"{tokens} tokens"


STEPS: dict[str, Callable[[Installed], str]] = {
    "version": version,
    "self-test": self_test,
    "window": window,
    "guide": guide,
    "made model": made_model,
}


def examine(program: Installed, names: Sequence[str]) -> tuple[Step, ...]:
    """Every step, whatever fails."""
    done = []
    for name in names:
        start = time.monotonic()
        try:
            ok, detail = True, STEPS[name](program)
        except (StepFailed, OSError, ValueError, KeyError, TypeError) as error:
            ok, detail = False, f"{error}"
        took = time.monotonic() - start
        done.append(Step(name=name, ok=ok, detail=detail, seconds=round(took, 2)))
        sys.stdout.write(f"{'ok    ' if ok else 'FAILED'}  {name} ({took:.1f} s): {detail}\n")
        sys.stdout.flush()
    return tuple(done)


def main(words: Sequence[str]) -> int:
    """The command; its exit status."""
    parser = argparse.ArgumentParser(description="Does an installed Snug work?")
    parser.add_argument("out", type=Path)
    parser.add_argument("--no-window", action="store_true")
    parser.add_argument("program", nargs="+")
    given = parser.parse_args(words)
    out = given.out.resolve()
    out.mkdir(parents=True, exist_ok=True)
    if isinstance(sys.stdout, io.TextIOWrapper):  # a builder's code page lacks letters
        sys.stdout.reconfigure(encoding="utf-8", errors="replace")
    names = [name for name in STEPS if not (given.no_window and name == "window")]
    steps = examine(Installed(given.program, out), names)
    ok = all(step.ok for step in steps)
    told = {"ok": ok, "system": sys.platform, "steps": [asdict(step) for step in steps]}
    (out / "smoke.json").write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    return 0 if ok else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

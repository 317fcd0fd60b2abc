"""The promises, measured: `python3 snug.py bench [NAME …] [--json]`.

Every benchmark runs in a process and a home of its own. They print figures and
never fail for being slow; a figure of a busy machine says little.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.benchmarks.figures import Figure
from tests.benchmarks.table import as_json, as_markdown, machine_line

ROOT = Path(__file__).resolve().parents[2]
LONGEST = 900.0  # seconds one benchmark may take
BENCHMARKS = {
    "window": "from the process's start to the first paint of a filled machine page",
    "estimate": "arithmetic on every tick of a slider",
    "exact": "the engine's own figures while a slider moves",
    "fit": "the longest context that fits, by arithmetic and by the engine",
    "resident": "main memory of a loaded model beside what was shown",
    "speed": "answers of models of real size beside the speed that was predicted",
    "chat": "an answer beside a bare loop on the same model",
    "stop": "from Stop to the end, answering and reading",
    "restart": "from a killed worker to the next one, and to the next word",
    "stall": "the window's longest stall while an answer streams",
    "download": "a download beside a plain GET, pausing, and the bytes of a header",
    "idle": "memory and processor of a window that waits",
    "frozen": "the frozen program's start and memory beside the source's, where it was made",
}


def main() -> int:
    """Run what was asked for, or everything; 1 when a benchmark broke."""
    asked = _arguments()
    results: dict[str, list[Figure]] = {}
    broken: dict[str, str] = {}
    for name in asked.names or _usual():
        _say(f"{name}: {BENCHMARKS[name]}")
        try:
            results[name] = _run(name)
        except BenchmarkBroke as error:
            broken[name] = str(error)
            _say(f"{name} broke:\n{error}")
    if asked.json:
        figures = [as_json(name, one) for name, found in results.items() for one in found]
        answer = {"machine": machine_line(), "figures": figures, "broken": broken}
        sys.stdout.write(json.dumps(answer) + "\n")
    else:
        figures_of_all = [one for found in results.values() for one in found]
        sys.stdout.write(f"{machine_line()}\n\n{as_markdown(figures_of_all)}\n")
    return 1 if broken else 0


def _usual() -> list[str]:
    """Every benchmark; that of the frozen program where one was made, and a display can be."""
    there = (ROOT / "dist" / "Snug").is_dir() and shutil.which("Xvfb") is not None
    return [name for name in BENCHMARKS if there or name != "frozen"]


class BenchmarkBroke(Exception):
    """It gave no figures; the text is what it said last."""


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(BENCHMARKS))
    parser.add_argument("--json", action="store_true", help="one object instead of the table")
    asked = parser.parse_args()
    unknown = set(asked.names) - set(BENCHMARKS)
    if unknown:
        parser.error(f"there is no benchmark {min(unknown)}; there are {', '.join(BENCHMARKS)}")
    return asked


def _say(words: str) -> None:
    sys.stderr.write(words + "\n")
    sys.stderr.flush()


def _run(name: str) -> list[Figure]:
    with tempfile.TemporaryDirectory(prefix="snug-bench-", ignore_cleanup_errors=True) as home:
        try:
            done = subprocess.run(
                [sys.executable, "-m", "tests.benchmarks.one", name],
                check=False,
                cwd=ROOT,
                env=_environment(Path(home)),
                capture_output=True,
                timeout=LONGEST,
            )
        except subprocess.TimeoutExpired as error:
            raise BenchmarkBroke(f"no answer after {LONGEST:.0f} s") from error
    lines = done.stdout.decode("utf-8", "replace").splitlines()
    if done.returncode or not lines:
        raise BenchmarkBroke(done.stderr.decode("utf-8", "replace")[-4000:])
    return [Figure(**each) for each in json.loads(lines[-1])]


def _environment(home: Path) -> dict[str, str]:
    """Nobody's settings, tokens, proxies or display."""
    foreign = ("HF_TOKEN", "HF_ENDPOINT", "SNUG_HUB_ENDPOINT", "HUGGING_FACE_HUB_TOKEN")
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in foreign and not name.lower().endswith("_proxy")
    }
    return kept | {
        "SNUG_HOME": str(home / "snug"),
        "HF_HOME": str(home / "hf"),
        "HF_HUB_DISABLE_TELEMETRY": "1",
        "NO_PROXY": "127.0.0.1,localhost",
        "OMP_WAIT_POLICY": "passive",
        "GGML_NO_BACKTRACE": "1",
        "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
        "QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen"),
    }


if __name__ == "__main__":
    sys.exit(main())

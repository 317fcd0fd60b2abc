"""Run a long command: everything it says goes to the log, the person sees one line."""

import contextlib
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from bootstrap.talk import STEP, LiveLine, SetupError, say

LAST_LINES = 15
LONGEST_LINE = 200
PIPS_EXPLANATION = "error: subprocess-exited-with-error"
SECONDS_PER_TICK = 0.5
DISK_FULL = "The disk is full: free about 3 GB, then run this again."
NO_NETWORK = "The package index cannot be reached: check the network, then run this again."
NO_MEMORY = (
    "The compiler ran out of memory: close other programs, set CMAKE_BUILD_PARALLEL_LEVEL=1, "
    "then run this again."
)
NO_COMPILER = "CMake found no working C++ compiler: install or repair it, then run this again."
# What a log says, and what that means for the person.
KNOWN_FAILURES = (
    ("No space left on device", DISK_FULL),
    ("There is not enough space on the disk", DISK_FULL),
    ("Temporary failure in name resolution", NO_NETWORK),
    ("Failed to establish a new connection", NO_NETWORK),
    ("getaddrinfo failed", NO_NETWORK),
    ("Killed signal terminated program", NO_MEMORY),
    ("No CMAKE_CXX_COMPILER could be found", NO_COMPILER),
    ("CMAKE_CXX_COMPILER not set", NO_COMPILER),
)


def run_logged(
    command: Sequence[str], *, label: str, log: Path, environment: Mapping[str, str] | None = None
) -> bool:
    """Whether the command succeeded. It and its children end when this call is interrupted."""
    line = LiveLine(label)
    with log.open("a", encoding="utf-8") as file:
        file.write(f"\n$ {' '.join(command)}\n")
        file.flush()
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            env=environment,
            start_new_session=sys.platform != "win32",
        )
        try:
            for text in _lines_or_silence(process):
                file.write(text)
                file.flush()
                line.saw(text)
                line.tick()
            done = process.wait() == 0
        except BaseException:
            _end_tree(process)
            line.end("stopped")
            raise
    line.end("done" if done else "failed")
    return done


def explain_failure(log: Path, *, what: str) -> SetupError:
    """Show the log's last lines; the error says what is known of the reason."""
    everything = log.read_text(encoding="utf-8", errors="replace")
    text = everything.rpartition("\n$ ")[2].partition("\n")[2]  # without the command itself
    for line in telling_lines(text):
        say(f"    {line}")
    known = next((meaning for sign, meaning in KNOWN_FAILURES if sign in text), "")
    return SetupError(
        f"{what} failed. {known or 'The reason is in the lines above.'} All of it is in {log}."
    )


def telling_lines(text: str) -> list[str]:
    """The last lines before pip begins to explain itself, without the compiler's calls."""
    told = text.partition(PIPS_EXPLANATION)[0]
    lines = [line.strip()[:LONGEST_LINE] for line in told.splitlines() if not STEP.match(line)]
    return [line for line in lines if line][-LAST_LINES:]


def _lines_or_silence(process: "subprocess.Popen[str]") -> Iterator[str]:
    """The output's lines as they come, and an empty text whenever a while passes without one."""
    lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()

    def read() -> None:
        assert process.stdout is not None  # noqa: S101  it was asked for
        with process.stdout as output:
            for text in output:
                lines.put(text)
        lines.put(None)

    threading.Thread(target=read, name="reads the build's output", daemon=True).start()
    while True:
        try:
            text = lines.get(timeout=SECONDS_PER_TICK)
        except queue.Empty:
            yield ""
            continue
        if text is None:
            return
        yield text


def _end_tree(process: "subprocess.Popen[str]") -> None:
    """pip, CMake, ninja and the compilers: none may go on writing into the environment."""
    if sys.platform == "win32":
        words = ["taskkill", "/T", "/F", "/PID", str(process.pid)]
        subprocess.run(words, check=False, capture_output=True)
    else:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()

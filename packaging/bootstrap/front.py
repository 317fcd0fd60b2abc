"""The front door: what was asked for, whether it must be set up first, and the handing over."""

import os
import signal
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

from bootstrap.folder import ROOT, VENV, program
from bootstrap.project import BACKENDS, read_project
from bootstrap.stamp import Stamp, python_version, read_stamp
from bootstrap.talk import SetupError, say

if TYPE_CHECKING:
    from types import FrameType

OWN = ("setup", "test", "check", "bench", "package")


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What the words after `snug.py` mean; `command` is empty for the program's own."""

    command: str
    rest: tuple[str, ...]
    backend: str | None

    @property
    def needs_dev(self) -> bool:
        """Whether the developers' tools take part."""
        return self.command in {"test", "check", "bench"}

    @property
    def opens_window(self) -> bool:
        """Whether a window will be made, on a display or without one."""
        return self.needs_dev or self.command in {"setup", "package"} or not self.rest


def understand(words: Sequence[str]) -> Call:
    """Tell our own words from the program's. Raises SetupError (status 2) for a wrong call."""
    left = list(words)
    backend = _take_backend(left)
    command = left.pop(0) if left and left[0] in OWN else ""
    if command not in {"", "test", "package"} and left and left[0] in {"-h", "--help"}:
        return Call(command="help", rest=(), backend=None)
    if command == "setup":
        backend = _take_backend(left) or backend
        if left:
            raise SetupError(f"`setup` does not understand {left[0]}.", status=2)
    return Call(command=command, rest=tuple(left), backend=backend)


def _take_backend(words: list[str]) -> str | None:
    if not words or words[0].partition("=")[0] != "--backend":
        return None
    option, given, name = words.pop(0).partition("=")
    if not given:
        name = words.pop(0) if words else ""
    if name not in BACKENDS:
        raise SetupError(f"{option} is one of {', '.join(BACKENDS)}.", status=2)
    return name


def run(words: Sequence[str], *, usage: str) -> int:
    """Set up where needed, then do what was asked; the exit status."""
    try:
        call = understand(words)
        if call.command == "help":
            print(usage)
            return 0
        set_up(call)
        return hand_over(call)
    except SetupError as error:
        say(str(error))
        return error.status
    except KeyboardInterrupt:
        say("Stopped. The same command goes on from here.")
        return 130


def set_up(call: Call) -> None:
    """Nothing at all where the stamp says that everything is there."""
    try:
        project = read_project(ROOT / "pyproject.toml")
    except (OSError, ValueError) as error:
        raise SetupError(f"pyproject.toml cannot be read: {error}") from error
    before = read_stamp(VENV) if program(VENV, "python").exists() else None
    wanted = Stamp(
        place=str(ROOT),
        python=python_version(VENV),
        fingerprint=project.fingerprint,
        backend=call.backend or "",
        dev=call.needs_dev,
        window=call.opens_window,
    )
    if before is not None and before.serves(wanted=wanted, any_backend=call.backend is None):
        return
    from bootstrap.install import install  # noqa: PLC0415  a later start needs none of it

    signal.signal(signal.SIGTERM, _stop)
    install(
        project,
        before=before,
        backend=call.backend,
        dev=wanted.dev or (before is not None and before.dev),
        window=wanted.window or (before is not None and before.window),
    )


def _stop(_signal: int, _frame: "FrameType | None") -> NoReturn:
    raise KeyboardInterrupt


def hand_over(call: Call) -> int:
    """Start what was asked for in the environment; on POSIX it takes this process's place."""
    if call.command == "setup":
        return 0
    if call.command:
        from bootstrap import develop  # noqa: PLC0415  a person who chats needs none of it

        return develop.run(call.command, call.rest)
    # -P: a folder named like one of ours, where the person happens to be, is not imported.
    return replace_by([str(program(VENV, "python")), "-P", "-m", "ui", *call.rest])


def replace_by(words: list[str]) -> int:
    """Go on as this program; on Windows, wait for it."""
    sys.stdout.flush()
    sys.stderr.flush()
    if os.name != "nt":
        os.execv(words[0], words)  # noqa: S606  a list of words we wrote
    import subprocess  # noqa: PLC0415  25 ms that only Windows needs

    with subprocess.Popen(words) as process:
        while True:
            try:
                return process.wait()
            except KeyboardInterrupt:  # it was told as well, and decides itself
                continue

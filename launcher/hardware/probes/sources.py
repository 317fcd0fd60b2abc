"""Where the probes read: files, commands and drivers, of this computer or recorded ones."""

import importlib
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import psutil

from launcher.hardware.probes.failed import ProbeFailed
from launcher.hardware.probes.programs import NameOf, Process, name_of, processes
from launcher.hardware.probes.registry import Registry, WindowsRegistry

COMMAND_SECONDS: Final = 2.0


class CommandFailed(ProbeFailed):
    """A program of the system is absent, failed or took too long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MainMemory:
    """Main memory as the system counts it (bytes), before any container's bound."""

    total: int
    available: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Cores:
    """Processor cores as the system counts them; `allowed` are the logical ones we may run on."""

    physical: int | None
    logical: int | None
    allowed: tuple[int, ...] | None = None


def run_command(words: tuple[str, ...]) -> str:
    """What a program of the system prints, in English. Raises CommandFailed."""
    try:
        done = subprocess.run(
            words,
            capture_output=True,
            timeout=COMMAND_SECONDS,
            check=True,
            stdin=subprocess.DEVNULL,
            env=os.environ | {"LC_ALL": "C"},
        )
    except (OSError, ValueError, subprocess.SubprocessError) as error:
        raise CommandFailed(f"{words[0]}: {error}") from error
    return done.stdout.decode("utf-8", "replace")


def main_memory() -> MainMemory:
    """This computer's main memory now."""
    found = psutil.virtual_memory()
    return MainMemory(total=found.total, available=found.available)


def cores() -> Cores:
    """This computer's cores."""
    return Cores(
        physical=psutil.cpu_count(logical=False),
        logical=psutil.cpu_count(logical=True),
        allowed=_allowed(),
    )


def load_nvml() -> Any:
    """The module that speaks with NVIDIA's driver, imported only when it is asked."""
    return importlib.import_module("pynvml")


def _allowed() -> tuple[int, ...] | None:
    process = psutil.Process()
    if not hasattr(process, "cpu_affinity"):  # macOS has none
        return None
    try:
        return tuple(process.cpu_affinity() or ()) or None
    except (psutil.Error, OSError):
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """Everything a probe may ask. `root` stands for '/', so that recorded files can be read."""

    system: str = sys.platform
    root: Path = Path("/")
    run: Callable[[tuple[str, ...]], str] = run_command
    nvml: Callable[[], Any] = load_nvml
    registry: Registry = field(default_factory=WindowsRegistry)
    memory: Callable[[], MainMemory] = main_memory
    cores: Callable[[], Cores] = cores
    processes: Callable[[], tuple[Process, ...]] = processes
    name_of: NameOf = name_of

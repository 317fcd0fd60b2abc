"""How the worker is started: which command, with which environment."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import launcher

FROZEN_NAME: Final = "snug-worker"


def worker_command() -> list[str]:
    """The worker's own program beside ours when frozen, else this Python with its module."""
    if getattr(sys, "frozen", False):
        suffix = ".exe" if sys.platform == "win32" else ""
        return [str(Path(sys.executable).with_name(FROZEN_NAME + suffix))]
    # -P: a file in the current folder must not stand in for a module of ours
    return [sys.executable, "-P", "-m", "launcher.worker"]


def worker_environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """Our environment, with what must be set before the engine's libraries load.

    No debugger when the engine aborts; threads that sleep at a barrier, because
    spinning ones collapse when another program takes a core. What a person has
    set stays.
    """
    environment = dict(os.environ)
    environment.setdefault("GGML_NO_BACKTRACE", "1")
    environment.setdefault("OMP_WAIT_POLICY", "passive")
    environment["PYTHONIOENCODING"] = "utf-8"
    if not getattr(sys, "frozen", False):
        root = str(Path(next(iter(launcher.__path__))).parent)
        paths = [root, *filter(None, [environment.get("PYTHONPATH")])]
        environment["PYTHONPATH"] = os.pathsep.join(paths)
    return environment | dict(extra or {})

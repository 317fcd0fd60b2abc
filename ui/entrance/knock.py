"""A later start: it hands over what it was given, hears that the window came forward, and ends."""

import json
import os
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from launcher.errors import OtherVersionOpen, WindowSilent
from launcher.identity import VERSION
from ui.entrance.address import address_of
from ui.entrance.door import Door, Knock, told
from ui.entrance.lines import call

PATIENCE: Final = 3.0  # seconds in all
_PAUSE: Final = 0.05
_TOKENS: Final = ("XDG_ACTIVATION_TOKEN", "DESKTOP_STARTUP_ID")
_ANYBODY: Final = -1  # ASFW_ANY


def come_in(data: Path, files: Sequence[Path], *, seconds: float = PATIENCE) -> Door | None:
    """The door of this data folder; None once a window that has it was given the files.

    A window that is just closing leaves the door to us. Raises OtherVersionOpen after one of
    another version came forward, WindowSilent where none did in time.
    """
    end = time.monotonic() + seconds
    while True:
        door = Door.take(data)
        if door is not None:
            return door
        try:
            _hand_over(data, files, end)
        except OSError:  # it is only just opening the door, or closing it
            if time.monotonic() + _PAUSE >= end:
                raise WindowSilent from None
            time.sleep(_PAUSE)
        else:
            return None


def _hand_over(data: Path, files: Sequence[Path], end: float) -> None:
    line = call(address_of(data), _left(end))
    try:
        _allow_foreground()
        line.write(told(Knock(version=VERSION, files=tuple(files), token=_token(os.environ))))
        said = json.loads(line.read(_left(end)))
        version, raised = str(said["version"]), said["raised"] is True
    except (TimeoutError, ValueError, KeyError, TypeError) as error:
        raise WindowSilent from error
    finally:
        line.close()
    if not raised:
        raise WindowSilent
    if version != VERSION:
        raise OtherVersionOpen(version, VERSION)


def _left(end: float) -> float:
    return max(_PAUSE, end - time.monotonic())


def _token(environment: Mapping[str, str]) -> str:
    """The desktop's permission to bring a window forward, which was given to us."""
    return next((environment[name] for name in _TOKENS if environment.get(name)), "")


def _allow_foreground() -> None:
    """Windows lets only the program a person just started choose whose window comes forward."""
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415  only here

        ctypes.windll.user32.AllowSetForegroundWindow(_ANYBODY)

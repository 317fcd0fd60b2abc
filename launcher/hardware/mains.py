"""Whether this computer runs on mains power now, and how full its battery is."""

from typing import Any

import psutil


def on_mains() -> bool | None:
    """True where it does, False on its battery; None where there is none, or nobody tells."""
    found = _battery()
    if found is None or found.power_plugged is None:
        return None
    return bool(found.power_plugged)


def charge() -> float | None:
    """How full the battery is, from 0 to 1; None where there is none, or nobody tells."""
    found = _battery()
    if found is None or found.percent is None:
        return None
    return min(1.0, max(0.0, float(found.percent) / 100))


def _battery() -> Any:
    ask = getattr(psutil, "sensors_battery", None)  # not on every system
    try:
        return ask() if ask else None
    except (psutil.Error, OSError, RuntimeError, ValueError):
        return None

"""Whether this computer runs on mains power now."""

import psutil


def on_mains() -> bool | None:
    """True where it does, False on its battery; None where there is none, or nobody tells."""
    ask = getattr(psutil, "sensors_battery", None)  # not on every system
    try:
        found = ask() if ask else None
    except (psutil.Error, OSError, RuntimeError, ValueError):
        return None
    if found is None or found.power_plugged is None:
        return None
    return bool(found.power_plugged)

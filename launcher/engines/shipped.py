"""The engine that came with the program, and the one a source checkout was built with."""

import importlib.util
import os
from pathlib import Path
from typing import Final

from launcher.paths import bundle

INSTEAD: Final = "SNUG_ENGINE"  # a folder that stands for the built-in engine
FOLDER: Final = "engine"


def shipped_engine() -> Path | None:
    """The folder of the built-in engine; None from source, where the bindings have their own."""
    named = os.environ.get(INSTEAD)
    if named:
        return Path(os.path.expanduser(named)).absolute()  # noqa: PTH111  '~nobody' raises there
    parts = bundle()
    return parts / FOLDER if parts else None


def bindings_engine() -> Path | None:
    """The libraries that were built with the bindings; None where those are not installed."""
    try:
        found = importlib.util.find_spec("llama_cpp")
    except (ImportError, ValueError):
        return None
    if found is None or not found.submodule_search_locations:
        return None
    return Path(next(iter(found.submodule_search_locations))) / "lib"

"""Where the data that is shipped with the program lies."""

from pathlib import Path
from typing import Final

# Beside the packages, in the sources, in an installation and in a frozen program alike.
_ROOT: Final = Path(__file__).resolve().parents[2] / "resources"


def read(*names: str) -> str:
    """The text of a shipped file: read('themes', 'light.json'). Raises OSError."""
    return _ROOT.joinpath(*names).read_text("utf-8")

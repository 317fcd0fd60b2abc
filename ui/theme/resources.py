"""Where the data that is shipped with the program lies."""

from launcher.paths import RESOURCES


def read(*names: str) -> str:
    """The text of a shipped file: read('themes', 'light.json'). Raises OSError."""
    return RESOURCES.joinpath(*names).read_text("utf-8")

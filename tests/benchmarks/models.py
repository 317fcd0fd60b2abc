"""Models small enough to measure what is ours beside what is the engine's."""

import os
from pathlib import Path

from launcher.models.write import write_model

STORIES = "stories260K-chat.gguf"
CONTEXT = 16_384


def small_model(folder: Path) -> Path:
    """One whose token takes well under a millisecond, so that all we add is seen."""
    return write_model(folder / "small.gguf", "llama", layers=4, context=CONTEXT)[0]


def deep_model(folder: Path) -> Path:
    """One as fast as a small model on a good graphics card: a few milliseconds a token."""
    return write_model(folder / "deep.gguf", "llama", layers=64, context=CONTEXT)[0]


def stories(folder: Path) -> Path:
    """The one that writes English, where `SNUG_TEST_DATA` has it; else the small one."""
    data = os.environ.get("SNUG_TEST_DATA")
    if data and (Path(data) / STORIES).is_file():
        return Path(data).resolve() / STORIES
    return small_model(folder)

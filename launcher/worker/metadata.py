"""A loaded model's own header values, as text from the engine."""

import ctypes
from typing import Any, Final

from launcher.worker.bindings import C

ROOM: Final = 512  # bytes; longer values are lists that nobody asks for here


def text_of(model: Any, key: str) -> str:
    """The value of a full key ('general.architecture'); '' where the header has none."""
    room = ctypes.create_string_buffer(ROOM)
    length = C.llama_model_meta_val_str(model, key.encode(), room, ROOM)
    return room.value.decode("utf-8", "replace") if length >= 0 else ""


def architecture_of(model: Any) -> str:
    """'llama', 'qwen3', …"""
    return text_of(model, "general.architecture")


def value_of(model: Any, suffix: str) -> int | None:
    """A whole number under the architecture's own prefix; None where there is none."""
    text = text_of(model, f"{architecture_of(model)}.{suffix}")
    return int(text) if text.isdecimal() else None


def description_of(model: Any) -> str:
    """The engine's one-line description: 'llama 8B Q4_K - Medium'."""
    room = ctypes.create_string_buffer(ROOM)
    C.llama_model_desc(model, room, ROOM)
    return room.value.decode("utf-8", "replace")

"""What a person types, or another program sends, line by line and whatever its encoding.

A pipe tells no encoding. On Windows Python takes it for the system's code page, but most
of what is sent is UTF-8, so that is tried first; nothing that comes is a reason to end.
"""

import sys
from collections.abc import Iterator
from typing import TextIO


def lines(stream: TextIO | None = None) -> Iterator[str]:
    """The lines of this stream, of stdin by default, until it ends."""
    source = sys.stdin if stream is None else stream
    raw = getattr(source, "buffer", None)
    if raw is None:  # text already
        yield from source
        return
    for line in raw:
        yield _text(line, source.encoding or "utf-8")


def end_key(system: str = sys.platform) -> str:
    """The keys that end what is typed."""
    return "Ctrl+Z and Enter" if system == "win32" else "Ctrl+D"


def _text(line: bytes, encoding: str) -> str:
    try:
        return line.decode("utf-8-sig")
    except UnicodeDecodeError:
        return line.decode(encoding, "replace")

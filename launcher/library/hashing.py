"""SHA-256 of large files, with progress."""

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from launcher.errors import NoSuchFile, UnreadableFile
from launcher.units import MIB

CHUNK: Final = 4 * MIB  # a step of progress: some milliseconds


def sha256_of(path: Path, on_bytes: Callable[[int], None]) -> str:
    """The file's SHA-256 in hexadecimal; `on_bytes` hears of every chunk (bytes).

    What `on_bytes` raises ends it. Raises NoSuchFile or UnreadableFile.
    """
    digest = hashlib.sha256()
    for chunk in _chunks(path):
        digest.update(chunk)
        on_bytes(len(chunk))
    return digest.hexdigest()


def _chunks(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                yield chunk
    except FileNotFoundError:
        raise NoSuchFile(str(path)) from None
    except OSError as error:
        raise UnreadableFile(str(path), error.strerror or str(error)) from error

"""GGUF files read from a stream or from the disk, as far as their header goes and no further."""

import stat
from pathlib import Path
from typing import BinaryIO, Final

from launcher.errors import (
    BadModelFile,
    MissingShard,
    NoSuchFile,
    NotGguf,
    TruncatedFile,
    UnreadableFile,
)
from launcher.errors.files import A_FOLDER
from launcher.models.facts import ModelFacts
from launcher.models.header import Header, looks_like, read_header
from launcher.models.intake import Intake
from launcher.models.shards import facts_from_parts, shard_name, split_count
from launcher.models.wire import MAGIC
from launcher.units import MIB

CHUNK: Final = MIB // 4


class HeaderParser:
    """A header taken in as it arrives. Feed it until it says done; what follows is ignored."""

    def __init__(self, path: str = "") -> None:
        """`path` is named in errors."""
        self.path = path
        self._intake = Intake(path)
        self._reading = read_header(self._intake)
        self._header: Header | None = None
        self._failure: BadModelFile | None = None

    def feed(self, chunk: bytes) -> bool:
        """Whether the header is complete now. Raises NotGguf or DamagedHeader once certain."""
        if self._failure is not None:
            raise self._failure
        if self._header is not None:
            return True
        self._intake.add(chunk)
        try:
            next(self._reading)
        except StopIteration as end:
            self._header = end.value
            return True
        except BadModelFile as error:
            self._failure = error
            raise
        return False

    def close(self) -> None:
        """There are no more bytes. Raises NotGguf or TruncatedFile where that is too early."""
        if self._header is not None:
            return
        arrived = self._intake.arrived
        start = self._intake.peek()
        if not arrived or (self._intake.position == 0 and not MAGIC.startswith(start[:4])):
            raise NotGguf(self.path, looks_like(start))
        raise TruncatedFile(self.path, max(self.needed, arrived + 1), arrived)

    @property
    def done(self) -> bool:
        """Whether the whole header has been read."""
        return self._header is not None

    @property
    def needed(self) -> int:
        """The byte up to which the stream must at least be read to go on."""
        return self._intake.needed

    @property
    def header(self) -> Header:
        """The header. Raises TruncatedFile or NotGguf before it is complete."""
        if self._header is None:
            self.close()
        assert self._header is not None  # noqa: S101 - close has raised otherwise
        return self._header

    def facts(self, file_size: int | None = None) -> ModelFacts:
        """The model, if it is this one file; without a size, the one its tensors need (bytes)."""
        header = self.header
        size = header.header_size + header.data_size if file_size is None else file_size
        return facts_from_parts(((header, size),))


def read_facts(path: Path) -> ModelFacts:
    """The facts of a model on this disk; any part of a split one leads to its brothers.

    Raises NoSuchFile, UnreadableFile, NotGguf, DamagedHeader, TruncatedFile, MissingShard.
    """
    header, size = _read_one(path)
    count = split_count(header)
    if count == 1:
        return facts_from_parts(((header, size),))
    name = shard_name(path.name)
    if name is None or name.count != count:
        raise MissingShard(str(path), f"part {2 if header.metadata.get('split.no') == 0 else 1}")
    brothers = [path.with_name(brother) for brother in name.all()]
    missing = next((brother for brother in brothers if not brother.exists()), None)
    if missing is not None:
        raise MissingShard(str(path), missing.name)
    return facts_from_parts(
        [(header, size) if brother == path else _read_one(brother) for brother in brothers]
    )


def _require(path: Path) -> int:
    """The size of a regular file (bytes)."""
    try:
        status = path.stat()
    except FileNotFoundError:
        raise NoSuchFile(str(path)) from None
    except (OSError, ValueError) as error:  # ValueError: a zero character in the name
        raise UnreadableFile(str(path), _reason(error)) from error
    if stat.S_ISDIR(status.st_mode):
        raise UnreadableFile(str(path), A_FOLDER)
    if not stat.S_ISREG(status.st_mode):
        raise UnreadableFile(str(path), "it is not an ordinary file")
    return status.st_size


def _read_one(path: Path) -> tuple[Header, int]:
    size = _require(path)
    parser = HeaderParser(str(path))
    try:
        with path.open("rb") as file:
            _feed_all(parser, file)
    except OSError as error:
        raise UnreadableFile(str(path), _reason(error)) from error
    return parser.header, size


def _feed_all(parser: HeaderParser, file: BinaryIO) -> None:
    while chunk := file.read(CHUNK):
        if parser.feed(chunk):
            return
    parser.close()


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)

"""One file's GGUF header, read from bytes nobody vouches for.

Every count and length is checked before it is used. The tokenizer's lists are
counted and passed over. What the engine would refuse is refused here, with the
reason. Source: ggml/src/gguf.cpp, gguf_init_from_reader.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from launcher.errors import NotGguf
from launcher.models.facts import Tensor, Value
from launcher.models.intake import Intake, Reading
from launcher.models.pairs import Pairs
from launcher.models.table import Table
from launcher.models.wire import MAGIC, padded

MOST_PAIRS: Final = 100_000
MOST_TENSORS: Final = 100_000
ENOUGH_TO_GUESS: Final = 512  # bytes that tell a web page from an archive


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What one file says of itself; sizes in bytes, `data_size` is what its tensors need."""

    path: str
    metadata: Mapping[str, Value]
    kinds: Mapping[str, str]
    tensors: tuple[Tensor, ...]
    tokens: int | None  # entries of the tokenizer's list
    alignment: int
    header_size: int
    data_size: int


def read_header(intake: Intake) -> Reading[Header]:
    """The header, by and by. Raises NotGguf and DamagedHeader as soon as either is certain."""
    yield from _begin(intake)
    tensor_count = yield from _count(intake, MOST_TENSORS, "tensors")
    pair_count = yield from _count(intake, MOST_PAIRS, "keys")
    pairs = Pairs(intake)
    for _ in range(pair_count):
        yield from pairs.read()
    alignment = pairs.alignment()
    table = Table(intake, alignment)
    for _ in range(tensor_count):
        yield from table.read()
    end = intake.position
    return Header(
        path=intake.path,
        metadata=pairs.values,
        kinds=pairs.kinds,
        tensors=tuple(table.tensors),
        tokens=pairs.tokens,
        alignment=alignment,
        header_size=padded(end, alignment) if tensor_count else end,
        data_size=table.end,
    )


def looks_like(start: bytes) -> str:
    """What a file that is not a GGUF seems to be, by its first bytes; NotGguf's words."""
    text = start.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    marks = (
        (b"version https://git-lfs", "git-lfs"),
        (b"pk\x03\x04", "zip"),
        (b"<!doctype", "html"),
        (b"<html", "html"),
        (b"<head", "html"),
        (b"<?xml", "html"),
        (b"{", "json"),
        (b"[", "json"),
    )
    if not start:
        return "empty"
    return next((kind for mark, kind in marks if text.startswith(mark)), "unknown")


def _begin(intake: Intake) -> Reading[None]:
    while intake.arrived < len(MAGIC):
        intake.needed = len(MAGIC)
        yield
    if not intake.peek().startswith(MAGIC):
        while intake.arrived < ENOUGH_TO_GUESS:
            intake.needed = ENOUGH_TO_GUESS
            yield
        raise NotGguf(intake.path, looks_like(intake.peek()))
    yield from intake.skip(len(MAGIC))
    version = yield from intake.u32()
    if version and version & 0xFFFF == 0:
        raise intake.damaged("it is written for big-endian computers")
    if version not in (2, 3):
        raise intake.damaged(f"GGUF version {version} is not one that is read")


def _count(intake: Intake, most: int, what: str) -> Reading[int]:
    count = yield from intake.u64()
    if count > most:
        raise intake.damaged(f"claims {count:,} {what}")
    return count

"""Bytes of a stream as they arrive, taken or skipped piece by piece.

Reading is a generator that pauses where bytes are missing, so one parser serves
a file on disk and a connection. What is skipped is never kept.
"""

import struct
from collections.abc import Generator
from typing import Final, TypeVar

from launcher.errors import DamagedHeader
from launcher.units import MIB

T = TypeVar("T")
Reading = Generator[None, None, T]  # pauses (yields) when it needs more bytes

MOST_HEADER: Final = 256 * MIB  # the longest known (a vocabulary of 262,144) has 16 MiB
LENGTH: Final = struct.Struct("<Q")
LENGTH_AT: Final = LENGTH.unpack_from


class Intake:
    """The unread part of what has arrived. `position` counts from the start of the file."""

    def __init__(self, path: str) -> None:
        """`path` is named in errors."""
        self.path = path
        self.position = 0
        self.needed = 0  # the byte up to which reading must get to go on
        self._buffer = bytearray()
        self._at = 0

    @property
    def arrived(self) -> int:
        """Bytes of the file seen so far."""
        return self.position + self._unread()

    def add(self, chunk: bytes) -> None:
        """The next bytes of the stream."""
        del self._buffer[: self._at]
        self._at = 0
        self._buffer += chunk

    def peek(self) -> bytes:
        """What is unread, for guessing what a foreign file is."""
        return bytes(self._buffer[self._at :])

    def damaged(self, reason: str) -> DamagedHeader:
        """The error for something noticed here."""
        return DamagedHeader(self.path, reason, self.position)

    def take(self, count: int) -> Reading[bytes]:
        """The next `count` bytes."""
        self._allow(count)
        while self._unread() < count:
            self.needed = self.position + count
            yield
        start = self._at
        self._advance(count)
        return bytes(self._buffer[start : self._at])

    def u32(self) -> Reading[int]:
        """An unsigned number of 4 bytes."""
        return int.from_bytes((yield from self.take(4)), "little")

    def u64(self) -> Reading[int]:
        """An unsigned number of 8 bytes."""
        return int.from_bytes((yield from self.take(8)), "little")

    def string(self, most: int) -> Reading[bytes]:
        """A length-prefixed string of at most `most` bytes."""
        length = yield from self.u64()
        if length > most:
            raise self.damaged(f"a text of {length:,} bytes")
        return (yield from self.take(length))

    def name(self, most: int) -> Reading[str]:
        """A string that must be UTF-8."""
        data = yield from self.string(most)
        try:
            return data.decode()
        except UnicodeDecodeError:
            raise self.damaged("a name that is not text") from None

    def skip(self, count: int) -> Reading[None]:
        """Pass over `count` bytes without keeping any."""
        self._allow(count)
        end = self.position + count
        while self.position < end:
            self._advance(min(self._unread(), end - self.position))
            if self.position < end:
                self.needed = end
                yield

    def skip_strings(self, count: int) -> Reading[None]:
        """Pass over `count` length-prefixed strings, hundreds of thousands of them quickly."""
        self._allow(count * LENGTH.size)
        while count:
            done, end, length = self._strings_here(count)
            count -= done
            if end > len(self._buffer):  # the last of them goes on in bytes to come
                self._advance(end - length - LENGTH.size - self._at)
                yield from self.skip(LENGTH.size + length)
            else:
                self._advance(end - self._at)
            while count and self._unread() < LENGTH.size:
                self.needed = self.position + count * LENGTH.size
                yield

    def _strings_here(self, count: int) -> tuple[int, int, int]:
        """How many strings begin in the buffer, where the last ends (or would), its length."""
        buffer, end, done, length = self._buffer, self._at, 0, 0
        try:
            for done in range(count):  # noqa: B007
                length = LENGTH_AT(buffer, end)[0]
                end += length + 8
        except (struct.error, OverflowError):
            return done, end, length
        return count, end, length

    def _allow(self, count: int) -> None:
        if self.position + count > MOST_HEADER:
            raise self.damaged(f"asks for {count:,} bytes more")

    def _advance(self, count: int) -> None:
        self._at += count
        self.position += count

    def _unread(self) -> int:
        return len(self._buffer) - self._at

"""A display without a screen: Xvfb on the host, its pixels read from the file it keeps them in."""

import os
import struct
import subprocess
import zlib
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Final, Self

SIZE: Final = (1280, 800)  # pixels
SOCKETS: Final = Path("/tmp/.X11-unix")  # noqa: S108  where X servers listen, by convention
# X11/XWDFile.h: 25 numbers of 4 bytes, most significant first.
HEADER: Final = struct.Struct(">25I")


class Display:
    """A running X server; use it in a `with`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.name = ""

    def __enter__(self) -> Self:
        self._folder.mkdir(parents=True, exist_ok=True)
        reading, writing = os.pipe()
        screen = ["-screen", "0", f"{SIZE[0]}x{SIZE[1]}x24", "-fbdir", str(self._folder)]
        words = ["Xvfb", "-displayfd", str(writing), *screen, "-nolisten", "tcp", "-ac"]
        with (self._folder / "xvfb.log").open("wb") as log:
            self._process = subprocess.Popen(words, pass_fds=[writing], stderr=log, stdout=log)
        os.close(writing)
        with os.fdopen(reading) as told:
            self.name = f":{told.readline().strip()}"
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.terminate()
        self._process.wait()

    def picture(self, file: Path) -> "Picture":
        """What is on the screen now, kept as a PNG."""
        seen = read_xwd((self._folder / "Xvfb_screen0").read_bytes())
        file.write_bytes(seen.png())
        return seen


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """Pixels, three bytes each: red, green, blue."""

    width: int
    height: int
    pixels: bytes

    @property
    def colours(self) -> int:
        """How many different ones there are; an empty screen has one."""
        return len({self.pixels[at : at + 3] for at in range(0, len(self.pixels), 3)})

    def png(self) -> bytes:
        """As a file (PNG specification, ISO/IEC 15948)."""
        row = self.width * 3
        rows = (self.pixels[at : at + row] for at in range(0, len(self.pixels), row))
        head = struct.pack(">IIBBBBB", self.width, self.height, 8, 2, 0, 0, 0)
        body = zlib.compress(b"".join(b"\0" + one for one in rows), 6)
        parts = _chunk(b"IHDR", head) + _chunk(b"IDAT", body) + _chunk(b"IEND", b"")
        return b"\x89PNG\r\n\x1a\n" + parts


def _chunk(kind: bytes, data: bytes) -> bytes:
    check = zlib.crc32(kind + data)
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)


def read_xwd(data: bytes) -> Picture:
    """A dump of 32 bits a pixel, least significant byte first, as Xvfb keeps it."""
    numbers = HEADER.unpack_from(data)
    size, width, height, stride, colours = (numbers[at] for at in (0, 4, 5, 12, 19))
    start = size + colours * 12  # an XWDColor has 12 bytes
    pixels = bytearray(width * height * 3)
    for row in range(height):
        line = data[start + row * stride : start + row * stride + width * 4]
        into = slice(row * width * 3, (row + 1) * width * 3)
        part = bytearray(width * 3)
        part[0::3], part[1::3], part[2::3] = line[2::4], line[1::4], line[0::4]
        pixels[into] = part
    return Picture(width=width, height=height, pixels=bytes(pixels))

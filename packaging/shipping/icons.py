"""The program's icon for Windows (.ico) and macOS (.icns), drawn from the product's own SVG.

python packaging/shipping/icons.py

Run again when resources/icons/snug.svg changes; a test compares. Both formats hold PNG pictures,
which Windows reads since Vista and macOS since 10.7.
"""

import struct
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "resources" / "icons" / "snug.svg"
WINDOWS = ROOT / "packaging" / "windows" / "snug.ico"
MAC = ROOT / "packaging" / "macos" / "snug.icns"

ICO_SIDES = (16, 20, 24, 32, 40, 48, 64, 128, 256)  # px: Windows's sizes at 100 % to 250 %
# Apple's types and the side in px that each holds, of "Apple Icon Image format" (Wikipedia).
ICNS_TYPES = {
    b"icp4": 16,
    b"icp5": 32,
    b"ic11": 32,
    b"ic12": 64,
    b"ic07": 128,
    b"ic13": 256,
    b"ic08": 256,
    b"ic14": 512,
    b"ic09": 512,
    b"ic10": 1024,
}
MAC_MARGIN = 100 / 1024  # of the side; Apple's template for icons leaves it free at each edge


def png(side: int, *, margin: float = 0.0) -> bytes:
    """The icon as a PNG `side` px wide; `margin` is the part of it left free at each edge."""
    # Only this maker needs Qt: the other makers run in an environment without it.
    from PySide6.QtCore import QBuffer, QRectF  # noqa: PLC0415
    from PySide6.QtGui import QImage, QPainter  # noqa: PLC0415
    from PySide6.QtSvg import QSvgRenderer  # noqa: PLC0415

    image = QImage(side, side, QImage.Format.Format_ARGB32)
    image.fill(0)
    inset = side * margin
    painter = QPainter(image)
    QSvgRenderer(str(SOURCE)).render(
        painter, QRectF(inset, inset, side - 2 * inset, side - 2 * inset)
    )
    painter.end()
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # bytes, as typed, are refused
    return bytes(buffer.data().data())


def ico(pictures: Sequence[tuple[int, bytes]]) -> bytes:
    """An .ico of these (side in px, PNG); the format writes a side of 256 as 0."""
    head = struct.pack("<HHH", 0, 1, len(pictures))
    place = len(head) + 16 * len(pictures)
    entries = b""
    for side, data in pictures:
        short = side % 256
        entries += struct.pack("<BBBBHHII", short, short, 0, 0, 1, 32, len(data), place)
        place += len(data)
    return head + entries + b"".join(data for _, data in pictures)


def pictures_of(content: bytes) -> list[tuple[int, bytes]]:
    """The (side in px, PNG) of an .ico whose pictures are all PNG."""
    count = struct.unpack_from("<H", content, 4)[0]
    found = []
    for number in range(count):
        side, size, place = struct.unpack_from("<B7xII", content, 6 + 16 * number)
        found.append((side or 256, content[place : place + size]))
    return found


def icns(pictures: Sequence[tuple[bytes, bytes]]) -> bytes:
    """An .icns of these (type, PNG)."""
    parts = b"".join(kind + struct.pack(">I", 8 + len(data)) + data for kind, data in pictures)
    return b"icns" + struct.pack(">I", 8 + len(parts)) + parts


def make(windows: Path = WINDOWS, mac: Path = MAC) -> None:
    """Write both files."""
    windows.write_bytes(ico([(side, png(side)) for side in ICO_SIDES]))
    drawn = [(kind, png(side, margin=MAC_MARGIN)) for kind, side in ICNS_TYPES.items()]
    mac.write_bytes(icns(drawn))


if __name__ == "__main__":
    make()
    sys.stdout.write(f"{WINDOWS}\n{MAC}\n")

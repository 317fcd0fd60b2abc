"""Draw the program's icon in the sizes of a Linux desktop, from the product's own SVG.

python packaging/linux/icons.py [FOLDER]

Run again when resources/icons/snug.svg changes; a test compares.
"""

import os
import sys
from pathlib import Path
from typing import Final

from PySide6.QtCore import QRectF
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

SOURCE: Final = Path(__file__).resolve().parents[2] / "resources" / "icons" / "snug.svg"
FOLDER: Final = Path(__file__).resolve().parent / "icons"
SIZES: Final = (16, 22, 24, 32, 48, 64, 128, 256, 512)


def drawn(size: int) -> QImage:
    """The icon, `size` pixels wide and high, on nothing."""
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    QSvgRenderer(str(SOURCE)).render(painter, QRectF(0, 0, size, size))
    painter.end()
    return image


def main(words: list[str]) -> int:
    """Write every size; the exit status."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QGuiApplication([])
    folder = Path(words[0]) if words else FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    saved = [drawn(size).save(str(folder / f"{size}.png")) for size in SIZES]
    del application
    return 0 if all(saved) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

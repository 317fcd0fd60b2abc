"""Our icons, drawn sharp at any resolution in whatever colour is asked for.

The files in resources/icons are strokes in `currentColor`; the colour is put in
when one is drawn. Pixmaps are kept by Qt's own cache, which dies with the application.
"""

from functools import lru_cache
from typing import Final

from PySide6.QtCore import QByteArray, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap, QPixmapCache
from PySide6.QtSvg import QSvgRenderer

from ui.theme import resources

APP: Final = "snug"
_RATIOS: Final = (1.0, 1.5, 2.0, 3.0)


@lru_cache(maxsize=128)
def source(name: str) -> str:
    """The icon's SVG. Raises FileNotFoundError where there is none of that name."""
    return resources.read("icons", f"{name}.svg")


def pixmap(name: str, colour: str, size: float, ratio: float) -> QPixmap:
    """The icon as a pixmap of `size` logical pixels for a screen of that device pixel ratio."""
    key = f"snug:{name}:{colour}:{size}:{ratio}"
    found = QPixmap()
    if QPixmapCache.find(key, found):
        return found
    svg = source(name).replace("currentColor", colour)
    made = QPixmap(QSize(round(size * ratio), round(size * ratio)))
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    QSvgRenderer(QByteArray(svg.encode())).render(painter, QRectF(made.rect()))
    painter.end()
    made.setDevicePixelRatio(ratio)
    QPixmapCache.insert(key, made)
    return made


def draw(painter: QPainter, name: str, colour: str, at: QPointF, size: float) -> None:
    """Paint the icon with its top left corner at `at` (logical pixels)."""
    ratio = painter.device().devicePixelRatioF()
    painter.drawPixmap(at, pixmap(name, colour, size, ratio))


def icon(name: str, colour: str, size: int = 16, *, faint: str | None = None) -> QIcon:
    """A QIcon for menus and item views; `faint` is the colour when disabled."""
    made = QIcon()
    for ratio in _RATIOS:
        made.addPixmap(pixmap(name, colour, size, ratio))
        if faint:
            made.addPixmap(pixmap(name, faint, size, ratio), QIcon.Mode.Disabled)
    return made


def app_icon() -> QIcon:
    """The window's own icon."""
    made = QIcon()
    for size in (16, 24, 32, 48, 64, 128, 256):
        made.addPixmap(pixmap(APP, "#000000", size, 1.0))
    return made

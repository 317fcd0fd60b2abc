"""Type and measures: the system's own font in the sizes of the look, grown with the system's text.

Everything hangs on the application's font, whose pixel size is the body's: a
system that asks for larger text gets every size and every height larger.
"""

import sys
from enum import StrEnum
from typing import Final

from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QApplication

BODY_PX: Final = 13
# Points at which each system draws its text when nobody asked for larger or smaller.
_USUAL_POINTS: Final = {"win32": (9.0, 9.0), "darwin": (13.0, 13.0)}
_USUAL_ELSEWHERE: Final = (9.0, 11.0)
_LEAST_SCALE: Final = 0.85
_MOST_SCALE: Final = 2.5
FIGURES: Final = "tnum"  # OpenType: all digits of one width, so that changing numbers stand still


class Type(StrEnum):
    """The sizes there are."""

    FIGURE = "figure"
    TITLE = "title"
    LEAD = "lead"
    BODY = "body"
    SECONDARY = "secondary"
    AXIS = "axis"
    CODE = "code"


PIXELS: Final = {
    Type.FIGURE: 28,
    Type.TITLE: 20,
    Type.LEAD: 15,
    Type.BODY: BODY_PX,
    Type.SECONDARY: 12,
    Type.AXIS: 11,
    Type.CODE: 12,
}


def text_scale(points: float, platform: str = sys.platform) -> float:
    """How much larger than usual this system's text is; 1.0 within what is usual there."""
    least, most = _USUAL_POINTS.get(platform, _USUAL_ELSEWHERE)
    if points <= 0 or least <= points <= most:
        return 1.0
    scale = points / (most if points > most else least)
    return min(_MOST_SCALE, max(_LEAST_SCALE, scale))


def body_font(system: QFont, scale: float) -> QFont:
    """The application's font: the system's family at the body's size, digits of one width."""
    font = QFont(system)
    font.setPixelSize(round(BODY_PX * scale))
    font.setFeature(QFont.Tag(FIGURES), 1)
    return font


def font(kind: Type, *, weight: int = 400) -> QFont:
    """A font of that kind and weight (400, 500, 600), grown with the application's."""
    made = QFont(QApplication.font())
    if kind is Type.CODE:
        made = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    made.setPixelSize(px(PIXELS[kind]))
    made.setWeight(QFont.Weight(weight))
    made.setFeature(QFont.Tag(FIGURES), 1)
    return made


def px(at_usual: float) -> int:
    """A measure in pixels that grows with the text; what is given is its size at 100 %."""
    return round(at_usual * scale())


def scale() -> float:
    """How much larger than usual text is now."""
    size = QApplication.font().pixelSize()
    return size / BODY_PX if size > 0 else 1.0

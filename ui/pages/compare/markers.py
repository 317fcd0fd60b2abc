"""The marks of the board as paths of width 1 around the origin."""

import math
from enum import StrEnum
from functools import cache

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPainterPath, QTransform

from ui.pages.compare.view import BoardView, PointView, Shape, is_over
from ui.theme.appearance import worn

_CORNERS = {
    Shape.TRIANGLE: (3, 0.62, 0.0),
    Shape.DOWNWARD: (3, 0.62, 180.0),
    Shape.SQUARE: (4, 0.62, 45.0),
    Shape.DIAMOND: (4, 0.62, 0.0),
    Shape.PENTAGON: (5, 0.56, 0.0),
    Shape.HEXAGON: (6, 0.54, 0.0),
}
MARK_SIDE = 9.5  # pixels across, at usual text


class Look(StrEnum):
    """How a point is drawn, in the order of drawing."""

    DOMINATED = "dominated"
    OVER = "over the budget"
    FRONTIER = "frontier"


def look_of(point: PointView, view: BoardView) -> Look:
    """Filled on the frontier; hollow where it is dominated, or no line says it is too big."""
    if is_over(point, view):
        return Look.OVER
    return Look.FRONTIER if point.frontier else Look.DOMINATED


def edge_of(look: Look) -> str:
    """The colour of a hollow mark's edge."""
    return worn().states["too_big"].ink if look is Look.OVER else worn().colours.line2


@cache
def outline(shape: Shape) -> QPainterPath:
    """The mark's outline, about 1 across, with its tip at the top."""
    path = QPainterPath()
    if shape is Shape.CIRCLE:
        path.addEllipse(QPointF(0, 0), 0.5, 0.5)
    elif shape is Shape.CROSS:
        arm, half = 0.17, 0.5
        path.addRect(QRectF(-half, -arm, 2 * half, 2 * arm))
        path.addRect(QRectF(-arm, -half, 2 * arm, 2 * half))
        path = path.simplified()
        path = QTransform().rotate(45).map(path)
    elif shape is Shape.STAR:
        _around(path, [(0.64 if n % 2 == 0 else 0.28, 36.0 * n) for n in range(10)])
    else:
        count, radius, turned = _CORNERS[shape]
        _around(path, [(radius, turned + 360 / count * n) for n in range(count)])
    return path


def draw_mark(painter: QPainter, shape: Shape, at: QPointF, side: float) -> None:
    """Paint the mark with the painter's pen and brush."""
    painter.drawPath(QTransform(side, 0, 0, side, at.x(), at.y()).map(outline(shape)))


def tone_colour(tone: int) -> str:
    """The theme's colour of that number; there are as many as families usually have sizes."""
    families = worn().families
    return families[tone % len(families)]


def _around(path: QPainterPath, corners: list[tuple[float, float]]) -> None:
    """A closed line through (distance, degrees from the top)."""
    for number, (radius, degrees) in enumerate(corners):
        angle = math.radians(degrees - 90)
        at = QPointF(radius * math.cos(angle), radius * math.sin(angle))
        if number:
            path.lineTo(at)
        else:
            path.moveTo(at)
    path.closeSubpath()

"""How each part of memory is painted: its colour, its pattern, its plate.

Patterns are drawn as lines and points rather than tiled pixmaps, so that they
are sharp and without seams at any scale, 125 % included.
"""

from collections.abc import Callable
from types import MappingProxyType
from typing import Final

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from ui.theme.tokens import Part

Strokes = list[QLineF]


def fill(painter: QPainter, kind: str, part: Part, area: QRectF, clip: QPainterPath) -> None:
    """Paint `area`, as far as it lies in `clip`, as this part: base colour and pattern."""
    painter.save()
    painter.setClipPath(clip)
    painter.fillRect(area, QColor(part.base))
    drawn = _PATTERNS.get(kind)
    if drawn is not None:
        painter.setClipRect(area, Qt.ClipOperation.IntersectClip)
        drawn(painter, part.pattern, area)
    painter.restore()


def _slanted(area: QRectF, step: float, slope: int) -> Strokes:
    """Lines at 45°, `step` pixels apart along the edge; slope 1 rises to the right."""
    height = area.height()
    lines = []
    start = area.left() - height + 0.5  # through the middle of pixels, so that a line is sharp
    while start < area.right():
        foot, head = (area.bottom(), area.top()) if slope > 0 else (area.top(), area.bottom())
        lines.append(QLineF(start, foot, start + height, head))
        start += step
    return lines


def _draw_lines(painter: QPainter, ink: str, width: float, lines: Strokes) -> None:
    painter.setPen(QPen(QColor(ink), width))
    painter.drawLines(lines)


def _other(painter: QPainter, ink: str, area: QRectF) -> None:
    _draw_lines(painter, ink, 1.0, _slanted(area, 6, 1))


def _reserve(painter: QPainter, ink: str, area: QRectF) -> None:
    _draw_lines(painter, ink, 1.0, _slanted(area, 6, -1))


def _compute(painter: QPainter, ink: str, area: QRectF) -> None:
    _draw_lines(painter, ink, 1.0, _slanted(area, 6, 1) + _slanted(area, 6, -1))


def _over(painter: QPainter, ink: str, area: QRectF) -> None:
    # 8 px apart across the lines, so 8 × √2 along the edge.
    _draw_lines(painter, ink, 2.6, _slanted(area, 8 * 1.414, 1))


def _recurrent(painter: QPainter, ink: str, area: QRectF) -> None:
    count = int(area.width() / 4) + 1
    lines = [
        QLineF(area.left() + 2 + 4 * at, area.top(), area.left() + 2 + 4 * at, area.bottom())
        for at in range(count)
    ]
    _draw_lines(painter, ink, 1.0, lines)


def _kv(painter: QPainter, ink: str, area: QRectF) -> None:
    pen = QPen(QColor(ink), 2.0)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    points = [
        QPointF(area.left() + x + shift, area.top() + y + shift)
        for shift in (1.5, 4.5)
        for x in range(0, int(area.width()) + 6, 6)
        for y in range(0, int(area.height()) + 6, 6)
    ]
    painter.drawPoints(points)


_PATTERNS: Final = MappingProxyType[str, Callable[[QPainter, str, QRectF], None]](
    {
        "other": _other,
        "reserve": _reserve,
        "compute": _compute,
        "recurrent": _recurrent,
        "kv": _kv,
        "over": _over,
    }
)

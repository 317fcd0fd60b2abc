"""Where words stand on the board so that they cover neither points nor one another."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRectF, QSizeF

_OFF = 1e4  # a label outside the board is no label
_ON_LABEL = 300.0
_ON_POINT = 20.0


@dataclass(kw_only=True)
class Room:
    """What is taken already: the board's edge, the points (with the room they need), words."""

    area: QRectF
    points: Sequence[QPointF]
    radius: float
    taken: list[QRectF] = field(default_factory=list)

    def put(self, candidates: Sequence[QRectF]) -> QRectF:
        """The candidate that covers least, the earlier one where two are alike; it is taken."""
        best = min(enumerate(candidates), key=lambda one: self._cost(one[1]) + one[0])[1]
        self.taken.append(best)
        return best

    def _cost(self, rect: QRectF) -> float:
        inside = rect.intersected(self.area)
        outside = rect.width() * rect.height() - inside.width() * inside.height()
        cost = _OFF if outside > 1 else 0.0
        cost += _ON_LABEL * sum(rect.intersects(one) for one in self.taken)
        r = self.radius
        near = rect.adjusted(-r, -r, r, r)
        return cost + _ON_POINT * sum(near.contains(one) for one in self.points)


def beside(anchors: Sequence[QPointF], size: QSizeF, gap: float) -> list[QRectF]:
    """Places around each anchor, in the order of liking: left, below, above, right."""
    found = []
    for at in anchors:
        x, y, w, h = at.x(), at.y(), size.width(), size.height()
        corners = (
            (x - w - gap, y - h / 2),
            (x - w / 3, y + gap),
            (x - w / 3, y - h - gap),
            (x + gap, y - h / 2),
            (x - w - gap, y + gap / 2),
            (x - w - gap, y - h - gap / 2),
            (x + gap, y + gap / 2),
            (x + gap, y - h - gap / 2),
        )
        found += [QRectF(QPointF(*corner), size) for corner in corners]
    return found


def above(at: QPointF, size: QSizeF, gap: float) -> list[QRectF]:
    """Places above a point (ending at it, beginning at it, around it), then below it."""
    w, h = size.width(), size.height()
    lifts = [gap + n * h * 0.75 for n in range(6)]
    high = [
        QRectF(QPointF(x, at.y() - lift - h), size)
        for lift in lifts
        for x in (at.x() - w, at.x(), at.x() - w / 2)
    ]
    low = [
        QRectF(QPointF(x, at.y() + lift), size)
        for lift in lifts
        for x in (at.x() - w, at.x(), at.x() - w / 2)
    ]
    return high + low

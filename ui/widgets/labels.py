"""Where words stand on a plot so that they cover neither points nor one another."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRectF, QSizeF

_ON_POINT = 20.0
_LATER = 0.3  # how much less a later candidate is liked
_FAR = 24.0  # pixels between a name and its points where nearer ones are covered


@dataclass(kw_only=True)
class Room:
    """What is taken already: the plot's edge, the points (with the room they need), words."""

    area: QRectF
    points: Sequence[QPointF]
    radius: float
    taken: list[QRectF] = field(default_factory=list)

    def put(self, candidates: Sequence[QRectF]) -> QRectF | None:
        """The candidate that covers fewest points, the earlier of two alike; it is taken.

        None where each would stand over words or over the plot's edge.
        """
        free = [one for one in candidates if self._is_free(one)]
        if not free:
            return None
        best = min(enumerate(free), key=lambda one: self._cost(one[1]) + _LATER * one[0])[1]
        self.taken.append(best)
        return best

    def _is_free(self, rect: QRectF) -> bool:
        slack = self.area.adjusted(-0.5, -0.5, 0.5, 0.5)
        return slack.contains(rect) and not any(rect.intersects(one) for one in self.taken)

    def _cost(self, rect: QRectF) -> float:
        r = self.radius
        near = rect.adjusted(-r, -r, r, r)
        return _ON_POINT * sum(near.contains(one) for one in self.points)


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
    for at in anchors[:2]:
        for far in (gap + _FAR * n for n in range(1, 5)):
            for left in (at.x() - size.width() / 2, at.x() - size.width(), at.x()):
                found.append(QRectF(QPointF(left, at.y() + far), size))
                found.append(QRectF(QPointF(left, at.y() - far - size.height()), size))
    return found


def above(at: QPointF, size: QSizeF, gap: float) -> list[QRectF]:
    """Places above a point (ending at it, beginning at it, around it), then below it."""
    w, h = size.width(), size.height()
    lifts = [gap + n * h * 0.75 for n in range(12)]
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

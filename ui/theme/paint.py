"""The few shapes everything drawn by hand is made of."""

from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QWidget

RING: Final = 2.0
RADIUS: Final = 8.0
SMALL_RADIUS: Final = 6.0


def painter_of(widget: QWidget) -> QPainter:
    """A painter on the widget, smoothed."""
    painter = QPainter(widget)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    return painter


def box(
    painter: QPainter,
    rect: QRectF,
    radius: float,
    *,
    fill: str | None = None,
    edge: str | None = None,
    width: float = 1.0,
) -> None:
    """A rounded box; its edge lies inside `rect`, on whole pixels."""
    painter.setBrush(QColor(fill) if fill else Qt.BrushStyle.NoBrush)
    if edge:
        painter.setPen(QPen(QColor(edge), width))
        inset = width / 2
        rect = rect.adjusted(inset, inset, -inset, -inset)
        radius = max(0.0, radius - inset)
    else:
        painter.setPen(Qt.PenStyle.NoPen)
    painter.drawRoundedRect(rect, radius, radius)


def ring(painter: QPainter, rect: QRectF, radius: float, colour: str) -> None:
    """The focus ring: two pixels, inside `rect`."""
    box(painter, rect, radius, edge=colour, width=RING)


def rounded(rect: QRectF, radius: float) -> QPainterPath:
    """A rounded rectangle as a path, to clip by."""
    path = QPainterPath()
    path.addRoundedRect(rect, radius, radius)
    return path


def words(
    painter: QPainter,
    rect: QRectF,
    text: str,
    font: QFont,
    colour: str,
    *,
    flags: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
) -> None:
    """One line of text in `rect`, centred on its height, ended with '…' where it is too long."""
    painter.setFont(font)
    painter.setPen(QColor(colour))
    fitting = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, rect.width() + 0.5)
    painter.drawText(rect, flags | Qt.AlignmentFlag.AlignVCenter, fitting)


def breadth(font: QFont, text: str) -> float:
    """How wide the text is (logical pixels)."""
    return QFontMetricsF(font).horizontalAdvance(text)


def dot(painter: QPainter, centre: QPointF, radius: float, colour: str) -> None:
    """A filled disc."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    painter.drawEllipse(centre, radius, radius)

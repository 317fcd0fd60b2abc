"""What was measured as a picture: its title above what the page shows."""

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter
from PySide6.QtWidgets import QWidget

from ui.theme.appearance import worn
from ui.theme.type import Type, font, px
from ui.widgets.saving import picture_of

_MARGIN = 16
_HEAD = 32


def titled_picture(widget: QWidget, title: str, *, ground: QColor) -> QImage:
    """The widget at twice the page's resolution; the title is cut where it is too long."""
    shown = picture_of(widget, margin=px(_MARGIN), ground=ground)
    scale, head = shown.devicePixelRatio(), px(_HEAD)
    image = QImage(shown.width(), shown.height() + round(head * scale), shown.format())
    image.setDevicePixelRatio(scale)
    image.fill(ground)
    face = font(Type.LEAD, weight=600)
    metrics = QFontMetricsF(face)
    room = shown.width() / scale - 2 * px(_MARGIN)
    painter = QPainter(image)
    painter.drawImage(QPointF(0, head), shown)
    painter.setFont(face)
    painter.setPen(QColor(worn().colours.text))
    words = metrics.elidedText(title, Qt.TextElideMode.ElideMiddle, room)
    painter.drawText(QPointF(px(_MARGIN), px(_MARGIN) + metrics.ascent()), words)
    painter.end()
    return image

"""What is saved to a file: the name a person gave it, and what a widget shows as a picture."""

from pathlib import Path

from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QWidget

_SCALE = 2


def with_ending(file: Path, ending: str) -> Path:
    """The file with that ending, which is added where there is another or none."""
    named = file.suffix.lower() == ending
    return file if named else file.with_name(f"{file.name}{ending}")


def picture_of(widget: QWidget, *, margin: int, ground: QColor) -> QImage:
    """What a widget shows, at twice its resolution, with a margin (pixels) around it."""
    size = widget.size()
    image = QImage(
        (size.width() + 2 * margin) * _SCALE,
        (size.height() + 2 * margin) * _SCALE,
        QImage.Format.Format_RGB32,
    )
    image.setDevicePixelRatio(_SCALE)
    image.fill(ground)
    widget.render(image, QPoint(margin, margin))
    return image

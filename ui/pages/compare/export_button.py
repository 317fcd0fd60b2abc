"""The button that saves the board: as a picture, or its figures for other programs."""

from pathlib import Path

from PySide6.QtCore import QPoint, Qt, Signal, SignalInstance
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from ui.widgets.button import Button

_UNDER = 4
_SCALE = 2


class ExportButton(Button):
    """`picture_asked` and `figures_asked` carry the file a person named."""

    picture_asked = Signal(object)  # Path
    figures_asked = Signal(object)  # Path

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Export", icon="download", parent=parent)
        self.setEnabled(False)
        self.clicked.connect(self._on_clicked)

    def _on_clicked(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("Picture (PNG)…", self._ask_picture)
        menu.addAction("Figures (CSV)…", self._ask_figures)
        menu.popup(self.mapToGlobal(QPoint(0, self.height() + _UNDER)))

    def _ask_picture(self) -> None:
        self._ask("Save the board", "board.png", "Pictures (*.png)", self.picture_asked)

    def _ask_figures(self) -> None:
        self._ask("Save the figures", "board.csv", "CSV (*.csv)", self.figures_asked)

    def _ask(self, title: str, name: str, kinds: str, asked: SignalInstance) -> None:
        chosen, _filter = QFileDialog.getSaveFileName(self, title, name, kinds)
        if chosen:
            asked.emit(with_ending(Path(chosen), Path(name).suffix))


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

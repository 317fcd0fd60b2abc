"""The window: the rail, the pages it leads to, and room for what must be said. Navigation only."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QByteArray, QMimeData, Qt, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QKeySequence,
    QResizeEvent,
    QShortcut,
)
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from launcher.identity import NAME
from ui.text.rail_view import LoadedView, MeterView
from ui.theme.type import px
from ui.widgets.imagined_bar import ImaginedBar
from ui.widgets.notice import Notice
from ui.widgets.surface import Surface
from ui.widgets.toast import Toast
from ui.window.places import Place, shortcut
from ui.window.rail import Rail

FIRST_SIZE = (1180, 760)
LEAST_SIZE = (860, 560)
WIDE_ENOUGH = 980  # below it the rail shows icons alone


class MainWindow(QMainWindow):
    """Shows values and tells what a person asked for; knows nothing of what is then done.

    `pages` are the places' widgets, made by the composition. `notice` and
    `toast` lie above them and are anyone's who has something to say; `imagined` says so
    while plans are for another computer.
    """

    place_chosen = Signal(object)  # Place
    eject_asked = Signal()
    close_asked = Signal()
    new_asked = Signal()  # a new conversation
    search_asked = Signal()
    write_asked = Signal()
    files_dropped = Signal(list)  # of Path

    def __init__(self, pages: Mapping[Place, QWidget], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(NAME)
        self._take_first_size()
        self.setMinimumSize(*LEAST_SIZE)
        self.setAcceptDrops(True)
        self._pages = dict(pages)
        self._place = next(iter(self._pages))
        self._had_focus: QWidget | None = None  # before the aside was opened
        self._stack = QStackedWidget()
        for page in self._pages.values():
            self._stack.addWidget(page)
        self._rail = Rail()
        self.notice = Notice()
        self.notice.setContentsMargins(16, 12, 16, 12)
        self.imagined = ImaginedBar()
        ground = Surface("bg")
        # Holds the keyboard until a page takes it, so that no place looks chosen at first.
        ground.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setCentralWidget(ground)
        ground.setFocus()
        self._build(ground)
        self.toast = Toast(self._stack)
        self._rail.place_chosen.connect(self._on_place_chosen)
        self._rail.eject_asked.connect(self.eject_asked)
        for place in Place:
            keys = QShortcut(QKeySequence(shortcut(place)), self)
            keys.activated.connect(lambda place=place: self._on_place_chosen(place))
        for word, asked in (
            ("Ctrl+N", self.new_asked),
            ("Ctrl+F", self.search_asked),
            ("Ctrl+L", self.write_asked),
        ):
            QShortcut(QKeySequence(word), self).activated.connect(asked)

    @property
    def place(self) -> Place:
        """Where one is; beside an aside, where one came from."""
        return self._place

    def add_aside(self, page: QWidget) -> None:
        """Hold a page that no place leads to."""
        self._stack.addWidget(page)

    def show_aside(self, page: QWidget) -> None:
        """Show it instead of the place where one is, until one leaves it or goes elsewhere."""
        self._had_focus = QApplication.focusWidget()
        self._stack.setCurrentWidget(page)
        self.toast.raise_()
        page.setFocus(Qt.FocusReason.OtherFocusReason)

    def leave_aside(self) -> None:
        """Be where one came from, the keyboard too."""
        had, self._had_focus = self._had_focus, None
        self.show_place(self._place)
        if had is not None and isValid(had) and had.isVisible():
            had.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_place(self, place: Place) -> None:
        """Go there."""
        self._place = place
        self._stack.setCurrentWidget(self._pages[place])
        self.toast.raise_()  # a page that is shown comes to lie above everything else
        self._rail.show_place(place)

    def show_loaded(self, loaded: LoadedView) -> None:
        """Show the model that is loaded."""
        self._rail.show_loaded(loaded)

    def show_meters(self, meters: Sequence[MeterView]) -> None:
        """Show each device's memory as it is now."""
        self._rail.show_meters(meters)

    def geometry_text(self) -> str:
        """Size and place on the screen, as a word to keep."""
        return bytes(self.saveGeometry().toBase64().data()).decode("ascii")

    def restore_geometry_text(self, text: str) -> bool:
        """Be where one was; False, and nothing done, for a word that makes no sense."""
        return bool(text) and self.restoreGeometry(QByteArray.fromBase64(text.encode("utf-8")))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the rail the room there is."""
        super().resizeEvent(event)
        self._rail.show_narrow(narrow=self.width() < px(WIDE_ENOUGH))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Tell the composition, which puts things in order."""
        self.close_asked.emit()
        super().closeEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files may be dropped anywhere that no page takes them for itself."""
        if _local_files(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Tell which files."""
        event.acceptProposedAction()
        self.files_dropped.emit(_local_files(event.mimeData()))

    def _take_first_size(self) -> None:
        room = self.screen().availableSize()
        width, height = (px(side) for side in FIRST_SIZE)
        self.resize(
            max(LEAST_SIZE[0], min(width, room.width())),
            max(LEAST_SIZE[1], min(height, room.height())),
        )

    def _build(self, ground: QWidget) -> None:
        row = QHBoxLayout(ground)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._rail)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(self.imagined)
        column.addWidget(self.notice)
        column.addWidget(self._stack, 1)
        row.addLayout(column, 1)

    def _on_place_chosen(self, place: Place) -> None:
        self.show_place(place)
        self.place_chosen.emit(place)


def _local_files(dragged: QMimeData) -> list[Path]:
    return [Path(url.toLocalFile()) for url in dragged.urls() if url.isLocalFile()]

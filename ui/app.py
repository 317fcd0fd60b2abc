"""The window put together: every part built once, from top to bottom, like a table of contents."""

import signal
import sys
from collections.abc import Sequence
from types import TracebackType

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from launcher.actions.parts import Parts, assemble
from launcher.identity import APP_ID, NAME, VERSION
from launcher.paths import Places, places
from ui.bridge.background import Background
from ui.bridge.relay import Relay
from ui.composition.doubting import Doubting
from ui.composition.errands import make_errands
from ui.composition.hiding import Hiding
from ui.composition.imagining import Imagining
from ui.composition.late_pages import LateParts, late_pages
from ui.composition.learning import Learning
from ui.composition.pages import make_pages, make_window
from ui.composition.passages import Passages
from ui.composition.presenters import make_presenters
from ui.composition.reading_ahead import ReadingAhead
from ui.desk import Desk, OnDesk
from ui.text.failures import sentence_for, together
from ui.theme.appearance import Appearance
from ui.window.places import Place


class Snug(QObject):
    """The running program: parts, desk, errands, pages, window, and the passages between them."""

    def __init__(self, app: QApplication, where: Places) -> None:
        super().__init__()
        self.parts: Parts = assemble(where)
        settings = self.parts.settings.settings
        self.appearance = Appearance(app)
        self.appearance.wear(settings.theme)
        self.background = Background(self)
        self.waiting = Background(self)  # for the hub, which may not answer for long
        self.relay = Relay(self)
        self.desk = Desk(OnDesk(settings=settings), self)
        self.errands = make_errands(self.parts, self.desk, self.background, self.relay)
        self.pages = make_pages()
        self.late = late_pages(
            LateParts(
                parts=self.parts,
                desk=self.desk,
                errands=self.errands,
                background=self.background,
                waiting=self.waiting,
            )
        )
        self.window = make_window(self.pages, self.late)
        self.presenters = make_presenters(
            self.pages,
            self.parts,
            self.desk,
            self.errands,
            background=self.background,
            toast=self.window.toast,
        )
        self.passages = Passages(
            self.window,
            self.pages,
            self.presenters,
            self.errands,
            self.late,
            desk=self.desk,
            settings=self.parts.settings,
            appearance=self.appearance,
        )
        self.imagining = Imagining(self.window, self.pages, self.late, self.desk)
        self.learning = Learning(self.passages, self.late)
        self.hiding = Hiding(self.presenters, self.passages, self.window.toast)
        self.doubting = Doubting(
            self.window,
            self.pages,
            self.late.memory,
            desk=self.desk,
            loading=self.errands.loading,
        )
        self.reading = ReadingAhead(
            self.late, desk=self.desk, errands=self.errands, background=self.background
        )
        self.answering = self.errands.answering
        self.window.close_asked.connect(self.close)
        self._closed = False

    def start(self) -> None:
        """Show the window, then look at the machine and the library."""
        settings = self.desk.now.settings
        self.window.restore_geometry_text(settings.window)
        self.window.show_place(Place.CHAT if settings.last_model else Place.MACHINE)
        if not (settings.last_model or settings.welcomed):
            self.passages.welcome()
        self.window.show()
        self._tell_notices()
        self.errands.machine.start()
        self.errands.models.rescan()

    def tell_unforeseen(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        """What nobody caught is said in the window, and written out for whoever looks there."""
        sys.__excepthook__(kind, error, trace)
        self.passages.tell(sentence_for(error))

    def close(self) -> None:
        """Put everything in order: settings kept, downloads paused, workers ended."""
        if self._closed:
            return
        self._closed = True
        self.window.hide()
        self.errands.machine.stop()
        self.learning.close()
        self.reading.close()
        self.parts.session.stop()
        self.passages.keep(window=self.window.geometry_text())
        self.parts.close()
        self.background.close()
        self.waiting.close()

    def _tell_notices(self) -> None:
        """What was damaged and put aside at the start is told, not hidden."""
        parts = self.parts
        stores = (
            parts.settings,
            parts.library,
            parts.conversations,
            parts.receipts,
            parts.paces,
            parts.answers,
            parts.measured,
        )
        notices = [error for store in stores for error in store.notices]
        if notices:
            said = together([sentence_for(error) for error in notices])
            self.window.notice.show_words("warning", said.what, said.next)


def main(words: Sequence[str] | None = None) -> int:
    """Open the window and stay until it is closed; the exit status."""
    app = QApplication(list(sys.argv if words is None else words))
    app.setApplicationName(NAME)
    app.setApplicationVersion(VERSION)
    app.setDesktopFileName(APP_ID)
    snug = Snug(app, places())
    sys.excepthook = snug.tell_unforeseen
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: app.quit())
    tick = QTimer()  # lets Python see a signal while Qt waits
    tick.start(500)
    tick.timeout.connect(lambda: None)
    snug.start()
    status = app.exec()
    snug.close()
    return status

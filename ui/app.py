"""The window put together: every part built once, from top to bottom, like a table of contents."""

import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import NoReturn

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from launcher.actions.parts import Parts, assemble
from launcher.errors import SnugError
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
from ui.composition.news import News
from ui.composition.opening_files import OpeningFiles
from ui.composition.pages import make_pages, make_window
from ui.composition.passages import Passages
from ui.composition.presenters import make_presenters
from ui.composition.reading_ahead import ReadingAhead
from ui.composition.setting_up import SettingUp
from ui.desk import Desk, OnDesk
from ui.entrance.display import telling_of_refusal
from ui.entrance.door import Door
from ui.entrance.say import say
from ui.text.failures import sentence_for, together
from ui.theme.appearance import Appearance
from ui.window.application import Application
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
        self.setting_up = SettingUp(
            self.passages,
            self.late,
            self.errands,
            desk=self.desk,
            engines=self.parts.engines,
            notice=self.window.notice,
        )
        self.news = News(
            self.passages,
            self.late,
            parts=self.parts,
            desk=self.desk,
            waiting=self.waiting,
            notice=self.window.notice,
        )
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
        self.opening = OpeningFiles(
            self.window,
            self.passages,
            self.errands,
            parts=self.parts,
            desk=self.desk,
            background=self.background,
            relay=self.relay,
        )
        self.answering = self.errands.answering
        self.window.close_asked.connect(self.close)
        self._closed = False

    def start(self, notices: Sequence[SnugError] = ()) -> None:
        """Show the window, then look at the machine and the library; tell what was noticed."""
        settings = self.desk.now.settings
        self.window.restore_geometry_text(settings.window)
        self.window.show_place(Place.CHAT if settings.last_model else Place.MACHINE)
        if not (settings.last_model or settings.welcomed):
            self.passages.welcome()
        self.window.show()
        self._tell_notices(notices)
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
        self.opening.close()
        self.errands.machine.stop()
        self.learning.close()
        self.news.close()
        self.reading.close()
        self.parts.session.stop()
        self.passages.keep(window=self.window.geometry_text())
        self.parts.close()
        self.background.close()
        self.waiting.close()

    def _tell_notices(self, before: Sequence[SnugError]) -> None:
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
            parts.engines,
        )
        notices = [*before, *(error for store in stores for error in store.notices)]
        if notices:
            said = together([sentence_for(error) for error in notices])
            self.window.notice.show_words("warning", said.what, said.next)


def main(
    files: Sequence[Path] = (),
    *,
    door: Door | None = None,
    notices: Sequence[SnugError] = (),
) -> int:
    """Open the window, and files in it, and stay until it is closed; the exit status.

    At the door later starts hand over what they were given. `notices` are told in the window.
    """
    with telling_of_refusal(_end):
        app = Application([NAME.lower()])
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
    snug.start(notices)
    app.asked.open_with(snug.opening.open)
    snug.opening.open(files)
    if door is not None:
        snug.opening.answer(door)
    status = app.exec()
    snug.close()
    return status


def _end(error: SnugError) -> NoReturn:
    """Qt is about to abort the process: there is no window, and there will be none."""
    say(sentence_for(error), box=True)
    os._exit(1)

"""Another computer, made up: from the buttons that ask for one to the bar that never hides it."""

from PySide6.QtCore import QObject

from launcher.actions.imagine import summary
from launcher.hardware.facts import Machine
from ui.composition.late_pages import LatePages
from ui.composition.pages import Pages
from ui.desk import Desk, OnDesk
from ui.text.imagine_view import Wanted
from ui.widgets.imagine_dialog import ImagineDialog
from ui.window.main_window import MainWindow

_PUT_AWAY = "What you chose for the imagined computer is put away with it."
_UNPLACED = "GPU layers and graphics cards are automatic again: it is another computer."


class Imagining(QObject):
    """Plans are made for the computer on the desk; what is loaded stays on the real one."""

    def __init__(self, window: MainWindow, pages: Pages, late: LatePages, desk: Desk) -> None:
        super().__init__(window)
        self._window = window
        self._desk = desk
        self._wanted: Wanted | None = None  # what a person entered last
        pages.machine.imagine_asked.connect(self._on_imagine_asked)
        for one in (late.memory, late.compare):
            one.when_made(lambda made: made.page.imagine_asked.connect(self._on_imagine_asked))
        late.find.when_made(
            lambda made: made.page.model.imagine_asked.connect(self._on_imagine_asked)
        )
        window.imagined.change_asked.connect(self._on_imagine_asked)
        window.imagined.back_asked.connect(self._on_back_asked)
        desk.changed.connect(self._on_desk_changed)

    def _on_imagine_asked(self) -> None:
        machine = self._desk.now.machine
        if machine is None:
            return
        first = self._wanted if self._desk.now.imagined else None
        dialog = ImagineDialog(machine, self._window, first=first)
        dialog.imagined.connect(self._on_imagined)
        dialog.open()

    def _on_imagined(self, machine: Machine, wanted: Wanted) -> None:
        self._wanted = wanted
        self._desk.put(imagined=machine)

    def _on_back_asked(self) -> None:
        self._desk.put(imagined=None)

    def _on_desk_changed(self, before: OnDesk, now: OnDesk) -> None:
        if before.imagined is not now.imagined:
            words = summary(now.imagined) if now.imagined else ""
            self._window.imagined.show_computer(words)
            self._tell_dropped(before, now)

    def _tell_dropped(self, before: OnDesk, now: OnDesk) -> None:
        """Nothing that was chosen goes away silently."""
        if before.turned.there != now.turned.there:
            self._window.toast.show_words(_UNPLACED if now.imagined else _PUT_AWAY)

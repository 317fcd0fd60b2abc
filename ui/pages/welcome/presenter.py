"""Where the first page meets the desk: picks for this computer, one of them taken."""

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from launcher.actions.parts import Parts
from launcher.actions.recommend import nothing_fits, picks_for, refreshed
from launcher.choosing.pick import Pick
from launcher.choosing.wish import Wish, wish_of
from launcher.hardware.facts import Machine
from launcher.hardware.pace import Pace
from launcher.library.store import LocalModel
from ui.bridge.background import Background
from ui.bridge.latest import Latest
from ui.desk import Desk, OnDesk
from ui.errands.downloads import DownloadsErrand
from ui.pages.welcome.guide_view import built_in, guide_view
from ui.pages.welcome.page import MOST_PICKS, WelcomePage
from ui.pages.welcome.taking import Taking
from ui.pages.welcome.view import computer_view, pick_views
from ui.text.failures import sentence_for


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the picks hang on. Free memory moves all the time, and the cards must not jump."""

    wish: Wish
    reserve: int
    devices: tuple[tuple[str, int, bool], ...]  # name, bytes in all, whether it can be used
    imagined: bool
    paces: tuple[Pace, ...]


class WelcomePresenter(QObject):
    """`load_asked` once the file is here; `settled` when the page has done its work."""

    load_asked = Signal(object)  # LocalModel
    wished = Signal(object)  # Wish: what a person chose now
    settled = Signal()

    def __init__(
        self,
        page: WelcomePage,
        parts: Parts,
        desk: Desk,
        *,
        background: Background,
        waiting: Background,
        downloads: DownloadsErrand,
    ) -> None:
        super().__init__(page)
        self._page = page
        self._parts = parts
        self._desk = desk
        self._choosing = Latest(background, self)
        self._checking = Latest(waiting, self)  # one at a time: a silent Hub takes no more threads
        self._asked: _Asked | None = None
        self._picks: tuple[Pick, ...] = ()
        self._chosen = 0
        self._taking = Taking(page, parts, desk, waiting, downloads)
        self._open = False
        self._connect()

    def open(self) -> None:
        """From now on the page follows the desk."""
        self._open = True
        self._taking.forget()
        self._asked = None  # what is free may be another by now
        self._page.notice.hide()
        self._page.show_wish(wish_of(self._desk.now.settings, 0))
        self._show_machine(self._desk.now)
        self._show_guide(self._desk.now)
        self._choose()

    def _connect(self) -> None:
        page = self._page
        page.skipped.connect(self._on_skipped)
        page.wished.connect(self._on_wished)
        page.picked.connect(self._on_picked)
        page.guide_asked.connect(self._on_guide_asked)
        self._taking.here.connect(self._on_here)
        self._desk.changed.connect(self._on_desk_changed)

    # --- picks ----------------------------------------------------------------------------------

    def _choose(self) -> None:
        """Ask for picks where something they hang on has changed."""
        now = self._desk.now
        machine = now.computer
        if machine is None:
            self._page.show_waiting()
            return
        asked = self._question(machine, now)
        if asked == self._asked:
            return
        self._asked = asked
        self._page.show_waiting()
        self._choosing.ask(
            lambda: _recommended(self._parts, asked.wish, machine),
            done=lambda found: self._on_found(*found),
            failed=self._on_choosing_failed,
        )

    def _question(self, machine: Machine, now: OnDesk) -> _Asked:
        return _Asked(
            wish=self._page.wish(now.settings.context),
            reserve=now.settings.reserve,
            devices=(
                ("RAM", machine.memory.usable_total, True),
                *((one.name, one.total, one.usable) for one in machine.devices),
            ),
            imagined=machine.imagined,
            paces=now.paces,
        )

    def _on_found(self, picks: tuple[Pick, ...], nothing: str) -> None:
        self._picks, self._chosen = picks, 0
        if not picks:
            self._taking.take(None)
            self._page.show_nothing(nothing)
            return
        self._page.show_picks(pick_views(picks), 0)
        self._taking.take(picks[0])
        self._checking.ask(
            lambda: refreshed(self._parts, picks),
            done=lambda told: self._on_refreshed(picks, told),
            failed=lambda _error: None,  # the picks stand as the catalog has them
        )

    def _on_refreshed(self, asked: tuple[Pick, ...], told: tuple[Pick, ...]) -> None:
        """The Hub's word on the picks; what is chosen stays."""
        if asked is self._picks:
            self._picks = told
            self._page.show_picks(pick_views(told), self._chosen)
            self._taking.take(told[self._chosen])

    def _on_picked(self, number: int) -> None:
        if number == self._chosen or number >= len(self._picks):
            return
        self._chosen = number
        self._page.show_picks(pick_views(self._picks), number)
        self._taking.take(self._picks[number])

    # --- what happens meanwhile -----------------------------------------------------------------

    def _on_desk_changed(self, before: OnDesk, now: OnDesk) -> None:
        if not self._open:
            return
        if before.models != now.models:
            self._show_guide(now)
        plans = (before.computer, before.paces) != (now.computer, now.paces)
        if plans or before.settings != now.settings:
            self._show_machine(now)
            self._choose()

    def _on_here(self, model: LocalModel) -> None:
        """Load it where one still waits for it on this page."""
        waited = self._page.isVisible()
        self._open = False
        self.settled.emit()
        if waited:
            self.load_asked.emit(model)

    def _show_machine(self, now: OnDesk) -> None:
        if now.computer is not None:
            self._page.show_computer(computer_view(now.computer, reserve=now.settings.reserve))

    def _show_guide(self, now: OnDesk) -> None:
        guide = built_in(now.models or ())
        self._page.show_guide(guide_view(guide) if guide else None)

    def _on_guide_asked(self) -> None:
        """Talk to it now; a download goes on, and loads nothing by itself when it is done."""
        guide = built_in(self._desk.now.models or ())
        if guide is not None:
            self.load_asked.emit(guide)

    def _on_skipped(self) -> None:
        self._open = False
        self._taking.forget()
        self.settled.emit()

    def _on_wished(self) -> None:
        self._choose()
        self.wished.emit(self._page.wish(self._desk.now.settings.context))

    def _on_choosing_failed(self, error: Exception) -> None:
        """Asked again the next time something changes, or somebody comes here."""
        self._asked = None
        said = sentence_for(error)
        self._picks = ()
        self._taking.take(None)
        self._page.show_nothing(f"{said.what} {said.next}")


def _recommended(parts: Parts, wish: Wish, machine: Machine) -> tuple[tuple[Pick, ...], str]:
    """The picks, or what would help where there is none."""
    picks = picks_for(parts, wish, machine)[:MOST_PICKS]
    return picks, "" if picks else nothing_fits(parts, wish, machine)

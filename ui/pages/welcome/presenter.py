"""Where the first page meets the desk: picks for this computer, one of them taken."""

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from launcher.actions.parts import Parts
from launcher.actions.recommend import nothing_fits, picks_for, refreshed
from launcher.actions.take import Offered, offered_for
from launcher.choosing.pick import Pick
from launcher.choosing.wish import Wish
from launcher.hardware.facts import Machine
from launcher.hardware.pace import Pace
from launcher.library.store import LocalModel
from launcher.sentences import Sentence
from launcher.units import size_text
from ui.bridge.background import Background
from ui.bridge.latest import Latest
from ui.desk import Desk, OnDesk
from ui.errands.downloads import DownloadsErrand
from ui.pages.welcome.page import MOST_PICKS, WelcomePage
from ui.pages.welcome.view import computer_view, pick_views
from ui.text.failures import sentence_for
from ui.text.jobs import disk_words, job_row, local_copy

FOR_THIS_ONE = "It can be paused, and goes on after a restart."


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
        self._downloads = downloads
        self._choosing = Latest(background, self)
        self._opening = Latest(waiting, self, overlap=True)
        self._checking = Latest(waiting, self, overlap=True)
        self._asked: _Asked | None = None
        self._picks: tuple[Pick, ...] = ()
        self._chosen = 0
        self._offered: Offered | None = None
        self._begun = False  # a person wants this file, here and now
        self._open = False
        self._connect()

    def open(self) -> None:
        """From now on the page follows the desk."""
        self._open = True
        self._begun = False
        self._asked = None  # what is free may be another by now
        self._page.notice.hide()
        self._show_machine(self._desk.now)
        self._choose()

    def _connect(self) -> None:
        page = self._page
        page.skipped.connect(self._on_skipped)
        page.wished.connect(self._choose)
        page.picked.connect(self._on_picked)
        page.begin_asked.connect(self._on_begin_asked)
        page.pause_asked.connect(self._on_pause_asked)
        page.cancel_asked.connect(self._on_cancel_asked)
        self._downloads.failed.connect(self._on_not_started)
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
            lambda: _found(self._parts, asked.wish, machine),
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
        self._picks, self._chosen, self._offered = picks, 0, None
        if not picks:
            self._page.show_nothing(nothing)
            return
        self._page.show_picks(pick_views(picks), 0)
        self._show_action()
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
            self._show_action()

    def _on_picked(self, number: int) -> None:
        if number == self._chosen or number >= len(self._picks):
            return
        self._chosen, self._offered, self._begun = number, None, False
        self._opening.drop()
        self._page.show_picks(pick_views(self._picks), number)
        self._show_action()

    # --- the one button -------------------------------------------------------------------------

    @property
    def _pick(self) -> Pick | None:
        return self._picks[self._chosen] if self._picks else None

    @property
    def _here(self) -> LocalModel | None:
        """The pick's file on this disk."""
        offered, models = self._offered, self._desk.now.models or ()
        if offered is not None:
            return local_copy(models, offered.repository.repo, offered.variant)
        return None

    def _show_action(self) -> None:
        pick, offered = self._pick, self._offered
        if pick is None:
            return
        if self._here is not None:
            words = "This file is on your computer."
            self._page.show_action("Load and chat", "chat", words)
            return
        if self._show_job():
            return
        size = offered.variant.size if offered else pick.file.size
        disks = self._desk.now.machine.disks if self._desk.now.machine else ()
        words, room = disk_words(size, disks[0].free if disks else None)
        beside = f"{size_text(size)}. {FOR_THIS_ONE}" if room else words
        if offered is not None and not offered.exact:
            kind = offered.variant.quantization or offered.variant.name
            beside = (
                f"There is no {pick.file.variant} in {pick.files}; {kind},"
                f" {size_text(size)}, is nearest."
            )
        self._page.show_action("Download and chat", "download", beside, enabled=room)

    def _show_job(self) -> bool:
        """Show the download where one is under way."""
        offered = self._offered
        if offered is None:
            return False
        job = self._downloads.job_of(offered.repository.repo, offered.variant.files)
        if job is None or job.state in ("done", "cancelled"):
            return False
        row = job_row(job)
        words = row.problem or row.words
        self._page.show_download(row.title, row.share, words, paused=row.can_resume)
        return True

    def _on_begin_asked(self) -> None:
        pick, offered = self._pick, self._offered
        if pick is None:
            return
        here = self._here
        if here is not None:
            self._finish(here)
            return
        self._begun = True
        self._page.notice.hide()
        if offered is not None:
            self._start(offered)
            return
        self._page.show_action("Looking for the file", "download", "", enabled=False)
        self._opening.ask(
            lambda: offered_for(self._parts, pick),
            done=self._on_offered,
            failed=self._on_failed,
        )

    def _on_offered(self, offered: Offered) -> None:
        self._offered = offered
        if self._here is not None:
            self._follow()
        elif offered.exact:
            self._start(offered)
        else:
            self._begun = False  # another file than was shown: it takes another word
            self._show_action()

    def _start(self, offered: Offered) -> None:
        self._page.show_action("Starting", "download", "", enabled=False)
        self._downloads.start(offered.repository, offered.variant)

    def _on_pause_asked(self, pause: bool) -> None:  # noqa: FBT001  Qt passes it so
        job = self._job
        if job is not None:
            (self._downloads.pause if pause else self._downloads.resume)(job)

    def _on_cancel_asked(self) -> None:
        job = self._job
        self._begun = False
        if job is not None:
            self._downloads.cancel(job)

    @property
    def _job(self) -> int | None:
        offered = self._offered
        if offered is None:
            return None
        job = self._downloads.job_of(offered.repository.repo, offered.variant.files)
        return job.id if job else None

    # --- what happens meanwhile -----------------------------------------------------------------

    def _on_desk_changed(self, before: OnDesk, now: OnDesk) -> None:
        if not self._open:
            return
        plans = (before.computer, before.paces) != (now.computer, now.paces)
        if plans or before.settings != now.settings:
            self._show_machine(now)
            self._choose()
        if before.jobs != now.jobs or before.models != now.models:
            self._follow()

    def _follow(self) -> None:
        here = self._here
        if here is not None and self._begun and here.facts is not None:
            self._finish(here)
        elif self._offered is not None:
            self._show_action()

    def _finish(self, model: LocalModel) -> None:
        """Load it where one still waits for it on this page."""
        waited = self._page.isVisible()
        self._begun = self._open = False
        self.settled.emit()
        if waited:
            self.load_asked.emit(model)

    def _show_machine(self, now: OnDesk) -> None:
        if now.computer is not None:
            self._page.show_computer(computer_view(now.computer, reserve=now.settings.reserve))

    def _on_skipped(self) -> None:
        self._open = False
        self.settled.emit()

    def _on_not_started(self, _said: Sentence) -> None:
        """The window tells why; the button can be pressed again."""
        if self._open and self._offered is not None:
            self._show_action()

    def _on_failed(self, error: Exception) -> None:
        self._begun = False
        said = sentence_for(error)
        self._page.notice.show_words("error", said.what, said.next)
        self._show_action()

    def _on_choosing_failed(self, error: Exception) -> None:
        """Asked again the next time something changes, or somebody comes here."""
        self._asked = None
        said = sentence_for(error)
        self._picks = ()
        self._page.show_nothing(f"{said.what} {said.next}")


def _found(parts: Parts, wish: Wish, machine: Machine) -> tuple[tuple[Pick, ...], str]:
    """The picks, or what would help where there is none."""
    picks = picks_for(parts, wish, machine)[:MOST_PICKS]
    return picks, "" if picks else nothing_fits(parts, wish, machine)

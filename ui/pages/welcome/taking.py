"""The one button of the first page: find the picked file on the Hub, download it, load it."""

from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from PySide6.QtCore import QObject, Signal

from launcher.actions.parts import Parts
from launcher.actions.take import Offered, offered_for
from launcher.choosing.pick import Pick
from launcher.hub.job import JobState
from launcher.library.store import LocalModel
from launcher.models.names import decode_name
from launcher.sentences import Sentence
from launcher.units import size_text
from ui.bridge.background import Background
from ui.bridge.latest import Latest
from ui.desk import Desk, OnDesk
from ui.errands.downloads import DownloadsErrand
from ui.pages.welcome.page import WelcomePage
from ui.text.failures import sentence_for
from ui.text.jobs import disk_words, job_row, local_copy

ENDED: Final = ("done", "cancelled")
FOR_THIS_ONE: Final = "It can be paused, and goes on after a restart."


class Taking(QObject):
    """Knows the pick that is chosen; `here` once its file is on this disk and was waited for."""

    here = Signal(object)  # LocalModel

    def __init__(
        self,
        page: WelcomePage,
        parts: Parts,
        desk: Desk,
        waiting: Background,
        downloads: DownloadsErrand,
    ) -> None:
        super().__init__(page)
        self._page = page
        self._parts = parts
        self._desk = desk
        self._downloads = downloads
        self._opening = Latest(waiting, self, overlap=True)
        self._pick: Pick | None = None
        self._found: dict[tuple[str, str], Offered] = {}  # by repository and quantization
        self._begun = False  # a person wants this file, here and now
        self._looking = False
        page.begin_asked.connect(self._on_begin_asked)
        page.pause_asked.connect(self._on_pause_asked)
        page.cancel_asked.connect(self._on_cancel_asked)
        downloads.failed.connect(self._on_not_started)
        desk.changed.connect(self._on_desk_changed)

    def take(self, pick: Pick | None) -> None:
        """From now on it is about this one; whoever waited for another waits no more."""
        if pick is None or self._pick is None or _key(pick) != _key(self._pick):
            self.forget()
        self._pick = pick
        self.show()

    def forget(self) -> None:
        """Nobody waits for a file any more; downloads go on."""
        self._begun = self._looking = False
        self._opening.drop()

    def show(self) -> None:
        """What can be done with the file now."""
        pick, offered = self._pick, self._offered
        if pick is None or self._looking:
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
        job = self._job
        if job is None:
            return False
        row = job_row(job)
        words = row.problem or row.words
        self._page.show_download(row.title, row.share, words, paused=row.can_resume)
        return True

    @property
    def _offered(self) -> Offered | None:
        """What the Hub has for the pick, where it was asked."""
        pick = self._pick
        return self._found.get(_key(pick)) if pick else None

    @property
    def _here(self) -> LocalModel | None:
        """The pick's file on this disk."""
        pick, offered, models = self._pick, self._offered, self._desk.now.models or ()
        if pick is None:
            return None
        if offered is not None:
            return local_copy(models, offered.repository.repo, offered.variant)
        named = (one for one in models if one.repo == pick.files and _is_named(one.path, pick))
        return next(named, None)

    @property
    def _job(self) -> JobState | None:
        """The pick's download, where one is under way."""
        pick, offered = self._pick, self._offered
        if pick is None:
            return None
        if offered is not None:
            job = self._downloads.job_of(offered.repository.repo, offered.variant.files)
            return job if job is not None and job.state not in ENDED else None
        jobs = (one for one in reversed(self._desk.now.jobs) if one.state not in ENDED)
        named = (one for one in jobs if one.repo == pick.files)
        return next((one for one in named if _is_named(Path(one.files[0]), pick)), None)

    def _on_begin_asked(self) -> None:
        pick, offered = self._pick, self._offered
        if pick is None:
            return
        if self._looking:
            self.forget()
            self.show()
            return
        here = self._here
        if here is not None:
            self.forget()
            self.here.emit(here)
            return
        self._begun = True
        self._page.notice.hide()
        if offered is not None:
            self._start(offered)
            return
        self._looking = True
        self._page.show_action("Stop", "close", f"Asking {self._hub} for the file")
        self._opening.ask(
            lambda: offered_for(self._parts, pick),
            done=lambda offered: self._on_offered(pick, offered),
            failed=self._on_failed,
        )

    @property
    def _hub(self) -> str:
        """Who is asked: 'huggingface.co'."""
        return urlsplit(self._parts.hub.endpoint).netloc

    def _on_offered(self, pick: Pick, offered: Offered) -> None:
        self._looking = False
        self._found[_key(pick)] = offered
        if self._here is not None:
            self._follow()
        elif offered.exact:
            self._start(offered)
        else:
            self._begun = False  # another file than was shown: it takes another word
            self.show()

    def _start(self, offered: Offered) -> None:
        self._page.show_action("Starting", "download", "", enabled=False)
        self._downloads.start(offered.repository, offered.variant)

    def _on_pause_asked(self, pause: bool) -> None:  # noqa: FBT001  Qt passes it so
        job = self._job
        if job is not None:
            self._begun = True
            (self._downloads.pause if pause else self._downloads.resume)(job.id)

    def _on_cancel_asked(self) -> None:
        job = self._job
        self._begun = False
        if job is not None:
            self._downloads.cancel(job.id)

    # --- what happens meanwhile -----------------------------------------------------------------

    def _on_desk_changed(self, before: OnDesk, now: OnDesk) -> None:
        if before.jobs != now.jobs or before.models != now.models:
            self._follow()

    def _follow(self) -> None:
        here = self._here
        if here is not None and self._begun and here.facts is not None:
            self.forget()
            self.here.emit(here)
        else:
            self.show()

    def _on_not_started(self, _said: Sentence) -> None:
        """The window tells why; the button can be pressed again."""
        self.show()

    def _on_failed(self, error: Exception) -> None:
        self._looking = self._begun = False
        said = sentence_for(error)
        self._page.notice.show_words("error", said.what, said.next)
        self.show()


def _key(pick: Pick) -> tuple[str, str]:
    return pick.files, pick.file.variant


def _is_named(file: Path, pick: Pick) -> bool:
    """Whether a file of the pick's repository is the one picked, by its name."""
    return (decode_name(file.name).label or "").upper() == pick.file.variant.upper()

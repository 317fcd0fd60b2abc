"""The one button of a model's page: download the chosen file, or load what is here already."""

from PySide6.QtCore import QObject, Signal

from launcher.actions.repository import Repository
from launcher.library.store import LocalModel
from launcher.models.variants import Variant
from launcher.units import size_text
from ui.desk import Desk
from ui.errands.downloads import DownloadsErrand
from ui.pages.find.catalog_view import download_words
from ui.pages.find.model_page import ModelPage
from ui.pages.find.view import ready_text
from ui.text.jobs import disk_words, job_row, local_copy


class ActionPresenter(QObject):
    """Knows the chosen file; `load_asked` where it is on the disk."""

    load_asked = Signal(object)  # LocalModel

    def __init__(self, page: ModelPage, desk: Desk, downloads: DownloadsErrand) -> None:
        super().__init__(page)
        self._page = page
        self._desk = desk
        self._downloads = downloads
        self._repository: Repository | None = None
        self._variant: Variant | None = None
        page.action_asked.connect(self._on_action_asked)
        page.pause_asked.connect(self._on_pause_asked)
        page.cancel_asked.connect(self._on_cancel_asked)
        downloads.failed.connect(lambda _said: self.show())

    def take(self, repository: Repository | None, variant: Variant | None) -> None:
        """From now on it is about this file."""
        self._repository, self._variant = repository, variant
        self.show()

    def show(self) -> None:
        """What can be done with the file now."""
        variant, repository = self._variant, self._repository
        if variant is None or repository is None:
            return
        job = self._downloads.job_of(repository.repo, variant.files)
        if job is not None and job.state not in ("done", "cancelled"):
            row = job_row(job)
            self._page.show_download(row.share, row.words, paused=row.can_resume)
            self._page.show_action("Download", "download", row.problem)
            return
        self._page.show_download(None, "", paused=False)
        if self._local is not None:
            words = ready_text(self._desk.now.given_back)
            self._page.show_action("Load and chat", "chat", words)
            return
        if repository.known is not None:  # the Hub has not listed it yet
            words = download_words(repository.repo, repository.known)
            text = f"Download {size_text(variant.size)}"
            self._page.show_action(text, "download", words, enabled=False)
            return
        machine = self._desk.now.machine
        free = machine.disks[0].free if machine and machine.disks else None
        words, room = disk_words(variant.size, free)
        self._page.show_action(
            f"Download {size_text(variant.size)}", "download", words, primary=room
        )

    def _on_action_asked(self) -> None:
        variant, repository = self._variant, self._repository
        if variant is None or repository is None:
            return
        local = self._local
        if local is not None:
            self.load_asked.emit(local)
        else:
            self._page.show_action("Starting", "download", "", enabled=False)
            self._downloads.start(repository, variant)

    def _on_pause_asked(self, pause: bool) -> None:  # noqa: FBT001  Qt passes it so
        job = self._job
        if job is not None:
            (self._downloads.pause if pause else self._downloads.resume)(job)

    def _on_cancel_asked(self) -> None:
        job = self._job
        if job is not None:
            self._downloads.cancel(job)

    @property
    def _job(self) -> int | None:
        variant, repository = self._variant, self._repository
        if variant is None or repository is None:
            return None
        job = self._downloads.job_of(repository.repo, variant.files)
        return job.id if job else None

    @property
    def _local(self) -> LocalModel | None:
        variant, models = self._variant, self._desk.now.models or ()
        if variant is None or self._repository is None:
            return None
        return local_copy(models, self._repository.repo, variant)

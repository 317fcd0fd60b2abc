"""Keeps the downloads on the desk and puts finished ones into the library."""

# ruff: noqa: PLC0415  the window starts without what a download needs

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from launcher.actions.parts import Parts
from launcher.hub.job import JobState
from ui.bridge.background import Background
from ui.bridge.relay import Relay
from ui.desk import Desk
from ui.text.failures import sentence_for

if TYPE_CHECKING:
    from launcher.actions.repository import Repository
    from launcher.models.variants import Variant


class DownloadsErrand(QObject):
    """Starts, pauses, resumes, cancels; tells when a model is whole."""

    failed = Signal(object)  # Sentence
    finished = Signal(object)  # Path of the first file, now in the library

    def __init__(self, parts: Parts, desk: Desk, background: Background, relay: Relay) -> None:
        super().__init__(desk)
        self._parts = parts
        self._desk = desk
        self._background = background
        self._kept: set[int] = set()
        self._told: set[int] = set()
        parts.downloads.listen(
            lambda job: relay.call(lambda: self._on_downloads_changed(job), to=self)
        )
        desk.put(jobs=parts.downloads.jobs())

    def start(self, repository: "Repository", variant: "Variant") -> None:
        """Queue a variant."""
        self._background.run(
            lambda: _download(self._parts, repository, variant),
            to=self,
            done=lambda _id: self._refresh(),
            failed=self._on_failed,
        )

    def pause(self, job: int) -> None:
        """Stop for now; what has arrived stays."""
        self._do(lambda: self._parts.downloads.pause(job))

    def resume(self, job: int) -> None:
        """Go on where it stopped."""
        self._told.discard(job)
        self._do(lambda: self._parts.downloads.resume(job))

    def cancel(self, job: int) -> None:
        """Give it up and delete what has arrived."""
        self._do(lambda: self._parts.downloads.cancel(job))

    def job_of(self, repo: str, files: tuple[str, ...]) -> JobState | None:
        """The latest job for these files, if there is one; earlier ones were given up."""
        for job in reversed(self._desk.now.jobs):
            if job.repo == repo and tuple(job.files) == files:
                return job
        return None

    def _do(self, work: Callable[[], None]) -> None:
        self._background.run(
            work,
            to=self,
            done=lambda _none: self._refresh(),
            failed=self._on_failed,
        )

    def _on_downloads_changed(self, job: JobState) -> None:
        self._refresh()
        if job.state == "done" and job.id not in self._kept:
            self._kept.add(job.id)
            self._background.run(
                lambda: _keep(self._parts, job),
                to=self,
                done=self._on_kept,
                failed=self._on_failed,
            )
        elif job.state == "failed" and job.error is not None and job.id not in self._told:
            self._told.add(job.id)
            self.failed.emit(sentence_for(job.error))

    def _on_kept(self, path: Path) -> None:
        self.finished.emit(path)
        self._refresh()

    def _refresh(self) -> None:
        self._desk.put(jobs=self._parts.downloads.jobs())

    def _on_failed(self, error: Exception) -> None:
        self._refresh()
        self.failed.emit(sentence_for(error))


def _download(parts: Parts, repository: "Repository", variant: "Variant") -> int:
    from launcher.actions.download import download

    return download(parts, repository, variant)


def _keep(parts: Parts, job: JobState) -> Path:
    from launcher.actions.download import keep

    return keep(parts, job)

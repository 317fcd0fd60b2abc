"""The downloads: at most two at a time, the others wait; paused, resumed, cancelled, remembered.

Pausing only says stop and returns; what is left to do for it, the job's own
thread does. After a restart everything unfinished is there again, paused.
"""

import logging
from collections.abc import Callable, Sequence
from itertools import count
from pathlib import Path
from threading import Condition, RLock, Thread
from time import monotonic
from typing import Final

from launcher.errors import ConnectionLost, FileNotInRepo, SnugError
from launcher.hub.broken import Halted
from launcher.hub.client import Hub
from launcher.hub.destination import disk_error, require_room, require_short, require_writable
from launcher.hub.download import Download
from launcher.hub.files import Listing
from launcher.hub.halt import Halt
from launcher.hub.job import ACTIVE, ENDED, Job, JobState, State
from launcher.hub.lock import InUse
from launcher.hub.patience import FOR_FILES, Patience
from launcher.hub.queue_file import load_jobs, save_jobs
from launcher.hub.source import Source
from launcher.hub.speed import Speed

AT_ONCE: Final = 2
OVER: Final = ("done", "cancelled")
NOT_GOING_ON: Final = (*ENDED, "paused")
LISTENING: Final = 0.5  # seconds between two looks at the keyboard while waiting (Windows)
FAREWELL: Final = 3.0  # seconds for all threads to end when the program does
IN_USE: Final = 1.0  # seconds between two tries at a part that another process works on

log = logging.getLogger(__name__)
Listener = Callable[[JobState], None]


class Downloads:
    """All jobs. May be used from several threads; listeners are called from the jobs' own."""

    def __init__(
        self,
        *,
        hub: Hub,
        models_folder: Callable[[], Path],
        state_file: Path,
        connections: Callable[[], int],
        patience: Patience = FOR_FILES,
    ) -> None:
        self._hub = hub
        self._models_folder = models_folder
        self._state_file = state_file
        self._connections = connections
        self._patience = patience
        self._changed = Condition(RLock())
        self._telling = RLock()  # so that a listener hears states in their order
        self._listeners: list[Listener] = []
        self._jobs = load_jobs(state_file)
        self._closed = False
        self._touched = False
        self._numbers = count(max(self._jobs, default=0) + 1)

    # --- what a person does ---------------------------------------------------------------------

    def add(self, listing: Listing, paths: Sequence[str]) -> int:
        """Begin to download these files, as one job; its id. What is under way goes on.

        Raises FileNotInRepo, UnsafePath, PathTooLong, FolderNotWritable, DiskFull.
        """
        sources = tuple(_source(listing, path) for path in paths)
        with self._changed:
            same = next((j for j in self._jobs.values() if _is_for(j, sources)), None)
        if same is not None:
            self.resume(same.id)
            return same.id
        job = Job(next(self._numbers), self._models_folder(), sources)
        require_short(job.targets)
        for folder in dict.fromkeys(target.parent for target in job.targets):
            require_writable(folder)
        require_room(job.targets[0].parent, job.still_to_come)
        with self._changed:
            same = next((j for j in self._jobs.values() if _is_for(j, sources)), None)
            if same is None:
                self._jobs[job.id] = job
                self._touched = True
        if same is not None:  # asked for twice at the same moment
            return same.id
        self._go_on(job)
        return job.id

    def pause(self, job_id: int) -> None:
        """Stop for now; what has arrived stays."""
        job = self._jobs[job_id]
        with self._changed:
            if job.state not in (*ACTIVE, "waiting"):
                return
            self._put(job, "paused")
            halt = job.halt
        halt.say()
        self._tell(job)

    def resume(self, job_id: int) -> None:
        """Go on where it stopped; also after a failure."""
        job = self._jobs[job_id]
        with self._changed:
            if job.state not in ("paused", "failed"):
                return
            self._put(job, "waiting")
            job.error = None
        self._go_on(job)

    def cancel(self, job_id: int) -> None:
        """Give it up and delete what has arrived. A finished one is only forgotten."""
        job = self._jobs[job_id]
        with self._changed:
            if job.state == "done":
                del self._jobs[job_id]
                return
            self._put(job, "cancelled")
            idle, halt = job.thread is None, job.halt
        halt.say()
        if idle:
            job.delete_parts()
        self._save()
        self._tell(job)

    def close(self) -> None:
        """Pause everything; returns when the threads have ended, or nearly."""
        with self._changed:
            self._closed = True
            jobs = list(self._jobs.values())
            threads = [job.thread for job in jobs if job.thread is not None]
        for job in jobs:
            self.pause(job.id)
        until = monotonic() + FAREWELL
        for thread in threads:
            thread.join(max(0.0, until - monotonic()))
        if self._touched:  # else another program's queue would be overwritten with what we read
            self._save()

    # --- what there is to see -------------------------------------------------------------------

    def jobs(self) -> tuple[JobState, ...]:
        """Every job of this run and every unfinished one of earlier runs, oldest first."""
        with self._changed:
            return tuple(job.snapshot() for job in self._jobs.values())

    def listen(self, on_change: Listener) -> Callable[[], None]:
        """Call this with every change, at most about ten times a second a job; how to stop it."""
        with self._telling:
            self._listeners.append(on_change)

        def stop() -> None:
            with self._telling:
                self._listeners.remove(on_change)

        return stop

    def wait(self, job_id: int) -> JobState:
        """Wait until a job is done, failed, cancelled or paused."""
        job = self._jobs[job_id]
        with self._changed:
            while job.state not in NOT_GOING_ON or job.thread is not None:
                self._changed.wait(LISTENING)
            return job.snapshot()

    # --- the work -------------------------------------------------------------------------------

    def _go_on(self, job: Job) -> None:
        self._save()
        self._tell(job)
        self._start_waiting()

    def _start_waiting(self) -> None:
        """Start what may run now: two at a time, and no two at the same file."""
        with self._changed:
            for job in self._jobs.values():
                busy = [j for j in self._jobs.values() if j.thread is not None]
                if self._closed or sum(j.state in ACTIVE for j in busy) >= AT_ONCE:
                    return
                if job.state != "waiting" or any(set(j.targets) & set(job.targets) for j in busy):
                    continue
                job.state, job.halt, job.speed = "running", Halt(), Speed()
                job.thread = Thread(
                    target=self._work, args=(job, job.halt), name=f"download-{job.id}", daemon=True
                )
                job.thread.start()

    def _work(self, job: Job, halt: Halt) -> None:
        """A job's thread, from start to pause or end."""
        try:
            self._download_all(job, halt)
        except Halted:
            self._close_up(job, "paused")
        except SnugError as error:
            self._close_up(job, "failed", error)
        except OSError as error:
            self._close_up(job, "failed", disk_error(error, job.folder))
        except Exception as error:  # a mistake of ours must not leave a job that seems to run
            log.exception("download %s failed", job.id)
            path = job.sources[job.at].path
            self._close_up(job, "failed", ConnectionLost(path, 0, repr(error)))
        else:
            self._close_up(job, "done")

    def _close_up(self, job: Job, state: State, error: SnugError | None = None) -> None:
        """The last of a job's thread; what a person has said meanwhile counts more."""
        with self._changed:
            job.keep_count()
            if job.state in ACTIVE:
                job.error = error
                self._put(job, state)
        self._save()
        self._tell(job)
        deleted = False
        while True:
            with self._changed:
                if job.state != "cancelled" or deleted:
                    job.thread = None
                    self._changed.notify_all()
                    break
            job.delete_parts()
            deleted = True
        self._start_waiting()

    def _download_all(self, job: Job, halt: Halt) -> None:
        for index, (source, target) in enumerate(zip(job.sources, job.targets, strict=True)):
            if job.is_sealed(index):
                continue
            with self._changed:
                job.at = index
                job.current = Download(
                    self._hub,
                    source,
                    target,
                    halt=halt,
                    connections=self._connections(),
                    patience=self._patience,
                )
            self._run(job, halt)
            with self._changed:
                job.seal()
                job.keep_count()
            self._save()

    def _run(self, job: Job, halt: Halt) -> None:
        download = job.current
        assert download is not None  # noqa: S101  made by the caller just now
        while True:
            if halt.said:
                raise Halted
            try:
                download.run(lambda: self._tick(job))
            except InUse:  # by another Snug: when that is done, the file is there
                halt.wait(IN_USE)
            else:
                return

    def _tick(self, job: Job) -> None:
        with self._changed:
            job.look()
        self._tell(job)

    def _put(self, job: Job, state: State) -> None:
        job.state = state
        self._touched = True
        self._changed.notify_all()

    def _tell(self, job: Job) -> None:
        with self._telling:
            with self._changed:
                state = job.snapshot()
            for listener in list(self._listeners):
                try:
                    listener(state)
                except Exception:  # what somebody does with the news is no trouble of the download
                    log.exception("a listener of the downloads failed")

    def _save(self) -> None:
        with self._changed:
            save_jobs(self._state_file, [j for j in self._jobs.values() if j.state not in OVER])


def _source(listing: Listing, path: str) -> Source:
    file = listing.file(path)
    if file is None:
        raise FileNotInRepo(listing.repo, path)
    return Source.of(listing.repo, listing.commit, file)


def _is_for(job: Job, sources: tuple[Source, ...]) -> bool:
    """Whether an unfinished job is for just these files."""
    return job.sources == sources and job.state not in OVER

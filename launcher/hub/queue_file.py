"""The list of downloads that survives a restart."""

import logging
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from launcher.errors import DownloadError, NewerData, NotSaved
from launcher.hub.job import Job, restored_job
from launcher.kept import put_aside, read_object, write_object

VERSION: Final = 1
log = logging.getLogger(__name__)


def save_jobs(file: Path, jobs: Iterable[Job]) -> None:
    """Write them down. A list that cannot be saved is no reason to stop a download."""
    try:
        write_object(file, {"version": VERSION, "jobs": [job.told() for job in jobs]})
    except NotSaved:
        log.warning("the list of downloads could not be saved", exc_info=True)


def load_jobs(file: Path) -> dict[int, Job]:
    """The jobs of earlier runs, paused, by their ids. A damaged list is put aside."""
    try:
        told = read_object(file, newest=VERSION)
        jobs = [] if told is None else told.get("jobs")
        if not isinstance(jobs, list):
            raise ValueError("no list of jobs")
        restored = [restored_job(one) for one in jobs]
    except (ValueError, DownloadError):
        put_aside(file)
        return {}
    except (NewerData, OSError):  # it is whole, and not ours to change
        return {}
    return {job.id: job for job in restored}

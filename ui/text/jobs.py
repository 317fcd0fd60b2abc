"""Downloads in words: how far one is, whether the disk holds it, whether it is here already."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from launcher.hub.destination import MARGIN
from launcher.hub.job import JobState
from launcher.library.store import LocalModel
from launcher.sentences import sentence_of
from launcher.units import duration_text, size_text

if TYPE_CHECKING:
    from launcher.models.variants import Variant


@dataclass(frozen=True, slots=True, kw_only=True)
class JobRow:
    """A download: how far, how fast, and what can be done with it."""

    id: int
    title: str
    words: str
    share: float  # 0…1
    can_pause: bool
    can_resume: bool
    problem: str = ""


def job_row(job: JobState) -> JobRow:
    """One download in words."""
    done, size = size_text(job.bytes), size_text(job.size)
    words = f"{done} of {size}"
    if job.state == "running" and job.rate:
        words += f" at {size_text(int(job.rate))}/s"
        if job.seconds_left is not None:
            words += f", about {duration_text(job.seconds_left)} left"
    elif job.state != "running":
        words = f"{str(job.state).capitalize()}, {words}"
    said = sentence_of(job.error) if job.error else None
    return JobRow(
        id=job.id,
        title=Path(job.files[0]).name,
        words=words,
        share=job.bytes / job.size if job.size else 0.0,
        can_pause=job.state in ("running", "waiting", "checking"),
        can_resume=job.state in ("paused", "failed"),
        problem=f"{said.what} {said.next}" if said else "",
    )


def disk_words(size: int, free: int | None) -> tuple[str, bool]:
    """What the disk has to say to a download (bytes), and whether there is room for it."""
    if free is None:
        return "", True
    missing = size + MARGIN - free
    if missing > 0:
        return f"{size_text(missing)} more disk space is needed: {size_text(free)} free.", False
    return f"{size_text(free)} free on disk", True


def local_copy(models: Sequence[LocalModel], repo: str, variant: "Variant") -> LocalModel | None:
    """The model that was downloaded from there, or None."""
    wanted = Path(*repo.split("/")) / variant.files[0]
    for model in models:
        if model.repo == repo and model.path.parts[-len(wanted.parts) :] == wanted.parts:
            return model
    return None

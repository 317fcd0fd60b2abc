"""`snug download`: fetch files of a model, saying how far it is."""

import argparse

from launcher.actions.download import download as start
from launcher.actions.download import keep
from launcher.actions.parts import Parts
from launcher.actions.repository import open_repository
from launcher.actions.target import variant_named
from launcher.cli.output import Output
from launcher.hub.job import JobState
from launcher.units import duration_text, size_text


def download(arguments: argparse.Namespace, parts: Parts, output: Output) -> int:
    """Download every file named; what was half there goes on where it stopped."""
    repository = open_repository(parts, arguments.repo)
    wanted = [variant_named(repository, words) for words in arguments.path]
    unheard: list[OSError] = []

    def tell(job: JobState) -> None:
        try:
            _tell(job, output)
        except OSError as error:  # nobody reads what we say, so nobody waits for the file
            unheard.append(error)
            parts.downloads.pause(job.id)

    parts.downloads.listen(tell)
    for variant in dict.fromkeys(wanted):
        job = parts.downloads.wait(start(parts, repository, variant))
        if job.error is not None:
            raise job.error
        if unheard:
            raise unheard[0]
        if job.state != "done":
            return 1
        path = keep(parts, job)
        if not output.json:
            output.answer({}, str(path))
    return 0


def _tell(job: JobState, output: Output) -> None:
    keys = {
        "id": job.id,
        "state": str(job.state),
        "bytes": job.bytes,
        "size": job.size,
        "rate": job.rate,
        "seconds_left": job.seconds_left,
        "path": str(job.path) if job.state == "done" else None,
    }
    if output.json:
        output.event(keys, "")
        return
    left = "" if job.seconds_left is None else f", {duration_text(job.seconds_left)} left"
    speed = f" at {size_text(int(job.rate))}/s" if job.rate else ""
    output.status(f"{job.state}: {size_text(job.bytes)} of {size_text(job.size)}{speed}{left}")

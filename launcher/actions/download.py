"""Download a variant, all its shards as one job, and put it into the library when it is whole."""

from pathlib import Path

from launcher.actions.parts import Parts
from launcher.actions.repository import Repository
from launcher.hub.job import JobState
from launcher.models.variants import Variant


def download(parts: Parts, repository: Repository, variant: Variant) -> int:
    """Queue the variant's files; the job's id. Raises DiskFull, FolderNotWritable, UnsafePath."""
    return parts.downloads.add(repository.listing, variant.files)


def keep(parts: Parts, job: JobState) -> Path:
    """Remember a finished job's model in the library; its first file."""
    if job.path is None:
        raise ValueError(job.state)
    parts.library.record_download(
        job.path, repo=job.repo, commit=job.commit, sha256=dict(job.sha256)
    )
    return job.path

"""Adding a pack: copied file by file into a folder of its own, then renamed into its place.

Whatever stops it (a wrong file, a full disk, somebody who presses Stop) leaves nothing behind.
"""

import hashlib
import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Final

from launcher.engines.archives import Archive
from launcher.engines.manifest import is_device, read_manifest
from launcher.engines.values import BUILT_IN, GOING, MANIFEST, EngineFile, EngineManifest
from launcher.engines.verify import CHUNK, OnProgress, check_files, check_fit
from launcher.errors import (
    DiskFull,
    EnginePackReason,
    EnginePackUnusable,
    NoSuchFile,
    NotSaved,
    UnreadableFile,
)
from launcher.kept import write_object

PART: Final = ".part-"
STALE: Final = 86_400.0  # seconds after which a half-made pack is nobody's any more
LONGEST: Final = 40  # characters of an ident
SPARE: Final = 16 << 20  # bytes left free on the disk


def take_in(
    source: Path, packs: Path, *, has_modules: bool, on_progress: OnProgress | None = None
) -> str:
    """Add the pack; the name of its folder. One that is there already is not copied again.

    `on_progress` hears bytes copied, of so many; what it raises stops the copying. Raises
    EnginePackUnusable, DiskFull, NotSaved, NoSuchFile, UnreadableFile.
    """
    try:
        if not source.exists():
            raise NoSuchFile(str(source))
        archive = Archive(source)
        manifest = archive.manifest()
        check_fit(manifest, source, has_modules=has_modules)
        there = _already(packs, manifest)
        if there:
            return there
        return _copied(archive, manifest, source, packs, on_progress)
    except OSError as error:  # what is ours to write is told as NotSaved, further down
        raise UnreadableFile(str(source), error.strerror or str(error)) from error


def _copied(
    archive: Archive,
    manifest: EngineManifest,
    source: Path,
    packs: Path,
    on_progress: OnProgress | None,
) -> str:
    with _part(packs, sum(each.size for each in manifest.files)) as part:
        copy = _Copy(manifest, part, source, on_progress)
        archive.read([each.name for each in manifest.files], copy.take)
        copy.check_whole()
        write_object(part / MANIFEST, as_object(manifest))
        there = _already(packs, manifest)
        if there:  # another window was faster
            shutil.rmtree(part, ignore_errors=True)
            return there
        ident = _free_name(packs, manifest.name)
        with _saving(packs / ident):
            part.rename(packs / ident)
    return ident


class _Copy:
    """Writes listed files and compares each with what the manifest promises."""

    def __init__(
        self,
        manifest: EngineManifest,
        part: Path,
        source: Path,
        on_progress: OnProgress | None,
    ) -> None:
        self._listed = {each.name: each for each in manifest.files}
        self._total = sum(each.size for each in manifest.files)
        self._part = part
        self._source = source
        self._on_progress = on_progress
        self._done = 0
        self._taken: set[str] = set()

    def take(self, name: str, stream: IO[bytes]) -> None:
        promised = self._listed[name]
        if name in self._taken:
            raise self._damaged(f"{name} is in it twice")
        summed, size = hashlib.sha256(), 0
        target = self._part / name
        with _saving(target):
            target.touch()
        while chunk := stream.read(CHUNK):
            size += len(chunk)
            if size > promised.size:
                break
            summed.update(chunk)
            with _saving(target), target.open("ab") as written:
                written.write(chunk)
            self._went_on(len(chunk))
        self._compare(promised, size, summed.hexdigest())
        self._taken.add(name)

    def check_whole(self) -> None:
        missing = [name for name in self._listed if name not in self._taken]
        if missing:
            raise self._damaged(f"{missing[0]} is missing")

    def _compare(self, promised: EngineFile, size: int, sha256: str) -> None:
        if size > promised.size:
            raise self._damaged(f"{promised.name} is larger than {promised.size} bytes")
        if size < promised.size:
            raise self._damaged(f"{promised.name} has {size} bytes instead of {promised.size}")
        if sha256 != promised.sha256:
            raise self._damaged(f"{promised.name} is not the file that belongs here")

    def _went_on(self, count: int) -> None:
        self._done += count
        if self._on_progress:
            self._on_progress(self._done, self._total)

    def _damaged(self, why: str) -> EnginePackUnusable:
        return EnginePackUnusable(str(self._source), EnginePackReason.DAMAGED, why)


def as_object(manifest: EngineManifest) -> dict[str, object]:
    """The manifest as engine.json has it."""
    return {
        "format": 1,
        "kind": str(manifest.kind),
        "name": manifest.name,
        "system": manifest.system,
        "bindings": manifest.bindings,
        "commit": manifest.commit,
        "engine": manifest.engine,
        "backends": list(manifest.backends),
        "files": [
            {"name": each.name, "size": each.size, "sha256": each.sha256}
            for each in manifest.files
        ],
    }


def _already(packs: Path, manifest: EngineManifest) -> str | None:
    """The folder that holds the very same pack, whole."""
    with suppress(OSError):
        for folder in sorted(packs.iterdir()):
            if folder.name.startswith("."):
                continue
            with suppress(EnginePackUnusable):
                if read_manifest(folder) == manifest:
                    check_files(folder, manifest)
                    return folder.name
    return None


def _free_name(packs: Path, name: str) -> str:
    stem = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:LONGEST].strip("-") or "pack"
    if is_device(stem):
        stem = f"pack-{stem}"
    ident, number = stem, 1
    while ident == BUILT_IN or (packs / ident).exists():
        number += 1
        ident = f"{stem}-{number}"
    return ident


@contextmanager
def _part(packs: Path, needed: int) -> Iterator[Path]:
    with _saving(packs):
        packs.mkdir(parents=True, exist_ok=True)
        _clear_stale(packs)
        free = shutil.disk_usage(packs).free
        if free < needed + SPARE:
            raise DiskFull(str(packs), needed + SPARE, free)
        part = Path(tempfile.mkdtemp(prefix=PART, dir=packs))
    try:
        yield part
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise


def _clear_stale(packs: Path) -> None:
    for path in (*packs.glob(f"{PART}*"), *packs.glob(f"{GOING}*")):
        with suppress(OSError):
            if time.time() - path.stat().st_mtime > STALE:
                shutil.rmtree(path)


@contextmanager
def _saving(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise NotSaved(str(path), error.strerror or str(error)) from error

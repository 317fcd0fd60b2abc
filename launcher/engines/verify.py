"""Is an engine's folder what its engine.json says, and does that fit this program?"""

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from launcher.engines.binary import built_for, is_empty_inside
from launcher.engines.manifest import read_manifest
from launcher.engines.pinned import BINDINGS, COMMIT, this_system
from launcher.engines.values import MANIFEST, EngineFile, EngineManifest, PackKind
from launcher.errors import EnginePackReason, EnginePackUnusable

CHUNK: Final = 1 << 20
TOLD: Final = 9  # digits of a commit that tell two apart
NEEDED: Final = ("llama", "ggml", "ggml-base", "mtmd")  # the libraries of every engine
LIBRARY: Final = (".so", ".dll", ".dylib")

OnProgress = Callable[[int, int], None]  # bytes done, of so many


def check_fit(manifest: EngineManifest, path: Path, *, has_modules: bool) -> None:
    """Raises EnginePackUnusable where this program cannot use such an engine.

    `has_modules`: the built-in engine is one that modules can be added to.
    """
    if manifest.system != this_system():
        raise EnginePackUnusable(str(path), EnginePackReason.SYSTEM, manifest.system)
    if manifest.bindings != BINDINGS:
        told = f"{manifest.bindings}, and Snug's are {BINDINGS}"
        raise EnginePackUnusable(str(path), EnginePackReason.BINDINGS, told)
    if manifest.commit != COMMIT:
        told = f"{manifest.commit[:TOLD]}, and Snug's engine is {COMMIT[:TOLD]}"
        raise EnginePackUnusable(str(path), EnginePackReason.COMMIT, told)
    if manifest.kind is PackKind.MODULE:
        if not has_modules:
            raise EnginePackUnusable(str(path), EnginePackReason.MODULE)
        return
    missing = sorted(set(NEEDED) - {_stem(each.name) for each in manifest.files})
    if missing:
        raise EnginePackUnusable(str(path), EnginePackReason.LIBRARIES, ", ".join(missing))


def check_files(
    folder: Path, manifest: EngineManifest, on_progress: OnProgress | None = None
) -> None:
    """Read every file to its end. Raises EnginePackUnusable with the first that is wrong."""
    total = sum(each.size for each in manifest.files)
    done = 0
    for each in manifest.files:
        found = problem(folder, each, manifest.system)
        if found:
            raise EnginePackUnusable(str(folder), EnginePackReason.DAMAGED, found)
        done += each.size
        if on_progress:
            on_progress(done, total)
    try:
        extra = strangers(folder, manifest)
    except OSError as error:
        why = error.strerror or str(error)
        raise EnginePackUnusable(str(folder), EnginePackReason.UNREADABLE, why) from error
    if extra:
        told = f"{extra[0]} does not belong to it"
        raise EnginePackUnusable(str(folder), EnginePackReason.DAMAGED, told)


def damage(folder: Path) -> tuple[str, ...]:
    """All that is wrong with an engine that was installed whole; nothing where it is well."""
    try:
        manifest = read_manifest(folder)
    except EnginePackUnusable as error:
        missing = error.reason is EnginePackReason.NO_MANIFEST
        return (f"{MANIFEST} is missing" if missing else f"{MANIFEST}: {error.detail}",)
    found = (problem(folder, each, manifest.system) for each in manifest.files)
    return tuple(each for each in found if each)


def problem(folder: Path, each: EngineFile, system: str) -> str:
    """What is wrong with one file, in a few words; '' where nothing is."""
    file = folder / each.name
    try:
        if file.is_symlink():
            return f"{each.name} is a link"
        if not file.is_file():
            return f"{each.name} is missing"
        return _problem(file, each, system)
    except OSError as error:
        return f"{each.name} cannot be read ({error.strerror or error})"


def _problem(file: Path, each: EngineFile, system: str) -> str:
    if is_empty_inside(file):
        return f"{each.name} is empty"
    built = built_for(file)
    if built and system not in built:
        return f"{each.name} is for {built[0]} and not for {system}"
    size = file.stat().st_size
    if size != each.size:
        return f"{each.name} has {size} bytes instead of {each.size}"
    if _sha256(file) != each.sha256:
        return f"{each.name} is not the file that belongs here"
    return ""


def strangers(folder: Path, manifest: EngineManifest) -> Sequence[str]:
    """Libraries in the folder that the manifest does not name; they would be loaded too.

    Raises OSError.
    """
    listed = {each.name for each in manifest.files}
    found = sorted(path.name for path in folder.iterdir())
    return [name for name in found if name.endswith(LIBRARY) and name not in listed]


def _sha256(file: Path) -> str:
    summed = hashlib.sha256()
    with file.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            summed.update(chunk)
    return summed.hexdigest()


def _stem(name: str) -> str:
    return name.removeprefix("lib").partition(".")[0]

"""One engine as a row of the list, by its manifest and a look at its folder; no file is read."""

from pathlib import Path

from launcher.engines.manifest import read_manifest
from launcher.engines.shipped import bindings_engine
from launcher.engines.stamps import stamp_of
from launcher.engines.state import EngineState
from launcher.engines.values import BUILT_IN, EngineManifest, EngineRow
from launcher.engines.verify import check_fit
from launcher.errors import EnginePackReason, EnginePackUnusable
from launcher.sentences import sentence_of


def built_in_row(shipped: Path | None, state: EngineState, in_use: str) -> EngineRow:
    """The engine that came with the program (`shipped`), or the one built with the bindings."""
    folder = shipped or bindings_engine() or Path()
    manifest, fault = _fitting(folder, has_modules=True) if shipped else (None, "")
    return EngineRow(
        ident=BUILT_IN,
        folder=folder,
        manifest=manifest,
        size=0 if folder == Path() else _size(folder),
        active=state.active == BUILT_IN,
        in_use=in_use == BUILT_IN,
        removable=False,
        trial=state.trials.get(BUILT_IN),
        fault=fault,
    )


def pack_row(folder: Path, state: EngineState, in_use: str, *, has_modules: bool) -> EngineRow:
    """A pack a person added."""
    manifest, fault = _fitting(folder, has_modules=has_modules)
    return EngineRow(
        ident=folder.name,
        folder=folder,
        manifest=manifest,
        size=_size(folder),
        active=state.active == folder.name,
        in_use=in_use == folder.name,
        removable=True,
        trial=state.trials.get(folder.name),
        fault=fault,
    )


def _fitting(folder: Path, *, has_modules: bool) -> tuple[EngineManifest | None, str]:
    """The manifest, and a sentence where this program cannot use what lies there."""
    manifest, fault = _read(folder)
    if manifest and not fault:
        try:
            check_fit(manifest, folder, has_modules=has_modules)
        except EnginePackUnusable as error:
            fault = sentence_of(error).what
    return manifest, fault


def _read(folder: Path) -> tuple[EngineManifest | None, str]:
    """The manifest, and a sentence where a file is missing or of another size."""
    try:
        manifest = read_manifest(folder)
    except EnginePackUnusable as error:
        return None, sentence_of(error).what
    stamp = stamp_of(folder)
    for each in manifest.files:
        size = stamp.get(each.name, (None, 0))[0]
        if size != each.size:
            told = f"{each.name} is missing" if size is None else f"{each.name} was changed"
            damaged = EnginePackUnusable(str(folder), EnginePackReason.DAMAGED, told)
            return manifest, sentence_of(damaged).what
    return manifest, ""


def _size(folder: Path) -> int:
    return sum(size for size, _when in stamp_of(folder).values())

"""A Debian or Ubuntu with nothing in it, made once by debootstrap and kept packed."""

import shutil
import subprocess
from pathlib import Path
from typing import Final

from bootstrap.folder import ROOT
from bootstrap.logged import explain_failure, run_logged
from bootstrap.talk import SetupError
from shipping.bare.host import Archive, archive

KEPT: Final = ROOT / "build" / "bare"
# What a made system is called; a new recipe brings a new number.
RECIPE: Final = 1
PACK: Final = ("tar", "--use-compress-program", "zstd -T0 -3", "--numeric-owner")


def base(processor: str, *, kept: Path = KEPT) -> Path:
    """The folder of the bare system, unpacked; made where it is not yet. Raises SetupError."""
    told = archive()
    name = f"base-{told.codename}-{processor}-{RECIPE}"
    packed, folder = kept / f"{name}.tar.zst", kept / name
    if not packed.is_file():
        _make(told, packed, kept=kept)
    if not folder.is_dir():
        part = folder.with_suffix(".part")
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(parents=True)
        _must([*PACK, "-C", str(part), "-xf", str(packed)], what="Unpacking the bare system")
        part.rename(folder)
    return folder


def _make(told: Archive, packed: Path, *, kept: Path) -> None:
    if shutil.which("debootstrap") is None:
        raise SetupError("debootstrap is missing: run `apt-get install debootstrap`, then again.")
    part = kept / "making"
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    words = ["debootstrap", "--variant=minbase", f"--components={','.join(told.components)}"]
    words += [told.codename, str(part), told.mirror]
    log = kept / "debootstrap.log"
    label = f"Making a bare {told.codename} (once)"
    if not run_logged(words, label=label, log=log):
        raise explain_failure(log, what="Making the bare system")
    fresh = packed.with_suffix(".part")
    _must([*PACK, "-C", str(part), "-cf", str(fresh), "."], what="Packing the bare system")
    fresh.rename(packed)
    shutil.rmtree(part)


def _must(words: list[str], *, what: str) -> None:
    answer = subprocess.run(words, check=False, capture_output=True, encoding="utf-8")
    if answer.returncode != 0:
        raise SetupError(f"{what} failed: {answer.stderr.strip()}.")

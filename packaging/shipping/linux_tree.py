"""The frozen tree as the Linux packages take it: checked, copied, every time set to one moment."""

import json
import os
import re
import shutil
import stat
from pathlib import Path
from typing import Final

from bootstrap.talk import SetupError
from shipping.elf import architecture

from launcher.identity import VERSION

PROGRAM: Final = "snug"
_LIBRARY: Final = re.compile(r"\.so(\.\d+)*$")
CONTENTS: Final = Path("_internal") / "contents.json"


def check(tree: Path) -> str:
    """The tree's processor in dpkg's words. Raises SetupError where it is no whole program."""
    for name in (Path(PROGRAM), Path("snug-worker"), CONTENTS):
        if not (tree / name).is_file():
            raise SetupError(
                f"{tree} is no frozen Snug, {name} is missing: "
                "run `python3 snug.py package freeze` first."
            )
    return architecture(tree / PROGRAM)


def version_of(tree: Path) -> str:
    """The version that was frozen; this clone's where the list does not say."""
    told = json.loads((tree / CONTENTS).read_text(encoding="utf-8"))
    return str(told.get("version") or VERSION)


def moment(tree: Path) -> int:
    """The time every packed file gets, in seconds since 1970: SOURCE_DATE_EPOCH, or the freeze."""
    told = os.environ.get("SOURCE_DATE_EPOCH", "")
    return int(told) if told.isdecimal() else int((tree / CONTENTS).stat().st_mtime)


def copy(tree: Path, target: Path) -> None:
    """The tree there, links kept."""
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copytree(tree, target, symlinks=True)


def settle(folder: Path, *, at: int) -> None:
    """One time and plain modes for everything, so that the same input gives the same bytes."""
    for path in [folder, *folder.rglob("*")]:
        if path.is_symlink():
            os.utime(path, (at, at), follow_symlinks=False)
            continue
        path.chmod(mode_of(path))
        os.utime(path, (at, at))


def mode_of(path: Path) -> int:
    """Folders and programs may be entered and run; libraries are only read."""
    if path.is_dir():
        return 0o755
    runs = path.stat().st_mode & stat.S_IXUSR and not _LIBRARY.search(path.name)
    return 0o755 if runs else 0o644


def fresh(folder: Path) -> Path:
    """An empty folder there."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder

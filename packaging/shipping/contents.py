"""contents.json: every file of a frozen program with its size and hash.

The program reads it when something failed, to name the file that is damaged or missing.
"""

import json
from pathlib import Path

from shipping.engine_folder import system_name
from shipping.source import sha256

NAME = "contents.json"
PARTS = "_internal"
# The first bytes of a Mac's programs and libraries (mach-o/loader.h, mach-o/fat.h).
MACH_O = (b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe", b"\xca\xfe\xba\xbf")


def entries(tree: Path, *, parts: Path) -> dict[str, dict[str, object]]:
    """Each file by its place in the tree, links and the list itself left out.

    On a Mac the code is left out too: the program itself is signed after the list, and a
    signature is what tells of damage there.
    """
    own = parts / NAME
    return {
        file.relative_to(tree).as_posix(): {"size": file.stat().st_size, "sha256": sha256(file)}
        for file in sorted(tree.rglob("*"))
        if file.is_file() and not file.is_symlink() and file != own and not _is_signed(file)
    }


def _is_signed(file: Path) -> bool:
    with file.open("rb") as stream:
        return stream.read(4) in MACH_O


def write(tree: Path, *, version: str, parts: Path | None = None) -> Path:
    """Write the list into the tree; it must be the last thing that changes it."""
    folder = parts or tree / PARTS
    content = {
        "format": 1,
        "version": version,
        "system": system_name(),
        "files": entries(tree, parts=folder),
    }
    target = folder / NAME
    target.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    return target

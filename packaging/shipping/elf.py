"""What a Linux program file says of itself: its processor, and the libraries it asks for."""

import re
import struct
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from bootstrap.talk import SetupError

MAGIC: Final = b"\x7fELF"
# e_machine of the ELF header, by the System V ABI's supplements, in dpkg's words.
MACHINES: Final = {62: "amd64", 183: "arm64"}
MACHINE_AT: Final = 18  # bytes from the start of the file, two bytes, least first
_NEEDED = re.compile(r"\(NEEDED\).*\[(.+)\]")
_FILE = re.compile(r"^File: (.*)$")


def is_elf(file: Path) -> bool:
    """Whether this is a program or a library of Linux."""
    if file.is_symlink() or not file.is_file():
        return False
    with file.open("rb") as opened:
        return opened.read(4) == MAGIC


def binaries(tree: Path) -> tuple[Path, ...]:
    """Every program and library under this folder, sorted."""
    return tuple(file for file in sorted(tree.rglob("*")) if is_elf(file))


def architecture(program: Path) -> str:
    """The processor a program is for, as dpkg calls it. Raises SetupError."""
    with program.open("rb") as opened:
        head = opened.read(MACHINE_AT + 2)
    if len(head) < MACHINE_AT + 2 or not head.startswith(MAGIC):
        raise SetupError(f"{program} is no Linux program: freeze Snug on Linux first.")
    (machine,) = struct.unpack_from("<H", head, MACHINE_AT)
    if machine not in MACHINES:
        raise SetupError(
            f"{program} is for a processor that no package is made for (ELF machine {machine}): "
            "make it on x86-64 or arm64."
        )
    return MACHINES[machine]


def needed(files: Iterable[Path]) -> Mapping[Path, frozenset[str]]:
    """The libraries each of these files asks for, by readelf."""
    words = ["readelf", "--dynamic", *(str(file) for file in files)]
    answer = subprocess.run(words, check=False, capture_output=True, encoding="utf-8")
    return read_needed(answer.stdout)


def read_needed(text: str) -> Mapping[Path, frozenset[str]]:
    """readelf's answer about several files."""
    found: dict[Path, set[str]] = {}
    file = Path()
    for line in text.splitlines():
        if named := _FILE.match(line):
            file = Path(named[1])
            found[file] = set()
        elif asks := _NEEDED.search(line):
            found.setdefault(file, set()).add(asks[1])
    return {each: frozenset(names) for each, names in found.items()}


def from_outside(tree: Path) -> Mapping[str, frozenset[Path]]:
    """The libraries asked for that the tree itself does not hold, and by whom."""
    files = binaries(tree)
    inside = {file.name for file in tree.rglob("*")}
    found: dict[str, set[Path]] = {}
    for file, names in needed(files).items():
        for name in names - inside:
            found.setdefault(name, set()).add(file.relative_to(tree))
    return {name: frozenset(found[name]) for name in sorted(found)}

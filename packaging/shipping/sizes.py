"""What a package weighs, part by part, and whether it keeps within what was promised."""

import shutil
import subprocess
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from bootstrap.talk import SetupError, say

INSTALLED = 250 * 10**6  # bytes on disk
DOWNLOADED = 100 * 10**6  # bytes of the largest package
MEGABYTE = 10**6
# The first that fits names the part; places are those within the tree.
PARTS = (
    ("Vulkan", ("_internal/engine/libggml-vulkan.", "_internal/engine/ggml-vulkan.")),
    (
        "engine, processor's variants",
        ("_internal/engine/libggml-cpu", "_internal/engine/ggml-cpu"),
    ),
    ("engine, the rest", ("_internal/engine/",)),
    ("Qt", ("_internal/PySide6/", "_internal/shiboken6/", "_internal/libQt6")),
    ("NumPy", ("_internal/numpy",)),
    ("cryptography", ("_internal/cryptography/",)),
    ("Python", ("_internal/python", "_internal/libpython", "_internal/base_library.zip")),
    ("resources", ("_internal/resources/",)),
    ("notices", ("_internal/notices/",)),
    ("programs", ("snug", "Snug")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of the program, in bytes; `compressed` is None where nothing measured it."""

    name: str
    installed: int
    compressed: int | None = None


def part_of(place: str) -> str:
    """The part a file belongs to."""
    found = (name for name, starts in PARTS if place.startswith(starts))
    return next(found, "other packages and libraries")


def parts(tree: Path, *, compress: bool = False) -> tuple[Part, ...]:
    """The tree's parts, the largest first; links weigh nothing."""
    files: dict[str, list[Path]] = defaultdict(list)
    for file in sorted(tree.rglob("*")):
        if file.is_file() and not file.is_symlink():
            files[part_of(file.relative_to(tree).as_posix())].append(file)
    found = [
        Part(
            name=name,
            installed=sum(file.stat().st_size for file in members),
            compressed=_compressed(members) if compress and shutil.which("zstd") else None,
        )
        for name, members in files.items()
    ]
    return tuple(sorted(found, key=lambda part: -part.installed))


def _compressed(files: Iterable[Path]) -> int:
    """Bytes after zstd, the files one after another; the packages' own level takes minutes."""
    words = ["zstd", "-10", "-T0", "--stdout", "--quiet"]
    process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    data = b"".join(file.read_bytes() for file in files)
    return len(process.communicate(data)[0])


def report(found: Iterable[Part], packages: Mapping[str, int]) -> None:
    """Print the parts, then the packages."""
    listed = list(found)
    for part in listed:
        small = "" if part.compressed is None else f"  {part.compressed / MEGABYTE:7.1f} MB packed"
        say(f"  {part.installed / MEGABYTE:7.1f} MB{small}  {part.name}")
    total = sum(part.installed for part in listed)
    say(f"  {total / MEGABYTE:7.1f} MB installed (at most {INSTALLED // MEGABYTE} MB)")
    for name, size in packages.items():
        say(f"  {size / MEGABYTE:7.1f} MB  {name} (at most {DOWNLOADED // MEGABYTE} MB)")


def check(found: Iterable[Part], packages: Mapping[str, int]) -> None:
    """Raises SetupError when something is larger than promised."""
    total = sum(part.installed for part in found)
    if total > INSTALLED:
        raise SetupError(f"The program takes {total / MEGABYTE:.0f} MB installed: too much.")
    for name, size in packages.items():
        if size > DOWNLOADED:
            raise SetupError(f"{name} is {size / MEGABYTE:.0f} MB: too much to download.")

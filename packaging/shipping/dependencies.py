"""The packages a frozen tree needs of Debian, worked out from what its libraries ask for.

dpkg-shlibdeps knows which package holds a library and since which version it has the symbols
that are used. What only the graphics module asks for is recommended, not needed: without it
the program runs on the processor.
"""

import re
import subprocess
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bootstrap.talk import SetupError
from shipping.elf import binaries

# Modules of the engine that are loaded only where their libraries are.
OPTIONAL: Final = re.compile(r"libggml-(vulkan|cuda|hip|sycl|opencl)\.so$")
_SONAME: Final = re.compile(r"^(lib.+?)\.so\.(\d+)")
RECOMMENDED: Final = (
    "mesa-vulkan-drivers | vulkan-icd",
    "xdg-utils",
    "default-dbus-session-bus | dbus-session-bus",
)
_FIELD = re.compile(r"^shlibs:(\w+)=(.*)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Dependencies:
    """Packages in dpkg's own words, sorted."""

    needed: tuple[str, ...]
    recommended: tuple[str, ...]


def dependencies(tree: Path) -> Dependencies:
    """What a tree needs of the system. Raises SetupError."""
    files = binaries(tree)
    optional = [file for file in files if OPTIONAL.search(file.name)]
    needed = [file for file in files if file not in optional]
    return read_fields(_asked(tree, needed=needed, optional=optional))


def _asked(tree: Path, *, needed: Iterable[Path], optional: Iterable[Path]) -> str:
    folders = {file.parent for file in binaries(tree)}
    words = ["dpkg-shlibdeps", "-O", "--warnings=0", "--ignore-missing-info"]
    words += [f"-l{folder}" for folder in sorted(folders)]
    words += ["-dDepends", *(f"-e{file}" for file in needed)]
    words += ["-dRecommends", *(f"-e{file}" for file in optional)]
    with tempfile.TemporaryDirectory(prefix="snug-deb-") as folder:
        control = Path(folder) / "debian" / "control"
        control.parent.mkdir()
        control.write_text("Source: snug\n\nPackage: snug\nArchitecture: any\n", encoding="utf-8")
        brought = own_libraries(file.name for file in binaries(tree))
        control.with_name("shlibs.local").write_text(brought, encoding="utf-8")
        try:
            answer = subprocess.run(
                words, check=False, capture_output=True, encoding="utf-8", cwd=folder
            )
        except FileNotFoundError as error:
            raise SetupError(
                "dpkg-shlibdeps is missing: run `apt-get install dpkg-dev`, then this again."
            ) from error
    if answer.returncode != 0:
        raise SetupError(f"The packages Snug needs cannot be told: {answer.stderr.strip()}.")
    return answer.stdout


def own_libraries(names: Iterable[str]) -> str:
    """shlibs.local: what the tree brings along needs no package, though the system has one."""
    found = {match.groups() for match in map(_SONAME.match, names) if match}
    return "".join(f"{name} {version}\n" for name, version in sorted(found))


def read_fields(text: str) -> Dependencies:
    """dpkg-shlibdeps' answer, with what is always wished for."""
    fields = {found[1]: found[2] for found in map(_FIELD.match, text.splitlines()) if found}
    needed = set(_parts(fields.get("Depends", "")))
    recommended = {*_parts(fields.get("Recommends", "")), *RECOMMENDED}
    named = {part.split()[0] for part in needed}
    return Dependencies(
        needed=tuple(sorted(needed)),
        recommended=tuple(sorted(one for one in recommended if one.split()[0] not in named)),
    )


def _parts(field: str) -> list[str]:
    return [part.strip() for part in field.split(",") if part.strip()]

"""Libraries in a frozen program that came from the system it was made on, and their notices.

On Debian and Ubuntu every package keeps its copyright file in /usr/share/doc (Debian Policy,
section 12.5), and dpkg knows which package a file belongs to.
"""

import fnmatch
import re
import subprocess
import sys
from collections.abc import Callable, Iterable
from importlib.metadata import Distribution
from pathlib import Path
from typing import Final

from launcher.notices.components import Component, components
from launcher.notices.notice import Notice

DOCUMENTS: Final = Path("/usr/share/doc")
UNSAID: Final = "as in its text"
_LIBRARY: Final = re.compile(r"\.so(\.[0-9.]+)?$|\.dylib$|\.dll$|\.pyd$", re.IGNORECASE)
_COMMON: Final = Path("/usr/share/common-licenses")
_REFERS: Final = re.compile(r"/usr/share/common-licenses/([A-Za-z]+-[0-9.]*[0-9])")


def unexplained(
    tree: Path, distributions: Iterable[Distribution], *, system: str = sys.platform
) -> list[Path]:
    """Libraries in the tree that no component and no distribution accounts for."""
    covered = [each for row in components() if _applies(row, system) for each in row.files]
    owners = {file.parts[0] for one in distributions for file in one.files or () if file.parts} - {
        "..",
        "bin",
    }
    return [
        file
        for file in sorted(tree.rglob("*"))
        if _LIBRARY.search(file.name)
        and not file.is_symlink()
        and file.relative_to(tree).parts[0] not in owners
        and not _is_covered(file.relative_to(tree), covered)
    ]


def system_notices(
    files: Iterable[Path], *, package_of: Callable[[str], tuple[str, str]] | None = None
) -> list[Notice]:
    """A notice per package of the system. Ends the program where a file belongs to none."""
    ask = package_of or debian_package
    packages: dict[tuple[str, str], list[str]] = {}
    for file in files:
        packages.setdefault(ask(file.name), []).append(file.name)
    nameless = packages.pop(("", ""), [])
    if nameless:
        sys.exit(f"no notice covers {', '.join(sorted(nameless))}.")
    return [_notice(*package, names) for package, names in sorted(packages.items())]


def debian_package(name: str) -> tuple[str, str]:
    """Package and version that brought a library of this name to this system, or two ''."""
    found = _said(["dpkg", "-S", f"*/{name}"])
    for line in found.splitlines():
        packages, _, path = line.partition(": ")
        if Path(path).name == name and not line.startswith("diversion"):
            package = packages.split(",")[0].strip()
            version = _said(["dpkg-query", "-W", "-f", "${Version}", package])
            return package.partition(":")[0], version.strip()
    return "", ""


def _notice(package: str, version: str, names: Iterable[str]) -> Notice:
    file = DOCUMENTS / package / "copyright"
    try:
        text = file.read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        sys.exit(f"{package} has no copyright file: {error.strerror}.")
    return Notice(
        name=f"{package} ({', '.join(sorted(names))})",
        version=version,
        licence=_licence(text),
        text=text.rstrip() + "\n" + _referred(text),
        url=f"https://packages.debian.org/search?keywords={package}",
    )


def _licence(text: str) -> str:
    """That of the package's own files; those of its Debian packaging are not inside Snug."""
    for paragraph in text.split("\n\n"):
        if re.search(r"^Files: *\*$", paragraph, re.MULTILINE):
            found = re.search(r"^License: *(\S[^\n]*)$", paragraph, re.MULTILINE)
            return found[1] if found else UNSAID
    return UNSAID


def _referred(text: str) -> str:
    """The full licences a copyright file refers to instead of quoting them."""
    whole = ""
    for name in sorted(set(_REFERS.findall(text))):
        file = _COMMON / name
        if file.is_file():
            whole += f"\n\n{name}\n{'-' * len(name)}\n\n{file.read_text(encoding='utf-8')}"
    return whole


def _applies(row: Component, system: str) -> bool:
    return not row.systems or system in row.systems


def _is_covered(file: Path, patterns: Iterable[str]) -> bool:
    whole = file.as_posix()
    return any(fnmatch.fnmatch(whole, p) or fnmatch.fnmatch(file.name, p) for p in patterns)


def _said(words: list[str]) -> str:
    try:
        answer = subprocess.run(words, check=False, capture_output=True, encoding="utf-8")
    except OSError:
        return ""
    return answer.stdout

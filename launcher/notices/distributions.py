"""The Python distributions Snug stands on, and what each says of its licence."""

import re
from collections.abc import Iterable
from importlib import metadata
from importlib.metadata import Distribution
from pathlib import Path
from typing import Final

from launcher.identity import NAME
from launcher.notices.components import texts_for, texts_of
from launcher.notices.notice import Notice

# In an environment for making Snug, but never part of it.
NEVER_INSIDE: Final = frozenset({"pip", "wheel", NAME.lower()})
_LICENCE_FILE: Final = re.compile(r"(licen[cs]e|copying|notice|copyright|authors)", re.IGNORECASE)
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_LONGEST: Final = 80  # characters of a licence's name; more is its text


def plain(name: str) -> str:
    """A name as PyPI compares it. Source: PEP 503, "Normalized Names"."""
    return re.sub(r"[-_.]+", "-", name).lower()


def installed() -> dict[str, Distribution]:
    """Every distribution of this environment that may be part of Snug, by its plain name."""
    found = {plain(one.name): one for one in metadata.distributions() if one.name}
    return {name: one for name, one in sorted(found.items()) if name not in NEVER_INSIDE}


def needed(by: str = NAME) -> dict[str, Distribution]:
    """What a distribution needs, and what that needs, as far as it is installed here.

    All that is installed where `by` itself is not. Extras are left out, and markers are not
    read: what another system needs is not installed.
    """
    here = installed()
    try:
        waiting = list(_requirements(metadata.distribution(by)))
    except metadata.PackageNotFoundError:
        return here
    found: dict[str, Distribution] = {}
    while waiting:
        name = waiting.pop()
        if name in here and name not in found:
            found[name] = here[name]
            waiting += _requirements(here[name])
    return dict(sorted(found.items()))


def notice_of(distribution: Distribution) -> Notice:
    """What a distribution says of itself; where it ships no text, it says so in its place."""
    licence = licence_of(distribution)
    return Notice(
        name=distribution.name,
        version=distribution.version,
        licence=licence,
        text=licence_text(distribution) or _without_text(distribution.name, licence),
        url=_address(distribution),
    )


def licence_text(distribution: Distribution) -> str:
    """Every licence file it brought, or the texts we keep for it; '' where there is neither."""
    files = [
        file
        for file in distribution.files or ()
        if file.parts[0].endswith(".dist-info") and _is_licence(file.parts)
    ]
    texts = [(str(file.name), _read(distribution, str(file))) for file in sorted(files)]
    texts = [(name, text) for name, text in texts if text.strip()]
    if not texts:
        kept = texts_for(plain(distribution.name))
        return texts_of(kept) if kept else ""
    if len(texts) == 1:
        return texts[0][1].strip("\n") + "\n"
    return "\n\n".join(f"{name}\n{'-' * len(name)}\n\n{text.strip()}\n" for name, text in texts)


def licence_of(distribution: Distribution) -> str:
    """Its licence as an SPDX expression where it gives one, else in its own short words."""
    about = distribution.metadata
    for field in ("License-Expression", "License"):
        said = _field(distribution, field)
        if said and len(said) <= _LONGEST and "\n" not in said:
            return said
    classes = [
        line.rpartition(" :: ")[2]
        for line in about.get_all("Classifier") or ()
        if line.startswith("License :: ")
    ]
    return ", ".join(classes) or "as in its text"


def _is_licence(parts: Iterable[str]) -> bool:
    """Files in a `licenses` folder, and older ones that lie beside the metadata."""
    inner = list(parts)[1:]
    return inner[:1] == ["licenses"] or bool(inner and _LICENCE_FILE.match(inner[-1]))


def _read(distribution: Distribution, name: str) -> str:
    try:
        file = Path(str(distribution.locate_file(name)))
        return file.read_text(encoding="utf-8", errors="replace")
    except (OSError, ValueError):
        return ""


def _without_text(name: str, licence: str) -> str:
    return f"{name} names its licence ({licence}) and brings no text of it.\n"


def _requirements(distribution: Distribution) -> Iterable[str]:
    for line in distribution.requires or ():
        name = _NAME.match(line)
        if name and not re.search(r"\bextra\s*==", line):
            yield plain(name[0])


def _address(distribution: Distribution) -> str:
    """Its home page, or the first address it gives."""
    about = distribution.metadata
    pairs = [line.split(", ", 1) for line in about.get_all("Project-URL") or () if ", " in line]
    named: dict[str, str] = {label.strip().lower(): address.strip() for label, address in pairs}
    for label in ("homepage", "home", "source", "repository", "source code", "github"):
        if label in named:
            return named[label]
    return _field(distribution, "Home-page") or next(iter(named.values()), "")


def _field(distribution: Distribution, name: str) -> str:
    values: list[str] = distribution.metadata.get_all(name) or [""]
    return values[0].strip()

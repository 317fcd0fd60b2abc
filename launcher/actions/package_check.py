"""Whether the installed program is whole: its files, and the tables it reads."""

import sys

from launcher.choosing.evidence import published
from launcher.glossary.book import entries
from launcher.models.catalog import catalog
from launcher.paths import bundle
from launcher.protocol.messages import Hello
from launcher.shipped import damaged_files, installation, read_contents
from launcher.units import size_text


def package_words(*, thorough: bool) -> str:
    """What is installed, where all of it is there: every size, with `thorough` every SHA-256.

    Raises InstallationIncomplete, InstallationDamaged, and ValueError that names every file which
    is not as it should be.
    """
    root, parts = installation(), bundle()
    if root is None or parts is None:
        return f"runs from source with Python {sys.version.split()[0]}"
    contents = read_contents(root, parts)
    damaged = damaged_files(contents, thorough=thorough)
    if damaged:
        raise ValueError(f"missing or damaged: {', '.join(one.name for one in damaged)}")
    size = size_text(sum(one.size for one in contents.files))
    compared = "sizes and SHA-256 agree" if thorough else "sizes agree"
    whole = f"{len(contents.files)} files, {size}"
    return f"{contents.version} for {contents.system}, {whole}: {compared}"


def resources_words() -> str:
    """How much the program's own tables hold. Raises what reading a damaged one raises."""
    return (
        f"{len(catalog())} models, {len(published())} published figures,"
        f" {len(entries())} terms explained"
    )


def modules_words(hello: Hello) -> str:
    """Which modules the engine loaded. Raises ValueError where it has some and none for a CPU."""
    if not hello.modules:
        return "the engine is in one piece"
    loaded = [one.name for one in hello.modules if one.loaded]
    if not any(name.startswith("cpu") for name in loaded):
        raise ValueError("no module for the processor could be loaded")
    failed = [f"{one.name} ({one.reason})" for one in hello.modules if one.reason]
    left_out = f"; left out: {', '.join(failed)}" if failed else ""
    return ", ".join(loaded) + left_out

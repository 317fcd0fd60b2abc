"""Vulkan headers of a newer Debian, to test with on Debian itself.

The engine's Vulkan module needs newer headers than Debian 12 has. With its compiler of
shaders the module works but lacks the fast paths of real GPUs, so what is built with these
headers is marked as made for tests.
"""

import subprocess
from pathlib import Path

from bootstrap.backend import headers_fit
from bootstrap.talk import SetupError
from shipping.bare.host import archive
from shipping.tools import require

SUITE = "trixie"
PACKAGE = "libvulkan-dev"
FOLDER = "vulkan-headers"
KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"


def fetch_headers(build: Path) -> Path:
    """The folder of the headers, downloaded once. The system's own apt stays as it is."""
    folder = build / FOLDER
    include = folder / "root" / "usr" / "include"
    if headers_fit(include):
        return include
    require("apt-get", "dpkg-deb")
    lists = folder / "lists"
    (lists / "partial").mkdir(parents=True, exist_ok=True)
    sources = folder / "sources.list"
    mirror = archive().mirror
    sources.write_text(f"deb [signed-by={KEYRING}] {mirror} {SUITE} main\n", encoding="utf-8")
    options = apt_options(sources, lists)
    _run(["apt-get", *options, "update"], folder)
    _run(["apt-get", *options, "download", f"{PACKAGE}/{SUITE}"], folder)
    package = next(folder.glob(f"{PACKAGE}_*.deb"))
    _run(["dpkg-deb", "--extract", package.name, "root"], folder)
    if not headers_fit(include):
        raise SetupError(f"The headers of {package.name} are too old for the engine.")
    return include


def apt_options(sources: Path, lists: Path) -> list[str]:
    """apt with a list of sources and a state of its own."""
    values = {
        "Dir::Etc::SourceList": str(sources),
        "Dir::Etc::SourceParts": "/dev/null",
        "Dir::State::lists": str(lists),
        "APT::Sandbox::User": "root",  # the folder is ours, not apt's own user's
    }
    return [word for name, value in values.items() for word in ("-o", f"{name}={value}")]


def _run(words: list[str], folder: Path) -> None:
    done = subprocess.run(words, check=False, cwd=folder, capture_output=True, text=True)
    if done.returncode != 0:
        raise SetupError(f"{' '.join(words[:1])} failed: {done.stderr.strip()[-300:]}")

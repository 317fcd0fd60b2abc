"""The engine as it is shipped: libraries that need nothing of the machine that built them.

Each library finds the others beside itself; the OpenMP runtime lies there too, and on Windows
the C++ runtime. What remains is the system's C runtime, on Linux that of C++ as well, and for the
Vulkan module the system's Vulkan loader.
"""

import json
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bootstrap.folder import ROOT
from bootstrap.talk import SetupError
from shipping import windows_runtime
from shipping.source import sha256

MANIFEST = "engine.json"
LIBRARY = re.compile(r"^(lib)?(ggml|llama|mtmd)[a-z0-9_-]*\.(so|dll|dylib)$")
# What the engine's build links to and a plain system may lack.
BROUGHT_ALONG = re.compile(r"^libgomp\.so\.\d+$")
SYSTEMS = {"linux": "linux", "darwin": "macos", "win32": "windows"}
MACHINES = {"amd64": "x86_64", "x64": "x86_64", "arm64": "arm64", "aarch64": "aarch64"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where an engine comes from: the pinned bindings, llama.cpp's commit and its version."""

    bindings: str
    commit: str
    engine: str


def system_name(platform_name: str = sys.platform, machine: str = "") -> str:
    """As 'linux-x86_64', 'linux-aarch64', 'windows-x86_64', 'macos-arm64'."""
    found = (machine or platform.machine()).lower()
    return f"{SYSTEMS.get(platform_name, platform_name)}-{MACHINES.get(found, found)}"


def make(
    libraries: Path, out: Path, *, origin: Origin, kind: str = "engine", for_tests: bool = False
) -> Path:
    """Copy the libraries of a build, strip them, write engine.json; the new folder."""
    part = out.with_name(f"{out.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    found = sorted(file for file in libraries.iterdir() if LIBRARY.match(file.name))
    for file in found:
        shutil.copy2(file.resolve(), part / file.name)
    if kind == "engine":
        _bring_along(part, [part / file.name for file in found])
    if sys.platform == "linux":
        _strip(part.iterdir())
        for file in sorted(part.iterdir()):
            check_library(file, builder=(str(ROOT), str(libraries.resolve().parent)))
    write_manifest(part, origin=origin, kind=kind, for_tests=for_tests)
    shutil.rmtree(out, ignore_errors=True)
    return part.rename(out)


def _bring_along(folder: Path, libraries: Sequence[Path]) -> None:
    """Copy the runtimes the libraries name and a plain system lacks."""
    if sys.platform == "win32":
        windows_runtime.bring_along(folder, libraries)
    if sys.platform != "linux":  # Windows and macOS are built without OpenMP
        return
    for file in libraries:
        for name in needed(file):
            if BROUGHT_ALONG.match(name) and not (folder / name).exists():
                shutil.copy2(_where_the_linker_finds(name, file).resolve(), folder / name)


def _where_the_linker_finds(name: str, file: Path) -> Path:
    """The path of a library that this one needs. Raises SetupError where it is missing."""
    said = _said(["ldd", str(file)])
    match = re.search(rf"^\s*{re.escape(name)} => (/\S+)", said, re.MULTILINE)
    if match is None:
        raise SetupError(f"{file.name} needs {name}, which this machine does not have.")
    return Path(match.group(1))


def _strip(files: Iterable[Path]) -> None:
    for file in files:
        subprocess.run(["strip", "--strip-unneeded", str(file)], check=True)


def needed(file: Path) -> tuple[str, ...]:
    """The libraries that an ELF file names (NEEDED)."""
    return tuple(re.findall(r"\(NEEDED\).*\[(.+?)\]", _said(["readelf", "-dW", str(file)])))


def run_paths(file: Path) -> tuple[str, ...]:
    """Where an ELF file looks for them first (RPATH, RUNPATH)."""
    found = re.findall(r"\((?:RPATH|RUNPATH)\).*\[(.+?)\]", _said(["readelf", "-dW", str(file)]))
    return tuple(path for one in found for path in one.split(":"))


def check_library(file: Path, *, builder: Sequence[str]) -> None:
    """Refuse a library that looks anywhere but beside itself, or tells who built it.

    `builder` are folders of this machine. Raises SetupError.
    """
    foreign = [path for path in run_paths(file) if path != "$ORIGIN"]
    if foreign:
        raise SetupError(f"{file.name} would look for libraries in {foreign[0]}: build it again.")
    told = paths_within(file, builder)
    if told:
        raise SetupError(f"{file.name} holds the name of the folder {told[0]}: build it again.")


def paths_within(file: Path, folders: Sequence[str]) -> tuple[str, ...]:
    """Which of these folders' names stand in the file; a shipped library holds none of them."""
    content = file.read_bytes()
    return tuple(one for one in folders if one.encode() in content)


def backends(names: Iterable[str]) -> tuple[str, ...]:
    """What the modules of an engine can use, from their files' names: 'cpu', 'rpc', 'vulkan'."""
    found = set()
    for name in names:
        match = re.match(r"^(?:lib)?ggml-([a-z0-9]+)", name)
        if match and match.group(1) != "base":
            found.add(match.group(1))
    return tuple(sorted(found))


def write_manifest(folder: Path, *, origin: Origin, kind: str, for_tests: bool = False) -> Path:
    """engine.json beside the libraries: what they are, and the hash of each."""
    files = sorted(file for file in folder.iterdir() if file.name != MANIFEST)
    known = backends(file.name for file in files)
    content: dict[str, object] = {
        "format": 1,
        "kind": kind,
        "name": "Snug's engine" if kind == "engine" else " and ".join(known),
        "system": system_name(),
        "bindings": origin.bindings,
        "commit": origin.commit,
        "engine": origin.engine,
        "backends": list(known),
        "files": [
            {"name": one.name, "size": one.stat().st_size, "sha256": sha256(one)} for one in files
        ],
    }
    if for_tests:
        content["for_tests"] = True
    target = folder / MANIFEST
    target.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    return target


def is_for_tests(folder: Path) -> bool:
    """Whether this engine is good for tests only, as its engine.json says."""
    content = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    return content.get("for_tests") is True


def _said(words: list[str]) -> str:
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout

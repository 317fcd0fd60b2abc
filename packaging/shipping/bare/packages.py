"""The package comes and goes: installed with what it declares, removed without a trace."""

import json
from pathlib import Path

from shipping.bare.bench import ANNA, APT, DESKTOP, Bench
from shipping.bare.check import claim, worked
from shipping.bare.system import System

WATCHED = ("opt", "usr", "etc")
# Written by the system's own tools whenever any package comes or goes.
OTHERS = ("etc/ld.so.cache", "etc/ld.so.cache~")


def installs(bench: Bench) -> str:
    """On the bare system, with its declared dependencies and nothing else."""
    with bench.system(bench.base) as system:
        bench.prepare(system)
        inside = bench.give(system)
        bench.install(system, inside)
        held = worked(system.run("dpkg-query", "--show", "--showformat=${Version}", "snug")).said
        damaged = system.run("dpkg", "--verify", "snug").told
        claim(not damaged, f"files differ from the package: {damaged}")
        system.add(ANNA)
        (system.root / inside.lstrip("/")).unlink()
    bench.layers = (bench.keep(system), bench.base)
    return f"version {held}"


def answers_to_its_name(bench: Bench) -> str:
    """`snug` on the path, with its version, and no folder of its own touched."""
    with bench.system() as system:
        said = worked(system.run("snug", "--version", account=ANNA)).said.strip()
    claim(said.lower().startswith("snug "), f"`snug --version` says {said!r}")
    return said


def gets_a_desktop(bench: Bench) -> str:
    """What the checks of a desktop need, laid over the installed package."""
    with bench.system() as system:
        bench.install(system, *DESKTOP)
    bench.desktop = (bench.keep(system), *bench.layers)
    return ", ".join(DESKTOP)


def tests_itself(bench: Bench) -> str:
    """`snug self-test` with no network and no display."""
    with bench.system() as system:
        ran = worked(system.run("snug", "self-test", "--json", account=ANNA))
        checks = json.loads(ran.said)["checks"]
    return f"{len(checks)} checks in {ran.seconds:.1f} s"


def is_removed(bench: Bench) -> str:
    """Nothing left in /opt, /usr and /etc after `remove`, nor after `purge`; homes untouched."""
    return "; ".join(_gone_after(bench, word) for word in ("remove", "purge"))


def _gone_after(bench: Bench, word: str) -> str:
    with bench.system() as system:
        worked(system.run("snug", "self-test", account=ANNA))
        theirs = _files(system.root / "home")
        own = set(worked(system.run("dpkg", "--listfiles", "snug")).said.splitlines())
        expected = _watched(system) - {one.lstrip("/") for one in own if _is_alone(system, one)}
        system.must(*APT, word, "snug")
        left = _watched(system) - expected
        claim(not left, f"left after {word}: {sorted(left)[:10]}")
        claim(not (system.root / "opt" / "snug").exists(), f"/opt/snug is there after {word}")
        claim(_files(system.root / "home") == theirs, f"{word} touched a home folder")
        known = system.run("dpkg-query", "--show", "snug")
        claim(known.status != 0, f"dpkg still knows it after {word}: {known.said}")
    return f"{word}: {len(own)} files and folders gone, {len(theirs)} files in homes kept"


def _is_alone(system: System, name: str) -> bool:
    """Whether only this package has it: files and its own folders, not /usr."""
    path = system.root / name.lstrip("/")
    return path.is_symlink() or not path.is_dir() or name.startswith("/opt/snug")


def _watched(system: System) -> set[str]:
    found: set[str] = set()
    for name in WATCHED:
        files = {str(Path(name) / one) for one in _files(system.root / name)}
        found |= files
    return found - set(OTHERS)


def _files(folder: Path) -> set[str]:
    """Everything that is no folder, and every folder of the program's own."""
    return {
        str(path.relative_to(folder))
        for path in folder.rglob("*")
        if path.is_symlink() or not path.is_dir() or "snug" in path.parts
    }

"""Every check, in order: the package installed once, each check on a fresh view of that."""

import fcntl
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from bootstrap.talk import SetupError
from shipping.bare import desk, graphics, packages, surroundings
from shipping.bare.base import KEPT, base
from shipping.bare.bench import Bench
from shipping.bare.check import CheckSkipped, Result, tried, write
from shipping.bare.display import Display

RESULTS: Final = "results.json"
Check = Callable[[Bench], str]
FIRST: Final[tuple[tuple[str, Check], ...]] = (
    ("installs with what it declares", packages.installs),
    ("the command", packages.answers_to_its_name),
    ("self-test, no network, no display", packages.tests_itself),
    ("no display, one sentence", surroundings.says_there_is_no_display),
    ("a window", desk.opens_a_window),
)
LAST: Final[tuple[tuple[str, Check], ...]] = (
    ("damaged files are named", surroundings.names_a_damaged_file),
    ("a desktop around it", packages.gets_a_desktop),
    ("file type and association", desk.is_the_program_for_gguf),
    ("clicked through, upgraded, all kept", desk.is_used_and_upgraded),
    ("a graphics card through Vulkan", graphics.uses_vulkan),
    ("removed and purged", packages.is_removed),
)


def checks() -> tuple[tuple[str, Check], ...]:
    """All of them by name."""
    around = tuple((one.name, partial(surroundings.stands, where=one)) for one in surroundings.ALL)
    return (*FIRST, *around, *LAST)


def matrix(package: Path, out: Path, *, only: tuple[str, ...] = ()) -> bool:
    """Try all, or those whose names hold one of these words; whether none failed."""
    out.mkdir(parents=True, exist_ok=True)
    KEPT.mkdir(parents=True, exist_ok=True)
    with (KEPT / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise SetupError("Another bare-system test is running: wait for its end.") from error
        results = _in(KEPT / "work", package, out, only=only)
    write(results, out / RESULTS)
    return all(one.outcome != "failed" for one in results)


def _in(folder: Path, package: Path, out: Path, *, only: tuple[str, ...]) -> list[Result]:
    """The checks, with this folder to work in, which is gone afterwards."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (KEPT / "archives" / "partial").mkdir(parents=True, exist_ok=True)
    try:
        with Display(folder / "display") as display:
            made = base(package.stem.rpartition("_")[2])
            bench = Bench(package=package, base=made, folder=folder, out=out, display=display)
            return _all(bench, only=only)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _all(bench: Bench, *, only: tuple[str, ...]) -> list[Result]:
    results: list[Result] = []
    for name, check in checks():
        needed = check in (packages.installs, packages.gets_a_desktop)
        if only and not needed and not any(word in name for word in only):
            continue
        results.append(tried(name, partial(_one, bench, check)))
        write(results, bench.out / RESULTS)
    return results


def _one(bench: Bench, check: Check) -> str:
    if not bench.layers and check is not packages.installs:
        raise CheckSkipped("the package was not installed")
    return check(bench)

"""`python3 snug.py package`: the packages of this system, step by step.

Steps: engine, freeze, deb, portable, appdir, sizes; `all` (the default) does every one that
this system has. A step uses what the step before it left in build and dist.
"""

import argparse
import os
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from bootstrap.folder import ROOT
from bootstrap.talk import SetupError, say, spent
from shipping import engine_build, freeze, freezing_env, sizes, source
from shipping.engine_folder import is_for_tests, system_name

DIST = ROOT / "dist"
LINUX = ("engine", "freeze", "deb", "portable", "appdir", "sizes")
ELSEWHERE = ("engine", "freeze", "sizes")
PACKAGES = (".deb", ".tar.zst", ".AppImage", ".exe", ".dmg")


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What was asked for."""

    steps: tuple[str, ...]
    test: bool
    pack: str
    variants: tuple[str, ...]
    release: bool
    engine: Path | None
    out: Path

    @property
    def tree(self) -> Path:
        """The frozen program."""
        return self.out / ("Snug.app" if sys.platform == "darwin" else "Snug")


def understand(words: Sequence[str]) -> Order:
    """The order; a wrong one ends with status 2."""
    parser = argparse.ArgumentParser(prog="python3 snug.py package", description=__doc__)
    add = parser.add_argument
    add("step", nargs="?", default="all", choices=[*LINUX, "all"])
    add("--test", action="store_true", help="try the .deb on a bare system afterwards (root)")
    add("--release", action="store_true", help="refuse whatever is good only for tests")
    add("--pack", default="", help="build this pack instead of the engine: cuda, vulkan, hip")
    add("--variants", default="", help="a quick engine with these processors' modules only")
    add("--engine", type=Path, help="an engine's folder to freeze instead of the one built here")
    add("--out", type=Path, default=DIST, help="where the packages go")
    given = parser.parse_args(words)
    if (given.pack or given.variants) and given.step != "engine":
        parser.error("--pack and --variants belong to the step `engine`.")
    return Order(
        steps=steps(given.step, linux=sys.platform == "linux"),
        test=given.test,
        pack=given.pack,
        variants=tuple(filter(None, given.variants.split(","))),
        release=given.release,
        engine=given.engine.resolve() if given.engine else None,
        out=given.out.resolve(),
    )


def steps(asked: str, *, linux: bool) -> tuple[str, ...]:
    """What one word stands for on this system. Raises SetupError for a step it lacks."""
    known = LINUX if linux else ELSEWHERE
    if asked == "all":
        return known
    if asked not in known:
        raise SetupError(f"`{asked}` is made on Linux only.", status=2)
    return (asked,)


def run(order: Order) -> None:
    """Do the steps, then say how long each took. Raises SetupError."""
    took = {}
    for step in order.steps:
        say(f"── {step}")
        start = time.monotonic()
        STEPS[step](order)
        took[step] = time.monotonic() - start
    if order.test:
        took["test"] = _test(order)
    say("── " + ", ".join(f"{step} {spent(seconds)}" for step, seconds in took.items()))


def _engine(order: Order) -> None:
    if order.engine is not None and not order.pack:
        say(f"The engine is taken from {order.engine}.")
        return
    made = engine_build.make(pack=order.pack, variants=order.variants, release=order.release)
    say(f"{made}")


def _freeze(order: Order) -> None:
    engine = order.engine or ROOT / "build" / f"engine-{system_name()}"
    if not (engine / "engine.json").is_file():
        raise SetupError(f"{engine} holds no engine: run `python3 snug.py package engine` first.")
    if order.release and is_for_tests(engine):
        raise SetupError(f"{engine} is good for tests only: build it again with --release.")
    archive = source.fetch()
    python = freezing_env.make(archive)
    package = source.unpack(archive)
    say(f"{freeze.make(python, engine=engine, source=package, out=order.out)}")


def _packed(kind: str) -> Callable[[Order], None]:
    def make(order: Order) -> None:
        if not order.tree.is_dir():
            raise SetupError(
                f"{order.tree} is missing: run `python3 snug.py package freeze` first."
            )
        say(f"{import_module(f'shipping.{kind}').make(order.tree, order.out)}")

    return make


def _sizes(order: Order) -> None:
    found = sizes.parts(order.tree, compress=True)
    packages = {
        file.name: file.stat().st_size
        for file in sorted(order.out.iterdir())
        if file.name.endswith(PACKAGES)
    }
    sizes.report(found, packages)
    engine = freeze.places(order.tree)[0] / "engine"
    if is_for_tests(engine):
        say("  The engine inside is good for tests only: its Vulkan module lacks fast shaders.")
    sizes.check(found, packages)


def _test(order: Order) -> float:
    """Seconds of the trial on a bare system. Raises SetupError when something failed."""
    say("── test")
    start = time.monotonic()
    found = sorted(order.out.glob("*.deb"), key=lambda file: file.stat().st_mtime)
    if not found:
        raise SetupError("There is no .deb to try: run `python3 snug.py package deb` first.")
    if not import_module("shipping.bare.run").run(found[-1], order.out / "bare"):
        raise SetupError("The trial on a bare system failed: see the lines above.")
    return time.monotonic() - start


STEPS: dict[str, Callable[[Order], None]] = {
    "engine": _engine,
    "freeze": _freeze,
    "deb": _packed("deb"),
    "portable": _packed("portable"),
    "appdir": _packed("appdir"),
    "sizes": _sizes,
}


def main(words: Sequence[str] | None = None) -> int:
    """Run the command; the exit status."""
    os.umask(0o022)  # what is packed is read by everybody
    try:
        run(understand(sys.argv[1:] if words is None else words))
    except SetupError as error:
        say(str(error))
        return error.status
    except KeyboardInterrupt:
        say("Stopped. The same command goes on from here.")
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""The longest context and its prices: by arithmetic in the window's thread, then by the engine."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

from launcher.actions.fit import fit_exactly, fit_now
from launcher.actions.machine import look_with_engine
from launcher.actions.parts import assemble
from launcher.hardware.facts import DeviceKind, Machine
from launcher.memory.choices import Choices
from launcher.memory.fit import largest_context
from launcher.paths import places
from tests.benchmarks.figures import Figure, median_of, milliseconds
from tests.benchmarks.headers import dense_8b, hybrid_48
from tests.benchmarks.machines import one_card

TIMES = 20
RESERVE = 1 << 30
MODELS = (  # with RAM (GiB) that the longest context fills before its trained length
    ("8B dense", dense_8b, 12, "≤ 10", "≤ 500"),
    ("48-layer hybrid", hybrid_48, 51, "≤ 30", "≤ 2000"),
)


def measure() -> Iterator[Figure]:
    """On a card of 12 GiB by arithmetic; in this machine's RAM by its engine."""
    parts = assemble(places())
    card, here = one_card(), look_with_engine(parts)
    for name, made, ram, quick, exact in MODELS:
        facts, machine = made(), _with_ram(here, ram)
        ask = partial(largest_context, facts, Choices(), card, reserve=RESERVE)
        yield _figure(f"Longest context by arithmetic, {name}", ask, quick)
        prices = partial(fit_now, facts, Choices(context=65_536), card, reserve=RESERVE)
        yield _figure("… with plan and prices", prices, "")
        engine = partial(fit_exactly, parts, facts, Choices(context=65_536), machine)
        yield _figure("… by the engine", engine, exact)
    parts.close()


def _with_ram(machine: Machine, gib: int) -> Machine:
    memory = replace(machine.memory, total=gib << 30, available=gib << 30, limit=None)
    cpu = tuple(device for device in machine.devices if device.kind is DeviceKind.CPU)
    return replace(machine, memory=memory, devices=cpu)


def _figure(what: str, work: Callable[[], object], promise: str) -> Figure:
    work()  # the header is read, the worker starts
    return median_of(
        what, milliseconds([_timed(work) for _ in range(TIMES)]), "ms", promise=promise
    )


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start

"""Plans follow what is free now: the machine as the meters last saw it."""

from dataclasses import replace

import pytest

from launcher.actions.refreshed import differs, refreshed
from launcher.hardware.facts import Holder, Machine
from launcher.hardware.readings import GpuReading, Reading
from launcher.units import GIB, MIB
from tests.fakes.machine_facts import machine_of

MACHINE = machine_of(32, 12)
CARD = MACHINE.devices[1]


def reading(*, ram: int = 0, card: int = 0, workers: int = 0, of: Machine = MACHINE) -> Reading:
    """So many bytes less free than when the machine was looked at."""
    memory = of.memory
    return Reading(
        memory=replace(memory, available=memory.available - ram, workers=workers, own=workers),
        gpus=(
            GpuReading(
                name=CARD.name,
                description=CARD.description,
                kind=CARD.kind,
                total=CARD.total,
                free=CARD.free - card,
            ),
        ),
    )


def test_every_device_has_what_is_free_now() -> None:
    now = refreshed(MACHINE, reading(ram=2 * GIB, card=GIB))
    assert now.memory.available == MACHINE.memory.available - 2 * GIB
    assert [one.free for one in now.devices] == [now.memory.available, CARD.free - GIB]
    assert (now.cpu, now.disks) == (MACHINE.cpu, MACHINE.disks)


def test_a_gpu_in_main_memory_has_what_is_free_there() -> None:
    shared = replace(CARD, name="MTL0")
    machine = replace(MACHINE, devices=(MACHINE.devices[0], shared))
    now = refreshed(machine, reading(ram=28 * GIB))
    assert now.devices[1].free == now.memory.available


def test_names_that_are_not_asked_yet_stay() -> None:
    named = replace(MACHINE.memory, holders=(Holder(name="Firefox", held=GIB, processes=1),))
    now = refreshed(replace(MACHINE, memory=named), reading())
    assert now.memory.holders == named.holders


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        (reading(), False),
        (reading(ram=100 * MIB), False),
        (reading(ram=128 * MIB), True),
        (reading(ram=-GIB), True),
        (reading(card=100 * MIB), False),
        (reading(card=124 * MIB), True),
        (reading(workers=GIB), True),
    ],
)
def test_only_a_change_that_moves_a_plan_is_followed(seen: Reading, *, expected: bool) -> None:
    assert differs(MACHINE, seen) is expected

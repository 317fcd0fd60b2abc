"""Where a GPU works in main memory, the same bytes are not there twice."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from launcher.hardware.devices import Surroundings, merged
from launcher.hardware.facts import DeviceKind, Gpu, Machine, Memory
from launcher.memory.choices import ALL_LAYERS, Choices
from launcher.memory.estimate import Estimate, estimate
from launcher.memory.fit import Fit, judge, largest_context, left_over, shortfall
from launcher.protocol.messages import PROTOCOL, EngineDevice, Hello
from launcher.units import GIB
from tests.fakes.machine_facts import machine_of
from tests.fakes.model_facts import facts_of

LLAMA_8B = facts_of()  # 5.7 GiB in all at 8k
KINDS = [("MTL", DeviceKind.GPU), ("Vulkan", DeviceKind.IGPU)]


def shared(ram: float, limit: float, prefix: str, kind: DeviceKind) -> Machine:
    """A computer whose GPU may use so much of main memory (GiB)."""
    return machine_of(ram, limit, prefix=prefix, kind=kind)


def taken(found: Estimate) -> int:
    return sum(share.sum for share in found.devices)


def judged(machine: Machine, **choices: object) -> tuple[Estimate, Fit]:
    wanted = replace(Choices(context=8192), **choices)  # type: ignore[arg-type]  # any of them
    found = estimate(LLAMA_8B, wanted, machine, reserve=GIB)
    return found, judge(found, reserve=GIB)


@pytest.mark.parametrize(("prefix", "kind"), KINDS)
def test_what_fits_the_gpus_limit_fits_wholly(prefix: str, kind: DeviceKind) -> None:
    found, fit = judged(shared(16, 10.7, prefix, kind))
    assert fit is Fit.FITS
    assert found.gpu_layers >= found.layers


@pytest.mark.parametrize(("prefix", "kind"), KINDS)
def test_halves_that_fit_alone_do_not_fit_together(prefix: str, kind: DeviceKind) -> None:
    machine = shared(5.5, 4, prefix, kind)
    found, fit = judged(machine, gpu_layers=16)
    by_name = {share.name: share for share in found.devices}
    assert all(share.sum <= share.free for share in by_name.values())
    assert not any(found.fits(share) for share in by_name.values())
    assert taken(found) > 5.5 * GIB
    assert fit is Fit.TOO_BIG
    lacking = shortfall(found)
    assert lacking is not None
    assert (lacking.kind, lacking.needed) == (DeviceKind.CPU, taken(found))
    card = machine_of(5.5, 4)  # the same with memory of its own
    alone, fit = judged(card, gpu_layers=16)
    assert fit is not Fit.TOO_BIG
    assert all(alone.fits(share) for share in alone.devices)


@pytest.mark.parametrize(("prefix", "kind"), KINDS)
def test_the_gpus_limit_holds_though_main_memory_has_room(prefix: str, kind: DeviceKind) -> None:
    found, fit = judged(shared(64, 4, prefix, kind), gpu_layers=ALL_LAYERS)
    assert fit is Fit.TOO_BIG
    lacking = shortfall(found)
    assert lacking is not None
    assert lacking.kind is kind
    assert [found.fits(share) for share in found.devices] == [True, False]


@pytest.mark.parametrize(("prefix", "kind"), KINDS)
@settings(max_examples=40, deadline=None)
@given(
    ram=st.floats(1, 24),
    part=st.floats(0.3, 1.0),
    layers=st.none() | st.integers(-1, 40),
    context=st.sampled_from([512, 8192, 65536]),
)
def test_whatever_fits_never_takes_more_than_main_memory_has(
    prefix: str, kind: DeviceKind, ram: float, part: float, layers: int | None, context: int
) -> None:
    machine = shared(ram, ram * part, prefix, kind)
    found, fit = judged(machine, gpu_layers=layers, context=context)
    free = machine.memory.available
    if fit is not Fit.TOO_BIG:
        assert taken(found) <= free
    if fit.comfortable:
        assert taken(found) + GIB <= free
    assert left_over(found, reserve=0) <= free - taken(found)
    assert all(found.fits(share) for share in found.devices) == (fit is not Fit.TOO_BIG)


@pytest.mark.parametrize(("prefix", "kind"), KINDS)
def test_the_longest_context_leaves_the_reserve_in_main_memory(
    prefix: str, kind: DeviceKind
) -> None:
    machine = shared(10, 9.9, prefix, kind)
    longest = largest_context(LLAMA_8B, Choices(), machine, reserve=GIB)
    assert 8192 < longest < 131072
    assert taken(estimate(LLAMA_8B, Choices(context=longest), machine, reserve=GIB)) <= 9 * GIB


@pytest.mark.parametrize("part", [0.67, 0.75])
def test_apples_limit_bounds_the_gpu_and_what_is_free_bounds_both(part: float) -> None:
    total = 24 * GIB
    memory = Memory(total=total, available=9 * GIB)
    chip = Gpu(
        name="Apple M4", vendor="apple", driver="Metal", total=None, free=None, integrated=True
    )
    cpu, gpu = merged(
        Hello(
            protocol=PROTOCOL, pid=1, bindings="", engine="", build="", features=(),
            devices=(
                EngineDevice(name="MTL0", description="Apple M4", kind="gpu",
                             total=int(total * part), free=int(total * part)),
            ),
        ),
        (chip,),
        Surroundings(memory=memory, processor="Apple M4", system="darwin"),
    )  # fmt: skip
    assert (gpu.total, gpu.free, cpu.free) == (int(total * part), 9 * GIB, 9 * GIB)
    machine = replace(machine_of(24), memory=memory, devices=(cpu, gpu))
    assert judged(machine)[1] is Fit.FITS
    half = replace(
        machine,
        memory=replace(memory, available=5 * GIB),
        devices=(replace(cpu, free=5 * GIB), replace(gpu, free=5 * GIB)),
    )
    assert judged(half)[1] is Fit.TOO_BIG

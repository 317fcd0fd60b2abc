"""What unloading the present model gives back, so that another one is judged truly."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from launcher.actions.load import LoadedModel
from launcher.actions.machine import BARE, as_if_unloaded, gives_back, on_gpu
from launcher.hardware.facts import Device, DeviceKind, Engine, Gpu, Holder, Machine
from launcher.memory.choices import Choices, LoadMode
from launcher.memory.estimate import estimate
from launcher.memory.fit import Fit, judge
from launcher.protocol.messages import DeviceUse, Loaded
from launcher.units import GIB, MIB
from tests.fakes.machine_facts import machine_of
from tests.fakes.model_facts import facts_of

LLAMA_8B = facts_of()
PCI = "0000:01:00.0"


def use(name: str, weights: int, kv: int = 0, repacked: int = 0) -> DeviceUse:
    return DeviceUse(
        name=name,
        kind="cpu" if name == "CPU" else "gpu",
        weights=weights,
        repacked=repacked,
        kv=kv,
        recurrent=0,
        compute=0,
        output=0,
    )


def model(machine: Machine, *uses: DeviceUse, load: LoadMode = LoadMode.READ) -> LoadedModel:
    choices = Choices(load=load)
    return LoadedModel(
        path=Path("model.gguf"),
        facts=LLAMA_8B,
        choices=choices,
        machine=machine,
        predicted=estimate(LLAMA_8B, choices, machine, reserve=0),
        loaded=Loaded(
            id=1,
            seconds=1.0,
            architecture="llama",
            description="",
            size=0,
            parameters=0,
            layers=32,
            context=8192,
            trained_context=131072,
            devices=uses,
            resident=0,
            template="model",
        ),
    )


def in_use(machine: Machine, *, main: int = 0, workers: int = 0, **gpus: int) -> Machine:
    """So much is taken of main memory, by the workers, and of each GPU."""
    memory = replace(
        machine.memory,
        available=machine.memory.available - main,
        own=workers + 100 * MIB,
        workers=workers,
        holders=(Holder(name="Snug", held=workers + 100 * MIB, own=True),),
    )
    devices = tuple(
        replace(
            device,
            free=memory.available
            if device.name == "CPU"
            else device.free - gpus.get(device.name, 0),
            pci=PCI,
        )
        for device in machine.devices
    )
    driver = Gpu(name="GPU", vendor="nvidia", driver="560", total=0, free=0, pci=PCI)
    return replace(
        machine,
        memory=memory,
        devices=devices,
        gpus=(driver,),
        engine=Engine(version="", build="", devices=devices),
    )


def free(machine: Machine) -> dict[str, int]:
    return {device.name: device.free for device in machine.devices}


def test_without_a_model_the_machine_is_as_it_is() -> None:
    machine = machine_of(16)
    assert as_if_unloaded(machine, None) is machine
    assert gives_back(machine, None) == 0


def test_main_memory_gets_back_what_the_workers_were_seen_to_hold() -> None:
    machine = in_use(machine_of(16), main=7 * GIB, workers=5 * GIB + BARE)
    loaded = model(machine, use("CPU", 5 * GIB, kv=GIB))  # a part was never touched
    found = as_if_unloaded(machine, loaded)
    assert gives_back(machine, loaded) == 5 * GIB
    assert found.memory.available == 14 * GIB
    assert free(found) == {"CPU": 14 * GIB}
    assert found.memory.holders[0].held == 100 * MIB + BARE
    assert (found.memory.own, found.memory.workers) == (100 * MIB + BARE, BARE)


def test_no_more_comes_back_than_the_engine_took() -> None:
    machine = in_use(machine_of(16), main=7 * GIB, workers=6 * GIB)
    assert gives_back(machine, model(machine, use("CPU", 4 * GIB))) == 4 * GIB


def test_a_machine_seen_before_the_load_gets_nothing_twice() -> None:
    before = in_use(machine_of(16, 12), main=GIB, workers=BARE)
    loaded = model(before, use("CPU", GIB), use("CUDA0", 8 * GIB))
    assert as_if_unloaded(before, loaded) is before


def test_where_processes_are_not_told_the_engines_figures_count() -> None:
    machine = in_use(machine_of(16), main=7 * GIB)
    machine = replace(machine, memory=replace(machine.memory, own=0))
    assert gives_back(machine, model(machine, use("CPU", 5 * GIB, kv=GIB))) == 6 * GIB
    mapped = model(machine, use("CPU", 9 * GIB, kv=GIB, repacked=4 * GIB), load=LoadMode.MMAP)
    assert gives_back(machine, mapped) == 5 * GIB  # the file's own pages count as available


def test_a_gpu_gets_back_what_the_engine_took_there() -> None:
    machine = in_use(machine_of(16, 12), CUDA0=9 * GIB)
    found = as_if_unloaded(machine, model(machine, use("CUDA0", 6 * GIB, kv=2 * GIB)))
    assert free(found) == {"CPU": 16 * GIB, "CUDA0": 11 * GIB}
    assert found.engine is not None
    assert [device.free for device in found.engine.devices] == [16 * GIB, 11 * GIB]


def test_a_gpu_gets_back_no_more_than_its_driver_counts_as_ours() -> None:
    machine = in_use(machine_of(16, 12), CUDA0=9 * GIB)
    held = (
        Holder(name="blender", held=6 * GIB),
        Holder(name="Snug", held=3 * GIB, own=True),
    )
    cpu, card = machine.devices
    machine = replace(machine, devices=(cpu, replace(card, holders=held)))
    found = as_if_unloaded(machine, model(machine, use("CUDA0", 8 * GIB)))
    assert free(found)["CUDA0"] == 6 * GIB
    assert found.devices[1].holders == held[:1]


def test_where_the_driver_does_not_tell_what_is_free_nothing_was_taken() -> None:
    machine = in_use(machine_of(16, 12), CUDA0=2 * GIB)
    machine = replace(machine, gpus=(replace(machine.gpus[0], free=None),))
    assert gives_back(machine, model(machine, use("CUDA0", 8 * GIB))) == 0


def test_another_computer_is_left_as_it_said_it_is() -> None:
    machine = in_use(machine_of(16, 12, prefix="RPC", kind=DeviceKind.RPC), RPC0=9 * GIB)
    loaded = model(machine, use("RPC0", 8 * GIB))
    assert gives_back(machine, loaded) == 0
    assert on_gpu(loaded)


@pytest.mark.parametrize(
    ("prefix", "kind"), [("MTL", DeviceKind.GPU), ("Vulkan", DeviceKind.IGPU)]
)
def test_a_gpu_in_main_memory_gives_back_to_both_once(prefix: str, kind: DeviceKind) -> None:
    machine = machine_of(16, 11, prefix=prefix, kind=kind)
    machine = in_use(machine, main=9 * GIB, **{f"{prefix}0": 4 * GIB})
    loaded = model(machine, use(f"{prefix}0", 6 * GIB))
    found = as_if_unloaded(machine, loaded)
    assert gives_back(machine, loaded) == 6 * GIB
    assert free(found) == {"CPU": 13 * GIB, f"{prefix}0": 11 * GIB}


def test_an_imagined_computer_has_no_model_on_it() -> None:
    machine = replace(in_use(machine_of(16), main=7 * GIB, workers=6 * GIB), imagined=True)
    assert as_if_unloaded(machine, model(machine, use("CPU", 4 * GIB))) is machine


def test_a_model_that_fits_only_in_place_of_the_loaded_one_is_said_to_fit() -> None:
    machine = in_use(machine_of(12), main=7 * GIB, workers=6 * GIB + BARE)
    loaded = model(machine, use("CPU", 6 * GIB))

    def fit(where: Machine) -> Fit:
        choices = Choices(context=8192)
        return judge(estimate(LLAMA_8B, choices, where, reserve=GIB), reserve=GIB)

    assert fit(machine) is Fit.TOO_BIG
    assert fit(as_if_unloaded(machine, loaded)) is Fit.FITS


def test_a_model_in_main_memory_is_not_on_a_gpu() -> None:
    machine = machine_of(16, 12)
    assert not on_gpu(None)
    assert not on_gpu(model(machine, use("CPU", GIB), use("CUDA0", 0)))
    assert on_gpu(model(machine, use("CPU", GIB), use("CUDA0", MIB)))


SIZES = st.integers(0, 20 * GIB)


@given(
    taken=st.tuples(SIZES, SIZES),
    workers=SIZES,
    uses=st.tuples(SIZES, SIZES),
    kind=st.sampled_from([DeviceKind.GPU, DeviceKind.IGPU]),
)
def test_no_device_ever_has_more_free_than_there_is_nor_less_than_before(
    taken: tuple[int, int], workers: int, uses: tuple[int, int], kind: DeviceKind
) -> None:
    machine = machine_of(24, 20, prefix="Vulkan", kind=kind)
    machine = in_use(machine, main=taken[0], workers=workers, Vulkan0=taken[1])
    loaded = model(machine, use("CPU", uses[0]), use("Vulkan0", uses[1]))
    found = as_if_unloaded(machine, loaded)
    before: Device
    after: Device
    for before, after in zip(machine.devices, found.devices, strict=True):
        shared = kind is DeviceKind.IGPU and after.kind is kind
        assert after.free <= after.total
        assert after.free >= min(before.free, found.memory.available if shared else before.free)
    assert found.memory.available <= found.memory.usable_total
    assert 0 <= gives_back(machine, loaded) <= 2 * 20 * GIB

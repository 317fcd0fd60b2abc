from dataclasses import replace

import pytest

from launcher.actions.engines import pack_advice
from launcher.hardware.facts import Engine, Gpu, Machine
from launcher.protocol.messages import EngineModule
from launcher.units import GIB
from tests.fakes.machine_facts import machine_of

RTX = Gpu(name="GeForce RTX 4090", vendor="nvidia", driver="570.1", total=24 * GIB, free=GIB)


def machine(gpu: Gpu, *names: str) -> Machine:
    modules = tuple(EngineModule(name=name, file="", loaded=True) for name in names)
    engine = Engine(version="1", build="b", modules=modules)
    return replace(machine_of(32), gpus=(gpu,), engine=engine)


def test_an_nvidia_owner_is_told_what_to_get_and_where_it_goes() -> None:
    (said,) = pack_advice(machine(RTX, "cpu-haswell", "vulkan"))
    assert "GeForce RTX 4090" in said.what
    assert "CUDA" in said.what
    assert "CUDA pack" in said.next
    assert "snug engines add" in said.next
    assert "engines." in said.next


@pytest.mark.parametrize("vendor", ["amd", "intel", "apple"])
def test_nobody_else_is(vendor: str) -> None:
    assert pack_advice(machine(replace(RTX, vendor=vendor), "cpu-haswell", "vulkan")) == ()


def test_who_has_it_or_builds_his_own_or_imagines_is_not() -> None:
    assert pack_advice(machine(RTX, "cpu-haswell", "cuda")) == ()
    assert pack_advice(machine(RTX)) == ()
    broken = EngineModule(name="cuda", file="", loaded=False, reason="libcuda.so.1 is missing")
    whole = machine(RTX, "cpu-haswell")
    assert whole.engine is not None
    engine = replace(whole.engine, modules=(*whole.engine.modules, broken))
    assert pack_advice(replace(whole, engine=engine)) == ()
    assert pack_advice(machine(replace(RTX, driver="nouveau"), "cpu-haswell", "vulkan")) == ()
    assert pack_advice(replace(machine(RTX, "cpu-haswell"), imagined=True)) == ()
    assert pack_advice(replace(machine(RTX, "cpu-haswell"), engine=None)) == ()
    assert pack_advice(machine_of(32)) == ()

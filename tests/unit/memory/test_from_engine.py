from dataclasses import replace

from launcher.hardware.facts import DeviceKind
from launcher.memory.choices import Choices
from launcher.memory.estimate import PICTURES_ROUGHLY, Basis, estimate
from launcher.memory.from_engine import FROM_THE_LOG, NOT_SEEN, estimate_from_engine
from launcher.protocol.messages import DeviceUse, Planned
from launcher.units import GIB, MIB
from tests.fakes.machine_facts import machine_of
from tests.fakes.mmproj import pictures
from tests.fakes.model_facts import facts_of

FACTS = facts_of()


def use(name: str, kind: str, weights: int) -> DeviceUse:
    return DeviceUse(
        name=name,
        kind=kind,
        weights=weights,
        repacked=weights // 2,
        kv=3 * MIB,
        recurrent=2 * MIB,
        compute=5 * MIB,
        output=1,
    )


def planned(
    *devices: DeviceUse, source: str = "breakdown", missing: tuple[str, ...] = ()
) -> Planned:
    return Planned(
        id=1, devices=devices, context=8192, seconds=0.01, source=source, missing=missing
    )


def test_the_engines_figures_stand_beside_what_is_free() -> None:
    answer = planned(use("CUDA0", "gpu", 40 * MIB), use("CPU", "cpu", 8 * MIB))
    found = estimate_from_engine(answer, FACTS, Choices(), machine_of(32, 8), 33)
    cpu, gpu = found.devices
    assert (cpu.name, cpu.weights, cpu.repacked, cpu.free) == ("CPU", 8 * MIB, 4 * MIB, 32 * GIB)
    assert (gpu.name, gpu.weights, gpu.kv, gpu.total) == ("CUDA0", 40 * MIB, 3 * MIB, 8 * GIB)
    assert (found.gpu_layers, found.layers) == (33, 33)


def test_they_are_marked_as_the_engines() -> None:
    found = estimate_from_engine(
        planned(use("CPU", "cpu", MIB)), FACTS, Choices(), machine_of(32), 0
    )
    assert (found.basis.weights, found.basis.kv) == (Basis.ENGINE, Basis.ENGINE)
    assert (found.basis.compute, found.basis.resident) == (Basis.ENGINE, Basis.ARITHMETIC)
    assert found.notes == ()


def test_rounded_figures_say_so() -> None:
    answer = planned(use("CPU", "cpu", MIB), source="log")
    found = estimate_from_engine(answer, FACTS, Choices(), machine_of(32), 0)
    assert found.notes == (FROM_THE_LOG,)


def test_a_device_the_engine_left_empty_is_still_there() -> None:
    found = estimate_from_engine(
        planned(use("CPU", "cpu", MIB)), FACTS, Choices(), machine_of(32, 8), 0
    )
    assert [(share.name, share.sum > 0) for share in found.devices] == [
        ("CPU", True),
        ("CUDA0", False),
    ]


def test_a_device_the_machine_does_not_know_is_not_lost() -> None:
    answer = planned(use("CPU", "cpu", MIB), use("RPC0", "rpc", 7 * MIB))
    found = estimate_from_engine(answer, FACTS, Choices(), machine_of(32), 0)
    assert (found.devices[1].name, found.devices[1].kind) == ("RPC0", DeviceKind.RPC)
    assert found.devices[1].weights == 7 * MIB


def test_the_granted_context_is_the_engines() -> None:
    answer = planned(use("CPU", "cpu", MIB))
    found = estimate_from_engine(answer, FACTS, Choices(context=8000), machine_of(32), 0)
    assert (found.context.asked, found.context.granted) == (8000, 8192)


def test_a_device_the_engine_lacks_is_not_filled_with_nothing() -> None:
    answer = planned(use("CPU", "cpu", MIB))
    machine = machine_of(32, 8)
    found = estimate_from_engine(answer, FACTS, Choices(), machine, 33)
    assert found.devices == estimate(FACTS, Choices(gpu_layers=33), machine).devices
    assert found.devices[1].weights > 0
    assert (found.basis.weights, found.basis.compute) == (Basis.ARITHMETIC, Basis.ARITHMETIC)
    assert found.notes == (NOT_SEEN.format(device="CUDA0"),)


def test_a_card_that_is_not_the_main_one_may_be_empty() -> None:
    answer = planned(use("CPU", "cpu", MIB), use("CUDA1", "gpu", MIB))
    found = estimate_from_engine(answer, FACTS, Choices(main_gpu=1), machine_of(32, 8, 8), 33)
    assert found.basis.weights is Basis.ENGINE
    assert [share.sum > 0 for share in found.devices] == [True, False, True]


def test_the_part_for_pictures_is_the_engines_where_it_can_tell() -> None:
    answer = planned(replace(use("CPU", "cpu", MIB), mmproj=7 * MIB))
    found = estimate_from_engine(
        answer, FACTS, Choices(), machine_of(32), 0, mmproj=pictures(layers=1)
    )
    assert found.devices[0].mmproj == 7 * MIB
    assert found.notes == ()


def test_the_part_for_pictures_is_arithmetic_where_the_engine_cannot_tell() -> None:
    facts = pictures(layers=1)
    answer = planned(use("CPU", "cpu", MIB), missing=("mmproj",))
    found = estimate_from_engine(answer, FACTS, Choices(), machine_of(32), 0, mmproj=facts)
    assert found.devices[0].mmproj == facts.weight_bytes
    assert found.notes == (PICTURES_ROUGHLY,)
    assert found.basis.kv is Basis.ENGINE

"""From an estimate to the panel: who holds what, in whose words."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from launcher.hardware.facts import Cpu, Device, DeviceKind, Holder, Machine, Memory
from launcher.memory.choices import Choices
from launcher.memory.estimate import Bases, Basis, ContextLengths, DeviceShare, Estimate
from ui.text.memory_titles import device_title, title_of, with_titles
from ui.text.memory_view import panel_view
from ui.text.panel import PanelView
from ui.text.words import BASES, FITS, PARTS, PartKind

GIB = 1 << 30


def computer(*devices: Device) -> Machine:
    return Machine(
        cpu=Cpu(name="A processor", physical_cores=8, logical_cores=16),
        memory=Memory(total=32 * GIB, available=24 * GIB),
        devices=devices,
    )


CARD = Device(
    name="CUDA0",
    description="NVIDIA GeForce RTX 4070",
    kind=DeviceKind.GPU,
    total=12 * GIB,
    free=11 * GIB,
)


def share(name: str = "CUDA0", kind: DeviceKind = DeviceKind.GPU, **sizes: int) -> DeviceShare:
    return DeviceShare(name=name, kind=kind, **sizes)


def plan(*shares: DeviceShare, gpu_layers: int = 48, reserve: int = GIB) -> PanelView:
    estimate = Estimate(
        context=ContextLengths(asked=8192, granted=8192, trained=131072),
        devices=shares,
        resident=0,
        layers=48,
        gpu_layers=gpu_layers,
        basis=Bases(weights=Basis.ENGINE, kv=Basis.ARITHMETIC),
    )
    return panel_view(
        estimate, computer(CARD), Choices(), largest=48896, fit="fits", reserve=reserve
    )


def sizes(view: PanelView, device: int = 0) -> dict[PartKind, float]:
    return {part.kind: part.size / GIB for part in view.devices[device].parts}


def test_the_parts_of_a_device_add_up_to_its_capacity() -> None:
    view = plan(share(weights=6 * GIB, kv=2 * GIB, total=12 * GIB, free=11 * GIB))
    assert sizes(view) == {
        PartKind.OTHER: 1,
        PartKind.WEIGHTS: 6,
        PartKind.KV: 2,
        PartKind.RESERVE: 1,
        PartKind.FREE: 2,
    }
    device = view.devices[0]
    assert device.title == "RTX 4070"
    assert device.used == 9 * GIB
    assert device.over == 0


def test_the_largest_of_other_programs_are_named_and_we_are_not() -> None:
    holders = (
        Holder(name="Code", held=GIB),
        Holder(name="Firefox", held=2 * GIB, processes=9),
        Holder(name="Snug", held=5 * GIB, own=True),
    )
    machine = computer(replace(CARD, holders=holders))
    estimate = Estimate(
        context=ContextLengths(asked=8192, granted=8192, trained=131072),
        devices=(share(weights=6 * GIB, total=12 * GIB, free=9 * GIB),),
        resident=0,
        layers=48,
        gpu_layers=48,
    )
    view = panel_view(estimate, machine, Choices(), largest=None, fit="fits", reserve=GIB)
    others = view.devices[0].parts[0]
    assert others.kind is PartKind.OTHER
    assert others.detail == "Firefox 2.00 GiB, Code 1.00 GiB"


def test_two_cards_of_one_name_are_numbered() -> None:
    machine = computer(CARD, replace(CARD, name="CUDA1"))
    assert [title_of(name, machine) for name in ("CUDA0", "CUDA1", "CPU", "ROCm7")] == [
        "GPU 1, RTX 4070",
        "GPU 2, RTX 4070",
        "RAM",
        "ROCm7",
    ]
    said = with_titles("20 layers on CUDA1, 10 on CUDA0", machine)
    assert said == "20 layers on GPU 2, 10 on GPU 1"
    said = with_titles("All on NVIDIA GeForce RTX 4070 (CUDA0)", computer(CARD))
    assert said == "All on RTX 4070 (RTX 4070)"


def test_an_imagined_computer_is_named() -> None:
    estimate = Estimate(
        context=ContextLengths(asked=8192, granted=8192, trained=131072),
        devices=(share(weights=GIB, total=12 * GIB, free=12 * GIB),),
        resident=0,
        layers=48,
        gpu_layers=48,
    )
    real, imagined = computer(CARD), replace(computer(CARD), imagined=True)
    views = [
        panel_view(estimate, machine, Choices(), largest=None, fit="fits", reserve=GIB)
        for machine in (real, imagined)
    ]
    assert [view.imagined for view in views] == [False, True]
    assert "32 GiB RAM" in views[1].computer


def test_a_tight_plan_takes_from_the_reserve() -> None:
    view = plan(share(weights=10 * GIB, total=12 * GIB, free=11 * GIB), reserve=2 * GIB)
    assert sizes(view)[PartKind.RESERVE] == 1
    assert PartKind.FREE not in sizes(view)


def test_what_is_too_much_is_counted_and_said() -> None:
    view = plan(share(weights=13 * GIB, total=12 * GIB, free=11 * GIB))
    device = view.devices[0]
    assert device.over == 2 * GIB
    assert PartKind.RESERVE not in sizes(view)
    assert "2.00 GiB too much" in device.sentence


def test_an_imagined_device_has_no_limit() -> None:
    view = plan(share(weights=13 * GIB))
    assert sizes(view) == {PartKind.WEIGHTS: 13}
    assert view.devices[0].over == 0
    assert " of " not in view.devices[0].sentence


def test_every_figure_says_where_it_comes_from() -> None:
    view = plan(
        share(weights=6 * GIB, kv=GIB, compute=GIB, output=GIB, total=12 * GIB, free=11 * GIB)
    )
    bases = {part.kind: part.basis for part in view.devices[0].parts}
    assert bases[PartKind.OTHER] is Basis.MEASURED
    assert bases[PartKind.WEIGHTS] is Basis.ENGINE
    assert bases[PartKind.KV] is Basis.ARITHMETIC
    assert bases[PartKind.RESERVE] is None
    assert sizes(view)[PartKind.COMPUTE] == 2


def test_the_graphics_card_stands_before_the_main_memory() -> None:
    ram = share("CPU", DeviceKind.CPU, weights=GIB, total=32 * GIB, free=24 * GIB)
    card = share(weights=6 * GIB, total=12 * GIB, free=11 * GIB)
    view = plan(ram, card)
    assert [device.title for device in view.devices] == ["RTX 4070", "RAM"]
    assert view.legend is view.devices[0]
    assert view.devices[1].note == "Of the weights, 1.00 GiB stay in RAM."
    assert view.layers == 48


def test_layers_that_stay_in_main_memory_are_counted() -> None:
    ram = share("CPU", DeviceKind.CPU, weights=3 * GIB, total=32 * GIB, free=24 * GIB)
    card = share(weights=4 * GIB, total=12 * GIB, free=11 * GIB)
    view = plan(ram, card, gpu_layers=31)
    assert view.devices[1].note == "17 of 48 layers in RAM, which is slower."


def test_without_a_graphics_card_there_are_no_layers_to_choose() -> None:
    ram = share("CPU", DeviceKind.CPU, weights=3 * GIB, total=32 * GIB, free=24 * GIB)
    view = plan(ram)
    assert view.layers == 0
    assert view.devices[0].note == ""


@pytest.mark.parametrize(
    ("description", "kind", "title"),
    [
        ("NVIDIA GeForce RTX 4070", DeviceKind.GPU, "RTX 4070"),
        ("AMD Radeon RX 7900 XTX (RADV NAVI31)", DeviceKind.GPU, "RX 7900 XTX"),
        ("Intel(R) Arc(TM) A770 Graphics", DeviceKind.GPU, "Arc A770"),
        ("Apple M2 Pro", DeviceKind.GPU, "Apple M2 Pro"),
        ("NVIDIA", DeviceKind.GPU, "GPU"),
        ("", DeviceKind.RPC, "Other computer"),
        ("13th Gen Intel(R) Core(TM) i7", DeviceKind.CPU, "RAM"),
    ],
)
def test_devices_are_called_as_people_call_them(
    description: str, kind: DeviceKind, title: str
) -> None:
    assert device_title(description, kind) == title


def test_a_long_name_is_shortened() -> None:
    assert len(device_title("A graphics card with a very long name indeed", DeviceKind.GPU)) <= 24


@given(
    total=st.integers(0, 64 * GIB),
    taken=st.integers(0, 64 * GIB),
    weights=st.integers(0, 64 * GIB),
    kv=st.integers(0, 64 * GIB),
    reserve=st.integers(0, 8 * GIB),
)
def test_no_part_is_lost_or_negative(
    total: int, taken: int, weights: int, kv: int, reserve: int
) -> None:
    free = max(0, total - taken)
    view = plan(share(weights=weights, kv=kv, total=total, free=free), reserve=reserve)
    for device in view.devices:
        assert all(part.size > 0 for part in device.parts)
        assert device.used == weights + kv + (total - free)
        if total:
            assert sum(part.size for part in device.parts) == max(total, device.used)
        assert re.match(r".+: .* GiB taken.*\.", device.sentence)


def test_every_part_basis_and_fit_has_its_words() -> None:
    assert set(PARTS) == set(PartKind)
    assert set(BASES) == set(Basis)
    assert set(FITS) == {"fits", "partly", "tight", "too_big"}
    for words in PARTS.values():
        lengths = [len(label) for label in words.labels]
        assert lengths == sorted(lengths, reverse=True)

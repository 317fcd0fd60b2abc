from dataclasses import replace

import pytest

from launcher.actions.imagine import known_cards
from launcher.hardware.facts import Device, DeviceKind, Machine
from launcher.memory.choices import ALL_LAYERS, Choices
from launcher.memory.estimate import estimate
from launcher.models.facts import ModelFacts
from launcher.planning.bandwidth import card_bandwidth, ram_bandwidth
from launcher.planning.speed_left import Held, SpeedLeft, speed_left
from launcher.units import GIB
from tests.fakes.machine_facts import machine_of
from tests.fakes.model_facts import facts_of

LLAMA_8B = facts_of()


def card(description: str, size: float) -> Device:
    total = int(size * GIB)
    return Device(
        name="CUDA0", description=description, kind=DeviceKind.GPU, total=total, free=total
    )


def with_card(description: str, size: float) -> Machine:
    machine = machine_of(64, size)
    named = replace(machine.devices[1], description=description)
    return replace(machine, devices=(machine.devices[0], named))


def held(model: ModelFacts, choices: Choices, machine: Machine) -> Held:
    return Held(choices=choices, estimate=estimate(model, choices, machine))


def left(machine: Machine, moved: Choices, model: ModelFacts = LLAMA_8B) -> SpeedLeft | None:
    before = held(model, Choices(gpu_layers=ALL_LAYERS), machine)
    return speed_left(model, before, held(model, moved, machine), machine)


@pytest.mark.parametrize(
    ("description", "size", "rate"),
    [
        ("NVIDIA GeForce RTX 4060", 8, 272e9),
        ("AMD Radeon RX 7900 XTX (RADV NAVI31)", 24, 960e9),
        ("Intel(R) Arc(TM) A770 Graphics (DG2)", 16, 560e9),
        ("NVIDIA H100 80GB HBM3", 79.6, 3350e9),
        ("Tesla T4", 14.6, 320e9),
        ("NVIDIA GeForce RTX 4060 Laptop GPU", 8, 256e9),
        ("NVIDIA GeForce RTX 4060 Ti", 16, 288e9),
        ("NVIDIA GeForce RTX 3060", 12, 360e9),
        ("NVIDIA GeForce RTX 3060", 8, 240e9),
        ("NVIDIA GeForce RTX 3080", 12, 912e9),
        ("NVIDIA GeForce RTX 3080", 16, None),
        ("NVIDIA GeForce RTX 3080 Laptop GPU", 16, 448e9),
        ("NVIDIA GeForce RTX 5060", 8, 448e9),
        ("AMD Radeon RX 9070", 16, 640e9),
        ("AMD Radeon RX 7600M XT", 8, None),
        ("Something new", 8, None),
        ("", 8, None),
    ],
)
def test_a_card_is_known_by_its_name_and_its_size(
    description: str, size: float, rate: float | None
) -> None:
    assert card_bandwidth(card(description, size)) == rate


def test_every_card_that_can_be_imagined_has_its_bandwidth() -> None:
    for one in known_cards():
        assert one.shared or card_bandwidth(card(one.name, one.gib)), one.name


def test_main_memory_is_a_range() -> None:
    slow, fast = ram_bandwidth()
    assert 0 < slow < fast < 1e12


def test_more_layers_in_ram_leave_less_of_the_speed() -> None:
    machine = with_card("RTX 4090", 24)
    shares = [left(machine, Choices(gpu_layers=33 - moved)) for moved in (1, 4, 16, 33)]
    middles = [share.middle for share in shares if share]
    assert len(middles) == 4
    assert middles == sorted(middles, reverse=True)
    assert all(0 < share.low <= share.high <= 1 for share in shares if share)


def test_nothing_moved_is_nothing_lost() -> None:
    share = left(with_card("RTX 4090", 24), Choices(gpu_layers=ALL_LAYERS))
    assert share is not None
    assert share.low == share.high == 1


def test_experts_cost_less_than_whole_layers() -> None:
    mixture = facts_of(
        architecture="qwen3moe",
        layers=12,
        embedding=2048,
        heads=32,
        kv_heads=4,
        experts={"count": 128, "used": 8, "n_ff_expert": 768},
    )
    machine = with_card("RTX 4090", 24)
    experts = left(machine, Choices(gpu_layers=ALL_LAYERS, cpu_moe=6), mixture)
    layers = left(machine, Choices(gpu_layers=7), mixture)
    assert experts is not None
    assert layers is not None
    assert experts.middle > layers.middle


def test_an_unknown_card_gives_no_guess() -> None:
    assert left(with_card("Something new", 24), Choices(gpu_layers=20)) is None


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (0.7, 0.85, "About 15–30 % slower, a guess."),
        (0.79, 0.81, "About 20 % slower, a guess."),
        (0.93, 0.99, "About 5 % slower, a guess."),
        (0.98, 0.99, "Hardly slower, a guess."),
        (0.05, 0.09, "Less than a tenth of the speed, a guess."),
    ],
)
def test_the_words_are_a_range_and_say_that_it_is_a_guess(
    low: float, high: float, words: str
) -> None:
    assert SpeedLeft(low=low, high=high).words == words

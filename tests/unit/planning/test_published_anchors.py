"""Speeds that people published of one usual model: the range shown holds them."""

import json
from dataclasses import replace

import pytest

from launcher.actions.imagine import imagined, known_cards
from launcher.hardware.facts import DeviceKind
from launcher.memory.choices import ALL_LAYERS, Choices
from launcher.memory.estimate import Basis
from launcher.models.catalog import facts_of, known_as
from launcher.paths import RESOURCES
from launcher.planning.bandwidth import card_bandwidth, chip_bandwidth, reached
from launcher.planning.paces import paces_of
from launcher.units import GIB
from tests.fakes.machine_facts import machine_of
from tests.fakes.on_card import speed_on

TABLE = json.loads(RESOURCES.joinpath("hardware", "bandwidth.json").read_text("utf-8"))
LLAMA = facts_of(known_as("meta-llama/Llama-3.1-8B-Instruct"), "Q4_K_M")  # shaped as Llama 3 8B
SAID = 256  # tokens: half of the 512 that were written
WHOLE = Choices(context=4096, gpu_layers=ALL_LAYERS)
# Tokens a second of an answer. XiongjieDai/GPU-Benchmarks-on-LLM-Inference, README (May 2024);
# the second of the M1 Max and the M4: brand-o/normiebench, issues 40 and 3 (2026).
ANCHORS = [
    ("NVIDIA GeForce RTX 3070", 8, 72.79),
    ("NVIDIA GeForce RTX 3080", 10, 109.57),
    ("NVIDIA GeForce RTX 3080 Ti", 12, 110.60),
    ("NVIDIA GeForce RTX 3090", 24, 115.42),
    ("NVIDIA GeForce RTX 4070 Ti", 12, 83.50),
    ("NVIDIA GeForce RTX 4080", 16, 108.15),
    ("NVIDIA GeForce RTX 4090", 24, 130.58),
    ("Apple M1", 16, 10.20),
    ("Apple M1 Max", 64, 35.73),
    ("Apple M1 Max", 64, 46.20),
    ("Apple M2 Ultra", 192, 78.81),
    ("Apple M3 Max", 64, 48.97),
    ("Apple M4", 16, 20.87),
]


@pytest.mark.parametrize(("name", "size", "measured"), ANCHORS)
def test_the_range_holds_what_was_measured(name: str, size: int, measured: float) -> None:
    shared = name.startswith("Apple")
    memory = size * GIB
    speed = speed_on(
        LLAMA, name, memory=memory, ram=memory, shared=shared, choices=WHOLE, fill=SAID
    )
    assert speed is not None
    assert speed.low <= measured <= speed.high
    assert speed.high <= 2 * speed.low


def test_where_results_disagree_the_range_is_wide_and_told_to_be_a_guess() -> None:
    assert reached("Apple M1 Max").spread > reached("NVIDIA GeForce RTX 3070").spread
    machine = imagined(machine_of(16), ram=None, gpus="Apple M1 Max 64 GB")
    assert paces_of(machine)["MTL0"].spread == reached("Apple M1 Max").spread
    speed = speed_on(LLAMA, "Apple M1 Max", memory=64 * GIB, ram=64 * GIB, shared=True)
    assert speed is not None
    assert speed.basis is Basis.GUESS


def test_a_chip_with_its_memory_in_the_name_reaches_what_the_chip_does() -> None:
    assert reached("Apple M1 16 GB") == reached("Apple M1")
    assert reached("Apple M1 Max 64 GB") == reached("Apple M1 Max")


def test_every_table_has_an_address() -> None:
    tables = [*TABLE["cards"], *TABLE["chips"], TABLE["ram"], *TABLE["reached"]["rows"]]
    assert all(table["url"].startswith("https://") for table in tables)


@pytest.mark.parametrize(
    ("words", "gib", "rate"),
    [
        ("RTX 3050 6GB", 6, 168e9),
        ("RTX 3080 Laptop", 16, 448e9),
        ("RTX 4090 D", 24, 1008e9),
        ("RTX PRO 6000", 96, 1792e9),
        ("V100 32GB", 32, 900e9),
        ("H100 NVL", 94, 3900e9),
        ("RX 7600 XT", 16, 288e9),
        ("Instinct MI300X", 192, 5300e9),
    ],
)
def test_a_card_with_a_bandwidth_can_be_imagined(words: str, gib: int, rate: float) -> None:
    card = imagined(machine_of(16), ram=None, gpus=words).devices[1]
    assert (card.total, card_bandwidth(card)) == (gib * GIB, rate)


@pytest.mark.parametrize(
    ("driver", "gib", "rate"),
    [
        ("NVIDIA GeForce RTX 3050", 6, 168e9),
        ("NVIDIA GeForce RTX 3050", 8, 224e9),
        ("NVIDIA GeForce RTX 3080 Laptop GPU", 8, 448e9),
        ("NVIDIA RTX PRO 6000 Blackwell Workstation Edition", 96, 1792e9),
        ("NVIDIA H100 NVL", 94, 3900e9),
        ("AMD Radeon(TM) RX 7600 XT", 16, 288e9),
        ("Tesla V100-SXM2-32GB", 32, 900e9),
    ],
)
def test_a_card_is_known_as_its_driver_names_it(driver: str, gib: int, rate: float) -> None:
    card = imagined(machine_of(16), ram=16, gpus=str(gib)).devices[1]
    assert card_bandwidth(replace(card, description=driver)) == rate


def test_nvidias_chip_with_shared_memory_can_be_imagined() -> None:
    machine = imagined(machine_of(16), ram=None, gpus="GB10 128 GB")
    chip = machine.devices[1]
    assert (chip.name, chip.kind, chip.total) == ("CUDA0", DeviceKind.IGPU, 128 * GIB)
    assert chip_bandwidth(chip, machine.memory.total) == 273e9


def test_amds_cards_are_run_by_vulkan() -> None:
    backends = {card.name: card.backend for card in known_cards()}
    assert backends["Instinct MI300X"] == backends["RX 7600 XT"] == "Vulkan"

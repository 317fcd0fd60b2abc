import json
from dataclasses import replace

import pytest

from launcher.actions.imagine import imagined
from launcher.hardware.facts import DeviceKind
from launcher.hardware.pace import Pace
from launcher.paths import RESOURCES
from launcher.planning.bandwidth import chip_bandwidth, reached
from launcher.planning.paces import paces_of
from tests.fakes.machine_facts import machine_of

TABLE = json.loads(RESOURCES.joinpath("hardware", "bandwidth.json").read_text("utf-8"))
TABLES = [*TABLE["cards"], *TABLE["chips"], TABLE["ram"]]


@pytest.mark.parametrize(
    ("chip", "rate"),
    [
        ("Apple M1 16 GB", 68e9),
        ("Apple M3 Max 36 GB", 300e9),
        ("Apple M3 Max 48 GB", 400e9),
        ("Apple M3 Max 96 GB", 300e9),
        ("Apple M4 Max 36 GB", 410e9),
        ("Apple M4 Max 128 GB", 546e9),
        ("Apple M3 Ultra 256 GB", 819e9),
        ("Apple M5 Max 128 GB", 614e9),
    ],
)
def test_a_chip_is_known_by_its_name_and_its_memory(chip, rate):
    machine = imagined(machine_of(16), ram=None, gpus=chip)
    assert chip_bandwidth(machine.devices[1], machine.memory.total) == rate
    real = replace(machine.devices[1], description=chip.rpartition(" ")[0].rpartition(" ")[0])
    assert chip_bandwidth(real, machine.memory.total) == rate
    paces = paces_of(machine)
    assert paces["CPU"].bandwidth < paces["MTL0"].bandwidth < rate


def test_a_chip_that_was_never_made_is_not_known():
    machine = machine_of(128, 96, prefix="MTL", kind=DeviceKind.IGPU)
    ultra = replace(machine.devices[1], description="Apple M4 Ultra")
    assert chip_bandwidth(ultra, machine.memory.total) is None


def test_a_measured_pace_stands_for_its_device_alone():
    measured = Pace(device="CPU", bandwidth=33e9, per_layer=1e-4, measured=True)
    paces = paces_of(machine_of(16, 8), (measured,))
    assert paces == {"CPU": measured}


def test_what_was_measured_here_says_nothing_of_an_imagined_computer():
    measured = Pace(device="CUDA0", bandwidth=33e9, per_layer=1e-4, measured=True)
    other = imagined(machine_of(16), ram=None, gpus="RTX 4090")
    assert not paces_of(other, (measured,))["CUDA0"].measured


def test_graphics_within_the_processor_read_main_memory():
    paces = paces_of(machine_of(16, 8, prefix="Vulkan", kind=DeviceKind.IGPU))
    assert paces["Vulkan0"].bandwidth == paces["CPU"].bandwidth


def test_old_cards_reach_less_and_new_ones_launch_faster():
    old, usual, new = (
        reached(name) for name in ("GeForce GTX 1080", "Radeon RX 7900 XT", "GeForce RTX 4070")
    )
    assert old.share < usual.share
    assert new.step < usual.step < old.step
    assert reached("Apple M2 Ultra").share < reached("Apple M2 Pro").share


def test_every_table_says_where_it_is_from():
    for table in TABLES:
        assert len(table["source"]) > 20
        assert all(10 < rate < 10_000 for rate in table["gb_per_second"].values())
    for row in TABLE["reached"]["rows"]:
        assert len(row["source"]) > 20
        assert 0.3 < row["share"] <= 1


def test_no_name_stands_twice():
    names = [name.lower() for table in TABLES for name in table["gb_per_second"]]
    assert len(names) == len(set(names))

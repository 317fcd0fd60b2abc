import pytest

from launcher.actions.imagine import imagined, known_cards
from launcher.errors import UnknownChoice
from launcher.hardware.facts import DeviceKind
from launcher.units import GIB
from tests.fakes.machine_facts import machine_of


def test_without_words_it_is_this_machine():
    here = machine_of(16, 8)
    assert imagined(here, ram=None, gpus=None) is here


def test_ram_alone_means_no_gpu():
    other = imagined(machine_of(16, 8), ram=64, gpus=None)
    assert other.memory.available == 64 * GIB
    assert [device.kind for device in other.devices] == [DeviceKind.CPU]
    assert other.imagined


def test_gpus_are_given_by_size():
    other = imagined(machine_of(16), ram=None, gpus="24,12.5")
    assert [device.total for device in other.devices[1:]] == [24 * GIB, int(12.5 * GIB)]


@pytest.mark.parametrize("name", ["RTX 4070", "rtx4070", "NVIDIA GeForce RTX 4070"])
def test_a_card_is_known_by_its_name(name):
    assert imagined(machine_of(16), ram=None, gpus=name).devices[1].total == 12 * GIB


def test_an_unknown_card_is_told_with_its_neighbours():
    with pytest.raises(UnknownChoice) as refused:
        imagined(machine_of(16), ram=None, gpus="RTX 40")
    assert "RTX 4070" in refused.value.allowed
    with pytest.raises(UnknownChoice):
        imagined(machine_of(16), ram=None, gpus="abacus")


def test_every_card_has_a_sensible_size():
    assert all(2 <= size <= 512 for size in known_cards().values())


@pytest.mark.parametrize(
    ("ram", "gpus"), [(0, None), (float("inf"), None), (None, "nan"), (8, "-3")]
)
def test_an_impossible_size_is_refused(ram, gpus):
    with pytest.raises(UnknownChoice):
        imagined(machine_of(16), ram=ram, gpus=gpus)

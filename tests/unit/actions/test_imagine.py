import pytest

from launcher.actions.imagine import imagined, known_cards, size_of, summary
from launcher.errors import CannotImagine
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
    with pytest.raises(CannotImagine) as refused:
        imagined(machine_of(16), ram=None, gpus="RTX 40")
    assert "RTX 4070" in refused.value.hint
    with pytest.raises(CannotImagine):
        imagined(machine_of(16), ram=None, gpus="abacus")


def test_every_card_has_a_sensible_size():
    assert all(2 <= card.gib <= 512 for card in known_cards())


def test_every_card_is_found_by_its_own_name():
    for card in known_cards():
        ram = None
        found = imagined(machine_of(16), ram=ram, gpus=card.name).devices[1]
        assert found.description == card.name


def test_cards_and_sizes_may_be_mixed_and_counted():
    other = imagined(machine_of(64), ram=128, gpus="2x RTX 3090, RX 7900 XTX, 12")
    assert [(device.name, device.total // GIB) for device in other.devices[1:]] == [
        ("CUDA0", 24),
        ("CUDA1", 24),
        ("Vulkan0", 24),
        ("GPU0", 12),
    ]


def test_an_apple_chip_shares_its_memory_with_its_gpu():
    other = imagined(machine_of(16), ram=None, gpus="Apple M4 Pro 48 GB")
    main, gpu = other.devices
    assert main.total == other.memory.total == 48 * GIB
    assert (gpu.name, gpu.kind, gpu.total) == ("MTL0", DeviceKind.IGPU, 36 * GIB)
    small = imagined(machine_of(16), ram=None, gpus="M2 16GB").devices[1]
    assert small.total == 16 * GIB * 2 // 3


@pytest.mark.parametrize(("ram", "gpus"), [(64, "M4 Max 48 GB"), (None, "M4 24 GB, RTX 4070")])
def test_an_apple_chip_stands_alone(ram, gpus):
    with pytest.raises(CannotImagine):
        imagined(machine_of(16), ram=ram, gpus=gpus)


def test_too_many_gpus_are_refused():
    with pytest.raises(CannotImagine):
        imagined(machine_of(16), ram=None, gpus="17x RTX 4090")


@pytest.mark.parametrize("words", ["24 GB", "24 GiB", " 24 ", "24gb", "1 x 24", "1x24GB"])
def test_a_size_may_carry_its_unit(words):
    assert imagined(machine_of(16), ram=None, gpus=words).devices[1].total == 24 * GIB


@pytest.mark.parametrize(
    "words", ["4090", "0x RTX 3090", "x RTX 3090", "²x RTX 3090", "24g", ",", "RTX 4070,"]
)
def test_a_slip_is_no_computer(words):
    with pytest.raises(CannotImagine) as told:
        imagined(machine_of(16), ram=None, gpus=words)
    assert told.value.hint


def test_a_number_that_is_a_cards_name_asks_whether_it_is_meant():
    with pytest.raises(CannotImagine) as told:
        imagined(machine_of(16), ram=None, gpus="1070")
    assert told.value.hint == "Perhaps GTX 1070 is meant."


@pytest.mark.parametrize(("words", "size"), [("12,5", 12.5), ("64 GiB", 64.0), ("many", None)])
def test_sizes_are_read_as_people_write_them(words, size):
    assert size_of(words) == size


def test_a_computer_is_summed_up_in_one_line():
    other = imagined(machine_of(16), ram=32, gpus="RTX 4070,16")
    assert summary(other) == "32 GiB RAM, RTX 4070 12 GiB, GPU0 16 GiB"


@pytest.mark.parametrize(
    ("ram", "gpus"), [(0, None), (float("inf"), None), (None, "nan"), (8, "-3")]
)
def test_an_impossible_size_is_refused(ram, gpus):
    with pytest.raises(CannotImagine):
        imagined(machine_of(16), ram=ram, gpus=gpus)

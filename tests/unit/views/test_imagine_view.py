from launcher.units import GIB
from tests.fakes.machine_facts import machine_of
from ui.text.imagine_view import Wanted, answer, gpu_options, ram_options


def test_memory_alone_stays_as_it_is_where_only_a_card_is_imagined():
    here = machine_of(16)
    found = answer(here, Wanted(ram=None, gpus="RTX 4070")).machine
    assert found is not None
    assert found.memory.usable_total == here.memory.usable_total
    assert found.memory.available == here.memory.usable_total


def test_memory_alone_means_a_computer_without_a_graphics_card():
    found = answer(machine_of(16, 8), Wanted(ram=32.0, gpus=""))
    assert found.machine is not None
    assert [device.name for device in found.machine.devices] == ["CPU"]
    assert found.words == "32 GiB RAM. Nothing else runs on it."


def test_a_shared_memory_says_how_much_of_it_the_gpu_may_use():
    found = answer(machine_of(16), Wanted(ram=None, gpus="Apple M4 Pro 48 GB"))
    assert found.machine is not None
    assert found.machine.memory.total == 48 * GIB
    assert found.words.startswith("48 GiB RAM, Apple M4 Pro 48 GB. ")
    assert "The GPU may use 36.00 GiB of the same memory." in found.words


def test_a_wrong_card_is_answered_with_a_sentence_and_no_machine():
    found = answer(machine_of(16), Wanted(ram=32.0, gpus="2x RTX 40"))
    assert found.machine is None
    assert "RTX 4070" in found.words


def test_every_option_but_the_typed_ones_leads_to_a_computer():
    here = machine_of(16)
    for value, _ in ram_options(here):
        if isinstance(value, float):
            assert answer(here, Wanted(ram=value, gpus="")).machine is not None
    for value, _ in gpu_options()[1:-1]:
        assert answer(here, Wanted(ram=None, gpus=str(value))).machine is not None, value

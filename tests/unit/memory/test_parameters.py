import pytest

from launcher.memory.choices import Choices, FlashAttention, LoadMode
from launcher.memory.parameters import engine_parameters
from tests.fakes.machine_facts import machine_of


@pytest.mark.parametrize(("cores", "threads"), [(1, 1), (2, 1), (8, 7)])
def test_one_core_is_left_to_the_system(cores: int, threads: int) -> None:
    machine = machine_of(16, cores=cores)
    assert engine_parameters(Choices(), gpu_layers=0, machine=machine).threads == threads


def test_chosen_threads_are_kept() -> None:
    told = engine_parameters(Choices(threads=12), gpu_layers=0, machine=machine_of(16))
    assert told.threads == 12


def test_every_choice_reaches_the_engine() -> None:
    choices = Choices(
        context=4096,
        kv_type_k="q8_0",
        kv_type_v="q4_0",
        flash_attention=FlashAttention.ON,
        batch=1024,
        micro_batch=256,
        parallel=2,
        cpu_moe=3,
        load=LoadMode.MMAP,
    )
    told = engine_parameters(choices, gpu_layers=7, machine=machine_of(16))
    assert (told.context, told.gpu_layers, told.kv_type_k, told.kv_type_v) == (
        4096,
        7,
        "q8_0",
        "q4_0",
    )
    assert (told.flash_attention, told.load, told.cpu_moe) == ("on", "mmap", 3)
    assert (told.batch, told.micro_batch, told.sequences, told.outputs) == (1024, 256, 2, 2)
    assert told.swa_full is False


def test_the_split_is_never_left_to_the_engine() -> None:
    several = engine_parameters(Choices(), gpu_layers=-1, machine=machine_of(16, 6, 2))
    assert several.split == (0.75, 0.25)
    chosen = engine_parameters(Choices(split=(1, 3)), gpu_layers=-1, machine=machine_of(16, 6, 2))
    assert chosen.split == (0.25, 0.75)
    assert engine_parameters(Choices(), gpu_layers=-1, machine=machine_of(16, 6)).split == ()


def test_every_further_lever_reaches_the_engine() -> None:
    usual = engine_parameters(Choices(), gpu_layers=7, machine=machine_of(16, 6, 2))
    choices = Choices(
        main_gpu=1, unified=True, kv_on_gpu=False, repack=False, swa_full=True, mtp=True
    )
    told = engine_parameters(choices, gpu_layers=7, machine=machine_of(16, 6, 2))
    for name in ("main_gpu", "unified", "kv_on_gpu", "repack", "swa_full", "mtp"):
        assert getattr(told, name) == getattr(choices, name) != getattr(usual, name)
    assert told.split == (0.0, 1.0)

"""Every choice moves the figures as it moves the engine."""

from dataclasses import replace

import pytest

from launcher.errors import OutOfRange, UnknownChoice
from launcher.hardware.facts import DeviceKind
from launcher.memory.choices import Choices, FlashAttention
from launcher.memory.estimate import PICTURES_ROUGHLY, DeviceShare, estimate
from launcher.memory.parameters import engine_parameters
from tests.fakes.machine_facts import machine_of
from tests.fakes.mmproj import pictures
from tests.fakes.model_facts import facts_of
from tests.fakes.mtp import GUESSING, guessing

DENSE = facts_of()
LAPTOP = machine_of(32)
TWO = machine_of(64, 16, 16)
ALL = Choices(gpu_layers=-1)


def shares(choices: Choices, machine: object = TWO) -> dict[str, DeviceShare]:
    found = estimate(DENSE, choices, machine)  # type: ignore[arg-type]
    return {share.name: share for share in found.devices}


def test_the_main_gpu_holds_all_that_several_would() -> None:
    both = shares(ALL)
    first, second = (shares(replace(ALL, main_gpu=n)) for n in (0, 1))
    assert second["CUDA0"].sum == first["CUDA1"].sum == 0
    assert first["CUDA0"] == replace(second["CUDA1"], name="CUDA0")
    assert second["CUDA1"].weights == both["CUDA0"].weights + both["CUDA1"].weights
    assert second["CUDA1"].kv == both["CUDA0"].kv + both["CUDA1"].kv


def test_automatic_layers_fit_the_main_gpu() -> None:
    small = machine_of(64, 24, 4)
    wholly = estimate(DENSE, Choices(main_gpu=0), small)
    partly = estimate(DENSE, Choices(main_gpu=1), small)
    assert wholly.gpu_layers == wholly.layers
    assert 0 < partly.gpu_layers < partly.layers
    assert partly.devices[1].sum == 0


@pytest.mark.parametrize("main_gpu", [2, 7])
def test_a_main_gpu_that_is_not_there_is_refused(main_gpu: int) -> None:
    with pytest.raises(OutOfRange) as caught:
        estimate(DENSE, Choices(main_gpu=main_gpu), TWO)
    assert (caught.value.what, caught.value.least, caught.value.most) == ("main_gpu", 0, 1)


def test_without_a_gpu_none_can_be_the_main_one() -> None:
    with pytest.raises(UnknownChoice) as caught:
        estimate(DENSE, Choices(main_gpu=0), LAPTOP)
    assert caught.value.what == "main_gpu"


def test_more_shares_than_devices_are_refused() -> None:
    with pytest.raises(OutOfRange) as caught:
        estimate(DENSE, Choices(split=(1, 1, 1)), TWO)
    assert caught.value.what == "split"
    assert estimate(DENSE, Choices(split=(1, 1)), LAPTOP).gpu_layers == 0


@pytest.mark.parametrize("share", [-1.0, float("nan"), float("inf")])
def test_a_share_is_a_number_from_0_up(share: float) -> None:
    with pytest.raises(UnknownChoice):
        estimate(DENSE, Choices(split=(1.0, share)), TWO)


def test_more_conversations_than_tokens_in_a_step_are_refused() -> None:
    with pytest.raises(OutOfRange) as caught:
        estimate(DENSE, Choices(parallel=8, batch=4), LAPTOP)
    assert (caught.value.what, caught.value.asked, caught.value.least) == ("batch", 4, 8)


def test_caches_kept_off_the_gpus_lie_in_ram() -> None:
    there, here = shares(ALL), shares(replace(ALL, kv_on_gpu=False))
    assert here["CPU"].kv == there["CUDA0"].kv + there["CUDA1"].kv
    assert here["CUDA0"].kv == here["CUDA1"].kv == 0
    assert [here[name].weights for name in here] == [there[name].weights for name in there]


def test_attention_stays_fused_where_caches_lie_in_ram() -> None:
    def told(choices: Choices, layers: int) -> str:
        return engine_parameters(choices, gpu_layers=layers, machine=TWO).flash_attention

    assert told(Choices(), 33) == "auto"
    assert told(Choices(kv_on_gpu=False), 33) == "on"
    assert told(Choices(kv_on_gpu=False), 0) == "auto"
    assert told(Choices(kv_on_gpu=False, flash_attention=FlashAttention.OFF), 33) == "off"


def test_a_batch_below_the_micro_batch_shortens_it_as_the_engine_does() -> None:
    told = engine_parameters(Choices(batch=256), gpu_layers=0, machine=LAPTOP)
    assert (told.batch, told.micro_batch) == (256, 256)


def test_nothing_is_rearranged_where_that_is_switched_off() -> None:
    on, off = (shares(Choices(repack=repack), LAPTOP)["CPU"] for repack in (True, False))
    assert on.repacked > 0
    assert off.repacked == 0
    assert on.weights == off.weights
    tied = facts_of(tied=True)
    kept_twice, kept_once = (
        estimate(tied, Choices(repack=repack), LAPTOP).devices[0].weights
        for repack in (True, False)
    )
    assert kept_twice > kept_once


@pytest.mark.parametrize("architecture", GUESSING)
def test_layers_that_guess_ahead_are_counted_where_they_are_loaded(architecture: str) -> None:
    facts = guessing(architecture)
    without, with_them = (
        estimate(facts, Choices(mtp=mtp), LAPTOP).devices[0] for mtp in (False, True)
    )
    assert with_them.weights > without.weights
    assert with_them.weights == sum(-(-tensor.size // 32) * 32 for tensor in facts.tensors)
    assert with_them.kv == without.kv


def test_an_architecture_that_never_loads_them_takes_no_more() -> None:
    facts = facts_of(layers=4, more={"nextn_predict_layers": 1})
    without, with_them = (estimate(facts, Choices(mtp=mtp), LAPTOP) for mtp in (False, True))
    assert with_them == without


def test_the_part_for_pictures_lies_on_the_first_card_that_is_used() -> None:
    facts = pictures()

    def places(choices: Choices, machine: object = TWO) -> dict[str, int]:
        found = estimate(DENSE, choices, machine, mmproj=facts)  # type: ignore[arg-type]
        assert PICTURES_ROUGHLY in found.notes
        return {share.name: share.mmproj for share in found.devices if share.mmproj}

    size = facts.weight_bytes
    assert places(ALL) == {"CUDA0": size}
    assert places(replace(ALL, main_gpu=1)) == {"CUDA1": size}
    assert places(Choices(gpu_layers=0)) == {"CPU": size}
    assert places(Choices(), LAPTOP) == {"CPU": size}
    assert places(ALL, machine_of(32, 8, kind=DeviceKind.RPC, prefix="RPC")) == {"CPU": size}


def test_automatic_layers_leave_room_for_the_part_for_pictures() -> None:
    tight = machine_of(64, 7)
    alone = estimate(DENSE, Choices(), tight)
    beside = estimate(DENSE, Choices(), tight, mmproj=pictures())
    assert beside.gpu_layers < alone.gpu_layers
    assert beside.devices[1].sum <= beside.devices[1].free
    assert beside.devices[1].mmproj > 0

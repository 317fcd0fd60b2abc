from dataclasses import replace

import pytest

from launcher.hardware.facts import DeviceKind, Machine
from launcher.hardware.pace import Pace, TypePace
from launcher.memory.choices import ALL_LAYERS, Choices
from launcher.memory.estimate import Basis, estimate
from launcher.models.facts import ModelFacts
from launcher.planning.paces import paces_of
from launcher.planning.reading import bytes_read
from launcher.planning.speed import Speed, answer_speed, prompt_speed
from tests.fakes.machine_facts import machine_of
from tests.fakes.model_facts import facts_of

LLAMA = facts_of()
MIXTURE = facts_of(
    architecture="qwen3moe",
    layers=12,
    embedding=2048,
    kv_heads=4,
    experts={"count": 128, "used": 8, "n_ff_expert": 768},
)
MEASURED = Pace(
    device="CUDA0",
    bandwidth=400e9,
    per_layer=70e-6,
    compute=40e12,
    measured=True,
    spread=0.05,
    source="measured here on 21 November 2026",
)


def with_card(description: str, size: float) -> Machine:
    machine = machine_of(64, size)
    named = replace(machine.devices[1], description=description)
    return replace(machine, devices=(machine.devices[0], named))


CARD = with_card("NVIDIA GeForce RTX 4070", 12)


def speed(
    model: ModelFacts = LLAMA,
    machine: Machine = CARD,
    choices: Choices | None = None,
    measured: tuple[Pace, ...] = (),
    **more: object,
) -> Speed | None:
    chosen = choices or Choices(gpu_layers=ALL_LAYERS)
    held = estimate(model, chosen, machine)
    return answer_speed(model, chosen, held, paces_of(machine, measured), **more)  # type: ignore[arg-type]


def read_by(model: ModelFacts) -> float:
    chosen = Choices(gpu_layers=ALL_LAYERS)
    return bytes_read(model, chosen, estimate(model, chosen, CARD))[0].sum


def known(found: Speed | None) -> Speed:
    assert found is not None
    return found


def test_from_printed_figures_it_is_arithmetic_with_fifteen_percent_each_way():
    found = known(speed())
    assert found.basis is Basis.ARITHMETIC
    assert found.high / found.middle == pytest.approx(1.15, abs=0.01)
    assert found.low / found.middle == pytest.approx(0.85, abs=0.01)
    assert "504 GB/s as printed" in found.because
    assert found.because.endswith(".")


def test_what_was_measured_outranks_what_is_printed_and_is_narrower():
    found = known(speed(measured=(MEASURED,)))
    assert found.basis is Basis.MEASURED
    assert found.high / found.low == pytest.approx(1.05 / 0.95, abs=0.01)
    assert "measured here" in found.because


def test_an_unknown_card_has_no_speed():
    assert speed(machine=with_card("Something new", 12)) is None


def test_an_unknown_card_with_nothing_on_it_is_no_hindrance():
    found = known(speed(machine=with_card("Something new", 12), choices=Choices(gpu_layers=0)))
    assert found.basis is Basis.GUESS


def test_main_memory_is_a_guess_from_slow_to_fast():
    found = known(speed(machine=machine_of(64), choices=Choices()))
    assert found.basis is Basis.GUESS
    assert found.high > 1.5 * found.low
    assert "not measured" in found.because


def test_the_further_a_conversation_goes_the_slower_it_answers():
    empty, half, full = (known(speed(fill=said)).middle for said in (0, 4096, 8192))
    assert empty > half > full
    assert known(speed()).middle == pytest.approx(half)


def test_answers_given_here_move_the_speed_and_narrow_it():
    before = known(speed(fill=0))
    after = known(speed(fill=0, correction=0.8, corrected="Corrected by 2 answers."))
    assert after.middle == pytest.approx(0.8 * before.middle, rel=0.02)
    assert after.high / after.low < before.high / before.low
    assert after.basis is Basis.MEASURED
    assert after.because == f"{before.because} Corrected by 2 answers."


def test_no_correction_is_below_nothing():
    assert speed(correction=0.0) is None


def test_a_mixture_of_experts_is_faster_than_its_size():
    gpu = with_card("NVIDIA GeForce RTX 3090", 24)
    mixture, dense = known(speed(MIXTURE, gpu)), known(speed(LLAMA, gpu))
    assert MIXTURE.weight_bytes > LLAMA.weight_bytes * 0.8
    assert mixture.middle > 2 * dense.middle


def test_small_models_are_held_up_by_their_layers():
    small = facts_of(layers=16, embedding=2048, feed_forward=8192, head_size=64)
    assert known(speed(small)).middle < 0.9 * 504e9 * 0.88 / read_by(small)
    assert known(speed()).middle > 0.85 * 504e9 * 0.88 / read_by(LLAMA)


def test_three_bit_types_are_slow_on_a_processor_and_not_on_a_card():
    fine, coarse = facts_of(), facts_of(kind="IQ3_S", better="IQ3_S")
    ram = machine_of(64)
    in_ram = [known(speed(model, ram, Choices())).middle for model in (fine, coarse)]
    on_card = [known(speed(model)).middle for model in (fine, coarse)]
    assert in_ram[1] < in_ram[0]
    assert on_card[1] > on_card[0]


def test_a_type_that_was_measured_apart_has_its_own_bandwidth():
    ram, model = machine_of(64), facts_of(kind="IQ3_S", better="IQ3_S")
    pace = Pace(device="CPU", bandwidth=40e9, per_layer=1e-4, measured=True)
    told = replace(pace, types=(TypePace(type="IQ3_S", bandwidth=30e9),), cache=10e9)
    slow, known_type, long, longest = (
        known(speed(model, ram, Choices(), (one,), fill=said)).middle
        for one, said in ((pace, 0), (told, 0), (replace(pace, cache=40e9), 8000), (told, 8000))
    )
    assert known_type == pytest.approx(1.5 * slow, rel=0.1)
    assert longest / known_type < long / slow


def test_layers_in_main_memory_are_a_cliff():
    speeds = [known(speed(choices=Choices(gpu_layers=n))).middle for n in (33, 28, 16, 0)]
    assert speeds == sorted(speeds, reverse=True)
    assert speeds[1] < 0.7 * speeds[0]


def test_a_prompt_is_read_as_fast_as_the_arithmetic_goes():
    chosen = Choices(gpu_layers=ALL_LAYERS)
    held = estimate(LLAMA, chosen, CARD)
    assert prompt_speed(LLAMA, held, paces_of(CARD)) is None
    found = known(prompt_speed(LLAMA, held, paces_of(CARD, (MEASURED,))))
    assert found.middle == pytest.approx(40e12 / 2 / 7.5e9, rel=0.05)
    assert found.basis is Basis.MEASURED


def test_several_cards_work_one_after_another():
    pair = machine_of(64, 12, 12)
    named = [replace(one, description="NVIDIA GeForce RTX 4070") for one in pair.devices[1:]]
    found = known(speed(machine=replace(pair, devices=(pair.devices[0], *named))))
    assert found.middle == pytest.approx(known(speed()).middle, rel=0.02)


def test_nothing_is_known_of_another_computers_line():
    far = machine_of(64, 12, prefix="RPC", kind=DeviceKind.RPC)
    assert speed(machine=far) is None

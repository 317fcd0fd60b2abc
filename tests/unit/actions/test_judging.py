"""Every file of a repository judged: speed, the longest context, quality, and the reasons."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from launcher.actions import learned
from launcher.actions.corrections import Corrections
from launcher.actions.imagine import imagined
from launcher.actions.judging import VariantRow, advice_of, longest_of, rows_of
from launcher.actions.machine import look
from launcher.choosing.quality_words import Quality
from launcher.choosing.wish import Priority, Purpose, Wish, wish_of
from launcher.hardware.facts import Machine
from launcher.hardware.pace import Pace
from launcher.measurement.answers import Asked
from launcher.memory.choices import Choices
from launcher.memory.estimate import Basis, estimate
from launcher.memory.fit import Fit
from launcher.settings.schema import DEFAULTS
from launcher.units import GIB
from tests.fakes.machine_facts import machine_of
from tests.fakes.repositories import repository_of

GEMMA = "google/gemma-3-12b-it"
KINDS = ("F16", "Q8_0", "Q5_K_M", "Q4_K_M", "Q3_K_M")
WIDE = Choices(context=32768)


def judged(machine: Machine, choices: Choices = WIDE, **more: object) -> dict[str, VariantRow]:
    repository, headers = repository_of(GEMMA, KINDS)
    rows = rows_of(repository, headers, choices, machine, reserve=GIB, **more)
    return {row.variant.quantization or "": row for row in rows}


def card(name: str = "RTX 4070", ram: float = 32) -> Machine:
    return imagined(machine_of(16), ram=ram, gpus=name)


def test_a_known_cards_speed_is_a_range_by_arithmetic_and_fewer_bits_are_faster() -> None:
    rows = judged(card())
    speeds = [rows[kind].speed for kind in ("Q5_K_M", "Q4_K_M", "Q3_K_M")]
    assert all(one is not None and one.basis is Basis.ARITHMETIC for one in speeds)
    middles = [one.middle for one in speeds if one is not None]
    assert middles == sorted(middles)
    assert all(one.low < one.high for one in speeds if one is not None)


def test_what_spills_into_ram_is_several_times_slower() -> None:
    rows = judged(card())
    whole, spilled = rows["Q5_K_M"], rows["Q8_0"]
    assert (whole.fit, spilled.fit) == (Fit.FITS, Fit.PARTLY)
    assert whole.speed is not None
    assert spilled.speed is not None
    assert spilled.speed.high < whole.speed.low / 2


def test_of_an_unknown_card_and_of_what_does_not_fit_no_speed_is_told() -> None:
    unknown = judged(machine_of(32, 12))
    assert unknown["Q4_K_M"].speed is None
    too_big = judged(card(ram=8))["F16"]
    assert too_big.fit is Fit.TOO_BIG
    assert too_big.speed is None


def test_what_was_measured_here_outranks_what_is_printed() -> None:
    machine = machine_of(64)
    pace = Pace(device="CPU", bandwidth=40e9, per_layer=1e-4, measured=True, source="measured")
    guess, seen = judged(machine)["Q4_K_M"], judged(machine, measured=(pace,))["Q4_K_M"]
    assert guess.speed is not None
    assert seen.speed is not None
    assert (guess.speed.basis, seen.speed.basis) == (Basis.GUESS, Basis.MEASURED)
    assert seen.speed.high - seen.speed.low < guess.speed.high - guess.speed.low


def test_answers_given_here_correct_the_prediction(parts) -> None:
    repository, headers = repository_of("Qwen/Qwen3-0.6B", ("Q8_0",))
    machine, choices = look(parts), Choices(context=2048)
    facts = next(iter(headers.own.values()))
    found = estimate(facts, choices, machine, reserve=0)
    asked = Asked(facts=facts, choices=choices, estimate=found, machine=machine)
    corrections = Corrections(parts)

    def speed():
        (row,) = rows_of(repository, headers, choices, machine, reserve=0, corrections=corrections)
        return row.speed

    before = speed()
    parts.answers.add(learned._where(parts, asked), 0.5, datetime.now(UTC))
    after = speed()  # what was kept is forgotten by itself
    assert after.basis is Basis.MEASURED
    assert 0.4 < after.middle / before.middle < 0.6
    assert after.because.endswith("Corrected by 1 answer of this model here.")


def test_a_prompts_speed_is_told_where_it_was_measured_and_unknown_else() -> None:
    machine = machine_of(64)
    pace = Pace(device="CPU", bandwidth=40e9, per_layer=1e-4, compute=1e12, measured=True)
    rows = judged(machine, measured=(pace,))
    seen = rows["Q4_K_M"].prompt_speed
    assert seen is not None
    assert seen.basis is Basis.MEASURED
    assert seen.low < 1e12 / 2 / 11.8e9 < seen.high
    assert judged(machine)["Q4_K_M"].prompt_speed is None
    (why,) = [row.why for row in rows.values() if row.recommended]
    assert f"Reads a prompt at {seen.low:.0f} to {seen.high:.0f} tokens a second" in "\n".join(why)
    (why,) = [row.why for row in judged(machine).values() if row.recommended]
    assert "How fast a prompt is read is unknown until it is measured." in why


def test_what_was_wished_last_decides_and_the_reason_says_so() -> None:
    repository, headers = repository_of(GEMMA, KINDS)
    settings = replace(DEFAULTS, priority="fastest", purpose="reasoning")
    wish = wish_of(settings, 8192)
    assert wish == Wish(priority=Priority.FASTEST, purpose=Purpose.REASONING, context=8192)
    rows = rows_of(repository, headers, Choices(), machine_of(64), reserve=GIB, wish=wish)
    (chosen,) = [row for row in rows if row.recommended]
    assert chosen.variant.quantization == "Q5_K_M"
    assert (chosen.reason or "").startswith("For reasoning and speed: ")
    assert advice_of(repository, rows, headers, wish).reason == chosen.reason
    plain = rows_of(repository, headers, Choices(), machine_of(64), reserve=GIB)
    assert next(row for row in plain if row.recommended).variant.quantization != "Q5_K_M"
    assert wish_of(replace(DEFAULTS, priority="cheapest"), 8192) == Wish()
    assert wish_of(DEFAULTS, 8192) == Wish()


def test_the_longest_context_is_the_same_for_every_context_asked() -> None:
    repository, headers = repository_of(GEMMA, KINDS)
    found = [
        longest_of(repository, headers, Choices(context=context), card(), reserve=GIB)
        for context in (4096, 32768)
    ]
    assert found[0] == found[1]
    by_kind = {name.rpartition("-")[2]: tokens for name, tokens in found[0].items()}
    assert by_kind["Q3_K_M"] > by_kind["Q4_K_M"] > by_kind["Q5_K_M"] > 0


def test_the_longest_context_that_was_found_is_told_and_fits() -> None:
    repository, headers = repository_of(GEMMA, KINDS)
    longest = longest_of(repository, headers, WIDE, card(), reserve=GIB)
    rows = judged(card(), longest=longest)
    tokens = rows["Q4_K_M"].longest
    assert tokens
    assert judged(card(), Choices(context=tokens))["Q4_K_M"].fit is Fit.FITS
    assert judged(card(), Choices(context=tokens + 1024))["Q4_K_M"].fit is not Fit.FITS
    assert judged(card())["Q4_K_M"].longest is None


def test_the_recommended_row_has_its_runner_up_and_its_arithmetic() -> None:
    repository, headers = repository_of(GEMMA, KINDS)
    rows = rows_of(repository, headers, WIDE, card(), reserve=GIB)
    (chosen,) = [row for row in rows if row.recommended]
    advice = advice_of(repository, rows, headers)
    assert (chosen.runner_up, chosen.why_not) == (advice.runner_up, advice.why_not)
    assert chosen.runner_up in {row.variant.name for row in rows}
    arithmetic = "\n".join(chosen.why)
    assert "KV at 32,768 tokens" in arithmetic
    assert "tokens a second" in arithmetic
    assert all(line.endswith(".") for line in chosen.why)
    assert not any(row.why or row.why_not for row in rows if not row.recommended)


def test_a_type_a_model_was_trained_in_costs_it_nothing() -> None:
    repository, headers = repository_of("Qwen/Qwen3-8B", ("Q8_0",))
    (variant,) = repository.variants
    native = replace(variant, quantization="MXFP4", files=("gpt-oss-20b-MXFP4.gguf",))
    listing = replace(repository.listing, repo="ggml-org/gpt-oss-20b-GGUF")
    own = replace(repository, listing=listing, variants=(native,))
    other = replace(repository, variants=(native,))
    (trained,) = rows_of(own, headers, Choices(), machine_of(64), reserve=GIB)
    (made,) = rows_of(other, headers, Choices(), machine_of(64), reserve=GIB)
    assert trained.quality is not None
    assert made.quality is not None
    assert trained.quality.quality is Quality.INDISTINGUISHABLE
    assert made.quality.quality > trained.quality.quality


def test_the_type_a_model_was_trained_in_is_recommended() -> None:
    repository, headers = repository_of("Qwen/Qwen3-8B", ("Q8_0", "Q6_K"))
    native, other = repository.variants
    named = replace(native, quantization="MXFP4", files=("gpt-oss-20b-MXFP4.gguf",))
    for repo, expected in (("ggml-org/gpt-oss-20b-GGUF", "MXFP4"), ("someone/else", "Q6_K")):
        listing = replace(repository.listing, repo=repo)
        offered = replace(repository, listing=listing, variants=(named, other))
        rows = rows_of(offered, headers, Choices(), machine_of(64), reserve=GIB)
        (chosen,) = [row for row in rows if row.recommended]
        assert chosen.variant.quantization == expected


@pytest.mark.parametrize("context", [4096, 131072])
def test_a_file_is_never_said_to_hold_less_than_it_is_asked_for_while_it_fits(context) -> None:
    repository, headers = repository_of(GEMMA, KINDS)
    choices = Choices(context=context)
    longest = longest_of(repository, headers, choices, card(), reserve=GIB)
    for row in rows_of(repository, headers, choices, card(), reserve=GIB, longest=longest):
        if row.fit is Fit.FITS:
            assert (row.longest or 0) >= context

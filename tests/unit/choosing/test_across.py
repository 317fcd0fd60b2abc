import re
from dataclasses import replace
from functools import cache

import pytest

from launcher.choosing.across import nothing_fits, picks
from launcher.choosing.pick import Pick
from launcher.choosing.tested import reckoned, worth_of
from launcher.choosing.wish import Priority, Purpose, Wish
from launcher.memory.fit import Fit
from launcher.models.catalog import facts_of
from launcher.models.starters import starters
from launcher.planning.paces import paces_of
from launcher.units import GIB
from tests.fakes.imagined import a_computer

COMPUTERS = {
    "2 GB": a_computer(ram=2),
    "8 GB": a_computer(ram=8),
    "32 GB": a_computer(ram=32),
    "Mac": a_computer(gpus="Apple M3 16 GB"),
    "8 GB card": a_computer(ram=32, gpus="RTX 4060"),
    "24 GB card": a_computer(ram=64, gpus="RTX 4090"),
    "two cards": a_computer(ram=64, gpus="2x RTX 3090"),
    "unknown card": a_computer(ram=16, gpus="10"),
}


USUAL = ("2 GB", "Mac", "8 GB card", "24 GB card")  # the others in the long matrix
SITUATIONS = [
    pytest.param(
        computer,
        priority,
        purpose,
        marks=[] if purpose is Purpose.CHAT or computer in USUAL else [pytest.mark.full],
    )
    for computer in COMPUTERS
    for priority in Priority
    for purpose in Purpose
]


def ask(computer: str, wish: Wish) -> tuple[Pick, ...]:
    machine = COMPUTERS[computer]
    return picks(wish, machine, reserve=GIB, paces=paces_of(machine))


remembered = cache(ask)  # several tests look at the same answer


def found(computer: str, **wish: object) -> tuple[Pick, ...]:
    return remembered(computer, Wish(**wish))  # type: ignore[arg-type]


@pytest.mark.parametrize(("computer", "priority", "purpose"), SITUATIONS)
def test_every_pick_is_sound_fits_and_says_why(
    computer: str, priority: Priority, purpose: Purpose
) -> None:
    chosen = found(computer, priority=priority, purpose=purpose)
    assert 1 <= len(chosen) <= 3
    assert len({one.file.repo for one in chosen}) == len(chosen)
    for one in chosen:
        assert one.file.variant not in ("BF16", "F16", "F32")
        assert one.file.expected.kept >= 0.95
        assert one.file.fit is not Fit.TOO_BIG
        assert one.file.choices.context == Wish().context
        for sentence in (one.reason, one.why_not or "."):
            assert sentence.endswith(".")
            assert "!" not in sentence
            assert "None" not in sentence
        assert (one.runner_up is None) == (one.why_not is None)
        assert one.runner_up != one.file.key
        assert all(line.endswith(".") for line in one.why)


def test_the_same_question_has_the_same_answer() -> None:
    assert ask("8 GB card", Wish()) == ask("8 GB card", Wish())


def test_the_second_is_another_makers_and_the_third_is_quicker() -> None:
    first, second, third = found("24 GB card")
    makers = [one.file.repo.split("/")[0] for one in (first, second)]
    assert makers[0] != makers[1]
    assert first.file.speed is not None
    assert third.file.speed is not None
    assert third.file.speed.middle > 1.3 * first.file.speed.middle
    assert "as fast as the first" in third.reason


def test_balanced_lies_wholly_on_the_card_and_reads_fluently() -> None:
    for computer in ("8 GB card", "24 GB card", "two cards"):
        first = found(computer)[0]
        assert first.file.fit is Fit.FITS
        assert first.file.speed is not None
        assert first.file.speed.middle >= 8


def test_where_best_answers_do_not_fit_the_card_a_mixture_of_experts_is_divided() -> None:
    first = found("8 GB card", priority=Priority.BEST)[0]
    assert first.file.fit is Fit.PARTLY
    starter = next(one for one in starters() if one.known.repo == first.file.repo)
    assert starter.is_mixture
    assert first.file.choices.cpu_moe > 0


def test_the_longest_conversation_is_longer_than_the_balanced_ones() -> None:
    for computer in ("8 GB", "Mac", "8 GB card"):
        longest = found(computer, priority=Priority.LONGEST)[0].file.longest
        balanced = found(computer)[0].file.longest
        assert longest is not None
        assert balanced is not None
        assert longest >= balanced


def test_small_models_keep_eight_or_six_bits() -> None:
    for computer in COMPUTERS:
        for one in found(computer, purpose=Purpose.SMALL):
            if one.file.parameters <= 2e9:
                assert one.file.variant in ("Q8_0", "Q6_K")


def test_below_four_bits_are_only_models_that_bear_it() -> None:
    for computer in COMPUTERS:
        for priority in Priority:
            for one in found(computer, priority=priority):
                if one.file.variant in ("Q3_K_M", "Q2_K"):
                    assert one.file.parameters >= (26e9 if one.file.variant == "Q2_K" else 11.5e9)


def test_for_code_a_file_loses_less_than_for_conversation() -> None:
    machine = a_computer(ram=5)
    for purpose in (Purpose.CODE, Purpose.REASONING):
        for one in picks(Wish(purpose=purpose), machine, reserve=GIB, paces=paces_of(machine)):
            assert one.file.expected.kept >= 0.97


def test_a_conversation_is_never_longer_than_the_model_was_trained_for() -> None:
    for one in found("two cards", context=200_000):
        assert facts_of(_known(one)).trained_context >= 200_000


def _known(pick: Pick):  # type: ignore[no-untyped-def]
    return next(one.known for one in starters() if one.known.repo == pick.file.repo)


def test_room_for_pictures_is_kept_for_a_model_that_is_to_see() -> None:
    line = "1.00 GiB is for the part that reads pictures."
    assert any(line in why for why in found("8 GB card", purpose=Purpose.VISION)[0].why)
    assert not any(line in why for why in found("8 GB card")[0].why)


def test_the_arithmetic_adds_up_to_what_was_estimated() -> None:
    first = found("24 GB card")[0]
    card = next(share for share in first.file.estimate.devices if share.name == "CUDA0")
    (line,) = [why for why in first.why if "on RTX 4090" in why]
    assert f"= {card.sum / GIB:.2f} GiB of 24.00 GiB free" in line
    assert "KV at 8,192 tokens" in line


def test_where_nothing_fits_it_is_said_what_would() -> None:
    machine = a_computer(ram=0.5)
    wish = Wish()
    assert picks(wish, machine, reserve=GIB, paces={}) == ()
    said = nothing_fits(wish, machine, reserve=GIB)
    assert "512 MiB" in said
    assert said.endswith("More memory would help, or closing other programs.")


def test_a_smaller_wish_that_fits_is_named() -> None:
    machine = a_computer(ram=2)
    wish = Wish(context=200_000)
    assert picks(wish, machine, reserve=GIB, paces={}) == ()
    said = nothing_fits(wish, machine, reserve=GIB)
    assert said.endswith("Qwen 3.5 0.8B Q6_K with 29,184 tokens would fit.")


def test_what_would_fit_is_the_longest_that_does() -> None:
    machine = a_computer(ram=16)
    wish = Wish(context=1 << 20)
    assert picks(wish, machine, reserve=GIB, paces=paces_of(machine)) == ()
    tokens = re.search(
        r"with ([0-9,]+) tokens would fit", nothing_fits(wish, machine, reserve=GIB)
    )
    assert tokens is not None
    assert int(tokens[1].replace(",", "")) > 200_000


def test_a_conversation_no_model_was_trained_for_is_named_as_such() -> None:
    wish = Wish(context=8_000_000)
    machine = a_computer(ram=512)
    assert picks(wish, machine, reserve=GIB, paces={}) == ()
    assert "No model here was trained for 8,000,000 tokens" in nothing_fits(
        wish, machine, reserve=GIB
    )


def test_what_fits_only_into_the_reserve_is_taken_for_want_of_better_and_says_so() -> None:
    machine = a_computer(ram=1.5)
    (first, *_) = picks(Wish(), machine, reserve=GIB, paces=paces_of(machine))
    assert first.file.fit is Fit.TIGHT
    assert first.reason.startswith("Fits only into the memory kept free for other programs")


def test_a_published_test_outweighs_size() -> None:
    """gpt-oss 120B scored less than Qwen 3.5 9B in the same setup, for all its weights."""
    by_name = {one.known.name: one for one in starters()}
    large, small = by_name["gpt-oss 120B"], by_name["Qwen 3.5 9B"]
    assert reckoned(large) > reckoned(small)
    assert worth_of(large) < worth_of(small)


def test_a_newer_model_of_equal_size_is_worth_more() -> None:
    one = next(one for one in starters() if one.known.name == "Qwen 3 32B")
    newer = replace(one, released=one.released + 0.75)
    assert reckoned(newer) == pytest.approx(2 * reckoned(one))

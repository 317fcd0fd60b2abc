from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from launcher.choosing.recommend import Candidate, recommend
from launcher.choosing.wish import Priority, Purpose, Wish
from launcher.memory.fit import Fit
from launcher.units import GIB

BITS = {
    "BF16": 16.0,
    "Q8_0": 8.5,
    "Q6_K": 6.6,
    "Q5_K_M": 5.7,
    "Q5_K_S": 5.5,
    "Q4_K_M": 4.85,
    "Q4_K_S": 4.6,
    "Q4_0": 4.6,
    "IQ4_XS": 4.3,
    "Q3_K_M": 3.9,
    "IQ3_M": 3.7,
    "Q3_K_S": 3.5,
    "IQ3_XXS": 3.1,
    "Q2_K": 2.96,
    "IQ2_M": 2.7,
    "IQ1_S": 1.6,
}


def candidates(billions: float, fits: Mapping[str, Fit], *, qat: bool = False) -> list[Candidate]:
    weights = int(billions * 1e9)
    return [
        Candidate(
            name=f"model-{name}.gguf",
            quantization=name,
            bits_per_weight=BITS[name],
            size=int(weights * BITS[name] / 8),
            fit=fit,
            parameters=weights,
            qat=qat,
        )
        for name, fit in fits.items()
    ]


def up_to(size: float, billions: float, beyond: Fit = Fit.TOO_BIG) -> dict[str, Fit]:
    """Every file that is no larger than `size` GiB fits."""
    return {
        name: Fit.FITS if billions * 1e9 * bits / 8 <= size * GIB else beyond
        for name, bits in BITS.items()
    }


def pick(billions: float, fits: Mapping[str, Fit], *, qat: bool = False, gpu: bool = False) -> str:
    name = recommend(candidates(billions, fits, qat=qat), on_gpu=gpu).name or ""
    return name.removeprefix("model-").removesuffix(".gguf")


@pytest.mark.parametrize(
    ("billions", "size", "expected"),
    [
        (8, 64, "Q6_K"),  # more is not noticed
        (8, 6.0, "Q5_K_M"),
        (8, 5.0, "Q4_K_M"),
        (8, 4.4, "Q4_K_S"),
        (8, 4.1, "IQ4_XS"),
        (1, 64, "Q8_0"),  # size is no issue
        (4, 64, "Q8_0"),
        (4, 3.5, "Q6_K"),
        (14, 7.0, "Q3_K_M"),  # three bits from 12B on
        (32, 12.0, "Q2_K"),
        (70, 64, "Q6_K"),
    ],
)
def test_spare_memory_buys_quality_up_to_what_is_noticed(
    billions: float, size: float, expected: str
) -> None:
    assert pick(billions, up_to(size, billions)) == expected


def test_full_precision_is_never_taken_beside_eight_bits() -> None:
    assert pick(1, {"BF16": Fit.FITS, "Q8_0": Fit.FITS}) == "Q8_0"
    assert pick(8, {"BF16": Fit.FITS}) == "BF16"


def test_training_for_four_bits_wins() -> None:
    every = dict.fromkeys(BITS, Fit.FITS)
    assert pick(12, every, qat=True) == "Q4_0"
    assert pick(12, every) == "Q6_K"


def test_dominated_types_are_a_last_choice() -> None:
    assert pick(8, {"Q4_0": Fit.FITS, "IQ4_XS": Fit.FITS}) == "IQ4_XS"
    assert pick(14, {"Q3_K_S": Fit.FITS, "Q3_K_M": Fit.FITS}) == "Q3_K_M"
    assert pick(8, {"Q4_0": Fit.FITS, "Q3_K_M": Fit.FITS}) == "Q4_0"


def test_types_that_are_slow_on_a_processor_need_a_gpu() -> None:
    fits = {"IQ3_M": Fit.FITS, "Q2_K": Fit.FITS, "IQ3_XXS": Fit.FITS}
    assert pick(32, fits) == "Q2_K"
    assert pick(32, fits, gpu=True) == "IQ3_M"


def test_lying_wholly_on_the_card_beats_more_bits() -> None:
    assert pick(8, {"Q8_0": Fit.PARTLY, "Q6_K": Fit.PARTLY, "Q4_K_M": Fit.FITS}) == "Q4_K_M"


def test_of_divided_files_the_smallest_good_one_is_taken() -> None:
    fits = {"Q8_0": Fit.PARTLY, "Q4_K_M": Fit.PARTLY, "IQ4_XS": Fit.PARTLY, "Q3_K_M": Fit.FITS}
    assert pick(8, fits) == "IQ4_XS"


def test_what_fits_beats_what_is_tight() -> None:
    assert pick(8, {"Q4_K_M": Fit.TIGHT, "Q3_K_M": Fit.FITS}) == "Q3_K_M"
    assert pick(8, {"Q6_K": Fit.TIGHT, "Q4_K_M": Fit.TIGHT, "Q2_K": Fit.TIGHT}) == "Q4_K_M"


def test_a_heavily_damaged_choice_says_so() -> None:
    advice = recommend(candidates(8, {"Q2_K": Fit.FITS, "Q4_K_M": Fit.TOO_BIG}))
    assert "smaller model" in advice.reason
    assert advice.runner_up == "model-Q4_K_M.gguf"
    assert advice.why_not is not None
    assert "more memory" in advice.why_not


def test_where_nothing_fits_nothing_is_recommended_and_help_is_named() -> None:
    advice = recommend(candidates(70, dict.fromkeys(BITS, Fit.TOO_BIG)))
    assert advice.name is None
    assert "IQ1_S" in advice.reason
    assert advice.reason.endswith("A smaller model would help.")


@pytest.mark.parametrize(
    ("longest", "help_named"),
    [
        (0, "A shorter context does not help; a smaller model would."),
        (4096, "A context of 4,096 tokens would fit."),
    ],
)
def test_a_shorter_context_is_named_as_help_only_where_it_helps(
    longest: int, help_named: str
) -> None:
    every = [
        replace(one, longest=longest) for one in candidates(70, dict.fromkeys(BITS, Fit.TOO_BIG))
    ]
    assert recommend(every).reason.endswith(help_named)


def test_an_empty_repository_has_a_sentence_too() -> None:
    advice = recommend([])
    assert (advice.name, bool(advice.reason)) == (None, True)


def test_the_runner_up_is_the_better_one_that_memory_rules_out() -> None:
    advice = recommend(candidates(8, up_to(5.0, 8)))
    assert (advice.name, advice.runner_up) == ("model-Q4_K_M.gguf", "model-Q5_K_S.gguf")
    assert advice.why_not == "Would be better, but needs more memory than is free at this context."


def test_the_runner_up_may_be_larger_for_nothing() -> None:
    advice = recommend(candidates(8, {"Q6_K": Fit.FITS, "Q8_0": Fit.FITS}))
    assert advice.why_not == "Larger and slower, for a difference hardly anyone notices."


def test_a_file_without_a_known_name_is_placed_by_its_bits() -> None:
    odd = Candidate(
        name="odd",
        quantization="",
        bits_per_weight=4.5,
        size=4 * GIB,
        fit=Fit.FITS,
        parameters=8_000_000_000,
    )
    assert recommend([odd, *candidates(8, {"Q3_K_M": Fit.FITS})]).name == "odd"
    assert recommend([odd, *candidates(8, {"Q4_K_M": Fit.FITS})]).name == "model-Q4_K_M.gguf"


@given(
    billions=st.sampled_from([0.6, 3.0, 8.0, 14.0, 32.0, 120.0]),
    fits=st.dictionaries(st.sampled_from(sorted(BITS)), st.sampled_from(Fit), min_size=1),
    qat=st.booleans(),
)
def test_advice_is_one_sentence_about_a_file_that_fits(
    billions: float, fits: dict[str, Fit], qat: bool
) -> None:
    offered = candidates(billions, fits, qat=qat)
    advice = recommend(offered)
    chosen = next((one for one in offered if one.name == advice.name), None)
    if chosen is None:
        assert set(fits.values()) == {Fit.TOO_BIG}
    else:
        assert chosen.fit is not Fit.TOO_BIG
        assert advice.runner_up != advice.name
    assert advice.reason.endswith(".")
    assert "!" not in advice.reason
    assert (advice.runner_up is None) == (advice.why_not is None)


def test_the_fastest_is_the_smallest_that_stays_close() -> None:
    every = candidates(8, dict.fromkeys(BITS, Fit.FITS))
    advice = recommend(every, wish=Wish(priority=Priority.FASTEST))
    assert advice.name == "model-IQ4_XS.gguf"
    assert "answers fastest" in advice.reason


def test_the_longest_conversation_is_asked_of_files_that_stay_close() -> None:
    offered = [
        replace(one, longest=int(1e9 / one.bits_per_weight))
        for one in candidates(8, dict.fromkeys(BITS, Fit.FITS))
    ]
    advice = recommend(offered, wish=Wish(priority=Priority.LONGEST))
    assert advice.name == "model-IQ4_XS.gguf"
    assert "tokens" in advice.reason


def test_for_code_what_is_divided_is_a_class_better() -> None:
    fits = {"Q6_K": Fit.PARTLY, "Q5_K_M": Fit.PARTLY, "Q4_K_M": Fit.PARTLY}
    assert recommend(candidates(8, fits)).name == "model-Q4_K_M.gguf"
    code = recommend(candidates(8, fits), wish=Wish(purpose=Purpose.CODE))
    assert code.name == "model-Q5_K_M.gguf"


def test_a_reason_names_what_was_wished_and_nothing_where_nothing_was() -> None:
    every = candidates(8, dict.fromkeys(BITS, Fit.FITS))
    code = recommend(every, wish=Wish(purpose=Purpose.CODE))
    assert code.reason.startswith("For code: cannot be told")
    both = recommend(every, wish=Wish(priority=Priority.FASTEST, purpose=Purpose.REASONING))
    assert both.reason.startswith("For reasoning and speed: the smallest")
    assert recommend(every).reason.startswith("Cannot be told")


def test_the_type_a_model_was_trained_in_comes_first_and_is_called_lossless() -> None:
    offered = [
        Candidate(
            name=name,
            quantization=name,
            bits_per_weight=bits,
            size=int(bits * GIB),
            fit=Fit.FITS,
            parameters=20_900_000_000,
            model="ggml-org/gpt-oss-20b-GGUF",
        )
        for name, bits in (("MXFP4", 4.6), ("Q6_K", 4.8), ("Q8_0", 5.0))
    ]
    advice = recommend(offered)
    assert advice.name == "MXFP4"
    assert "trained in" in advice.reason
    other = recommend([replace(one, model="someone/other-GGUF") for one in offered])
    assert other.name == "Q6_K"

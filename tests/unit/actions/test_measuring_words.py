import csv
import io
import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from launcher.actions.made import fallback_words
from launcher.actions.measuring.figures import COLUMNS, as_csv, as_json_keys
from launcher.actions.measuring.words import ALONE, NOTHING, ONLY_SPEEDS, so_what
from launcher.measurement.measured_file import (
    Distance,
    MeasuredFile,
    Perplexity,
    ReadText,
    SaidAnswer,
    Timing,
)
from launcher.protocol.scoring import Fallback

WHOLE = MeasuredFile(
    file="tiny-F16.gguf",
    content="c0",
    model="Tiny",
    base="Tiny",
    parameters=4_000_000,
    quantization="F16",
    size=8_000_000,
    bits_per_weight=16.0,
    machine="CPU",
    engine="1 (x)",
    plan="1 thread",
    when=datetime(2026, 5, 1, tzinfo=UTC),
    answer=Timing(tokens=128, repeats=5, per_second=100.0, spread=2.0),
    perplexity=Perplexity(value=12.0, error=0.5, tokens=1020),
    text=ReadText(name="a.txt", sha256="ff", window=512, windows=4),
)


def compared(
    quantization: str, mean: float, *, size: int, same: float = 0.9, rate: float = 200.0
) -> MeasuredFile:
    return replace(
        WHOLE,
        file=f"tiny-{quantization}.gguf",
        content=quantization,
        quantization=quantization,
        size=size,
        answer=Timing(tokens=128, repeats=5, per_second=rate, spread=2.0),
        distance=Distance(
            reference=WHOLE.file,
            reference_content="c0",
            mean=mean,
            error=0.001,
            median=mean / 2,
            p99=mean * 9,
            largest=mean * 30,
            same_top=same,
            same_top_error=0.01,
        ),
    )


EIGHT = compared("Q8_0", 0.0004, size=4_250_000, same=0.991, rate=140)
FOUR = compared("Q4_K_M", 0.015, size=2_500_000, same=0.948)
TWO = compared("Q2_K", 0.4, size=1_600_000, same=0.71)


def test_the_smallest_close_file_is_what_it_comes_to() -> None:
    assert so_what([WHOLE, EIGHT, FOUR, TWO]) == (
        "Q4_K_M has the same likeliest token as F16 in 94.8 % of places, at 31 % of the size"
        " (2.4 MiB), and answers 2.0 times as fast."
    )


@pytest.mark.parametrize(
    ("rate", "words"),
    [(50.0, "but answers at only 50 % of the speed"), (101.0, "and answers about as fast")],
)
def test_a_speed_is_told_as_it_is(rate: float, words: str) -> None:
    assert words in so_what([WHOLE, compared("Q4_0", 0.01, size=2_000_000, rate=rate)])


def test_a_difference_no_larger_than_the_spread_is_none() -> None:
    noisy = replace(EIGHT, answer=Timing(tokens=128, repeats=3, per_second=150, spread=60.0))
    assert so_what([WHOLE, noisy]).endswith("; their speeds vary too much to be told apart.")
    level = replace(noisy, answer=Timing(tokens=128, repeats=3, per_second=104, spread=60.0))
    assert "and answers about as fast" in so_what([WHOLE, level])


def test_what_is_over_in_a_moment_is_not_called_faster() -> None:
    def short(row: MeasuredFile, rate: float) -> MeasuredFile:
        return replace(row, answer=Timing(tokens=32, repeats=3, per_second=rate, spread=1.0))

    words = so_what([short(WHOLE, 2000.0), short(EIGHT, 4000.0)])
    assert "over too soon for speeds to be told apart" in words


def test_two_files_of_one_type_are_told_by_their_names() -> None:
    other = replace(compared("F16", 0.001, size=8_000_000), file="other-F16.gguf")
    assert so_what([WHOLE, other]).startswith(
        "other-F16.gguf has the same likeliest token as tiny-F16.gguf in 90.0 % of places"
    )


def test_where_none_is_close_it_says_so() -> None:
    assert so_what([WHOLE, TWO]).startswith("All of these differ much from F16: even Q2_K")
    middle = compared("Q3_K_M", 0.06, size=2_000_000, same=0.88)
    assert so_what([WHOLE, TWO, middle]).startswith("Q3_K_M is nearest to F16")


def test_none_is_called_nearest_where_the_errors_do_not_tell_them_apart() -> None:
    middle = compared("Q3_K_M", 0.06, size=2_000_000, same=0.88)
    smaller = compared("IQ3_M", 0.0615, size=1_900_000, same=0.87)
    words = so_what([WHOLE, middle, smaller])
    assert words.startswith("IQ3_M is as near to F16 as any of them, with the same")


@pytest.mark.parametrize(("same", "words"), [(0.9996, "over 99.9 %"), (1.0, "100.0 %")])
def test_almost_all_is_not_rounded_to_all(same: float, words: str) -> None:
    almost = compared("Q8_0", 0.0001, size=4_250_000, same=same)
    assert f"in {words} of places" in so_what([WHOLE, almost])


def test_without_a_reference_speed_is_all_there_is_to_say() -> None:
    other = replace(EIGHT, distance=None)
    assert "tiny-Q8_0.gguf answers fastest here (140.0 tokens a second)" in so_what([WHOLE, other])
    assert so_what([WHOLE]) == ALONE
    assert so_what([]) == NOTHING
    untimed = so_what([replace(WHOLE, answer=None), replace(other, answer=None)])
    assert untimed.startswith("None of them answers clearly faster")
    only_timed = [replace(one, perplexity=None) for one in (WHOLE, other)]
    assert so_what(only_timed) == ONLY_SPEEDS


def test_without_a_reference_nothing_untrue_is_said() -> None:
    other = replace(EIGHT, distance=None)
    near = replace(other, answer=Timing(tokens=128, repeats=5, per_second=103.0, spread=2.0))
    assert "clearly faster" in so_what([WHOLE, near])
    assert "could be compared" in so_what([WHOLE, other])
    assert "could be compared" not in so_what([WHOLE, replace(other, model="Another")])


def test_the_table_has_every_figure_and_leaves_out_what_is_unknown() -> None:
    bare = replace(WHOLE, answer=None, perplexity=None, text=None, load_seconds=None)
    rows = list(csv.DictReader(io.StringIO(as_csv([bare, FOUR]))))
    assert list(rows[0]) == list(COLUMNS)
    assert rows[0]["perplexity"] == rows[0]["kld_mean"] == rows[0]["load_s"] == ""
    assert float(rows[1]["kld_mean"]) == 0.015
    assert float(rows[1]["same_top"]) == 0.948
    assert rows[1]["reference"] == "tiny-F16.gguf"
    assert rows[1]["windows"] == "4"


def test_the_keys_are_json_with_null_for_what_is_unknown() -> None:
    said = replace(FOUR, answers=(SaidAnswer(prompt="Hi", text="Ho", reason="stop"),))
    keys = json.loads(json.dumps(as_json_keys(said), allow_nan=False))
    assert keys["kld"]["mean"] == 0.015
    assert keys["kld"]["p99"] == pytest.approx(0.135)
    assert keys["same_top"] == 0.948
    assert keys["perplexity"] == {"value": 12.0, "error": 0.5, "tokens": 1020}
    assert keys["prompt_tps"] is None
    assert keys["answer_tps"] == 200.0
    assert keys["load_s"] is None
    assert keys["answers"] == [{"prompt": "Hi", "text": "Ho", "reason": "stop"}]
    assert as_json_keys(WHOLE)["kld"] is None


def test_tensors_that_fell_back_are_named() -> None:
    many = tuple(Fallback(tensor=f"blk.{n}.up", wanted="Q4_K", got="Q5_0") for n in range(5))
    one = Fallback(tensor="output.weight", wanted="Q6_K", got="Q8_0")
    first, second = fallback_words((*many, one))
    assert first.startswith("blk.0.up, blk.1.up, blk.2.up and 2 more tensors are in Q5_0 instead")
    (four,) = fallback_words(many[:4])
    assert "and 1 more tensor are" in four
    assert second.startswith("output.weight is in Q8_0 instead of Q6_K:")
    assert fallback_words(()) == ()

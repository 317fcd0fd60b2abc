from dataclasses import fields, replace
from datetime import timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from launcher.measurement.receipt import DRIVER, MAIN_MEMORY, Line
from launcher.memory.choices import Choices, FlashAttention, LoadMode
from launcher.units import GIB, MIB, difference_text
from tests.fakes.receipts import receipt_of

SIZES = st.integers(min_value=0, max_value=1 << 50)


def line(predicted: int, measured: int | None, part: str = MAIN_MEMORY) -> Line:
    return Line(device="CPU", part=part, predicted=predicted, measured=measured)


@given(SIZES, SIZES)
@example(0, 0)
@example(0, 64 * MIB)
@example(0, 64 * MIB + 1)
def test_a_line_is_notable_only_beyond_both_bounds(predicted: int, measured: int) -> None:
    found = line(predicted, measured)
    away = abs(measured - predicted)
    assert found.difference == measured - predicted
    assert found.notable == (away > 64 * MIB and away > 0.03 * predicted)


@given(SIZES)
def test_what_nobody_measured_is_never_notable(predicted: int) -> None:
    found = line(predicted, None)
    assert (found.difference, found.notable) == (None, False)


@pytest.mark.parametrize(
    ("predicted", "measured", "notable"),
    [
        (0, 64 * MIB, False),
        (0, 65 * MIB, True),
        (100 * MIB, 163 * MIB, False),  # 63 %, but little
        (10 * GIB, 10 * GIB + 300 * MIB, False),  # much, but under 3 %
        (10 * GIB, 10 * GIB + 310 * MIB, True),
        (10 * GIB, 9 * GIB, True),  # too much was promised away
    ],
)
def test_the_bounds_are_3_percent_and_64_mib(predicted: int, measured: int, notable: bool) -> None:
    assert line(predicted, measured).notable is notable


def test_all_in_all_counts_from_outside_where_the_system_tells() -> None:
    one = receipt_of(
        lines=(
            line(400 * MIB, 400 * MIB, "weights"),
            line(500 * MIB, 600 * MIB),
            replace(line(1000 * MIB, 1300 * MIB, DRIVER), device="CUDA0"),
        )
    )
    assert one.difference is not None
    assert (one.difference.bytes, one.difference.predicted) == (400 * MIB, 1500 * MIB)
    assert one.difference.percent == pytest.approx(100 * 400 / 1500)
    assert one.difference.notable
    assert [found.device for found in one.notable] == ["CPU", "CUDA0"]


def test_before_the_first_answer_the_engines_figures_are_all_there_is() -> None:
    one = receipt_of(lines=(line(400, 410, "weights"), line(500, None)))
    assert one.difference is not None
    assert (one.difference.bytes, one.difference.predicted) == (10, 400)


@pytest.mark.parametrize("lines", [(), (line(500, None),)])
def test_a_receipt_without_a_figure_has_no_difference(lines: tuple[Line, ...]) -> None:
    assert receipt_of(lines=lines).difference is None


def test_a_part_of_nothing_is_not_told_in_percent() -> None:
    found = receipt_of(lines=(line(0, 70 * MIB),)).difference
    assert found is not None
    assert (found.percent, found.notable) == (None, True)


def test_the_same_kind_of_plan_has_a_context_of_about_that_length() -> None:
    one = receipt_of(choices=Choices(context=8192))
    assert one.same_kind(Choices(context=16384, threads=3))
    assert one.same_kind(Choices(context=4096))
    assert not one.same_kind(Choices(context=16640))
    assert not one.same_kind(Choices(context=3840))


OTHERS = {
    "gpu_layers": 7,
    "kv_type_k": "q8_0",
    "kv_type_v": "q8_0",
    "flash_attention": FlashAttention.OFF,
    "batch": 512,
    "micro_batch": 128,
    "parallel": 2,
    "cpu_moe": 3,
    "load": LoadMode.MMAP,
    "split": (1.0, 2.0),
    "main_gpu": 0,
    "unified": True,
    "kv_on_gpu": False,
    "repack": False,
    "swa_full": True,
    "mtp": True,
}


@pytest.mark.parametrize("name", OTHERS)
def test_any_choice_that_moves_memory_makes_it_another_kind(name: str) -> None:
    one = receipt_of(choices=Choices(context=8192))
    assert not one.same_kind(replace(one.choices, **{name: OTHERS[name]}))  # type: ignore[arg-type]


def test_every_choice_is_thought_of() -> None:
    assert {field.name for field in fields(Choices)} - OTHERS.keys() == {"context", "threads"}


def test_layers_by_number_are_those_that_automatic_came_to() -> None:
    one = receipt_of(choices=Choices(gpu_layers=None), gpu_layers=20)
    assert one.same_kind(Choices(gpu_layers=20))
    assert one.same_kind(Choices(gpu_layers=None))
    assert not one.same_kind(Choices(gpu_layers=19))


def test_differences_are_said_with_their_sign() -> None:
    assert [difference_text(n * MIB) for n in (212, 0, -3)] == ["+212 MiB", "0 bytes", "−3.0 MiB"]


def test_receipts_are_told_apart_by_their_moment() -> None:
    assert receipt_of(1).when - receipt_of().when == timedelta(minutes=1)

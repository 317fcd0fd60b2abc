"""The Measure page's words and numbers: groups, figures, plots, answers, choices, progress."""

from dataclasses import replace
from pathlib import Path

import pytest

from launcher.actions.measure import MeasurePlan, MeasureWish, Moment, Step
from launcher.actions.measuring.wish import QUICK
from launcher.actions.quantize import QUANTIZATIONS
from launcher.measurement.measured_file import SaidAnswer, Timing
from tests.fakes.measured import PROMPT, SAMPLE, ladder, measured
from ui.pages.measure.answers_view import answers, prompts
from ui.pages.measure.columns import HEADINGS, column_widths
from ui.pages.measure.figures import (
    COLUMNS,
    UNKNOWN,
    nats,
    perplexity_words,
    tokens_per_second,
    with_spread,
)
from ui.pages.measure.plot_view import QUALITIES, SPEEDS, Height, caption, offered, plot_view
from ui.pages.measure.run_view import nothing_to_do, plan_words, run_view
from ui.pages.measure.view import EVERYTHING, Group, as_text, groups, notes, rows, when_words
from ui.pages.measure.wanted import (
    FIRST_PROMPTS,
    MAKES,
    Candidate,
    Wanted,
    chosen,
    guide_wanted,
    make_chips,
    reference_of,
    reference_options,
    settled,
    wish_of,
    with_kept,
)
from ui.text.scale import linear_scale

BOTH = (MAKES, QUANTIZATIONS)


def only(files: object) -> Group:
    (group,) = groups(files)  # type: ignore[arg-type]
    return group


def column(heading: str) -> int:
    return HEADINGS.index(heading)


# --- groups and figures -------------------------------------------------------------------------


def test_files_of_one_model_on_one_text_are_a_group_with_most_bits_first() -> None:
    group = only(ladder()[::-1])
    assert group.titles[0] == "F16"
    assert group.titles[-1] == "Q2_K"
    assert group.title == "Some model 4M · sample text, 4 windows"
    assert group.alike


def test_another_text_or_more_of_it_is_another_group() -> None:
    other = measured("Q8_0", content="b", text=replace(SAMPLE, windows=16))
    one, two, every = groups([*ladder(), other])
    assert len(one.files) == 8
    assert two.files == (other,)
    assert every.key == EVERYTHING
    assert len(every.files) == 9
    assert not every.alike
    assert "one model on one text" in every.note


def test_what_was_only_timed_goes_with_its_model() -> None:
    timed = measured("Q5_K_M", content="timed", text=None, perplexity=None, distance=None)
    group = only([*ladder(), timed])
    assert timed in group.files
    assert only([timed]).title == "Some model 4M · speed only"


def test_two_files_of_one_type_are_called_by_their_names() -> None:
    group = only([measured(), measured(content="other", file="theirs-Q4_K_M.gguf")])
    assert set(group.titles) == {"Q4_K_M · model-Q4_K_M", "Q4_K_M · theirs-Q4_K_M"}


def test_the_reference_is_marked_and_has_no_distance_from_itself() -> None:
    first = rows(only(ladder()))[0]
    assert first.cells[0] == "F16 · reference"


def test_the_reference_is_marked_where_a_long_name_keeps_it() -> None:
    other = measured("F16", content="another", file="their-F16.gguf")
    first = rows(only([*ladder(), other]))[0]
    assert first.cells[0] == "F16 · reference · model-F16"
    assert first.cells[column("KL mean")] == UNKNOWN


def test_what_was_not_measured_is_no_zero_and_sorts_last() -> None:
    bare = measured(load_seconds=None, resident=None, prompt=None, answer=None, perplexity=None)
    (row,) = rows(only([replace(bare, distance=None)]))
    for heading in ("Load, s", "Memory", "Prompt, tokens/s", "Perplexity", "Same top"):
        assert row.cells[column(heading)] == UNKNOWN
        assert row.order[column(heading)] == float("inf")


def test_a_row_has_the_figures() -> None:
    row = next(row for row in rows(only(ladder())) if row.cells[0] == "Q4_K_M")
    assert row.cells[column("Bits")] == "5.10"
    assert row.cells[column("Answer, tokens/s")] == "745 ± 15"
    assert row.cells[column("Perplexity")] == "6.440 ± 0.110"
    assert row.cells[column("KL mean")] == "0.012"
    assert row.cells[column("Same top")] == "95.1 %"
    assert "Run with 2 threads" in row.tip


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0.0, "0"),
        (1e-9, "<0.000001"),
        (0.000211, "0.00021"),
        (0.0202, "0.020"),
        (0.5, "0.500"),
        (2.345, "2.345"),
    ],
)
def test_a_divergence_is_written_with_the_figures_that_count(value: float, words: str) -> None:
    assert nats(value) == words


def test_speeds_and_perplexities_have_as_many_decimals_as_have_a_meaning() -> None:
    assert with_spread(812.4, 5.2) == "812 ± 5"
    assert with_spread(41.27, 0.41) == "41.3 ± 0.4"
    assert with_spread(3.456, 0.02) == "3.46 ± 0.02"
    assert tokens_per_second(None) == UNKNOWN
    assert tokens_per_second(Timing(tokens=1, repeats=1, per_second=5.0, spread=0.0)) != UNKNOWN
    huge = replace(measured().perplexity, value=31_234.5, error=2211.0)  # type: ignore[type-var]
    assert perplexity_words(huge) == "31,234 ± 2,211"


def test_copied_rows_are_a_table_for_other_programs() -> None:
    group = only(ladder())
    lines = as_text(group, ["content of Q4_0"]).splitlines()
    assert lines[0].split("\t") == list(HEADINGS)
    assert lines[1].split("\t")[0] == "Q4_0"
    assert len(lines) == 2


def test_notes_are_said_once_with_the_file_they_are_of() -> None:
    files = [
        measured("Q4_0", fallbacks=("one tensor is in F16 instead.",)),
        measured("Q2_K", notes=("A repeat was measured again.",)),
    ]
    assert notes(only(files)) == (
        "Q4_0: one tensor is in F16 instead.",
        "Q2_K: A repeat was measured again.",
    )


def test_different_references_are_pointed_out() -> None:
    files = list(ladder())
    one = files[-1]
    files[-1] = replace(one, distance=replace(one.distance, reference_content="content of Q8_0"))  # type: ignore[type-var]
    assert "different references" in only(files).note


def test_when_and_with_which_engine_is_said() -> None:
    words = when_words(ladder())
    assert words == "Measured on this computer on 21 November 2026, engine 0.3.36 (abc)."
    assert when_words(()) == ""


# --- the table's columns ------------------------------------------------------------------------


def test_columns_are_left_out_in_their_order_and_never_lie_beyond_the_edge() -> None:
    wanted = [150] + [80] * len(COLUMNS)
    for room in range(420, 1400, 7):
        widths = column_widths(room, wanted)
        assert sum(widths.values()) == room
        assert {0, column("Answer, tokens/s"), column("KL mean")} <= widths.keys()
    assert len(column_widths(1400, wanted)) == len(wanted)
    assert column("Load, s") not in column_widths(800, wanted)


# --- plots --------------------------------------------------------------------------------------


def test_quality_is_drawn_by_the_same_top_token_where_there_is_a_reference() -> None:
    group = only(ladder())
    assert offered(group, QUALITIES) == (Height.SAME, Height.KLD, Height.PERPLEXITY)
    view = plot_view(group, Height.SAME)
    assert view.marks[0].title == "Q2_K"
    assert "F16" not in [mark.title for mark in view.marks]
    assert all(view.x.low < mark.across < view.x.high for mark in view.marks)
    assert all(view.y.low <= mark.up <= view.y.high for mark in view.marks)
    assert view.under == "Size, MiB (logarithmic)"


def test_without_a_reference_only_perplexity_is_drawn() -> None:
    files = [replace(one, distance=None) for one in ladder()]
    assert offered(only(files), QUALITIES) == (Height.PERPLEXITY,)


def test_quality_of_different_models_is_not_drawn_together() -> None:
    every = groups([*ladder(), *ladder(model="Another", text=replace(SAMPLE, sha256="e"))])[-1]
    assert offered(every, QUALITIES) == ()
    assert offered(every, SPEEDS) == SPEEDS
    assert {mark.tone for mark in plot_view(every, Height.ANSWER).marks} == {0, 1}


def test_one_file_alone_is_no_plot() -> None:
    assert offered(only([measured()]), (*QUALITIES, *SPEEDS)) == ()


def test_the_reference_is_hollow_and_errors_lie_within_the_plot() -> None:
    view = plot_view(only(ladder()), Height.PERPLEXITY)
    assert [mark.title for mark in view.marks if mark.reference] == ["F16"]
    assert all(view.y.low <= mark.up - mark.error for mark in view.marks)
    assert all(mark.up + mark.error <= view.y.high for mark in view.marks)


def test_the_line_under_the_plots_says_what_one_points_at() -> None:
    words = caption(measured(), "Q4_K_M")
    assert words.startswith("Q4_K_M · Size 2.4 MiB")
    assert "Same top 95.1 %" in words


@pytest.mark.parametrize("values", [[3.0], [0.0, 0.0], [97.0, 100.0], [1.86, 1.861], [2e3, 9e5]])
def test_a_linear_axis_has_a_few_figures_around_its_values(values: list[float]) -> None:
    scale = linear_scale(values)
    assert scale.low <= min(values)
    assert max(values) <= scale.high
    assert 2 <= len(scale.ticks) <= 9
    assert list(scale.ticks) == sorted(set(scale.ticks))


def test_shares_have_no_figure_above_a_hundred() -> None:
    assert max(linear_scale([96.0, 100.0], least=0.0, most=100.0).ticks) == 100.0


# --- answers ------------------------------------------------------------------------------------


def test_equal_answers_are_said_once_the_references_first() -> None:
    group = only(ladder())
    assert prompts(group) == (PROMPT,)
    first, second = answers(group, PROMPT)
    assert first.titles.startswith("F16, Q8_0")
    assert "7 files, word for word." in first.note
    assert second.titles == "Q2_K"


def test_an_answer_that_was_cut_and_one_without_words_say_so() -> None:
    cut = SaidAnswer(prompt="Q", text="And so", reason="length")
    none = SaidAnswer(prompt="Q", text=" ", reason="stop")
    files = [measured("Q8_0", answers=(cut,)), measured("Q4_0", answers=(none,))]
    one, other = answers(only(files), "Q")
    assert "limit" in one.note
    assert other.text == "It said nothing."


# --- what is wanted -----------------------------------------------------------------------------


def file(name: str, quantization: str, bits: float) -> Candidate:
    path = Path(f"/models/{name}.gguf")
    return Candidate(path=path, title=name, quantization=quantization, size=1 << 30, bits=bits)


WHOLE = file("whole", "F16", 16.0)
HALF = file("half", "Q4_K_M", 4.9)
OFFERED = (HALF, WHOLE)


def test_the_reference_is_the_file_with_most_bits_unless_another_is_chosen() -> None:
    both = Wanted(files=(HALF.path, WHOLE.path))
    assert reference_of(both, OFFERED) == WHOLE
    assert reference_of(replace(both, reference=HALF.path), OFFERED) == HALF
    assert reference_of(replace(both, compare=False), OFFERED) is None
    assert reference_of(Wanted(), OFFERED) is None


def test_others_are_made_only_from_a_whole_file_and_with_fewer_bits() -> None:
    assert make_chips(Wanted(files=(HALF.path,)), OFFERED, quantizations=BOTH, sizes={}) == ()
    wanted = Wanted(files=(HALF.path, WHOLE.path), make=("Q8_0",))
    chips = make_chips(wanted, OFFERED, quantizations=BOTH, sizes={"Q8_0": 3 << 30})
    names = [chip.name for chip in chips]
    assert names[0] == "Q8_0"
    assert not {"F32", "BF16", "F16", "Q4_K_M"} & set(names)
    assert (chips[0].size, chips[0].taken, chips[1].size) == ("3.00 GiB", True, "")
    assert {chip.name for chip in chips if chip.usual} <= set(MAKES)


def test_what_is_no_longer_there_is_no_longer_wanted() -> None:
    wanted = Wanted(files=(HALF.path, WHOLE.path), reference=WHOLE.path, make=("Q8_0",))
    left = settled(wanted, (HALF,), QUANTIZATIONS)
    assert left.files == (HALF.path,)
    assert left.reference is None
    assert left.make == ()


def test_a_single_file_is_compared_with_nothing() -> None:
    alone = wish_of(Wanted(files=(WHOLE.path,)), OFFERED)
    assert alone.reference is None
    assert alone.prompts == FIRST_PROMPTS
    made = wish_of(Wanted(files=(WHOLE.path,), make=("Q4_0",), imatrix=Path("i")), OFFERED)
    assert made.reference == WHOLE.path
    assert made.imatrix == Path("i")


def test_a_matrix_is_for_files_that_are_made() -> None:
    assert wish_of(Wanted(files=(HALF.path,), imatrix=Path("i")), OFFERED).imatrix is None


def test_a_made_file_that_is_kept_is_not_made_again() -> None:
    wanted = Wanted(files=(WHOLE.path,), make=("Q8_0", "Q4_K_M"))
    kept = with_kept(wanted, HALF.path, "Q4_K_M")
    assert kept.make == ("Q8_0",)
    assert chosen(kept, OFFERED) == (HALF, WHOLE)
    assert with_kept(wanted, HALF.path, "Q2_K") == wanted


def test_the_guide_is_measured_at_eight_quantizations() -> None:
    wanted = guide_wanted(WHOLE.path)
    kept = settled(wanted, OFFERED, QUANTIZATIONS)
    assert kept == wanted
    assert len(kept.files) + len(kept.make) == 8
    assert kept.quick


def test_nothing_is_the_last_of_what_can_be_compared_with() -> None:
    options = reference_options(Wanted(files=(WHOLE.path,)), OFFERED)
    assert options[0] == (WHOLE.path, "whole · F16")
    assert options[-1][0] is None


# --- the run ------------------------------------------------------------------------------------


def plan(*steps: Step, seconds: float | None = 60.0) -> MeasurePlan:
    return MeasurePlan(
        wish=MeasureWish(files=(Path("a"),)),
        steps=steps,
        seconds=seconds,
        disk=3 << 20,
        notes=(),
        subjects=(),
        how=QUICK,
        text=None,
    )


def step(kind: str, name: str, seconds: float | None = 10.0, *, known: bool = False) -> Step:
    return Step(kind=kind, file=name, seconds=seconds, known=known)  # type: ignore[arg-type]


def moment(number: int, taken: Step, **changes: object) -> Moment:
    made = Moment(
        step=number,
        of=4,
        kind=taken.kind,
        file=taken.file,
        share=0.5,
        seconds_left=12.0,
        waiting=False,
        so_far=(),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


STEPS = (
    step("time", "a-F16.gguf", known=True),
    step("make", "a-Q8_0.gguf"),
    step("score", "a-Q8_0.gguf", 30.0),
    step("time", "a-Q8_0.gguf"),
)


def test_the_plan_says_how_long_how_much_and_what_is_here() -> None:
    assert plan_words(plan(*STEPS)) == (
        "3 steps, about 60 s, 3.0 MiB on the disk meanwhile. 1 step is here from before."
    )
    assert "duration unknown" in plan_words(plan(*STEPS, seconds=None))


def test_where_all_is_known_nothing_is_to_do() -> None:
    done = plan(STEPS[0])
    assert nothing_to_do(done)
    assert "nothing is left" in plan_words(done)
    assert not nothing_to_do(plan(*STEPS))


def test_progress_goes_by_the_seconds_of_the_steps() -> None:
    begun = run_view(plan(*STEPS), None)
    assert begun.share == 0.0
    assert begun.left == "About 60 s left."
    view = run_view(plan(*STEPS), moment(3, STEPS[2]))
    assert view.share == pytest.approx((10 + 15) / 50)
    assert view.title == "Reading the text with a-Q8_0 (step 3 of 4)"
    assert view.left == "About 12 s left."
    assert not view.waiting


def test_each_file_says_how_far_it_is() -> None:
    first, second = run_view(plan(*STEPS), moment(3, STEPS[2])).files
    assert (first.title, first.words, first.done) == ("a-F16", "here from before", True)
    assert (second.words, second.now, second.done) == ("reading the text", True, False)
    assert second.share == pytest.approx(0.5)
    last = run_view(plan(*STEPS), moment(4, STEPS[3], share=1.0)).files[1]
    assert last.share == pytest.approx(1.0)


def test_unknown_times_are_said_and_steps_counted_instead() -> None:
    steps = (*STEPS[:3], step("time", "a-Q8_0.gguf", None))
    view = run_view(plan(*steps), moment(3, steps[2], seconds_left=None))
    assert view.left == "Time left is not known yet."
    assert view.share == pytest.approx(1.5 / 3)


def test_waiting_for_the_chat_is_said() -> None:
    assert run_view(plan(*STEPS), moment(2, STEPS[1], waiting=True)).waiting

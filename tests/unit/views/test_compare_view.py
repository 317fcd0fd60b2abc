"""The Compare page's words and numbers: names, axes, marks, the frontier, what follows."""

import math
from dataclasses import replace

import pytest

from launcher.choosing.board import Axis, Board
from launcher.choosing.measured_here import MeasuredHere
from launcher.measurement.measured_file import Distance
from launcher.memory.estimate import Basis
from launcher.planning.speed import Speed
from tests.fakes.boards import GEMMA_4B, GEMMA_12B, board_for
from tests.fakes.measured import measured
from ui.pages.compare.asked import Asked, repository_in
from ui.pages.compare.facts_view import (
    DIVERGENCE_HERE,
    DIVERGENCE_SHORT,
    TABLE,
    UNKNOWN,
    Told,
    card_view,
    side_view,
    speed,
    table_rows,
)
from ui.pages.compare.names import common_tail, short_names
from ui.pages.compare.scale import frontier_line, score_scale
from ui.pages.compare.verdict import first_choice, verdict
from ui.pages.compare.view import (
    BoardView,
    PointView,
    board_view,
    is_over,
    marks,
    not_drawn,
    rank,
    said,
    standing,
)
from ui.text.scale import log_scale

GIB = 1 << 30


@pytest.fixture(scope="module")
def gemma() -> BoardView:
    return board_view(board_for("Gemma 3"))


@pytest.fixture(scope="module")
def qwen() -> BoardView:
    return board_view(board_for("Qwen 3"))


def of(view: BoardView, key: str) -> PointView:
    found = view.point(key)
    assert found is not None, key
    return found


# --- names --------------------------------------------------------------------------------------


def test_names_lose_what_they_all_share() -> None:
    names = ["Gemma 3 4B Instruct", "Gemma 3 12B Instruct"]
    assert common_tail(names) == " Instruct"
    assert short_names(names) == dict(zip(names, ["4B", "12B"], strict=True))


def test_a_version_is_no_beginning_that_all_share() -> None:
    names = ["Llama 3.2 1B Instruct", "Llama 3.1 8B Instruct"]
    assert list(short_names(names).values()) == ["3.2 1B", "3.1 8B"]


def test_a_single_name_stays_whole() -> None:
    assert short_names(["TinyLlama 1.1B Chat"]) == {"TinyLlama 1.1B Chat": "TinyLlama 1.1B Chat"}
    assert common_tail(["TinyLlama 1.1B Chat"]) == ""


def test_a_name_that_is_wholly_shared_keeps_its_last_word() -> None:
    assert short_names(["Qwen", "Qwen Next"]) == {"Qwen": "Qwen", "Qwen Next": "Qwen Next"}


# --- axes ---------------------------------------------------------------------------------------


def test_a_logarithmic_axis_is_marked_at_powers_of_two() -> None:
    scale = log_scale([1.1, 30.0])
    assert scale.low < 1.1 < 30.0 < scale.high
    assert scale.ticks == (1, 2, 4, 8, 16, 32)
    assert scale.share(scale.low) == 0
    assert scale.share(scale.high) == pytest.approx(1)


def test_a_short_axis_has_figures_too() -> None:
    assert len(log_scale([4.0, 4.6]).ticks) >= 4


def test_a_single_point_has_an_axis() -> None:
    scale = log_scale([5.0])
    assert scale.low < 5.0 < scale.high
    assert scale.ticks


def test_a_budget_near_the_points_is_on_the_axis_and_one_far_away_is_not() -> None:
    assert log_scale([4.0, 8.0], also=24.0).high > 24.0
    assert log_scale([4.0, 8.0], also=500.0).high < 500.0
    assert log_scale([4.0, 8.0], also=0.0).low > 0


def test_scores_begin_at_zero_unless_all_are_high() -> None:
    assert score_scale([14.0, 67.0]).low == 0
    assert score_scale([14.0, 67.0]).high == 75
    assert score_scale([96.0, 99.9]).low > 80
    assert score_scale([96.0, 100.0]).high >= 100


@pytest.mark.parametrize(
    ("tick", "words"), [(0.5, "0.5"), (16.0, "16"), (1024.0, "1,024"), (1.25, "1.25")]
)
def test_ticks_are_written_as_short_as_they_can_be(tick: float, words: str) -> None:
    assert log_scale([1.0, 2.0]).figure(tick) == words


def test_the_frontier_is_drawn_in_steps() -> None:
    scale = log_scale([1.0, 4.0])
    line = frontier_line([(4.0, 60.0), (1.0, 20.0)], scale, more_is_better=False)
    assert line == ((1.0, 20.0), (4.0, 20.0), (4.0, 60.0), (scale.high, 60.0))


def test_where_more_is_better_the_steps_go_down() -> None:
    scale = log_scale([10.0, 100.0])
    line = frontier_line([(10.0, 60.0), (100.0, 20.0)], scale, more_is_better=True)
    assert line == ((scale.low, 60.0), (10.0, 60.0), (10.0, 20.0), (100.0, 20.0))
    assert frontier_line([], scale, more_is_better=True) == ()


# --- the board ----------------------------------------------------------------------------------


def test_points_stand_in_gib_and_in_the_order_of_the_axis(gemma: BoardView) -> None:
    across = [one.across for one in gemma.points]
    assert across == sorted(across)
    point = of(gemma, f"{GEMMA_12B} Q4_K_M")
    assert point.across == pytest.approx(point.file.memory / GIB)
    assert point.title == "Gemma 3 12B · Q4_K_M"
    assert point.short == "12B Q4_K_M"


def test_models_go_from_small_to_large_and_no_two_look_alike(gemma: BoardView) -> None:
    assert [one.short for one in gemma.models] == ["1B", "4B", "12B", "27B"]
    assert len({one.mark for one in gemma.models}) == 4
    assert len(set(marks(40))) == 40
    assert len({mark.shape for mark in marks(9)}) == 9


def test_the_axis_says_what_it_is(gemma: BoardView) -> None:
    assert gemma.abscissa == "Memory with 8,192 tokens, GiB (logarithmic)"
    size = board_view(board_for(axis=Axis.SIZE))
    assert size.abscissa == "Download, GiB (logarithmic)"


def test_the_budget_is_a_place_only_where_it_parts_the_points(gemma: BoardView) -> None:
    assert gemma.budget == pytest.approx(11.0)
    assert board_view(board_for(axis=Axis.SIZE)).budget is None  # it is memory that is short
    assert any(one.within and one.across > 11.0 and one.divided for one in gemma.points)
    over = of(gemma, "Gemma 3 27B Instruct F16")
    assert is_over(over, gemma)  # the line does not say it: beyond it lies what fits partly
    assert "partly in RAM" in standing(of(gemma, "Gemma 3 27B Instruct Q4_K_M"), gemma)
    given = board_for(axis=Axis.SIZE, budget=int(7.23 * GIB))
    assert board_view(given).budget == pytest.approx(7.23)
    assert board_view(board_for(axis=Axis.SPEED)).budget is None


def test_a_file_without_a_known_place_is_counted_and_not_drawn() -> None:
    board = board_for()
    first = replace(board.points[0], across=math.nan, frontier=False)
    view = board_view(replace(board, points=(first, *board.points[1:])))
    assert view.unplaced == 1
    assert len(view.points) == len(board.points) - 1


def test_a_file_of_which_nothing_is_expected_is_counted_and_not_drawn() -> None:
    board = board_for()
    first = replace(board.points[0], up=math.nan, frontier=False)
    view = board_view(replace(board, points=(first, *board.points[1:])))
    assert (view.unknown, view.unplaced) == (1, 0)
    assert len(view.points) == len(board.points) - 1
    words = "1 file is not drawn: nothing is published of what models so small keep."
    assert not_drawn(view) == (words,)


def test_an_empty_board_is_a_board(gemma: BoardView) -> None:
    empty = board_view(replace(gemma.board, points=(), winner=None))
    assert empty.points == ()
    assert empty.models == ()
    assert first_choice(empty) == ()


def test_with_scores_one_line_goes_through_the_frontier(gemma: BoardView) -> None:
    (line,) = gemma.lines
    ups = [up for _, up in line.places]
    assert ups == sorted(ups)
    assert line.tone is None


def test_without_scores_no_line_joins_models_whose_heights_do_not_compare(qwen: BoardView) -> None:
    assert not qwen.scored
    assert len(qwen.lines) > 3
    assert all(line.tone is not None for line in qwen.lines)


def test_a_point_says_where_it_stands(gemma: BoardView) -> None:
    winner = of(gemma, str(gemma.board.winner))
    assert standing(winner, gemma) == "The best within the budget."
    f16 = of(gemma, f"{GEMMA_4B} F16")
    assert standing(f16, gemma) == "Within the budget, dominated."
    heard = said(f16, gemma)
    assert heard.startswith("Gemma 3 4B · F16. Memory with 8,192 tokens: ")
    assert "GiB. Expected MMLU-Pro: 43.6." in heard
    assert f16.because in heard
    assert f"of {len(gemma.points)}." in heard


# --- figures ------------------------------------------------------------------------------------


def test_the_card_says_why_a_point_is_dominated(gemma: BoardView) -> None:
    card = card_view(of(gemma, f"{GEMMA_4B} F16"), gemma)
    assert card.because.startswith("Dominated: Gemma 3 12B Instruct ")
    rows = dict(card.rows)
    assert rows["Download"] == "7.23 GiB"
    assert rows["Published MMLU-Pro"] == "43.6"


def test_files_stand_side_by_side_with_the_basis_of_every_figure(gemma: BoardView) -> None:
    chosen = [of(gemma, f"{GEMMA_12B} Q4_K_M"), of(gemma, f"{GEMMA_4B} F16")]
    side = side_view(chosen, gemma)
    assert side.titles == ("Gemma 3 12B · Q4_K_M", "Gemma 3 4B · F16")
    rows = {row.name: row.figures for row in side.rows}
    assert [one.words for one in rows["Download, GiB"]] == ["6.80", "7.23"]
    assert {one.basis for one in rows["Download, GiB"]} == {Basis.ARITHMETIC}
    assert "Memory with 8,192 tokens, GiB" in rows
    assert all(len(figures) == 2 for figures in rows.values())


def test_what_is_not_known_is_never_a_number(gemma: BoardView) -> None:
    point = of(gemma, f"{GEMMA_12B} Q4_K_M")
    unknown = replace(point.file, speed=None, longest=None)
    assert speed(unknown).words == UNKNOWN
    assert speed(unknown).basis is None
    rows = {
        row.name: row.figures[0] for row in side_view([replace(point, file=unknown)], gemma).rows
    }
    assert rows["Longest context, tokens"].words == UNKNOWN
    assert rows["Tokens per second"].basis is None


def test_the_table_has_every_point_with_its_reason(gemma: BoardView) -> None:
    rows = table_rows(gemma)
    assert [row.key for row in rows] == [one.key for one in gemma.points]
    assert all(len(row.cells) == len(row.order) == len(TABLE) for row in rows)
    by_key = {row.key: dict(zip(TABLE, row.cells, strict=True)) for row in rows}
    assert by_key[str(gemma.board.winner)]["Stands"] == "best"
    f16 = by_key[f"{GEMMA_4B} F16"]
    assert f16["Stands"] == "dominated"
    assert "Gemma 3 12B Instruct" in f16["Why"]
    assert by_key["Gemma 3 27B Instruct F16"]["Stands"] == "over the budget"


# --- what follows -------------------------------------------------------------------------------


def test_the_winner_and_another_size_stand_side_by_side_first(gemma: BoardView) -> None:
    winner, rival = (of(gemma, key) for key in first_choice(gemma))
    assert winner.key == gemma.board.winner
    assert rival.file.model != winner.file.model
    assert rival.within


def test_without_a_choice_the_board_speaks(gemma: BoardView) -> None:
    assert verdict(gemma, []).words == gemma.board.so_what
    assert verdict(gemma, []).take is None
    first = [of(gemma, key) for key in first_choice(gemma)]
    assert verdict(gemma, first).words == gemma.board.so_what
    assert verdict(gemma, first).take == 0


def test_bigger_at_four_bits_is_taken_over_smaller_at_full_precision(gemma: BoardView) -> None:
    chosen = [of(gemma, f"{GEMMA_4B} F16"), of(gemma, f"{GEMMA_12B} Q4_K_M")]
    found = verdict(gemma, chosen)
    assert found.take == 1
    assert found.words.startswith("Take B. A is expected at 43.6 instead of 60.")


def test_what_is_over_the_budget_is_not_taken(gemma: BoardView) -> None:
    chosen = [of(gemma, f"{GEMMA_12B} Q4_K_M"), of(gemma, "Gemma 3 27B Instruct Q4_K_M")]
    assert "a part of it would lie in RAM" in verdict(gemma, chosen).words
    assert verdict(gemma, chosen).take == 0
    given = board_view(board_for(budget=11 * GIB))
    chosen = [of(given, one.key) for one in chosen]
    assert verdict(given, chosen).words == "Take A. B is over the budget."
    gemma = given
    beyond = [of(gemma, f"Gemma 3 27B Instruct {name}") for name in ("Q8_0", "Q4_K_M")]
    none = verdict(gemma, beyond)
    assert none.take is None
    assert none.words == "None of them is within the budget. B needs least."


def test_of_equals_the_smaller_is_taken(gemma: BoardView) -> None:
    chosen = [of(gemma, f"{GEMMA_4B} F16"), of(gemma, f"{GEMMA_4B} Q8_0")]
    found = verdict(gemma, chosen)
    assert found.take == 1
    assert "about as well" in found.words
    assert "GiB more" in found.words


def test_without_scores_the_larger_model_is_taken_while_it_keeps_enough(qwen: BoardView) -> None:
    chosen = [of(qwen, "Qwen 3 4B F16"), of(qwen, "Qwen 3 8B Q4_K_M")]
    found = verdict(qwen, chosen)
    assert found.take == 1
    assert "A is the smaller model, with 100 % of its score kept, and takes" in found.words


def test_a_mixture_of_experts_counts_with_the_weights_it_thinks_with(qwen: BoardView) -> None:
    dense, mixture = of(qwen, "Qwen 3 14B Q8_0"), of(qwen, "Qwen 3 30B A3B Q8_0")
    counted = replace(qwen, weights={"Qwen 3 30B A3B": 10e9})
    assert rank(mixture, qwen) > rank(dense, qwen)
    assert rank(mixture, counted) < rank(dense, counted)


def slowed(point: PointView, low: float, high: float) -> PointView:
    speed = Speed(low=low, high=high, basis=Basis.GUESS, because="")
    return replace(point, file=replace(point.file, speed=speed))


def test_a_file_that_answers_slower_than_one_reads_is_taken_with_a_warning(
    gemma: BoardView,
) -> None:
    small, large = (of(gemma, key) for key in (f"{GEMMA_4B} F16", f"{GEMMA_12B} Q4_K_M"))
    chosen = [slowed(small, 9.3, 20.0), slowed(large, 1.7, 3.5)]
    found = verdict(gemma, chosen)
    assert found.take == 1
    assert found.words.endswith(
        " But B answers at 1.7 to 3.5 tokens a second, slower than one reads; "
        "A answers at 9.3 to 20."
    )
    alone = verdict(gemma, [slowed(small, 1.8, 3.6), slowed(large, 1.7, 3.5)]).words
    assert alone.endswith("But B answers at 1.7 to 3.5 tokens a second, slower than one reads.")
    assert "slower than one reads" not in verdict(gemma, [small, large]).words


def test_a_winner_that_is_slow_is_taken_with_a_warning_too(gemma: BoardView) -> None:
    winner = of(gemma, str(gemma.board.winner))
    slow = slowed(winner, 0.9, 2.0)
    points = tuple(slow if one.key == winner.key else one for one in gemma.points)
    view = replace(gemma, points=points)
    warned = " answers at 0.9 to 2.0 tokens a second, slower than one reads."
    assert verdict(view, []).words == f"{gemma.board.so_what} But it{warned}"
    assert verdict(view, [slow]).words == f"{gemma.board.so_what} But A{warned}"


def test_the_button_that_stands_out_is_that_of_the_file_the_words_name(gemma: BoardView) -> None:
    other = next(one for one in gemma.points if one.within and one.key != gemma.board.winner)
    assert verdict(gemma, [other]).take is None


# --- what is asked ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "repo"),
    [
        ("ggml-org/gemma-3-4b-it-GGUF", "ggml-org/gemma-3-4b-it-GGUF"),
        (" https://huggingface.co/ggml-org/gemma-3-4b-it-GGUF/ ", "ggml-org/gemma-3-4b-it-GGUF"),
        ("https://huggingface.co/a/b/tree/main", "a/b"),
        ("hf.co/a/b?download=true", "a/b"),
        ("gemma", None),
        ("", None),
        ("a/b/c", None),
        ("a b/c", None),
        ("https://example.com/a/b", None),
    ],
)
def test_a_repository_is_read_from_its_name_or_its_address(text: str, repo: str | None) -> None:
    assert repository_in(text) == repo


def test_what_is_asked_is_a_family_and_repositories() -> None:
    asked = Asked(family="Gemma 3", repositories=("a/b",), budget=2.5)
    assert asked.what == ("Gemma 3", "a/b")
    assert asked.budget_bytes == int(2.5 * GIB)
    assert Asked(family="", repositories=("a/b",)).what == ("a/b",)
    assert Asked(family="Gemma 3").budget_bytes is None


def test_a_board_of_one_model_is_fine() -> None:
    board: Board = board_for("TinyLlama")
    view = board_view(board)
    assert len(view.models) == 1
    assert len(first_choice(view)) == 1
    assert verdict(view, [of(view, first_choice(view)[0])]).take == 0


def test_what_was_measured_here_is_in_the_card_and_side_by_side_alone_where_it_was() -> None:
    here = MeasuredHere(
        rows=(
            measured(
                file="gemma-3-4b-it-Q4_K_M.gguf",
                model="Gemma 3 4b It",
                parameters=3_880_099_328,
                distance=replace(
                    known(measured().distance),
                    reference="gemma-3-4b-it-F16.gguf",
                    reference_content="",
                ),
            ),
        )
    )
    view = board_view(board_for("Gemma 3", here=here))
    seen, other = of(view, f"{GEMMA_4B} Q4_K_M"), of(view, f"{GEMMA_12B} Q4_K_M")
    row = (DIVERGENCE_SHORT, "0.0121 ± 0.0006")
    assert (row[0], "0.0121") in card_view(seen, view).rows  # the card is narrow
    assert DIVERGENCE_SHORT not in dict(card_view(other, view).rows)
    told = {one.name: one.figures for one in side_view([seen, other], view).rows}
    assert told[DIVERGENCE_HERE] == (
        Told(words=row[1], basis=Basis.MEASURED),
        Told(words="not measured"),
    )
    assert told["Quality in words"][0].basis is Basis.MEASURED
    assert told["Expected MMLU-Pro"][0].basis is Basis.ARITHMETIC  # no score was measured
    assert DIVERGENCE_HERE not in {one.name for one in side_view([other], view).rows}


def known(distance: Distance | None) -> Distance:
    assert distance is not None
    return distance

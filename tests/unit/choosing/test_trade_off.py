"""Which point beats which, who wins inside a budget, and what is said of it."""

import math

import pytest

from launcher.choosing.board import Axis, Board
from launcher.choosing.quality_words import Quality
from launcher.choosing.standing import standing_of, worth
from launcher.choosing.trade_off import board
from launcher.choosing.weighed import Weighed
from launcher.units import GIB
from tests.fakes.board_files import board_file, score

SMALL, LARGE = score("Small 4B", 60.0), score("Large 12B", 75.0)
FAMILY = (
    board_file("Small 4B", "Q4_K_M", parameters=4, gib=2.5, kept=0.97, base=SMALL),
    board_file(
        "Small 4B",
        "Q8_0",
        parameters=4,
        gib=4,
        kept=0.998,
        base=SMALL,
        quality=Quality.INDISTINGUISHABLE,
    ),
    board_file(
        "Small 4B",
        "F16",
        parameters=4,
        gib=7.5,
        kept=1.0,
        base=SMALL,
        quality=Quality.INDISTINGUISHABLE,
    ),
    board_file(
        "Large 12B",
        "IQ2_XXS",
        parameters=12,
        gib=3.5,
        kept=0.5,
        base=LARGE,
        quality=Quality.LAST_RESORT,
    ),
    board_file("Large 12B", "Q4_K_M", parameters=12, gib=7, kept=0.99, base=LARGE),
)


def made(
    files: tuple[Weighed, ...] = FAMILY,
    *,
    axis: Axis = Axis.SIZE,
    gib: float | None = None,
    of_file: bool = True,
) -> Board:
    return board(
        files,
        family="A family",
        axis=axis,
        context=8192,
        budget=None if gib is None else int(gib * GIB),
        budget_words="given",
        of_file=of_file,
    )


def winner(gib: float, files: tuple[Weighed, ...] = FAMILY) -> str | None:
    return made(files, gib=gib).winner


def test_points_are_the_expected_score_over_what_they_take() -> None:
    found = made()
    points = {point.file.key: point for point in found.points}
    assert len(points) == len(FAMILY)
    assert points["Large 12B Q4_K_M"].up == pytest.approx(25 + 50 * 0.99)
    assert points["Large 12B Q4_K_M"].across == 7 * GIB
    assert found.ordinate.startswith("Expected Quiz:")


def test_the_same_memory_is_better_spent_on_the_larger_model() -> None:
    found = made()
    beaten = {p.file.key: p for p in found.points if not p.frontier}
    assert beaten["Small 4B F16"].dominated_by == "Large 12B Q4_K_M"
    assert "512 MiB smaller" in beaten["Small 4B F16"].because
    assert "74.5 instead of 60.0" in beaten["Small 4B F16"].because
    assert beaten["Large 12B IQ2_XXS"].dominated_by == "Small 4B Q4_K_M"
    assert winner(7.6) == "Large 12B Q4_K_M"


def test_nothing_that_is_beaten_is_on_the_frontier_and_every_rival_is_a_point() -> None:
    for axis in Axis:
        points = made(axis=axis).points
        keys = {point.file.key for point in points}
        for point in points:
            assert point.frontier == (point.dominated_by is None)
            assert point.dominated_by is None or point.dominated_by in keys
            assert bool(point.because) == (point.dominated_by is not None)


def test_memory_for_the_unquantized_file_buys_nothing() -> None:
    alone = tuple(file for file in FAMILY if file.model == "Small 4B")
    points = {point.file.variant: point for point in made(alone).points}
    assert points["F16"].dominated_by == "Small 4B Q8_0"
    assert "keeps as much" in points["F16"].because
    assert made(alone, gib=100).winner == "Small 4B Q8_0"


def test_a_last_resort_is_taken_only_where_there_is_nothing_else() -> None:
    promising = score("Large 12B", 99.0)
    ruined = board_file(
        "Large 12B",
        "IQ2_XXS",
        parameters=12,
        gib=2.6,
        kept=0.6,
        base=promising,
        quality=Quality.LAST_RESORT,
    )
    found = made((FAMILY[0], ruined), gib=3)
    assert found.winner == "Small 4B Q4_K_M"
    assert "not to be relied on" in found.so_what
    assert made((ruined,), gib=3).winner == "Large 12B IQ2_XXS"


def test_of_models_as_good_as_equal_it_is_the_smaller_one_at_more_bits() -> None:
    near = score("Large 12B", 60.5)
    other = board_file("Large 12B", "IQ3_XXS", parameters=12, gib=3.9, kept=0.99, base=near)
    found = made((FAMILY[1], other), gib=4)
    assert found.winner == "Small 4B Q8_0"
    assert "Large 12B IQ3_XXS, comes to 60.1 (too near to tell" in found.so_what


def test_a_superseded_type_is_not_the_one_to_take() -> None:
    old = board_file(
        "Small 4B",
        "Q4_0",
        parameters=4,
        gib=2.6,
        kept=0.975,
        base=SMALL,
        quality=Quality.NOTICEABLE,
    )
    trained = board_file(
        "Small 4B",
        "Q4_0",
        parameters=4,
        gib=2.6,
        kept=0.985,
        base=SMALL,
        quality=Quality.VERY_CLOSE,
    )
    assert winner(3, (FAMILY[0], old)) == "Small 4B Q4_K_M"
    assert winner(3, (FAMILY[0], trained)) == "Small 4B Q4_0"
    assert winner(3, (old,)) == "Small 4B Q4_0"


def test_a_budget_below_every_point_has_no_winner_and_says_what_is_the_smallest() -> None:
    found = made(gib=1)
    assert found.winner is None
    assert not any(point.within for point in found.points)
    assert (
        found.so_what
        == "Nothing here fits into 1.00 GiB given: the smallest is Small 4B Q4_K_M with 2.50 GiB."
    )


def test_without_a_limit_every_point_is_inside() -> None:
    found = made()
    assert found.budget is None
    assert all(point.within for point in found.points)
    assert found.winner == "Large 12B Q4_K_M"


def test_the_budget_counts_the_conversation_unless_it_is_for_the_file_alone() -> None:
    assert made(gib=7.5).winner == "Large 12B Q4_K_M"
    assert made(gib=7.5, of_file=False).winner == "Small 4B Q8_0"


def test_without_a_common_score_the_larger_model_that_is_nearly_whole_comes_first() -> None:
    files = (
        board_file("Small 4B", "Q8_0", parameters=4, gib=4, kept=1.0),
        board_file("Large 12B", "IQ3_M", parameters=12, gib=4.5, kept=0.955),
    )
    found = made(files, gib=5)
    assert found.winner == "Large 12B IQ3_M"
    assert "95 %" in found.ordinate
    assert [point.up for point in found.points] == pytest.approx([100.0, 95.5])


def test_without_a_common_score_a_ruined_model_stands_below_a_smaller_whole_one() -> None:
    files = (
        board_file("Small 4B", "Q8_0", parameters=4, gib=4, kept=1.0),
        board_file("Large 12B", "IQ2_XXS", parameters=12, gib=3.5, kept=0.6),
    )
    assert made(files, gib=5).winner == "Small 4B Q8_0"


@pytest.mark.parametrize(("larger", "kept", "smaller"), [(70.6, 0.719, 8.03), (27.0, 0.88, 11.8)])
def test_what_a_damaged_model_is_worth_meets_the_measured_crossings(
    larger: float, kept: float, smaller: float
) -> None:
    assert larger * worth(kept) == pytest.approx(smaller, rel=0.05)


def test_scores_of_two_setups_are_never_set_against_each_other() -> None:
    files = (
        board_file("Small 4B", "Q8_0", parameters=4, gib=4, kept=1.0, base=SMALL),
        board_file(
            "Large 12B",
            "Q4_K_M",
            parameters=12,
            gib=7,
            kept=0.99,
            base=score("Large 12B", 40.0, setup="another"),
        ),
    )
    found = made(files)
    assert standing_of(files).benchmark is None
    assert all(point.file.expected.base is None for point in found.points)
    assert found.winner == "Large 12B Q4_K_M"


def test_the_smallest_model_of_four_may_have_no_score_and_a_note_says_so() -> None:
    tiny = board_file("Tiny 1B", "Q8_0", parameters=1, gib=1, kept=1.0)
    huge = score("Huge 27B", 80.0)
    whole = board_file("Huge 27B", "Q4_K_M", parameters=27, gib=16, kept=0.99, base=huge)
    found = made((*FAMILY, whole, tiny))
    assert "Tiny 1B" not in {point.file.model for point in found.points}
    assert found.notes == ("Tiny 1B is left out: no Quiz score of it is known here.",)
    unscored = board_file("Huge 27B", "Q4_K_M", parameters=27, gib=16, kept=0.99)
    assert made((*FAMILY, unscored)).ordinate.startswith("Score kept")


def test_on_the_axis_of_speed_faster_is_better_and_the_unknown_has_no_place() -> None:
    files = (
        board_file("Small 4B", "Q4_K_M", parameters=4, gib=2.5, kept=0.97, base=SMALL, tokens=40),
        board_file("Small 4B", "Q8_0", parameters=4, gib=4, kept=0.9, base=SMALL, tokens=30),
        board_file(
            "Large 12B", "Q4_K_M", parameters=12, gib=7, kept=0.99, base=LARGE, tokens=None
        ),
    )
    points = {point.file.key: point for point in made(files, axis=Axis.SPEED).points}
    slower = points["Small 4B Q8_0"]
    assert slower.dominated_by == "Small 4B Q4_K_M"
    assert "10.0 tokens a second faster" in slower.because
    unknown = points["Large 12B Q4_K_M"]
    assert math.isnan(unknown.across)
    assert not unknown.frontier
    assert unknown.dominated_by is None


def test_one_model_alone_makes_a_board_too() -> None:
    found = made(FAMILY[:1], gib=3)
    assert found.winner == "Small 4B Q4_K_M"
    assert found.points[0].frontier
    assert made(()).so_what == "There is nothing to compare."


def test_the_upward_axis_says_how_a_score_is_expected() -> None:
    words = made(FAMILY).ordinate
    assert words == (
        "Expected Quiz: what guessing gives + (published score − that) × quality kept"
    )

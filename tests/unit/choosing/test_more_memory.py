"""More memory never gives a worse answer: of what is recommended, and of a board's winner."""

from collections.abc import Sequence
from itertools import pairwise

import pytest

from launcher.actions.compared import families, from_catalog
from launcher.actions.tradeoff import board_from
from launcher.choosing.across import picks
from launcher.choosing.board import Axis, Board
from launcher.choosing.contenders import Contender
from launcher.choosing.standing import standing_of
from launcher.choosing.trade_off import board
from launcher.choosing.weighed import Weighed
from launcher.choosing.wish import Priority, Wish
from launcher.hardware.facts import Machine
from launcher.memory.fit import Fit
from launcher.models.starters import starters
from launcher.planning.paces import paces_of
from launcher.units import GIB
from tests.fakes.imagined import a_computer

RAM = (8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512)
CARDS = ("2", "3", "4", "6", "8", "12", "16", "24", "32", "48", "80")
FULL = pytest.mark.full
MORE_FAMILIES = [pytest.param(one, marks=FULL) for one in ("Qwen 3", "Llama 3", "Qwen 2.5")]
BOTH = ((None, None), (None, "RTX 4060"), (16, None), (None, "2"), (None, "12"), (64, None))
USUAL = (
    (None, None, Priority.BEST),
    (None, None, Priority.BALANCED),
    (None, "RTX 4060", Priority.BEST),
    (16, None, Priority.BALANCED),
)


def ladder(ram: float | None, gpus: str | None) -> list[Machine]:
    """RAM growing beside one GPU, or GPUs growing beside so much RAM."""
    if ram is None:
        return [a_computer(ram=size, gpus=gpus) for size in RAM]
    return [a_computer(ram=ram, gpus=size) for size in CARDS]


def first(machine: Machine, priority: Priority) -> Contender | None:
    found = picks(Wish(priority=priority), machine, reserve=GIB, paces=paces_of(machine))
    by_repo = {one.known.repo: one for one in starters()}
    return Contender(starter=by_repo[found[0].file.repo], file=found[0].file) if found else None


@pytest.mark.parametrize(
    ("ram", "gpus", "priority"),
    [
        pytest.param(ram, gpus, priority, marks=[] if (ram, gpus, priority) in USUAL else [FULL])
        for ram, gpus in BOTH
        for priority in (Priority.BEST, Priority.BALANCED)
    ],
)
def test_the_pick_is_never_worth_less_unless_it_lies_better(
    ram: float | None, gpus: str | None, priority: Priority
) -> None:
    found = [one for machine in ladder(ram, gpus) if (one := first(machine, priority))]
    assert len(found) > 8
    for less, more in pairwise(found):
        better = less.file.fit is not Fit.FITS and more.file.fit is Fit.FITS
        assert more.value >= less.value or better, (less.file.key, more.file.key)


@pytest.mark.parametrize(
    ("ram", "gpus"),
    [
        (None, None),
        *(pytest.param(*rare, marks=FULL) for rare in ((None, "RTX 4060"), (16, None))),
    ],
)
def test_the_longest_conversation_is_never_both_shorter_and_with_a_weaker_model(
    ram: float | None, gpus: str | None
) -> None:
    found = [one for machine in ladder(ram, gpus) if (one := first(machine, Priority.LONGEST))]
    for less, more in pairwise(found):
        longer = (more.file.longest or 0) >= (less.file.longest or 0)
        assert longer or more.value >= less.value, (less.file.key, more.file.key)


def test_a_large_model_of_few_bits_says_what_that_costs() -> None:
    machine = a_computer(ram=256)
    wish = Wish(priority=Priority.BEST)
    (pick, *_) = picks(wish, machine, reserve=GIB, paces=paces_of(machine))
    assert (pick.file.model, pick.file.variant) == ("DeepSeek V3.1", "Q2_K")
    assert "fewer than four bits" in pick.reason


# --- the board --------------------------------------------------------------------------------


def board_on(machine: Machine, family: str, axis: Axis = Axis.MEMORY) -> Board:
    return board_from(from_catalog(family), context=8192, axis=axis, machine=machine, reserve=GIB)


def winners(machines: Sequence[Machine], family: str) -> list[tuple[Board, Weighed]]:
    found = [board_on(machine, family) for machine in machines]
    files = [
        (one, point.file) for one in found for point in one.points if point.file.key == one.winner
    ]
    assert len(files) > 5
    return files


@pytest.mark.parametrize("family", ["Gemma 3", *MORE_FAMILIES])
@pytest.mark.parametrize(
    ("ram", "gpus"),
    [(None, None), (64, None), *(pytest.param(None, gpu, marks=FULL) for gpu in ("2", "12"))],
)
def test_the_boards_winner_is_never_worse_unless_it_lies_better(
    family: str, ram: float | None, gpus: str | None
) -> None:
    for (one, less), (_, more) in pairwise(winners(ladder(ram, gpus), family)):
        standing = standing_of([point.file for point in one.points])
        better = less.fit is not Fit.FITS and more.fit is Fit.FITS
        no_worse = standing.rank(more) >= standing.rank(less) or standing.alike(more, less)
        assert no_worse or better, (less.key, more.key)


@pytest.mark.parametrize("family", ["Gemma 3", *MORE_FAMILIES])
def test_a_small_gpu_takes_nothing_from_what_ram_holds(family: str) -> None:
    """But for the room in RAM that the engine takes for working with a GPU."""
    (_, without), (_, smaller), *cards = winners(
        [a_computer(ram=64), a_computer(ram=62), *(a_computer(ram=64, gpus=n) for n in "1234")],
        family,
    )
    for one, file in cards:
        standing = standing_of([point.file for point in one.points])
        assert standing.rank(file) >= min(standing.rank(without), standing.rank(smaller))


def test_what_fits_partly_is_within_and_its_bytes_are_counted_where_they_lie() -> None:
    found = board_on(a_computer(ram=64, gpus="2"), "Gemma 3")
    winner = next(point for point in found.points if point.file.key == found.winner)
    assert "27B" in winner.file.model
    assert winner.divided
    assert "of the 1.00 GiB free on GPU0" in found.so_what
    assert "it lies in RAM" in found.so_what
    whole = board_on(a_computer(ram=64, gpus="12"), "Gemma 3")
    winner = next(point for point in whole.points if point.file.key == whole.winner)
    assert not winner.divided
    (card,) = [share for share in winner.file.estimate.devices if share.name == "GPU0"]
    assert f"it takes {card.sum / GIB:.2f} GiB of the 11.00 GiB free on GPU0" in whole.so_what
    assert "a part of it would lie in RAM" in whole.so_what


@pytest.mark.full
@pytest.mark.parametrize("gpus", ["Apple M4 Max 128 GB", "RTX 4060"])
def test_no_board_marks_its_own_winner_as_beaten(gpus: str) -> None:
    machine = a_computer(ram=None if "Apple" in gpus else 32, gpus=gpus)
    for family in families():
        first = board_on(machine, family)
        files = [point.file for point in first.points]
        for axis in Axis:
            found = board(
                files,
                family=family,
                axis=axis,
                context=first.context,
                budget=first.budget,
                budget_words=first.budget_words,
                by_fit=True,
            )
            beaten = {one.file.key: one.dominated_by for one in found.points}
            assert found.winner is None or beaten[found.winner] is None, (family, axis)
            assert "indistinguishable: its figure" not in found.so_what

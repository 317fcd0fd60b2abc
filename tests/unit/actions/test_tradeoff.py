"""The board of real families: what to take at which budget, and what cannot be compared."""

import csv
import io
import math
import time
from pathlib import Path

import pytest

from launcher.actions.compared import Compared, File, families, family_models, from_catalog
from launcher.actions.parts import Parts
from launcher.actions.tradeoff import GIVEN, as_csv, board_from, board_of
from launcher.choosing.board import Axis, Board, Point
from launcher.choosing.trade_off import board
from launcher.errors import ChoiceError, RepoEmpty, RepoNotFound, UnknownChoice
from launcher.models.catalog import catalog
from launcher.models.gguf import read_facts
from launcher.models.slim import write_slim
from launcher.models.write import write_model
from launcher.units import GIB
from tests.fakes.catalogue import LLAMA_1B
from tests.fakes.catalogue import facts_of as header_of
from tests.fakes.hub import FakeHub
from tests.fakes.machine_facts import machine_of

GB = 1e9
REPO = "someone/Llama-3.2-1B-Instruct-GGUF"
# Gemma 3 by the size of the file alone (GB), with every answer that is as good as the best.
GEMMA = (
    (1.0, {"1B Instruct Q5_K_M"}),
    (1.5, {"1B Instruct Q8_0"}),
    (2.0, {"4B Instruct IQ3_M"}),
    (2.5, {"4B Instruct Q4_K_M"}),
    (3.0, {"4B Instruct Q5_K_M"}),
    (4.0, {"4B Instruct Q6_K"}),
    (5.0, {"12B Instruct IQ3_XXS"}),
    (6.0, {"12B Instruct IQ3_M"}),
    (7.0, {"12B Instruct Q4_K_S"}),
    (7.8, {"12B Instruct Q4_K_M"}),
    (8.0, {"12B Instruct Q4_K_M"}),
    (9.0, {"12B Instruct Q5_K_S", "12B Instruct Q5_K_M"}),
    (10.0, {"12B Instruct Q6_K"}),
    (11.0, {"27B Instruct IQ3_XXS"}),
    (12.0, {"27B Instruct IQ3_XXS"}),
    (14.0, {"27B Instruct Q3_K_M"}),
    (16.0, {"27B Instruct Q4_K_S"}),
    (20.0, {"27B Instruct Q5_K_S", "27B Instruct Q5_K_M"}),
)


@pytest.fixture(scope="module")
def gemma() -> Compared:
    return from_catalog("Gemma 3")


@pytest.fixture(scope="module")
def gemma_by_size(gemma: Compared) -> Board:
    return by_size(gemma)


def at(found: Board, gb: float) -> Board:
    """The same files at another budget of bytes: weighing them once is enough."""
    return board(
        [one.file for one in found.points],
        family=found.family,
        axis=Axis.SIZE,
        context=found.context,
        budget=int(gb * GB),
        budget_words=GIVEN,
        of_file=True,
    )


def by_size(found: Compared, gb: float | None = None) -> Board:
    return board_from(
        found,
        context=8192,
        axis=Axis.SIZE,
        machine=machine_of(64),
        reserve=GIB,
        budget=None if gb is None else int(gb * GB),
    )


def point(found: Board, key: str) -> Point:
    (one,) = [point for point in found.points if point.file.key.endswith(key)]
    return one


def test_files_weighed_once_give_the_same_board(gemma: Compared, gemma_by_size: Board) -> None:
    whole, again = by_size(gemma, 8.0), at(gemma_by_size, 8.0)
    assert (whole.winner, whole.so_what) == (again.winner, again.so_what)
    assert [one.dominated_by for one in whole.points] == [one.dominated_by for one in again.points]


def test_a_4b_at_four_bits_stands_far_above_a_1b_unquantized(gemma_by_size: Board) -> None:
    found = gemma_by_size
    larger, smaller = point(found, "4B Instruct Q4_K_M"), point(found, "1B Instruct F16")
    assert larger.up - smaller.up > 25
    assert smaller.dominated_by is not None
    assert "4B" in smaller.dominated_by


def test_27b_at_three_bits_is_no_rival_of_4b_unquantized_but_12b_at_four_is(
    gemma_by_size: Board,
) -> None:
    found = gemma_by_size
    large, small = point(found, "27B Instruct Q3_K_M"), point(found, "4B Instruct F16")
    assert large.across > 1.6 * small.across  # unequal memory
    assert large.up > small.up + 20
    at_equal = at(found, small.across / GB)
    assert small.across == pytest.approx(7.23 * GIB, rel=0.005)
    assert at_equal.winner == "Gemma 3 12B Instruct Q4_K_M"
    assert small.dominated_by == "Gemma 3 12B Instruct Q4_K_M"
    ruined = point(at_equal, "27B Instruct IQ2_XXS")
    assert ruined.within
    assert ruined.dominated_by == "Gemma 3 12B Instruct Q4_K_M"


@pytest.mark.parametrize(("gb", "best"), GEMMA)
def test_the_best_gemma_for_a_budget_of_weights(
    gemma_by_size: Board, gb: float, best: set[str]
) -> None:
    winner = at(gemma_by_size, gb).winner
    assert winner is not None
    assert winner.removeprefix("Gemma 3 ") in best


def test_a_70b_at_two_bits_beats_the_8b_at_any() -> None:
    found = by_size(from_catalog("Llama 3"))
    least = point(found, "70B Instruct IQ2_M")
    assert all(least.up > one.up for one in found.points if " 8B " in one.file.key)
    assert at(found, 25).winner == "Llama 3.1 70B Instruct IQ2_M"


def test_qwen_without_common_scores_goes_by_size_and_says_so() -> None:
    found = by_size(from_catalog("Qwen 3"), 10)
    assert found.ordinate.startswith("Score kept")
    assert found.winner is not None
    assert "14B" in found.winner


def test_every_family_has_a_board_with_its_models_and_three_bits_and_fewer() -> None:
    assert {"Gemma 3", "Qwen 3", "Llama 3"} <= set(families())
    assert len(families()) == len({known.family for known in catalog()})
    for family in ("Gemma 3", "Qwen 3", "Llama 3"):
        variants = {file.variant for file in from_catalog(family).files}
        assert {"IQ2_XXS", "IQ2_M", "IQ3_XXS", "IQ3_M", "Q3_K_S", "Q4_K_S", "Q5_K_S"} <= variants
        assert "Q4_K_M" in variants


@pytest.mark.full
@pytest.mark.parametrize("family", families())
def test_any_family_gives_a_board_on_every_axis(family: str) -> None:
    files = from_catalog(family)
    for axis in Axis:
        found = board_from(files, context=4096, axis=axis, machine=machine_of(32, 12), reserve=GIB)
        assert found.points
        assert found.so_what.endswith(".")
        assert len({one.file.key for one in found.points}) == len(found.points)


def test_a_family_holds_what_chats_and_one_model_of_a_shape() -> None:
    names = [known.name for known in family_models("qwen2.5")]
    assert "Qwen 2.5 7B Instruct" in names
    assert not {"Qwen 2.5 Coder 7B Instruct", "QwQ 32B"} & set(names)
    llamas = [known.name for known in family_models("LLAMA-3")]
    assert [name for name in llamas if "70B" in name] == ["Llama 3.1 70B Instruct"]
    assert family_models("Nemotron")  # of base models too there is something to compare


@pytest.mark.parametrize("asked", ["Gema 3", "gemma", "Lama 3"])
def test_an_unknown_family_names_those_that_are_near(asked: str) -> None:
    with pytest.raises(UnknownChoice) as caught:
        from_catalog(asked)
    assert any(name.split()[0] in ("Gemma", "Llama") for name in caught.value.allowed)
    assert caught.value.what == "family"


def test_models_of_the_catalog_are_compared_by_name_or_address(parts: Parts) -> None:
    found = asked(
        parts, "google/gemma-3-4b-it", "Gemma 3 1B Instruct", "catalog:google/gemma-3-12b-it"
    )
    assert {one.file.model for one in found.points} == {
        "Gemma 3 4B Instruct",
        "Gemma 3 1B Instruct",
        "Gemma 3 12B Instruct",
    }


def test_the_machines_budget_is_its_gpu_less_the_reserve_or_else_its_ram(gemma: Compared) -> None:
    with_gpu = board_from(
        gemma, context=8192, axis=Axis.MEMORY, machine=machine_of(32, 12), reserve=GIB
    )
    assert (with_gpu.budget, with_gpu.budget_words) == (11 * GIB, "free on GPU 0")
    two = board_from(
        gemma, context=8192, axis=Axis.MEMORY, machine=machine_of(32, 12, 8), reserve=GIB
    )
    assert (two.budget, two.budget_words) == (18 * GIB, "free on 2 GPUs")
    without = board_from(gemma, context=8192, axis=Axis.MEMORY, machine=machine_of(8), reserve=GIB)
    assert (without.budget, without.budget_words) == (7 * GIB, "free in RAM")
    assert all(one.file.memory <= 7 * GIB for one in without.points if one.within)
    assert without.winner is not None


def test_a_machine_too_small_for_anything_is_told_what_is_the_smallest(gemma: Compared) -> None:
    found = board_from(gemma, context=8192, axis=Axis.MEMORY, machine=machine_of(1.5), reserve=GIB)
    assert found.winner is None
    assert "the smallest is Gemma 3 1B Instruct" in found.so_what


def test_a_longer_context_takes_memory_and_can_change_the_answer(gemma: Compared) -> None:
    boards = [
        board_from(
            gemma, context=context, axis=Axis.MEMORY, machine=machine_of(32, 12), reserve=GIB
        )
        for context in (4096, 65536)
    ]
    short, long = (point(one, "12B Instruct Q6_K") for one in boards)
    assert long.across > short.across
    assert (short.within, short.divided) == (True, False)
    assert (long.within, long.divided) == (True, True)
    assert boards[0].winner != boards[1].winner


def test_a_context_beyond_training_is_said_and_an_impossible_one_refused(gemma: Compared) -> None:
    told = board_from(gemma, context=65536, axis=Axis.MEMORY, machine=machine_of(32), reserve=GIB)
    assert any("32,768" in note for note in told.notes)  # the 1B's
    with pytest.raises(ChoiceError):
        board_from(gemma, context=-1, axis=Axis.MEMORY, machine=machine_of(32), reserve=GIB)


def test_the_board_answers_while_a_hand_is_on_the_slider(gemma: Compared) -> None:
    began = time.process_time()
    board_from(gemma, context=8192, axis=Axis.MEMORY, machine=machine_of(32, 12), reserve=GIB)
    assert time.process_time() - began < 2.0


def test_the_csv_has_every_point_and_nothing_where_nothing_is_known(gemma: Compared) -> None:
    found = board_from(
        gemma, context=8192, axis=Axis.MEMORY, machine=machine_of(32, 12), reserve=GIB
    )
    rows = list(csv.DictReader(io.StringIO(as_csv(found))))
    assert len(rows) == len(found.points)
    assert [row["winner"] for row in rows].count("yes") == 1
    for row, one in zip(rows, found.points, strict=True):
        assert int(row["memory_bytes"]) == one.file.memory
        assert row["dominated_by"] == (one.dominated_by or "")
        assert bool(row["tokens_per_second_low"]) == (one.file.speed is not None)
    qwen = list(csv.DictReader(io.StringIO(as_csv(by_size(from_catalog("Qwen 3"))))))
    assert {row["expected_score"] for row in qwen} == {""}
    assert {row["benchmark"] for row in qwen} == {""}


# --- repositories -----------------------------------------------------------------------------


@pytest.fixture
def shop(hub: FakeHub, tmp_path: Path) -> FakeHub:
    """A repository with what the engine loads, and one with files of a fork alone."""
    files = {}
    for kind in ("Q8_0", "Q4_K_M"):
        path = tmp_path / f"Llama-3.2-1B-Instruct-{kind}.gguf"
        write_slim(header_of(LLAMA_1B, kind), path)
        files[path.name] = path
    hub.add_repo(REPO, files)
    hub.add_repo("other/Llama-3.2-1B-Instruct-GGUF", files)
    fork = {name.replace("Q4_K_M", "IQ4_KS"): path for name, path in files.items() if "Q4" in name}
    hub.add_repo("someone/mixed-GGUF", files | fork)
    hub.add_repo("someone/fork-GGUF", fork)
    hub.add_repo("someone/words", {"README.md": "no model here"})
    return hub


def asked(parts: Parts, *repos: str) -> Board:
    return board_of(parts, repos, context=4096, axis=Axis.SIZE, machine=machine_of(16))


def test_a_repository_has_the_sizes_it_lists(shop: FakeHub, parts: Parts) -> None:
    found = asked(parts, REPO)
    assert {one.file.variant for one in found.points} == {"Q8_0", "Q4_K_M"}
    for one in found.points:
        assert one.across == one.file.size
    assert found.winner is not None


def test_types_of_a_fork_are_left_out_and_named(shop: FakeHub, parts: Parts) -> None:
    found = asked(parts, "someone/mixed-GGUF")
    assert {one.file.variant for one in found.points} == {"Q8_0", "Q4_K_M"}
    assert any("IQ4_KS" in note and "ik_llama.cpp" in note for note in found.notes)
    nothing = asked(parts, "someone/fork-GGUF")
    assert not nothing.points
    assert nothing.winner is None
    assert nothing.so_what == "There is nothing to compare."


def test_two_repositories_of_one_model_are_told_apart(shop: FakeHub, parts: Parts) -> None:
    found = asked(parts, REPO, "other/Llama-3.2-1B-Instruct-GGUF")
    keys = [one.file.key for one in found.points]
    assert len(set(keys)) == len(keys) == 4
    assert any("(other)" in key for key in keys)


def test_a_repository_without_models_and_one_that_is_not_there_say_so(
    shop: FakeHub, parts: Parts
) -> None:
    with pytest.raises(RepoEmpty):
        asked(parts, "someone/words")
    with pytest.raises(RepoNotFound):
        asked(parts, "someone/nowhere")


@pytest.fixture
def tiny(tmp_path: Path) -> Board:
    """A model of less than a million weights, trained for 1,024 tokens, in three files."""
    files = []
    for variant in ("F16", "Q8_0", "Q4_0"):
        path = tmp_path / f"tiny-{variant}.gguf"
        write_model(path, "llama", quantization=variant, context=1024, name="Tiny")
        files.append(File(repo="x/tiny", model="Tiny", variant=variant, facts=read_facts(path)))
    found = Compared(family="Tiny", files=tuple(files))
    return board_from(found, context=8192, axis=Axis.MEMORY, machine=machine_of(16), reserve=GIB)


def test_of_a_model_so_small_nothing_is_said_to_be_kept_and_files_stand_by_their_bits(
    tiny: Board,
) -> None:
    points = {point.file.variant: point for point in tiny.points}
    assert math.isnan(points["Q4_0"].up)
    assert points["F16"].up == 100
    assert points["Q4_0"].file.expected.share < points["Q8_0"].file.expected.share
    assert tiny.winner == "Tiny Q8_0"
    assert "not published" in tiny.so_what
    assert "%" not in tiny.so_what
    rows = {row["variant"]: row for row in csv.DictReader(io.StringIO(as_csv(tiny)))}
    assert (rows["Q4_0"]["kept"], rows["Q4_0"]["expected_score"]) == ("", "")


def test_the_longest_context_is_no_longer_than_what_a_model_was_trained_for(tiny: Board) -> None:
    assert {point.file.longest for point in tiny.points} == {1024}


def test_whether_sizes_are_the_catalogs_is_known(tiny: Board, gemma_by_size: Board) -> None:
    assert gemma_by_size.of_catalog
    assert not tiny.of_catalog

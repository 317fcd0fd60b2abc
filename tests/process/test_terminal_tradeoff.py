"""`snug tradeoff` in a process of its own."""

import csv
from pathlib import Path

import pytest

from launcher.units import GIB
from tests.process.terminal import NUMBER, OF_CLASS, TEXT, TRUTH, WHOLE, Maybe, misfits, snug

POINT = {
    "repo": TEXT,
    "model": TEXT,
    "variant": TEXT,
    "parameters": WHOLE,
    "bits_per_weight": NUMBER,
    "memory": WHOLE,
    "size": WHOLE,
    "longest_context": Maybe(WHOLE),
    "quality": {
        "value": Maybe(NUMBER),
        "class": TEXT,
        "basis": TEXT,
        "source": TEXT,
        "kept": Maybe(NUMBER),
        "score": Maybe(NUMBER),
        "benchmark": Maybe(TEXT),
        "benchmark_source": Maybe(TEXT),
        **OF_CLASS,
    },
    "tokens_per_second": Maybe({"low": NUMBER, "high": NUMBER, "basis": TEXT}),
    "prompt_tokens_per_second": Maybe({"low": NUMBER, "high": NUMBER, "basis": TEXT}),
    "within_budget": TRUTH,
    "partly_in_ram": TRUTH,
    "frontier": TRUTH,
    "dominated_by": Maybe(TEXT),
    "because": Maybe(TEXT),
}
ALL_FREE = "All of its memory is taken to be free; a running system usually holds 2 to 4 GiB."
BOARD = {
    "family": TEXT,
    "axis": TEXT,
    "context": WHOLE,
    "ordinate": TEXT,
    "points": [POINT],
    "budget": Maybe(WHOLE),
    "budget_words": TEXT,
    "winner": Maybe(TEXT),
    "so_what": TEXT,
    "basis": TEXT,
    "notes": [TEXT],
    "imagined": Maybe(TEXT),
}


@pytest.fixture(autouse=True)
def _home(snug_home: Path) -> None:
    """Folders of its own."""


@pytest.mark.parametrize("axis", ["memory", "size", "speed"])
def test_the_board_of_a_family_has_the_keys_of_the_contract(axis: str) -> None:
    call = snug("tradeoff", "Gemma", "3", "--gpu", "RTX 4070", "--axis", axis, "--json")
    assert call.status == 0, call.err
    assert not misfits(call.answer, BOARD)
    assert (call.answer["family"], call.answer["basis"]) == ("Gemma 3", "catalog")
    keys = {f"{point['model']} {point['variant']}" for point in call.answer["points"]}
    assert call.answer["winner"] in keys
    assert "RTX 4070" in call.answer["budget_words"]


def test_a_budget_replaces_the_computers_and_the_csv_has_every_point(tmp_path: Path) -> None:
    path = tmp_path / "board.csv"
    call = snug("tradeoff", "Gemma 3", "--budget", 7.23, "--axis", "size", "--csv", path, "--json")
    assert call.answer["budget"] == int(7.23 * GIB)
    assert call.answer["winner"] == "Gemma 3 12B Instruct Q4_K_M"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(call.answer["points"])


def test_in_words_the_answer_comes_first_and_the_table_marks_it() -> None:
    call = snug("tradeoff", "Gemma 3", "--budget", 7.23, "--axis", "size")
    assert call.out.startswith("Take Gemma 3 12B Instruct Q4_K_M")
    assert any(line.startswith(">") and "Q4_K_M" in line for line in call.out.splitlines())


def test_what_lies_partly_in_ram_is_within_and_says_so() -> None:
    call = snug("tradeoff", "Gemma 3", "--ram", 64, "--gpu", 2, "--json")
    assert "27B" in call.answer["winner"]
    assert "of the 1.00 GiB free on GPU0" in call.answer["so_what"]
    assert any(point["partly_in_ram"] for point in call.answer["points"])
    words = snug("tradeoff", "Gemma 3", "--ram", 64, "--gpu", 2).out
    assert "(partly in RAM)" in words
    assert ALL_FREE in words


def test_an_imagined_computers_memory_is_said_to_be_free_but_a_named_budget_is_not() -> None:
    assert snug("tradeoff", "Gemma 3", "--ram", 8, "--json").answer["notes"][0] == ALL_FREE
    assert ALL_FREE not in snug("tradeoff", "Gemma 3", "--budget", 8, "--json").answer["notes"]


@pytest.mark.parametrize("budget", ["1e300", "1048577"])
def test_a_budget_beyond_any_computer_is_refused(budget: str) -> None:
    call = snug("tradeoff", "Gemma 3", "--budget", budget)
    assert call.status == 2
    assert "Choose a number from 0 to 1,048,576." in call.err


def test_a_very_long_name_is_not_echoed_whole() -> None:
    call = snug("tradeoff", "x" * 10_000)
    assert call.status == 2
    assert len(call.err) < 500


def test_what_is_no_family_is_a_wrong_call_with_names_that_are_near(tmp_path: Path) -> None:
    call = snug("tradeoff", "Gemmma 3")
    assert call.status == 2
    assert "Gemma 3" in call.err
    unwritable = snug("tradeoff", "Gemma 3", "--csv", tmp_path / "nowhere" / "board.csv")
    assert unwritable.status == 1
    assert "board.csv" in unwritable.err

"""`snug tradeoff` in a process of its own."""

import csv
from pathlib import Path

import pytest

from launcher.units import GIB
from tests.process.terminal import NUMBER, TEXT, TRUTH, WHOLE, Maybe, misfits, snug

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
        "value": NUMBER,
        "class": TEXT,
        "basis": TEXT,
        "source": TEXT,
        "kept": NUMBER,
        "score": Maybe(NUMBER),
        "benchmark": Maybe(TEXT),
        "benchmark_source": Maybe(TEXT),
    },
    "tokens_per_second": Maybe({"low": NUMBER, "high": NUMBER, "basis": TEXT}),
    "prompt_tokens_per_second": Maybe({"low": NUMBER, "high": NUMBER, "basis": TEXT}),
    "within_budget": TRUTH,
    "frontier": TRUTH,
    "dominated_by": Maybe(TEXT),
    "because": Maybe(TEXT),
}
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
    assert call.answer["family"] == "Gemma 3"
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


def test_what_is_no_family_is_a_wrong_call_with_names_that_are_near(tmp_path: Path) -> None:
    call = snug("tradeoff", "Gemmma 3")
    assert call.status == 2
    assert "Gemma 3" in call.err
    unwritable = snug("tradeoff", "Gemma 3", "--csv", tmp_path / "nowhere" / "board.csv")
    assert unwritable.status == 1
    assert "board.csv" in unwritable.err

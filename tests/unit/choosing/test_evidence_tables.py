"""No row without a source, no figure out of range, nothing twice."""

import json
import re
from typing import Any

import pytest

from launcher.choosing.same_model import plain_model
from launcher.models.catalog import catalog
from launcher.paths import RESOURCES

FOLDER = RESOURCES / "evidence"
TABLES = sorted(path.stem for path in FOLDER.glob("*.json"))
RANGES = {
    "KL divergence": (0.0, 5.0),
    "KL divergence, median": (0.0, 5.0),
    "Perplexity": (1.0, 200.0),
    "MMLU": (20.0, 100.0),
    "MMLU-Pro": (10.0, 100.0),
    "MMLU-Redux": (25.0, 100.0),
}


def rows_of(table: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((FOLDER / f"{table}.json").read_text("utf-8"))["rows"]
    return found


def fault_of(row: dict[str, Any]) -> str:
    """What is wrong with a row; nothing for a good one."""
    source, url, year = row.get("source"), row.get("url"), row.get("year")
    if not (isinstance(source, str) and source.strip()):
        return "no source"
    if url is not None and not re.fullmatch(r"https://[^\s/]+/\S+", url):
        return "no address"
    if not (isinstance(year, int) and 2020 <= year <= 2030):
        return "no year"
    if not row.get("model"):
        return "no model"
    if "value" not in row:
        return ""
    low, high = RANGES[row.get("measure") or row["benchmark"]]
    if not low <= row["value"] <= high:
        return "out of range"
    return "" if row.get("setup") else "no setup"


def test_every_kind_of_table_is_there() -> None:
    assert set(TABLES) >= {"divergence", "mmlu", "qat", "kv_types", "base_scores", "native_types"}


@pytest.mark.parametrize("table", TABLES)
def test_every_row_has_a_source_a_year_and_a_value_in_range(table: str) -> None:
    faults = [(row, fault) for row in rows_of(table) if (fault := fault_of(row))]
    assert faults == []


@pytest.mark.parametrize(
    ("column", "value", "fault"),
    [
        ("source", "", "no source"),
        ("source", None, "no source"),
        ("year", None, "no year"),
        ("url", "somewhere", "no address"),
        ("value", 120.0, "out of range"),
        ("setup", "", "no setup"),
    ],
)
def test_a_row_with_a_hole_is_refused(column: str, value: object, fault: str) -> None:
    assert fault_of(rows_of("mmlu")[0] | {column: value}) == fault


@pytest.mark.parametrize("table", TABLES)
def test_nothing_is_measured_twice(table: str) -> None:
    columns = ("model", "type", "imatrix", "qat", "measure", "benchmark", "setup")
    told = [tuple(row.get(column) for column in columns) for row in rows_of(table)]
    assert len(told) == len(set(told))


def test_bits_per_weight_agree_with_the_type() -> None:
    wrong = []
    for table in ("divergence", "mmlu"):
        for row in rows_of(table):
            digit = re.search(r"Q(\d)", row["type"])
            bits = row.get("bits")
            if digit and bits and not int(digit[1]) - 0.6 < bits < int(digit[1]) + 1.4:
                wrong.append(row)
    assert wrong == []


def test_what_guessing_reaches_belongs_to_the_benchmark() -> None:
    chances = {(row["benchmark"], row["chance"]) for row in rows_of("base_scores")}
    assert chances == {("MMLU", 25.0), ("MMLU-Pro", 10.0), ("MMLU-Redux", 25.0)}


def test_scores_are_of_models_the_catalog_knows_by_both_names() -> None:
    known = {model.repo: plain_model(model.name) for model in catalog()}
    rows = rows_of("base_scores")
    assert [row["repo"] for row in rows if row["repo"] not in known] == []
    assert [row for row in rows if known[row["repo"]] != plain_model(row["model"])] == []


def test_types_that_use_no_importance_matrix_are_not_told_to_be_made_with_one() -> None:
    plain = ("F32", "F16", "BF16", "Q8_0")
    rows = [row for table in TABLES for row in rows_of(table) if row.get("type") in plain]
    assert rows
    assert [row for row in rows if row.get("imatrix")] == []


def test_bits_of_files_made_with_a_matrix_are_those_of_such_files() -> None:
    """With a matrix the recipe leaves out a few larger tensors."""
    bits = {
        row["type"]: row["bits"]
        for row in rows_of("divergence")
        if row["model"] == "Llama 3 8B" and row["imatrix"] and row["type"].startswith("IQ4")
    }
    assert bits == {"IQ4_XS": 4.4231, "IQ4_NL": 4.6526}


def test_the_smallest_type_is_told_with_the_matrix_the_others_were_made_with() -> None:
    told = {
        row["measure"]: row["value"]
        for row in rows_of("divergence")
        if (row["model"], row["type"]) == ("Llama 3 8B", "IQ1_S")
    }
    assert told == {"KL divergence": 2.25455, "Perplexity": 60.6946}


def test_only_what_unsloth_s_page_states_of_gemma_is_there() -> None:
    """Its table holds dynamic files, and of the plain ones the small alone."""
    types = {row["type"] for row in rows_of("mmlu") if row["model"].startswith("Gemma 3 27B")}
    assert types.isdisjoint({"Q8_0", "Q6_K", "Q5_K_M", "Q4_K_M"})


def test_a_tester_s_own_caveat_stands_in_the_setup() -> None:
    setups = {row["setup"] for row in rows_of("mmlu") if row["source"] == "matt-c1"}
    assert all("out of the test itself" in setup for setup in setups)
    assert any("long questions left out" in setup for setup in setups)

"""What a file would weigh, by the engine's own dry run on a header, against sizes known."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from launcher.models.catalog import facts_of, known_as
from launcher.models.facts import ModelFacts
from launcher.models.siblings import with_types
from launcher.models.slim import write_slim
from launcher.runtime.planner import Planner

KNOWN = json.loads(Path(__file__).with_name("predicted_sizes.json").read_text("utf-8"))
BY_SHAPE: dict[str, dict[str, list[float]]] = KNOWN["shapes"]["gb_and_bits"]
NEAR = 0.005  # of a size
ROUNDED = 0.005  # GB that the tables' two places leave out
GB = 1e9


@pytest.fixture
def planner() -> Iterator[Planner]:
    made = Planner()
    yield made
    made.close()


def derived(planner: Planner, repo: str, quantization: str, folder: Path) -> ModelFacts:
    facts = facts_of(known_as(repo), "F16")
    slim = folder / "slim.gguf"
    if not slim.exists():
        write_slim(facts, slim)
    return with_types(facts, planner.derive(slim, quantization, imatrix=True).types)


def test_the_table_has_thirteen_models_and_fourteen_types_each() -> None:
    assert len(BY_SHAPE) == 13
    assert {len(types) for types in BY_SHAPE.values()} == {14}
    assert all(row["source"] and row["url"] for row in (KNOWN["shapes"], *KNOWN["published"]))


@pytest.mark.parametrize("repo", BY_SHAPE)
def test_a_predicted_file_is_within_half_a_percent(
    repo: str, planner: Planner, tmp_path: Path
) -> None:
    for quantization, (gb, bits) in BY_SHAPE[repo].items():
        facts = derived(planner, repo, quantization, tmp_path)
        ours, own_bits = facts.weight_bytes / GB, facts.weight_bytes * 8 / facts.parameters
        assert abs(ours - gb) <= gb * NEAR + ROUNDED, (quantization, ours, gb)
        assert abs(own_bits - bits) <= bits * NEAR, (quantization, own_bits, bits)


@pytest.mark.parametrize("told", KNOWN["published"], ids=lambda told: told["repo"])
def test_a_predicted_file_has_the_size_that_was_published(
    told: dict[str, dict[str, float]], planner: Planner, tmp_path: Path
) -> None:
    for quantization, gb in told["gb"].items():
        facts = derived(planner, str(told["repo"]), quantization, tmp_path)
        assert abs(facts.file_size / GB - gb) <= gb * NEAR + ROUNDED, (quantization, gb)

"""What a mixture of experts is set beside a plain model as."""

from math import sqrt

import pytest

from launcher.choosing.board import Axis
from launcher.choosing.thinking_weights import thinking_weights
from launcher.choosing.trade_off import MIXTURES, board
from launcher.models.catalog import facts_of, known_as
from launcher.models.starters import starters
from tests.fakes.board_files import board_file, score


@pytest.mark.parametrize(
    ("repo", "every", "active"),  # billions, as their makers print them
    [
        ("Qwen/Qwen3-30B-A3B", 30.5, 3.3),
        ("Qwen/Qwen3-235B-A22B", 235.0, 22.0),
        ("mistralai/Mixtral-8x7B-Instruct-v0.1", 46.7, 12.9),
        ("deepseek-ai/DeepSeek-V3.1", 671.0, 37.0),
    ],
)
def test_a_mixture_counts_as_the_mean_of_all_and_of_those_in_use(
    repo: str, every: float, active: float
) -> None:
    found = thinking_weights(facts_of(known_as(repo))) / 1e9
    assert found == pytest.approx(sqrt(every * active), rel=0.03)


def test_a_plain_model_thinks_with_all_of_its_weights() -> None:
    facts = facts_of(known_as("Qwen/Qwen3-8B"))
    assert thinking_weights(facts) == facts.parameters


def test_every_place_that_asks_is_told_the_same_weights() -> None:
    for starter in starters():
        facts, repo = facts_of(starter.known, starter.variants[-1]), starter.known.repo
        told = thinking_weights(facts, repo=repo) / 1e9
        assert told == pytest.approx(starter.effective or sqrt(starter.total * starter.used))


def test_embeddings_that_are_only_looked_up_do_not_count() -> None:
    facts = facts_of(known_as("google/gemma-4-E4B-it"))
    assert thinking_weights(facts) < 0.7 * facts.parameters


def test_a_mixture_is_reckoned_by_it_only_where_no_score_decides() -> None:
    plain = {"parameters": 14, "gib": 9, "kept": 0.99}
    mixed = {"parameters": 30, "gib": 9, "kept": 0.99}
    weights = {"Mixed 30B": 10e9}

    def winner_of(*values: float | None) -> str | None:
        bases = [None if value is None else score("any", value) for value in values]
        found = board(
            [
                board_file("Plain 14B", "Q4_K_M", **plain, base=bases[0]),
                board_file("Mixed 30B", "Q4_K_M", **mixed, base=bases[1]),
            ],
            family="A family",
            axis=Axis.SIZE,
            context=8192,
            budget=None,
            budget_words="",
            weights=weights,
        )
        assert (MIXTURES in found.notes) == (values[0] is None)
        return found.winner

    assert winner_of(None, None) == "Plain 14B Q4_K_M"
    assert winner_of(60.0, 80.0) == "Mixed 30B Q4_K_M"

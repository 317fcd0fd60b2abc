"""The little guide's examination: its Q8_0, greedy, through the program's own worker."""

import sys
from collections.abc import Iterator
from typing import Any

import pytest

from launcher.models.guide import required_guide
from launcher.paths import RESOURCES

STARTER = RESOURCES.parent / "packaging" / "starter_model"
SOME = 40  # of each part where there is no time for all
NEAR = 0.1  # so few may by chance be so much worse


@pytest.fixture(autouse=True)
def _beside() -> Iterator[None]:
    sys.path.insert(0, str(STARTER))
    yield
    sys.path.remove(str(STARTER))


@pytest.fixture
def paper() -> Any:
    """The examination."""
    import evaluate

    return evaluate


@pytest.mark.full
@pytest.mark.timeout(900)
def test_every_bar_is_held(paper: Any) -> None:
    assert paper.evaluate(required_guide()) == 0


def test_some_of_each_part_are_answered_rightly(paper: Any, tmp_path: Any) -> None:
    with paper.Candidate(required_guide(), tmp_path) as candidate:
        for part, bar in paper.BARS.items():
            if bar is not None:
                tally = paper.tally_of(part, bar, candidate, most=SOME)
                assert tally.asked == SOME
                assert tally.share >= bar - NEAR, tally.wrong

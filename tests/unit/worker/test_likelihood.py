import numpy as np
import pytest

from launcher.worker.likelihood import Scored, row_type, scored
from launcher.worker.refused import Refused
from launcher.worker.score import LEAST_ROWS, OUTPUT, rows_at_once

TOKENS = 5


def rows(*values: list[float]) -> np.ndarray:
    return np.array(values, np.float32)


def score(logits: np.ndarray, expected: list[int], **how: object) -> Scored:
    wanted: dict[str, object] = {"keep": True, "reference": None, **how}
    return scored(logits, np.array(expected, np.int32), **wanted)  # type: ignore[arg-type]


def test_a_token_of_five_equals_has_a_fifth() -> None:
    found = score(rows([3.0] * TOKENS), [2])
    assert found.nll == pytest.approx([np.log(TOKENS)])
    assert found.kld is found.same_top is found.delta_p is None


def test_a_row_of_equals_is_kept_as_one() -> None:
    kept = score(rows([3.0] * TOKENS), [2]).kept
    again = score(rows([3.0] * TOKENS), [2], reference=kept)
    assert again.kld == pytest.approx([0.0], abs=1e-6)
    assert again.delta_p == pytest.approx([0.0], abs=1e-6)


def test_the_distance_is_that_of_the_definition() -> None:
    first, second = rows([2.0, 1.0, 0.0, -1.0, -2.0]), rows([0.0, 1.5, 0.5, -1.0, -3.0])
    found = score(second, [0], reference=score(first, [0]).kept)
    p, q = (np.exp(each) / np.exp(each).sum() for each in (first[0], second[0]))
    assert found.kld == pytest.approx([(p * np.log(p / q)).sum()], abs=1e-4)
    assert found.delta_p == pytest.approx([q[0] - p[0]], abs=1e-4)
    assert found.same_top is not None
    assert found.same_top.tolist() == [False]


def test_what_is_far_below_the_largest_counts_nothing() -> None:
    certain = score(rows([0.0, -40.0, -50.0, -np.inf, -60.0]), [0]).kept
    found = score(rows([0.0, -30.0, -np.inf, -1.0, -np.inf]), [0], reference=certain)
    assert found.kld == pytest.approx([np.log1p(np.exp(-1.0))], abs=1e-4)


def test_of_two_almost_equal_tokens_the_larger_one_is_the_top() -> None:
    logits = rows([1.0, 1.00001, -15.0, -15.0, -15.0])
    kept = score(logits, [0]).kept
    assert kept is not None
    assert kept["top"].tolist() == [1]


def test_numbers_that_are_none_are_refused() -> None:
    for wrong in (np.nan, np.inf):
        with pytest.raises(Refused):
            score(rows([0.0, wrong, 0.0, 0.0, 0.0]), [0])
    with pytest.raises(Refused):
        score(rows([0.0, -np.inf, 0.0, 0.0, 0.0]), [1])


def test_two_bytes_a_token_are_kept() -> None:
    assert row_type(1000).itemsize == 12 + 2 * 1000


@pytest.mark.parametrize("vocabulary", [500, 32_000, 151_936, 262_144])
def test_logits_take_little_memory_at_once(vocabulary: int) -> None:
    at_once = rows_at_once(vocabulary, 255)
    assert LEAST_ROWS <= at_once <= 255
    assert at_once * vocabulary * 4 <= OUTPUT
    assert 255 - (-(-255 // at_once) - 1) * at_once >= LEAST_ROWS - 1  # the last part as well

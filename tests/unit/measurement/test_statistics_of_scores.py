import math
import random

import numpy as np
import pytest

from launcher.measurement.statistics import (
    distance_of,
    mean_and_error,
    percentile,
    perplexity_of,
    timing_of,
)

DRAW = random.Random(7)  # noqa: S311 - no secret
NLL = [DRAW.expovariate(0.4) for _ in range(1020)]
KLD = [DRAW.expovariate(20) for _ in range(1020)]
SAME = [int(DRAW.random() < 0.93) for _ in range(1020)]


def test_perplexity_and_its_error_are_those_of_the_definition() -> None:
    found = perplexity_of(NLL)
    nll = np.array(NLL)
    value = float(np.exp(nll.mean()))
    error = value * math.sqrt((float((nll**2).mean()) - float(nll.mean()) ** 2) / (len(nll) - 1))
    assert found.value == pytest.approx(value, rel=1e-9)
    assert found.error == pytest.approx(error, rel=1e-6)
    assert found.tokens == 1020


def test_the_distance_has_mean_median_tail_and_the_share_of_same_tokens() -> None:
    found = distance_of("whole.gguf", "abc", KLD, SAME)
    kld, same = np.array(KLD), float(np.mean(SAME))
    assert found.mean == pytest.approx(float(kld.mean()))
    assert found.error == pytest.approx(float(kld.std(ddof=1)) / math.sqrt(1020))
    assert found.median == pytest.approx(float(np.median(kld)))
    assert found.p99 == pytest.approx(float(np.percentile(kld, 99)))
    assert found.largest == max(KLD)
    assert found.same_top == pytest.approx(same)
    assert found.same_top_error == pytest.approx(math.sqrt(same * (1 - same) / 1019))
    assert (found.reference, found.reference_content) == ("whole.gguf", "abc")


def test_speeds_have_their_mean_and_their_standard_deviation() -> None:
    found = timing_of(100, [1.0, 2.0, 4.0])
    speeds = np.array([100.0, 50.0, 25.0])
    assert found.per_second == pytest.approx(float(speeds.mean()))
    assert found.spread == pytest.approx(float(speeds.std(ddof=1)))
    assert (found.tokens, found.repeats) == (100, 3)


def test_one_repeat_has_no_spread() -> None:
    assert timing_of(10, [2.0]).spread == 0


def test_nothing_and_what_is_no_number_have_no_mean() -> None:
    with pytest.raises(ValueError, match="no values"):
        mean_and_error([])
    with pytest.raises(ValueError, match="inf"):
        perplexity_of([1.0, math.inf])
    with pytest.raises(ValueError, match="5000"):
        perplexity_of([5000.0])


@pytest.mark.parametrize("share", [0.0, 0.25, 0.5, 0.99, 1.0])
def test_percentiles_lie_between_two_values_in_a_line(share: float) -> None:
    values = sorted(KLD)
    assert percentile(values, share) == pytest.approx(float(np.percentile(values, share * 100)))

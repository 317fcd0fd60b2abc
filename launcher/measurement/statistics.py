"""What follows from every token's and every repeat's figures.

Definitions as in llama.cpp's tools, so that figures can be set beside theirs: perplexity and
KL divergence as in tools/perplexity/perplexity.cpp (mean_and_uncertainty, percentile, the
share of the same likeliest token), speeds as in tools/llama-bench/llama-bench.cpp (avg, stdev
of tokens a second).
"""

import math
from collections.abc import Sequence

from launcher.measurement.measured_file import Distance, Perplexity, Timing


def perplexity_of(nll: Sequence[float]) -> Perplexity:
    """exp of the mean negative log-likelihood (nats), and its standard error.

    The error is the mean's, times the value: the first-order error of exp.
    Raises ValueError without tokens, and where the mean is beyond what exp can give.
    """
    mean, error = mean_and_error(nll)
    try:
        value = math.exp(mean)
    except OverflowError as beyond:
        raise ValueError(mean) from beyond
    return Perplexity(value=value, error=value * error, tokens=len(nll))


def distance_of(
    reference: str, content: str, kld: Sequence[float], same_top: Sequence[int]
) -> Distance:
    """How far the predictions of all tokens are from the reference's; see `Distance`.

    `reference` is the reference file's name, `content` which file it is. Raises ValueError
    without tokens.
    """
    mean, error = mean_and_error(kld)
    ordered = sorted(kld)
    count = len(same_top)
    share = sum(same_top) / count
    return Distance(
        reference=reference,
        reference_content=content,
        mean=mean,
        error=error,
        median=percentile(ordered, 0.5),
        p99=percentile(ordered, 0.99),
        largest=ordered[-1],
        same_top=share,
        same_top_error=math.sqrt(share * (1 - share) / (count - 1)) if count > 1 else 0.0,
    )


def timing_of(tokens: int, seconds: Sequence[float]) -> Timing:
    """Tokens a second over repeats of `tokens` tokens each. Raises ValueError without repeats."""
    speeds = [tokens / each for each in seconds if each > 0]
    mean, error = mean_and_error(speeds)
    return Timing(
        tokens=tokens,
        repeats=len(speeds),
        per_second=mean,
        spread=error * math.sqrt(len(speeds)),
    )


def mean_and_error(values: Sequence[float]) -> tuple[float, float]:
    """The mean, and its standard error (of the sample, n - 1); 0 for a single value.

    Raises ValueError for none, and for values that are no numbers.
    """
    count = len(values)
    if not count:
        raise ValueError("no values")
    mean = math.fsum(values) / count
    if not math.isfinite(mean):
        raise ValueError(mean)
    if count == 1:
        return mean, 0.0
    squares = math.fsum((value - mean) ** 2 for value in values)
    return mean, math.sqrt(squares / (count - 1) / count)


def percentile(ordered: Sequence[float], share: float) -> float:
    """The value below which a share of the ordered values lies, between two of them in a line."""
    place = share * (len(ordered) - 1)
    lower = int(place)
    upper = min(lower + 1, len(ordered) - 1)
    return ordered[lower] + (place - lower) * (ordered[upper] - ordered[lower])

"""What a benchmark gives: a figure with its spread, and the promise it is held against."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One row of the table. `value` is the median of `count` samples unless `kind` says else."""

    what: str
    value: float
    unit: str  # 's', 'ms', '×', 'MB/s', 'MiB', 'KiB', '%', 'tokens/s'
    low: float
    high: float
    count: int
    kind: str = "median"
    promise: str = ""


def median_of(what: str, samples: Sequence[float], unit: str, *, promise: str = "") -> Figure:
    """The middle one, between the least and the most."""
    return _figure(what, samples, unit, statistics.median(samples), "median", promise)


def share_of(
    what: str, samples: Sequence[float], unit: str, *, share: float, promise: str = ""
) -> Figure:
    """The sample below which this share of all lies: 0.95 for the 95th percentile."""
    ordered = sorted(samples)
    at = ordered[min(len(ordered) - 1, round(share * (len(ordered) - 1)))]
    return _figure(what, samples, unit, at, f"p{share:.0%}".rstrip("%"), promise)


def most_of(what: str, samples: Sequence[float], unit: str, *, promise: str = "") -> Figure:
    """The worst of all."""
    return _figure(what, samples, unit, max(samples), "longest", promise)


def best_of(what: str, samples: Sequence[float], unit: str, *, promise: str = "") -> Figure:
    """The largest: what is reached when nobody else takes the processor meanwhile."""
    return _figure(what, samples, unit, max(samples), "best", promise)


def milliseconds(seconds: Sequence[float]) -> list[float]:
    """Seconds as milliseconds."""
    return [one * 1000 for one in seconds]


def _figure(
    what: str, samples: Sequence[float], unit: str, value: float, kind: str, promise: str
) -> Figure:
    return Figure(
        what=what,
        value=value,
        unit=unit,
        low=min(samples),
        high=max(samples),
        count=len(samples),
        kind=kind,
        promise=promise,
    )

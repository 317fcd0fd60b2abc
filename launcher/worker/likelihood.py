"""From rows of logits to log-likelihoods, kept rows and the distance from kept ones.

What is kept of a row is 16 bits a token, over a range of at most 16 below the largest, as
llama.cpp's tools/perplexity keeps it; so is the KL divergence over what is above e^-16.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from launcher.worker.refused import Refused

RANGE: Final = 16.0  # nats below the largest that are kept; what is less likely counts nothing
STEPS: Final = 65_535
NO_NUMBERS: Final = "the model computes values that are no numbers"

Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]
Tokens = npt.NDArray[np.int32]
Rows = npt.NDArray[Any]  # of row_type


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Scored:
    """For each row: its token's negative log-likelihood, and what was asked beside it (nats)."""

    nll: Doubles
    kept: Rows | None = None
    kld: Doubles | None = None
    same_top: npt.NDArray[np.bool_] | None = None
    delta_p: Doubles | None = None


def row_type(vocabulary: int) -> np.dtype[Any]:
    """How a row is kept: log p = code times scale plus least; `top` is its likeliest token."""
    return np.dtype(
        [
            ("scale", "<f4"),
            ("least", "<f4"),
            ("top", "<u4"),
            ("codes", "<u2", (vocabulary,)),
        ]
    )


def scored(logits: Floats, expected: Tokens, *, keep: bool, reference: Rows | None) -> Scored:
    """Score rows of logits. Raises Refused where they are no numbers."""
    best = logits.max(axis=1)
    if not np.isfinite(best).all():
        raise Refused("decode", NO_NUMBERS)
    total = best + np.log(np.exp(logits - best[:, None]).sum(axis=1, dtype=np.float64))
    nll = total - logits[np.arange(len(expected)), expected]
    if not np.isfinite(nll).all():
        raise Refused("decode", NO_NUMBERS)
    kept = _kept(logits, best, total) if keep else None
    if reference is None:
        return Scored(nll=nll, kept=kept)
    known = _log_likelihoods(reference)
    return Scored(
        nll=nll,
        kept=kept,
        same_top=logits.argmax(axis=1) == reference["top"],
        delta_p=np.exp(-nll) - np.exp(known[np.arange(len(expected)), expected], dtype=np.float64),
        kld=_distance(known, logits, total),
    )


def _kept(logits: Floats, best: Floats, total: Doubles) -> Rows:
    lowest = logits.min(axis=1)
    low = np.maximum(lowest, best - np.float32(RANGE))
    scale = (best - low) / np.float32(STEPS)
    rows = np.empty(len(logits), row_type(logits.shape[1]))
    # A row that was cut off must not come back above e^-16 by a rounding.
    rows["least"] = np.where(lowest < low, np.minimum(low - total, -RANGE), low - total)
    rows["scale"] = scale
    rows["top"] = logits.argmax(axis=1)
    codes = (logits - low[:, None]) / np.where(scale > 0, scale, np.float32(1))[:, None]
    rows["codes"] = np.clip(np.rint(codes, out=codes), 0, STEPS, out=codes)
    return rows


def _log_likelihoods(rows: Rows) -> Floats:
    known: Floats = rows["codes"].astype(np.float32)
    known *= rows["scale"][:, None]
    known += rows["least"][:, None]
    return known


def _distance(known: Floats, logits: Floats, total: Doubles) -> Doubles:
    """KL divergence of each row: sum of p (log p - log q), p the kept one (nats)."""
    gap = known - logits
    gap += total.astype(np.float32)[:, None]
    counted = known > -RANGE
    weighed = np.multiply(np.exp(known), gap, where=counted, out=np.zeros_like(gap))
    found: Doubles = weighed.sum(axis=1, dtype=np.float64)
    if not np.isfinite(found).all():
        raise Refused("decode", NO_NUMBERS)
    return found

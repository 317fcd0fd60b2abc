"""The figures of one file in words: the table's columns. No Qt."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from launcher.measurement.measured_file import Distance, MeasuredFile, Perplexity, Timing
from launcher.units import size_text

UNKNOWN: Final = "–"
NOT_MEASURED: Final = "not measured"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of figures: its heading, what it says of a file, and what it is sorted by."""

    heading: str
    meaning: str
    words: Callable[[MeasuredFile], str]
    order: Callable[[MeasuredFile], float | None]


def tokens_per_second(timing: Timing | None) -> str:
    """'41.3 ± 0.4'."""
    if timing is None:
        return UNKNOWN
    return with_spread(timing.per_second, timing.spread)


def with_spread(value: float, spread: float) -> str:
    """A figure and its spread with as many decimals as the spread has a meaning: '812 ± 5'."""
    digits = 0 if value >= 100 and spread >= 1 else 1 if value >= 10 else 2
    return f"{value:,.{digits}f} ± {spread:,.{digits}f}"


def perplexity_words(perplexity: Perplexity | None) -> str:
    """'6.234 ± 0.041'; with fewer decimals where it is large."""
    if perplexity is None:
        return UNKNOWN
    digits = 3 if perplexity.value < 100 else 1 if perplexity.value < 10_000 else 0
    return f"{perplexity.value:,.{digits}f} ± {perplexity.error:,.{digits}f}"


def nats(value: float) -> str:
    """A KL divergence with two figures that count: '0.00041', '0.12'; '0' for nothing at all."""
    if value <= 0:
        return "0"
    if value < 1e-6:
        return "<0.000001"
    decimals = 3 if value >= 0.1 else min(6, 1 - math.floor(math.log10(value)))
    return f"{value:.{decimals}f}"


def _of_distance(file: MeasuredFile, words: Callable[[Distance], str]) -> str:
    return UNKNOWN if file.distance is None else words(file.distance)


COLUMNS: Final = (
    Column(
        heading="Size",
        meaning="The file on the disk.",
        words=lambda one: size_text(one.size),
        order=lambda one: one.size,
    ),
    Column(
        heading="Bits",
        meaning="Bits per weight: all stored bits over all weights.",
        words=lambda one: f"{one.bits_per_weight:.2f}",
        order=lambda one: one.bits_per_weight,
    ),
    Column(
        heading="Load, s",
        meaning="Seconds until it could answer.",
        words=lambda one: UNKNOWN if one.load_seconds is None else f"{one.load_seconds:.2f}",
        order=lambda one: one.load_seconds,
    ),
    Column(
        heading="Memory",
        meaning="What the engine's process held in RAM after a prompt (resident).",
        words=lambda one: UNKNOWN if one.resident is None else size_text(one.resident),
        order=lambda one: one.resident,
    ),
    Column(
        heading="Prompt, tokens/s",
        meaning="How fast a prompt is read: mean and standard deviation of the repeats.",
        words=lambda one: tokens_per_second(one.prompt),
        order=lambda one: one.prompt.per_second if one.prompt else None,
    ),
    Column(
        heading="Answer, tokens/s",
        meaning="How fast an answer is written: mean and standard deviation of the repeats.",
        words=lambda one: tokens_per_second(one.answer),
        order=lambda one: one.answer.per_second if one.answer else None,
    ),
    Column(
        heading="Perplexity",
        meaning="How surprised it is by the text, with its standard error. Less is better.",
        words=lambda one: perplexity_words(one.perplexity),
        order=lambda one: one.perplexity.value if one.perplexity else None,
    ),
    Column(
        heading="KL mean",
        meaning="How far its answers lie from the reference's (KL divergence, nats a token).",
        words=lambda one: _of_distance(one, lambda far: nats(far.mean)),
        order=lambda one: one.distance.mean if one.distance else None,
    ),
    Column(
        heading="KL 99 %",
        meaning="The same for the token in a hundred where it is farthest.",
        words=lambda one: _of_distance(one, lambda far: nats(far.p99)),
        order=lambda one: one.distance.p99 if one.distance else None,
    ),
    Column(
        heading="Same top",
        meaning="How often it holds the same token for the likeliest as the reference does.",
        words=lambda one: _of_distance(one, lambda far: f"{far.same_top * 100:.1f} %"),
        order=lambda one: one.distance.same_top if one.distance else None,
    ),
)

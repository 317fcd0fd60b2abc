"""From timed steps to a device's pace.

A token takes `layers × per_layer + bytes ÷ bandwidth`. Two models of different shape give
both constants: one with a few large layers, one with many thin ones. On a processor the
large layers are of all types, each timed apart, for there it is the unpacking that takes
the time of most of them.
"""

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from launcher.hardware import pace_fit
from launcher.hardware.pace import OPERATIONS, PER_LAYER, Pace, TypePace
from launcher.models.yardstick import USUAL, Yardstick
from launcher.protocol.measuring import PaceMeasured

LEAST_SPREAD: Final = 0.05
MOST_SPREAD: Final = 0.5
ROUNDS: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Timed:
    """A model and what was timed with it."""

    stick: Yardstick
    times: PaceMeasured

    @property
    def step(self) -> float:
        """Seconds of one token."""
        return better_half(self.times.steps)

    @property
    def deeper(self) -> float | None:
        """Seconds more of a token behind `depth` others; None where that was not timed."""
        if not self.times.deep:
            return None
        return better_half(self.times.deep) - self.step

    @property
    def bytes(self) -> int:
        """Bytes of weights each token reads."""
        layers = range(self.stick.layers)
        return self.stick.usual_bytes + sum(map(self.stick.feed_forward_bytes, layers))


def better_half(seconds: Sequence[float]) -> float:
    """The median of the faster half: what is reached when nobody else takes the device."""
    return statistics.median(sorted(seconds)[: len(seconds) // 2 + 1])


def spread_of(seconds: Sequence[float]) -> float:
    """How far the usual step lies from the better ones, as a share."""
    better = better_half(seconds)
    away = statistics.median(seconds) / better - 1 if better > 0 else MOST_SPREAD
    return min(MOST_SPREAD, max(LEAST_SPREAD, away))


def graphics_pace(device: str, wide: Timed, thin: Timed, source: str) -> Pace:
    """Both constants of a device that reads all types about alike. Raises ValueError."""
    bandwidth, per_layer = two_constants(wide, thin)
    return Pace(
        device=device,
        bandwidth=bandwidth,
        per_layer=per_layer,
        compute=_compute(wide),
        measured=True,
        spread=_spread(wide, thin),
        source=source,
    )


def two_constants(wide: Timed, thin: Timed) -> tuple[float, float]:
    """Bandwidth and seconds a layer, from two equations.

    Where they have no solution that can be, a layer of the wide one costs the usual (half of
    its time at most) and bytes the rest. Raises ValueError where no time was taken at all.
    """
    samples = [
        pace_fit.Timed(steps=one.stick.layers, bytes=one.bytes, seconds=one.step)
        for one in (wide, thin)
    ]
    timed = all(one.seconds > 0 for one in samples)
    both = pace_fit.both_constants(samples) if timed else None
    found = both or pace_fit.fit_pace(samples[:1])
    if found is None:
        raise ValueError("no time was taken")
    per_layer, bandwidth = found
    return bandwidth, per_layer


def processor_pace(device: str, mixed: Timed, thin: Timed, source: str) -> Pace:
    """The pace of a processor: a bandwidth for each type of weights.

    Raises ValueError where the layers were not timed apart.
    """
    seconds = {one.layer: better_half(one.steps) for one in mixed.times.layers}
    if USUAL not in {mixed.stick.types[layer] for layer in seconds}:
        raise ValueError("the usual type was not timed")
    rates, per_layer = _without_stops(mixed, thin, seconds)
    types = tuple(sorted(_types(mixed, rates), key=lambda one: one.type))
    usual = next(one for one in types if one.type == USUAL)
    return Pace(
        device=device,
        bandwidth=usual.bandwidth,
        per_layer=per_layer if per_layer > 0 else PER_LAYER,
        compute=usual.compute,
        measured=True,
        spread=_spread(mixed, thin),
        source=source,
        types=types,
        cache=_cache(thin),
    )


def _without_stops(
    mixed: Timed, thin: Timed, seconds: Mapping[int, float]
) -> tuple[dict[int, float], float]:
    """Bandwidth of each layer's type, and seconds a layer.

    To time a part the engine stops behind it, which takes a while of its own. All parts
    together must come to an undisturbed token's time; what is beyond it was the stopping.
    """
    stop = 0.0
    most = 0.8 * min(seconds.values())
    for _ in range(ROUNDS):
        rates = {
            layer: mixed.stick.feed_forward_bytes(layer) / (taken - stop)
            for layer, taken in seconds.items()
        }
        usual = next(rates[n] for n in rates if mixed.stick.types[n] == USUAL)
        per_layer = (thin.step - thin.bytes / usual) / thin.stick.layers
        parts = sum(taken - stop for taken in seconds.values())
        whole = parts + mixed.stick.layers * per_layer + mixed.stick.usual_bytes / usual
        stop = min(most, max(0.0, stop + (whole - mixed.step) / mixed.stick.layers))
    return rates, per_layer


def _types(mixed: Timed, rates: Mapping[int, float]) -> list[TypePace]:
    """The last layer's prompt is one token long, so it tells nothing."""
    tokens, last = mixed.times.prompt_tokens, mixed.stick.layers - 1
    work = OPERATIONS * mixed.stick.feed_forward_weights * tokens
    return [
        TypePace(
            type=mixed.stick.types[one.layer],
            bandwidth=rates[one.layer],
            compute=work / one.prompt if one.prompt and work and one.layer < last else None,
        )
        for one in mixed.times.layers
    ]


def _compute(wide: Timed) -> float | None:
    if not wide.times.prompt_seconds:
        return None
    stick = wide.stick
    weights = stick.layers * (stick.feed_forward_weights + stick.attention_weights)
    return OPERATIONS * weights * wide.times.prompt_tokens / wide.times.prompt_seconds


def _cache(thin: Timed) -> float | None:
    more = thin.deeper
    if more is None or more <= 0:
        return None
    return thin.stick.cache_bytes_a_token * thin.times.depth / more


def _spread(*timed: Timed) -> float:
    return max(spread_of(one.times.steps) for one in timed)

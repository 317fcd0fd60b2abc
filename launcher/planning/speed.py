"""How many tokens a second: bytes read for one of them over the bandwidth, device by device.

An answer's token takes `steps × per_layer + bytes ÷ bandwidth` on every device that holds
layers, one after another, and a little to choose it from the vocabulary. The first part is
what launching a layer's work costs whatever it holds; without it small models look too fast.
A prompt's tokens are read many at a time, so there the arithmetic counts: two operations for
every weight used.
Source of the form: both constants fitted to published runs of llama.cpp on named hardware
(AlexsJones/llmfit, llmfit-core/data/community, 2026).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from launcher.hardware.facts import DeviceKind
from launcher.hardware.pace import OPERATIONS, Pace
from launcher.memory.anatomy import anatomy_of
from launcher.memory.choices import Choices
from launcher.memory.estimate import Basis, Estimate
from launcher.models.facts import ModelFacts
from launcher.models.quantization import TYPE_BY_NAME
from launcher.planning.reading import Reading, bytes_read

PRINTED: Final = 0.15  # half-width of the range from printed figures; a wider one is a guess
LEARNED: Final = 0.1  # the widest range where answers given here were counted in
EXPERTS_COST: Final = 0.05  # mixtures of experts vary more: the slow end is so much slower
SLOW_ON_CPU: Final = ("IQ1_", "IQ2_", "IQ3_")  # types a processor unpacks slowly: these reach
UNPACKING: Final = 0.5  # of the bandwidth, where they were not measured apart
CHOOSING: Final = 2e-9  # seconds for every token of the vocabulary: what an answer goes on with


@dataclass(frozen=True, slots=True, kw_only=True)
class Speed:
    """Tokens per second as a range; `because` says in a sentence where it comes from."""

    low: float
    high: float
    basis: Basis
    because: str = ""

    @property
    def middle(self) -> float:
        """Between the two."""
        return (self.low + self.high) / 2


def answer_speed(
    model: ModelFacts,
    choices: Choices,
    estimate: Estimate,
    paces: Mapping[str, Pace],
    *,
    fill: int | None = None,
    correction: float = 1.0,
    corrected: str = "",
) -> Speed | None:
    """Tokens of an answer a second with `fill` tokens said; without it, half of the context.

    `correction` is what answers given here were faster than predicted (1.1: a tenth), and
    `corrected` says by which in a sentence, empty where there were none. None where nothing is
    known of a device in use.
    """
    readings = bytes_read(model, choices, estimate, fill=fill)
    known = _known(readings, paces)
    if known is None or correction <= 0:
        return None
    fast = slow = choosing(model)
    for reading, pace in known:
        seconds = seconds_of(reading, pace)
        spread = min(pace.spread, LEARNED) if corrected else pace.spread
        fast += seconds / (1 + spread)
        slow += seconds / (1 - spread)
    if anatomy_of(model).experts and not corrected:
        slow *= 1 + EXPERTS_COST
    return Speed(
        low=correction / slow,
        high=correction / fast,
        basis=_basis(known, corrected=bool(corrected)),
        because=f"{_because(known)} {corrected}".strip(),
    )


def prompt_speed(
    model: ModelFacts,
    estimate: Estimate,
    paces: Mapping[str, Pace],
    *,
    choices: Choices | None = None,
) -> Speed | None:
    """Tokens of a prompt a second; None where a device's arithmetic was not measured.

    `choices` only say which device has which layers, where there are several.
    """
    known = _known(bytes_read(model, choices or Choices(), estimate, fill=0), paces)
    if known is None:
        return None
    fast = slow = 0.0
    for reading, pace in known:
        seconds = _prompt_seconds(reading, pace)
        if seconds is None:
            return None
        fast += seconds / (1 + pace.spread)
        slow += seconds / (1 - pace.spread)
    if not fast or not slow:
        return None
    return Speed(
        low=1 / slow,
        high=1 / fast,
        basis=_basis(known, corrected=False),
        because="From how fast a prompt was read here.",
    )


def _prompt_seconds(reading: Reading, pace: Pace) -> float | None:
    """Seconds for one token of many; None where its arithmetic was not measured."""
    seconds = 0.0
    for kind, size in reading.types:
        rate = pace.compute_of(kind)
        stored = TYPE_BY_NAME.get(kind)
        if not rate or stored is None:
            return None
        seconds += OPERATIONS * size * 8 / stored.bits_per_weight / rate
    return seconds


def answer_seconds(
    model: ModelFacts, readings: tuple[Reading, ...], paces: Mapping[str, Pace]
) -> float | None:
    """How long one token takes; None where nothing is known of a device in use."""
    known = _known(readings, paces)
    if known is None:
        return None
    return choosing(model) + sum(seconds_of(reading, pace) for reading, pace in known)


def choosing(model: ModelFacts) -> float:
    """Seconds the processor takes to choose a token from the vocabulary."""
    return CHOOSING * anatomy_of(model).vocabulary


def seconds_of(reading: Reading, pace: Pace) -> float:
    """How long one device works on a token."""
    seconds = reading.steps * pace.per_layer
    for kind, size in reading.types:
        seconds += size / _bandwidth(reading, pace, kind)
    return seconds + reading.cache / pace.cache_bandwidth + reading.states / pace.bandwidth


def _bandwidth(reading: Reading, pace: Pace, kind: str) -> float:
    """Bytes a second of weights of this type."""
    told = any(one.type == kind for one in pace.types)
    if told or reading.kind is not DeviceKind.CPU or not kind.startswith(SLOW_ON_CPU):
        return pace.bandwidth_of(kind)
    return UNPACKING * pace.bandwidth


Known = tuple[tuple[Reading, Pace], ...]


def _known(readings: tuple[Reading, ...], paces: Mapping[str, Pace]) -> Known | None:
    """Each reading with its device's pace; None where one is missing or there is nothing."""
    if not readings or any(reading.device not in paces for reading in readings):
        return None
    return tuple((reading, paces[reading.device]) for reading in readings)


def _basis(known: Known, *, corrected: bool) -> Basis:
    if corrected or all(pace.measured for _, pace in known):
        return Basis.MEASURED
    if any(not pace.measured and pace.spread > PRINTED for _, pace in known):
        return Basis.GUESS
    return Basis.ARITHMETIC


def _because(known: Known) -> str:
    parts = [_read(reading, pace) for reading, pace in known]
    return f"A token reads {' and '.join(parts)}."


def _read(reading: Reading, pace: Pace) -> str:
    """'4.7 GB on CUDA0 (RTX 4070: 504 GB/s as printed)'."""
    where = "in main memory" if reading.kind is DeviceKind.CPU else f"on {reading.device}"
    source = f" ({pace.source})" if pace.source else ""
    return f"{reading.sum / 1e9:.2g} GB {where}{source}"

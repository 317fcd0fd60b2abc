"""Whether an estimate fits, by how much it does not, and what would make it fit."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from launcher.errors import ChoiceError
from launcher.hardware.facts import DeviceKind, Machine
from launcher.memory.choices import LEAST_CONTEXT, MOST_CONTEXT, Choices
from launcher.memory.devices import shares_main_memory
from launcher.memory.estimate import DeviceShare, Estimate, estimate
from launcher.models.facts import ModelFacts

STEP: Final = 256  # tokens; the engine grants multiples of it
USEFUL_CONTEXT: Final = 2048  # less than this is no way out
SMALLER_KV: Final = "q8_0"


class Fit(StrEnum):
    """How a model lies in this machine's memory."""

    FITS = "fits"
    PARTLY = "partly"
    TIGHT = "tight"
    TOO_BIG = "too_big"

    @property
    def comfortable(self) -> bool:
        """Whether the reserve stays free."""
        return self in (Fit.FITS, Fit.PARTLY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortfall:
    """What one device would need and what it has free (bytes)."""

    device: str
    kind: DeviceKind
    needed: int
    free: int

    @property
    def missing(self) -> int:
        """Bytes too many."""
        return self.needed - self.free


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """Choices that would fit, with what they come to.

    `context` and `kv_type` are what changed; None is as it was.
    """

    choices: Choices
    estimate: Estimate
    context: int | None = None
    kv_type: str | None = None


def judge(estimate: Estimate, *, reserve: int) -> Fit:
    """One of the four states; `reserve` bytes are to stay free on every device used.

    It fits when it lies wholly on GPUs, or in RAM where there is no GPU to use.
    """
    if shortfall(estimate):
        return Fit.TOO_BIG
    if any(share.needed + reserve > share.free for share in _needs(estimate)):
        return Fit.TIGHT
    has_gpu = any(share.kind is not DeviceKind.CPU for share in estimate.devices)
    wholly = not has_gpu or estimate.gpu_layers >= estimate.layers
    return Fit.FITS if wholly else Fit.PARTLY


def shortfall(estimate: Estimate) -> Shortfall | None:
    """The device that lacks most, or None where everything fits."""
    lacking = [need for need in _needs(estimate) if need.missing > 0]
    return max(lacking, key=lambda need: need.missing, default=None)


def largest_context(model: ModelFacts, choices: Choices, machine: Machine, *, reserve: int) -> int:
    """Tokens of the longest context that fits as well as the shortest one does.

    A multiple of 256, no longer than the model was trained for; 0 where not
    even the shortest keeps the reserve. Where the shortest fits wholly on the
    GPU, so does this one. Raises ChoiceError for other impossible choices.
    """

    def judged(context: int) -> Fit:
        wanted = replace(choices, context=context)
        return judge(estimate(model, wanted, machine, reserve=reserve), reserve=reserve)

    best = judged(LEAST_CONTEXT)
    if not best.comfortable:
        return 0
    accepted = {Fit.FITS} if best is Fit.FITS else {Fit.FITS, Fit.PARTLY}
    least, most = 1, max(1, min(model.trained_context or MOST_CONTEXT, MOST_CONTEXT) // STEP)
    while least < most:
        middle = (least + most + 1) // 2
        if judged(middle * STEP) in accepted:
            least = middle
        else:
            most = middle - 1
    return least * STEP


def ways_to_fit(
    model: ModelFacts, choices: Choices, machine: Machine, reserve: int
) -> tuple[Way, ...]:
    """Smaller demands that keep the reserve: a shorter context, a KV cache in 8 bits, or both.

    Empty where the weights alone are too much. Raises ChoiceError for impossible choices.
    """
    smaller = replace(choices, kv_type_k=SMALLER_KV, kv_type_v=SMALLER_KV)
    tried = [
        _with_context(model, choices, machine, reserve),
        _with_smaller_kv(model, choices, smaller, machine, reserve),
    ]
    if tried[1] is None and choices.kv_type_k != SMALLER_KV:
        tried.append(_both(model, choices, smaller, machine, reserve))
    return tuple(way for way in tried if way)


def _needs(estimate: Estimate) -> list[Shortfall]:
    """What each device in use needs; a GPU that shares main memory counts there too."""
    found = [_need(share, share.sum) for share in estimate.devices if share.sum]
    shared = sum(
        share.sum for share in estimate.devices if shares_main_memory(share.name, share.kind)
    )
    cpu = next((s for s in estimate.devices if s.kind is DeviceKind.CPU), None)
    if cpu and shared:
        found = [need for need in found if need.device != cpu.name]
        found.append(_need(cpu, cpu.sum + shared))
    return found


def _need(share: DeviceShare, needed: int) -> Shortfall:
    return Shortfall(device=share.name, kind=share.kind, needed=needed, free=share.free)


def _with_context(
    model: ModelFacts, choices: Choices, machine: Machine, reserve: int
) -> Way | None:
    context = largest_context(model, choices, machine, reserve=reserve)
    if not USEFUL_CONTEXT <= context < choices.context:
        return None
    context = _round_down(context)
    wanted = replace(choices, context=context)
    return Way(
        choices=wanted,
        estimate=estimate(model, wanted, machine, reserve=reserve),
        context=context,
    )


def _with_smaller_kv(
    model: ModelFacts, choices: Choices, smaller: Choices, machine: Machine, reserve: int
) -> Way | None:
    if choices.kv_type_k == SMALLER_KV:
        return None
    try:
        found = estimate(model, smaller, machine, reserve=reserve)
    except ChoiceError:  # this model's heads or choices do not allow it
        return None
    if not judge(found, reserve=reserve).comfortable:
        return None
    return Way(choices=smaller, estimate=found, kv_type=SMALLER_KV)


def _both(
    model: ModelFacts, choices: Choices, smaller: Choices, machine: Machine, reserve: int
) -> Way | None:
    try:
        found = _with_context(model, smaller, machine, reserve)
    except ChoiceError:
        return None
    alone = _with_context(model, choices, machine, reserve)
    if found is None or (alone and alone.context == found.context):
        return None
    return replace(found, kv_type=SMALLER_KV)


def _round_down(context: int) -> int:
    """A length people know: the power of two below, or that and a half."""
    power = 1 << (context.bit_length() - 1)
    return power + power // 2 if context >= power + power // 2 else power

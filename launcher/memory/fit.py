"""Whether an estimate fits, by how much it does not, and the longest context that does."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from launcher.hardware.facts import DeviceKind, Machine
from launcher.memory.choices import ALL_LAYERS, LEAST_CONTEXT, MOST_CONTEXT, Choices
from launcher.memory.estimate import Estimate, estimate
from launcher.memory.search import furthest
from launcher.models.facts import ModelFacts

STEP: Final = 256  # tokens; the engine grants multiples of it


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


def judge(estimate: Estimate, *, reserve: int) -> Fit:
    """One of the four states; `reserve` bytes are to stay free on every device used.

    It fits when it lies wholly on GPUs, or in RAM where there is no GPU to use;
    experts or caches kept in RAM make it partly.
    """
    if shortfall(estimate):
        return Fit.TOO_BIG
    if left_over(estimate, reserve=reserve) < 0:
        return Fit.TIGHT
    return Fit.FITS if not _has_gpu(estimate) or _is_undivided(estimate) else Fit.PARTLY


def shortfall(estimate: Estimate, *, reserve: int = 0) -> Shortfall | None:
    """The device that lacks most, or None where everything fits with the reserve kept."""
    needs = [replace(need, needed=need.needed + reserve) for need in _needs(estimate)]
    lacking = [need for need in needs if need.missing > 0]
    return max(lacking, key=lambda need: need.missing, default=None)


def left_over(estimate: Estimate, *, reserve: int) -> int:
    """Bytes the fullest device could still take with its reserve kept; negative: missing."""
    return min((-need.missing for need in _needs(estimate)), default=reserve) - reserve


def largest_context(
    model: ModelFacts,
    choices: Choices,
    machine: Machine,
    *,
    reserve: int,
    limit: int | None = None,
    mmproj: ModelFacts | None = None,
) -> int:
    """Tokens of the longest context that fits as well as the shortest one does.

    A multiple of 256, no longer than `longest_asked` says or than `limit`, where one is
    given; 0 where not even the shortest keeps the reserve. Where the shortest fits
    wholly on the GPU, so does this one (`is_of_gpus_alone`). `mmproj` is loaded beside
    it. Raises ChoiceError for other impossible choices.
    """

    def found(wanted: Choices) -> Estimate:
        return estimate(model, wanted, machine, reserve=reserve, mmproj=mmproj)

    most = longest_asked(model, choices.context) if limit is None else min(limit, MOST_CONTEXT)
    return longest(found, choices, most, reserve=reserve)


def longest(
    found: Callable[[Choices], Estimate],
    choices: Choices,
    limit: int,
    *,
    reserve: int,
    near: int | None = None,
) -> int:
    """The same for whoever estimates. `near` is a context that is probably close (tokens)."""
    best = judge(found(replace(choices, context=LEAST_CONTEXT)), reserve=reserve)
    if not best.comfortable:
        return 0
    if best is Fit.FITS and choices.gpu_layers is None:
        choices = replace(choices, gpu_layers=ALL_LAYERS)  # automatic would begin to divide

    def to_spare(steps: int) -> int:
        return left_over(found(replace(choices, context=steps * STEP)), reserve=reserve)

    most = max(1, limit // STEP)
    return STEP * furthest(to_spare, 1, most, near=None if near is None else near // STEP)


def longest_asked(model: ModelFacts, context: int = 0) -> int:
    """Tokens up to which a longer context is looked for: the trained length.

    Where it is not told, or `context` tokens are asked for and that is more, memory alone
    is the bound.
    """
    trained = model.trained_context
    if not trained or context > max(trained, LEAST_CONTEXT):
        return MOST_CONTEXT
    return min(trained, MOST_CONTEXT)


def is_of_gpus_alone(
    model: ModelFacts, choices: Choices, machine: Machine, *, reserve: int
) -> bool:
    """Whether `largest_context` is the longest that lies wholly on GPUs; more may fit divided.

    Raises ChoiceError as it does.
    """
    least = estimate(model, replace(choices, context=LEAST_CONTEXT), machine, reserve=reserve)
    return _has_gpu(least) and judge(least, reserve=reserve) is Fit.FITS


def _has_gpu(estimate: Estimate) -> bool:
    return any(share.kind is not DeviceKind.CPU for share in estimate.devices)


def _is_undivided(estimate: Estimate) -> bool:
    return estimate.gpu_layers >= estimate.layers and not estimate.divided


def _needs(estimate: Estimate) -> list[Shortfall]:
    """What each device in use needs; a GPU that shares main memory counts there too."""
    needed = ((share, estimate.needed(share)) for share in estimate.devices)
    return [
        Shortfall(device=share.name, kind=share.kind, needed=size, free=share.free)
        for share, size in needed
        if size
    ]

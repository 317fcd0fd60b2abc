"""Whether an estimate fits, by how much it does not, and the longest context that does."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from launcher.hardware.facts import DeviceKind, Machine
from launcher.memory.choices import ALL_LAYERS, LEAST_CONTEXT, MOST_CONTEXT, Choices
from launcher.memory.devices import shares_main_memory
from launcher.memory.estimate import DeviceShare, Estimate, estimate
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
    has_gpu = any(share.kind is not DeviceKind.CPU for share in estimate.devices)
    wholly = not has_gpu or (estimate.gpu_layers >= estimate.layers and not estimate.divided)
    return Fit.FITS if wholly else Fit.PARTLY


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

    A multiple of 256, no longer than the model was trained for or than `limit`, where
    one is given; 0 where not even the shortest keeps the reserve. Where the shortest
    fits wholly on the GPU, so does this one. `mmproj` is loaded beside it. Raises
    ChoiceError for other impossible choices.
    """

    def found(wanted: Choices) -> Estimate:
        return estimate(model, wanted, machine, reserve=reserve, mmproj=mmproj)

    return longest(found, choices, longest_asked(model, limit), reserve=reserve)


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


def longest_asked(model: ModelFacts, limit: int | None = None) -> int:
    """Tokens up to which a context is looked for: the trained length, or `limit` instead."""
    return min(limit or model.trained_context or MOST_CONTEXT, MOST_CONTEXT)


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

"""Layers divided between GPUs of different size: in proportion first, then corrected.

The proportion alone misses: the last GPU also holds the output, every GPU its own
compute buffer, and layers differ. So what a division comes to is looked at, and
layers move from the GPU that lacks most to the one with most to spare.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate
from typing import Final

from launcher.hardware.facts import Device, DeviceKind, Machine
from launcher.memory.anatomy import anatomy_of
from launcher.memory.choices import Choices
from launcher.memory.devices import engine_devices
from launcher.memory.estimate import Estimate, estimate
from launcher.memory.fit import judge
from launcher.models.facts import ModelFacts

TURNS: Final = 8  # corrections per GPU before the best found is taken


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """Choices with every layer in its place, and what they come to."""

    choices: Choices
    estimate: Estimate


@dataclass(frozen=True, kw_only=True)
class Task:
    """A model to be placed on a machine, `reserve` bytes left free on every device.

    `mmproj` is the part that reads pictures, loaded beside it.
    """

    model: ModelFacts
    machine: Machine
    reserve: int
    mmproj: ModelFacts | None = None

    @cached_property
    def devices(self) -> tuple[Device, ...]:
        """GPUs in the engine's order."""
        return engine_devices(self.machine)

    @cached_property
    def layers(self) -> int:
        """All of them, the output counted as one."""
        return anatomy_of(self.model).layers + 1

    @cached_property
    def by_room(self) -> tuple[int, ...]:
        """Places of the GPUs, the roomiest first and other computers last."""
        return tuple(
            sorted(
                range(len(self.devices)),
                key=lambda n: (self.devices[n].kind is DeviceKind.RPC, -self.devices[n].free),
            )
        )

    def place(self, choices: Choices, among: Sequence[int]) -> Placed:
        """The choices' layers divided between these GPUs."""
        if len(self.devices) < 2 or choices.main_gpu is not None:
            return self.look(choices)
        room = [
            max(0, device.free - self.reserve) if n in among else 0
            for n, device in enumerate(self.devices)
        ]
        return self._corrected(choices, _proportional(choices.gpu_layers or 0, room), among)

    def look(self, choices: Choices) -> Placed:
        """What the choices come to, as they are."""
        found = estimate(
            self.model, choices, self.machine, reserve=self.reserve, mmproj=self.mmproj
        )
        return Placed(choices=choices, estimate=found)

    def spare(self, placed: Placed) -> list[int]:
        """Bytes left on each GPU beside the reserve; negative: missing. An unused one has all."""
        return [share.free - self.reserve - share.sum for share in placed.estimate.devices[1:]]

    def gpus_hold(self, placed: Placed) -> bool:
        """Whether every GPU in use keeps the reserve."""
        shares = placed.estimate.devices[1:]
        return all(
            left >= 0 or not share.sum
            for left, share in zip(self.spare(placed), shares, strict=True)
        )

    def comfortable(self, placed: Placed) -> bool:
        """Whether every device in use does."""
        return judge(placed.estimate, reserve=self.reserve).comfortable

    def _corrected(self, choices: Choices, counts: list[int], among: Sequence[int]) -> Placed:
        found: list[tuple[int, Placed]] = []
        seen: set[tuple[int, ...]] = set()
        while tuple(counts) not in seen and len(seen) < TURNS * len(among):
            seen.add(tuple(counts))
            placed = self.look(replace(choices, split=split_for(counts)))
            spare = self.spare(placed)
            fullest = min((n for n in among if counts[n]), key=lambda n: spare[n], default=None)
            if fullest is None or spare[fullest] >= 0:
                return placed
            found.append((spare[fullest], placed))
            others = [n for n in among if n != fullest]
            if not others:
                break
            emptiest = max(others, key=lambda n: spare[n])
            each = placed.estimate.devices[1 + fullest].sum // counts[fullest] or 1
            moved = min(counts[fullest], max(1, min(-spare[fullest], spare[emptiest]) // each))
            counts = [*counts]
            counts[fullest] -= moved
            counts[emptiest] += moved
        return max(found, key=lambda one: one[0])[1]


def split_for(counts: Sequence[int]) -> tuple[float, ...]:
    """Shares that give each GPU exactly so many layers.

    The engine compares a layer's place with the shares' running sum in 32-bit floats,
    so every border is put half a layer before the one that begins behind it.
    """
    total = sum(counts)
    if not total:
        return ()
    sums = list(accumulate(counts))
    borders = [float(at) if at in (0, total) else at - 0.5 for at in sums]
    return tuple(border - before for border, before in zip(borders, [0.0, *borders], strict=False))


def layers_on(placed: Placed) -> tuple[int, ...]:
    """How many layers each GPU of a split has, the output counted as one."""
    borders = accumulate(placed.choices.split)
    ends = [round(border + 0.25) for border in borders]
    return tuple(end - before for end, before in zip(ends, [0, *ends], strict=False))


def _proportional(layers: int, room: Sequence[int]) -> list[int]:
    """So many layers by the room there is; the roomiest takes what rounding leaves."""
    total = sum(room)
    if not total:
        return [0] * (len(room) - 1) + [layers]
    counts = [layers * part // total for part in room]
    counts[max(range(len(room)), key=lambda n: room[n])] += layers - sum(counts)
    return counts

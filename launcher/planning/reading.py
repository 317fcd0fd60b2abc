"""What a token of an answer reads, device by device: weights, what was said so far, states.

Every weight that is used is read once for every token, of experts only those chosen. An
embedding is looked up, not read, unless it is the output too; blocks that guess ahead and
the part for pictures are not read. Attention reads the cache of what was said so far, where
a sliding layer looks back its window only. A recurrent state is read and written.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from launcher.hardware.facts import Device, DeviceKind
from launcher.memory.anatomy import Anatomy, Same, anatomy_of
from launcher.memory.choices import Choices
from launcher.memory.devices import places_of
from launcher.memory.estimate import DeviceShare, Estimate
from launcher.memory.header import largest
from launcher.memory.kv_cache import cells_of, kv_layers
from launcher.memory.recurrent import state_layers
from launcher.memory.repack import EXPERTS
from launcher.memory.weights import weight_table
from launcher.models.facts import ModelFacts

_BLOCK: Final = re.compile(r"blk\.(\d+)\.")
# What a block costs whatever its size, in steps: a Llama block of nine matrices and norms is
# one. Weights fitted once to all of: AlexsJones/llmfit, llmfit-core/data/community (2026).
ANY_BLOCK: Final = 0.5
A_TENSOR: Final = 0.5 / 9
A_STATE: Final = 0.5  # more where it keeps a state
CHOOSING_EXPERTS: Final = 0.5  # more where experts are chosen


Mix = tuple[tuple[str, float], ...]  # types of weights, and bytes or shares of them


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Bytes one device reads for a token, and the steps it works through.

    `steps` are blocks by the work of launching them: a plain one counts 1. `types` are the
    weights by ggml's names. `states` counts twice what is read and written back.
    """

    device: str
    kind: DeviceKind
    steps: float
    types: Mix
    cache: float
    states: float

    @property
    def weights(self) -> float:
        """Bytes of all weights."""
        return sum(size for _, size in self.types)

    @property
    def sum(self) -> float:
        """All bytes."""
        return self.weights + self.cache + self.states


@dataclass(frozen=True, slots=True)
class _Used:
    """Bytes of weights one token uses of each block, of its experts, and of the output.

    `steps` is what each block costs beside; `mixes` are the shares of types in the three.
    """

    blocks: tuple[float, ...]
    experts: tuple[float, ...]
    output: float
    steps: tuple[float, ...]
    mixes: tuple[Mix, Mix, Mix]


@dataclass(slots=True)
class _Counted:
    """What has been found for one device so far; `weights` as in `_Used`."""

    weights: list[float] = field(default_factory=lambda: [0.0, 0.0, 0.0])
    steps: float = 0.0
    cache: float = 0.0
    states: float = 0.0

    @property
    def busy(self) -> bool:
        """Whether there is anything to do."""
        return any(self.weights) or self.steps + self.cache + self.states > 0


def bytes_read(
    model: ModelFacts, choices: Choices, estimate: Estimate, *, fill: int | None = None
) -> tuple[Reading, ...]:
    """What each device of the estimate reads for one token when `fill` tokens were said.

    Without `fill`: half of the context. Devices with nothing to do are left out.
    """
    said = estimate.context.granted // 2 if fill is None else fill
    used = _used(Same(model))
    counted = _counted(used, anatomy_of(model), choices, estimate, said)
    return tuple(
        Reading(
            device=share.name,
            kind=share.kind,
            steps=one.steps,
            types=_mixed(one.weights, used.mixes),
            cache=one.cache,
            states=one.states,
        )
        for share, one in zip(estimate.devices, counted, strict=True)
        if one.busy
    )


def _counted(
    used: _Used, anatomy: Anatomy, choices: Choices, estimate: Estimate, said: int
) -> list[_Counted]:
    """Each device's part, the processor first."""
    found = [_Counted() for _ in estimate.devices]
    places = _places(choices, estimate, anatomy.layers)
    kept = _kept(anatomy, choices, said)
    written = state_layers(anatomy.state_rows, 1)
    for n in range(anatomy.trunk):
        here = found[places[n] + 1]
        here.steps += used.steps[n]
        here.weights[0] += used.blocks[n]
        if used.experts[n]:
            chosen = found[0] if n < choices.cpu_moe else here
            chosen.steps += CHOOSING_EXPERTS
            chosen.weights[1] += used.experts[n]
        there = here if choices.kv_on_gpu else found[0]
        there.cache += kept[n]
        there.states += 2 * written[n]
    found[places[-1] + 1].weights[2] += used.output
    return found


def _mixed(weights: list[float], mixes: tuple[Mix, Mix, Mix]) -> Mix:
    """Bytes by type of the three parts together."""
    found: dict[str, float] = {}
    for size, mix in zip(weights, mixes, strict=True):
        for kind, share in mix if size else ():
            found[kind] = found.get(kind, 0.0) + size * share
    return tuple(found.items())


def _places(choices: Choices, estimate: Estimate, layers: int) -> tuple[int, ...]:
    """The device of every block and of the output, as the engine would choose; -1 is the CPU."""
    devices = tuple(_device(share) for share in estimate.devices[1:])
    return places_of(choices, devices, layers, estimate.gpu_layers)


def _device(share: DeviceShare) -> Device:
    return Device(
        name=share.name,
        description=share.name,
        kind=share.kind,
        total=share.total or 0,
        free=share.free or 0,
    )


@lru_cache(maxsize=256)
def _used(same: Same) -> _Used:
    model, anatomy = same.facts, anatomy_of(same.facts)
    table = weight_table(model, ())
    chosen = min(1.0, anatomy.experts_used / (largest(model, "expert_count") or 1))
    rounds = tuple(_rounds(anatomy, model))
    launched = _steps(anatomy, model)
    return _Used(
        blocks=tuple(float(table.blocks[n].plain) for n in rounds),
        experts=tuple(chosen * table.experts[n].plain for n in rounds),
        output=float(table.output.plain + table.tied.plain),
        steps=tuple(launched[n] for n in rounds),
        mixes=_mixes(model, tied=table.tied.plain > 0),
    )


def _mixes(model: ModelFacts, *, tied: bool) -> tuple[Mix, Mix, Mix]:
    """Shares of types in blocks, in experts, and in the output."""
    sizes: tuple[dict[str, int], dict[str, int], dict[str, int]] = ({}, {}, {})
    for tensor in model.tensors:
        if _BLOCK.match(tensor.name):
            part = sizes[1] if EXPERTS.search(tensor.name) else sizes[0]
        elif tensor.name == ("token_embd.weight" if tied else "output.weight"):
            part = sizes[2]
        else:
            continue
        part[tensor.type] = part.get(tensor.type, 0) + tensor.size
    blocks, experts, output = (_shares(part) for part in sizes)
    return blocks, experts, output or blocks


def _shares(sizes: dict[str, int]) -> Mix:
    whole = sum(sizes.values()) or 1
    return tuple((kind, size / whole) for kind, size in sizes.items())


def _rounds(anatomy: Anatomy, model: ModelFacts) -> Iterator[int]:
    """The file's block behind every block that runs; Nanbeige runs its own several times."""
    own = model.layers if model.architecture == "nanbeige" else anatomy.layers
    yield from (n % (own or 1) for n in range(anatomy.layers))


def _steps(anatomy: Anatomy, model: ModelFacts) -> list[float]:
    """What launching each block costs, without its experts."""
    tensors = [0] * anatomy.layers
    for tensor in model.tensors:
        found = _BLOCK.match(tensor.name)
        if found and not tensor.name.endswith(".bias") and int(found[1]) < anatomy.layers:
            tensors[int(found[1])] += 1
    return [
        ANY_BLOCK + A_TENSOR * count + A_STATE * recurs
        for count, recurs in zip(tensors, anatomy.recurrent, strict=True)
    ]


def _kept(anatomy: Anatomy, choices: Choices, fill: int) -> list[float]:
    """Bytes of K and V that attention reads in each block with so many tokens said."""
    cells = cells_of(anatomy, choices)
    sizes = kv_layers(anatomy, choices)
    full = min(fill, cells.full) / cells.full
    near = min(fill, cells.sliding, anatomy.window or fill) / cells.sliding
    return [
        size / cells.streams * (near if anatomy.sliding[n] and not anatomy.ratios else full)
        for n, size in enumerate(sizes)
    ]

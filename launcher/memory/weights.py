"""Which weights go to which device, and how many bytes they take there.

Source: llama.cpp src/llama-model.cpp and src/llama-model-loader.cpp (buffer types,
duplicated embeddings), src/llama-arch.cpp (input and output tensors) and
ggml/src/ggml-alloc.c (padding).
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from launcher.hardware.facts import Device, Machine
from launcher.memory.ahead import loads_ahead
from launcher.memory.anatomy import Same, anatomy_of
from launcher.memory.blocks import WITHOUT_CACHE
from launcher.memory.choices import Choices
from launcher.memory.devices import (
    ALIGNMENTS,
    PADS_ROWS,
    devices_in_use,
    engine_devices,
    keeps_host_copies,
    places_of,
)
from launcher.memory.repack import EXPERTS, is_repacked, repack_rules
from launcher.models.facts import ModelFacts, Tensor
from launcher.models.quantization import TYPE_BY_NAME

INPUT: Final = -1
_BLOCK: Final = re.compile(r"(?:blk|enc\.blk|dec\.blk)\.(\d+)\.")
_INPUTS: Final = ("token_embd.", "position_embd.", "token_types.", "per_layer_token_embd.")
_FIRST_LAYER: Final = (  # neither input nor output: the engine takes them with the first block
    "token_embd_norm.",
    "rope_freqs.",
    "rope_factors_",
    "per_layer_model_proj.",
    "per_layer_proj_norm.",
)
_ROWS_ON_GPU: Final = frozenset(  # embeddings a CUDA device could look rows up in
    {"F32", "F16", "BF16", "Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q8_0"}
)
_WITHOUT_OUTPUT: Final = WITHOUT_CACHE - {"dream", "llada", "llada-moe", "rnd1"}
# Their loaders ask for the output before the embedding (src/models/gemma3n.cpp, gemma4.cpp), when
# there is nothing yet to share: the same weights lie in memory twice.
_NEVER_SHARED: Final = frozenset({"gemma3n", "gemma4"})


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a shard's data, from the first byte to the one after the last."""

    shard: int
    first: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Bytes of some tensors: on the CPU as they are, rearranged there, or on a GPU."""

    plain: int = 0
    repacked: int = 0
    on_gpu: int = 0  # padded to 32 bytes
    on_padded_gpu: int = 0  # padded to 128 bytes, rows to 512 weights
    largest: int = 0  # of the tensors in blocks
    spans: tuple[Span, ...] = ()  # where those that stay as they are lie, one per shard

    @property
    def cpu_bytes(self) -> int:
        """What they take in main memory."""
        return self.plain + self.repacked


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightTable:
    """A model's weights by where they belong: input, blocks (experts apart), output."""

    input: Group
    blocks: tuple[Group, ...]
    experts: tuple[Group, ...]
    output: Group
    tied: Group  # the embedding once more, where it also serves as the output


@dataclass(slots=True)
class Placed:
    """Bytes on one device, and the largest tensor of a block among them."""

    weights: int = 0
    repacked: int = 0
    largest: int = 0
    spans: list[Span] = field(default_factory=list)

    @property
    def mapped(self) -> int:
        """Bytes of the file that stay mapped for what lies here as it is.

        One piece per shard, from the first such tensor to the last.
        Source: src/llama-model-loader.cpp, load_all_data (unmap_fragment).
        """
        return sum(span.last - span.first for span in _joined(self.spans))


def weights_by_device(
    model: ModelFacts, choices: Choices, machine: Machine, gpu_layers: int
) -> tuple[Placed, ...]:
    """Bytes on the CPU, then on each device the engine would use, with so many layers there."""
    devices = engine_devices(machine)
    return place_weights(
        model,
        places_of(choices, devices, anatomy_of(model).layers, gpu_layers),
        devices,
        features=machine.cpu.features if choices.repack else (),
        host_copies=keeps_host_copies(devices_in_use(choices, devices)),
        cpu_moe=choices.cpu_moe,
        mtp=choices.mtp,
    )


def place_weights(
    model: ModelFacts,
    places: tuple[int, ...],
    devices: tuple[Device, ...],
    *,
    features: tuple[str, ...],
    host_copies: bool,
    cpu_moe: int = 0,
    mtp: bool = False,
) -> tuple[Placed, ...]:
    """Bytes on the CPU, then on each device. `places` is from `devices.placement`.

    `host_copies`: a graphics backend holds what stays in RAM, so nothing is rearranged.
    `mtp`: blocks that guess ahead are loaded too. No `features`: nothing is rearranged.
    """
    table = weight_table(model, () if host_copies else features, mtp=mtp)
    groups = [(table.input, -1), *zip(table.blocks, places, strict=False)]
    groups += [(one, -1) for one in table.experts[:cpu_moe]]
    groups += zip(table.experts[cpu_moe:], places[cpu_moe:], strict=False)
    groups += [(table.output, places[-1])]
    if table.tied.plain or table.tied.repacked:
        groups += _tied(table, places[-1], model, host_copies=host_copies)
    return _put(groups, devices)


def weight_table(
    model: ModelFacts, features: tuple[str, ...], *, mtp: bool = False
) -> WeightTable:
    """The model's weights by place, remembered for the headers asked last."""
    return _table(Same(model), features, mtp)


def _put(groups: Iterable[tuple[Group, int]], devices: tuple[Device, ...]) -> tuple[Placed, ...]:
    """Each group at its place. A plan asks this thousands of times, so it calls nothing."""
    placed = tuple(Placed() for _ in range(len(devices) + 1))
    padded = [device.name.startswith(PADS_ROWS) for device in devices]
    for group, place in groups:
        there = placed[place + 1]
        if place >= 0:
            there.weights += group.on_padded_gpu if padded[place] else group.on_gpu
        else:
            there.weights += group.plain + group.repacked
            there.repacked += group.repacked
            there.spans += group.spans
        if group.largest > there.largest:  # noqa: PLR1730  max() is a call
            there.largest = group.largest
    return placed


def _tied(
    table: WeightTable, place: int, model: ModelFacts, *, host_copies: bool
) -> list[tuple[Group, int]]:
    """One embedding for both ends is shared only where both lie in the same kind of buffer."""
    elsewhere = place >= 0 or table.tied.repacked > 0 or model.architecture in _NEVER_SHARED
    if elsewhere or (host_copies and _embedding(model).type not in _ROWS_ON_GPU):
        return [(table.tied, place)]
    return []


@lru_cache(maxsize=128)
def _table(same: Same, features: tuple[str, ...], mtp: bool) -> WeightTable:  # noqa: FBT001  a key
    model = same.facts
    anatomy = anatomy_of(model)
    rules = repack_rules(features)
    blocks: list[list[Tensor]] = [[] for _ in range(anatomy.layers)]
    experts: list[list[Tensor]] = [[] for _ in range(anatomy.layers)]
    inputs: list[Tensor] = []
    outputs: list[Tensor] = []
    for tensor in model.tensors:
        place = _place(tensor.name, anatomy.layers)
        if place == INPUT:
            inputs.append(tensor)
        elif place == anatomy.layers:
            outputs.append(tensor)
        elif place < anatomy.trunk or loads_ahead(tensor.name, model.architecture, mtp=mtp):
            (experts if EXPERTS.search(tensor.name) else blocks)[place].append(tensor)
    named = {tensor.name for tensor in outputs}
    tied = model.architecture not in _WITHOUT_OUTPUT and "output.weight" not in named
    embeddings = [t for t in inputs if t.name == "token_embd.weight"] if tied else []
    return WeightTable(
        input=_group(inputs, {}),
        blocks=tuple(_group(part, rules) for part in blocks),
        experts=tuple(_group(part, rules) for part in experts),
        output=_group(outputs, rules),
        tied=_group(embeddings, rules),
    )


def _embedding(model: ModelFacts) -> Tensor:
    return next(tensor for tensor in model.tensors if tensor.name == "token_embd.weight")


def _place(name: str, layers: int) -> int:
    """The block a tensor belongs to, INPUT, or the number of blocks for the output."""
    found = _BLOCK.match(name)
    if found:
        return min(int(found[1]), layers)
    if name.startswith(_FIRST_LAYER):
        return 0
    return INPUT if name.startswith(_INPUTS) else layers


def _group(tensors: list[Tensor], rules: Mapping[str, int]) -> Group:
    plain = repacked = on_gpu = on_padded_gpu = largest = 0
    spans: list[Span] = []
    for tensor in tensors:
        size = _pad(tensor.size, 32)
        if is_repacked(tensor, rules):
            repacked += size
        else:
            plain += size
            spans.append(Span(tensor.shard, tensor.offset, tensor.offset + tensor.size))
        on_gpu += size
        on_padded_gpu += _pad(tensor.size + _row_padding(tensor), ALIGNMENTS["CUDA"])
        if _BLOCK.match(tensor.name):
            largest = max(largest, tensor.size)
    return Group(
        plain=plain,
        repacked=repacked,
        on_gpu=on_gpu,
        on_padded_gpu=on_padded_gpu,
        largest=largest,
        spans=_joined(spans),
    )


def _joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    """One piece per shard that holds them all."""
    found: dict[int, Span] = {}
    for span in spans:
        other = found.get(span.shard, span)
        found[span.shard] = Span(
            span.shard, min(span.first, other.first), max(span.last, other.last)
        )
    return tuple(found.values())


def _row_padding(tensor: Tensor) -> int:
    """Bytes CUDA adds to a quantized tensor whose rows are no multiple of 512 weights."""
    kind = TYPE_BY_NAME.get(tensor.type)
    if kind is None or kind.block == 1 or not tensor.shape or tensor.shape[0] % 512 == 0:
        return 0
    missing = 512 - tensor.shape[0] % 512
    return -(-missing // kind.block) * kind.bytes


def _pad(size: int, to: int) -> int:
    return -(-size // to) * to

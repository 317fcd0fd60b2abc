"""What a model holds on each device, from the engine's breakdown and its log."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from launcher.protocol.messages import DeviceUse, EngineParameters
from launcher.worker import log_sizes
from launcher.worker.bindings import C
from launcher.worker.breakdown import Held
from launcher.worker.devices import (
    all_devices,
    buffer_name,
    buffer_place,
    cpu_device,
    kind_of,
    name_of,
)
from launcher.worker.limits import BLOCK, KV_TYPES, head_sizes
from launcher.worker.log import Line
from launcher.worker.metadata import value_of
from launcher.worker.model_file import type_bytes

FLOAT: Final = 4  # bytes
PADDING: Final = 256  # cells; every cache is as many or a multiple of it


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What is needed to read a breakdown: the output rows, and how caches are made up."""

    output: int  # bytes
    only_recurrent: bool
    cache_unit: int  # bytes every attention cache is a multiple of


def shape_of(model: Any, context: Any, asked: EngineParameters) -> Shape:
    """Output rows are one per sequence at first: llama_context::output_reserve."""
    vocabulary = C.llama_vocab_n_tokens(C.llama_model_get_vocab(model))
    return Shape(
        output=FLOAT * vocabulary * asked.sequences,
        only_recurrent=bool(C.llama_model_is_recurrent(model)),
        cache_unit=_cache_unit(model, context, asked),
    )


def use_of(held: Sequence[Held], lines: Sequence[Line], shape: Shape) -> tuple[DeviceUse, ...]:
    """Bytes per device in the order they were met, the processor first."""
    states = log_sizes.buffers(lines, "RS")
    uses = {name_of(cpu_device()): _nothing(name_of(cpu_device()), "cpu")}
    for row in held:
        name, kind, repacked = buffer_place(row.buffer_type)
        use = uses.get(name) or _nothing(name, kind)
        recurrent = _recurrent(row, states, shape)
        uses[name] = replace(
            use,
            weights=use.weights + row.weights,
            repacked=use.repacked + (row.weights if repacked else 0),
            kv=use.kv + row.context - recurrent,
            recurrent=use.recurrent + recurrent,
            compute=use.compute + row.compute,
        )
    return _with_output(uses, _output(lines, shape))


def with_mmproj(
    devices: tuple[DeviceUse, ...], pictures: Mapping[str, int]
) -> tuple[DeviceUse, ...]:
    """The same with what the part for pictures takes, by device name."""
    uses = {use.name: use for use in devices}
    kinds = {name_of(device): kind_of(device) for device in all_devices()}
    for name, size in pictures.items():
        use = uses.get(name) or _nothing(name, kinds.get(name, "gpu"))
        uses[name] = replace(use, mmproj=size)
    return tuple(uses.values())


def trustworthy(held: Sequence[Held], lines: Sequence[Line]) -> bool:
    """Whether the map that was read can be the engine's: its sums are those of the log."""
    compute = list(log_sizes.buffers(lines, "compute").values())
    if not log_sizes.agree(sum(row.compute for row in held), compute):
        return False
    if any("DSV4" in line.text for line in lines):
        return True  # prints its caches in a form of its own
    printed = [*log_sizes.caches(lines), *log_sizes.buffers(lines, "RS").values()]
    return log_sizes.agree(sum(row.context for row in held), printed)


def _recurrent(row: Held, states: dict[str, int], shape: Shape) -> int:
    """Bytes of a row's context that are recurrent state, exact where caches come in large units.

    The log gives the state to 5 kB; what is left must be a whole number of units.
    """
    if shape.only_recurrent:
        return row.context
    printed = states.get(buffer_name(row.buffer_type))
    if printed is None:
        return 0
    units = round((row.context - printed) / shape.cache_unit)
    exact = row.context - units * shape.cache_unit
    return exact if abs(exact - printed) <= log_sizes.PRECISION + 1 else printed


def _cache_unit(model: Any, context: Any, asked: EngineParameters) -> int:
    """Every layer's cache is so many times K and V of one head in all cells.

    Where caches differ in length they share the engine's padding alone. Sources: llama.cpp
    src/llama-kv-cache.cpp (constructor), src/llama-hparams.cpp (is_mla).
    """
    cells = PADDING if value_of(model, "attention.sliding_window") else C.llama_n_ctx(context)
    rows = _rows(model, asked)
    return int(cells * math.gcd(*rows)) if rows else 1


def _rows(model: Any, asked: EngineParameters) -> list[int]:
    """Bytes of which every layer takes a whole number a token: K and V come together.

    Latent attention caches K alone; an index's keys lie in a cache of their own.
    """
    keys = [_row(asked.kv_type_k, size) for size in head_sizes(model, "key")]
    values = [_row(asked.kv_type_v, size) for size in head_sizes(model, "value")]
    index = value_of(model, "attention.indexer.key_length")
    if value_of(model, "attention.key_length_mla"):
        values = []
    if index:
        return [*keys, *values, _row(asked.kv_type_k, index)]
    if len(keys) == len(values):
        return [key + value for key, value in zip(keys, values, strict=True)]
    return [*keys, *values]


def _row(kind: str, values: int) -> int:
    size = type_bytes(KV_TYPES[kind])
    return size * values if kind in ("f32", "f16", "bf16") else size * (values // BLOCK)


def _output(lines: Sequence[Line], shape: Shape) -> int:
    printed = sum(log_sizes.buffers(lines, "output").values())
    return shape.output if log_sizes.agree(shape.output, [printed]) else printed


def _with_output(uses: dict[str, DeviceUse], output: int) -> tuple[DeviceUse, ...]:
    first, *others = uses.values()
    return (replace(first, output=output), *others)


def _nothing(name: str, kind: str) -> DeviceUse:
    return DeviceUse(
        name=name, kind=kind, weights=0, repacked=0, kv=0, recurrent=0, compute=0, output=0
    )

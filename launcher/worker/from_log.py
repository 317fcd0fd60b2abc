"""What a model holds by the engine's log, where its own map cannot be read.

Caches, state and compute are printed to 0.01 MiB. A dry run prints no weights:
they come from the tensor table and the lines that say which layer goes where.
Repacked copies are not known here.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from launcher.protocol.messages import DeviceUse
from launcher.worker import log_sizes
from launcher.worker.devices import all_devices, cpu_device, kind_of, name_of
from launcher.worker.handles import Model
from launcher.worker.log import Line
from launcher.worker.model_file import TableEntry, read_header
from launcher.worker.usage import Shape

ALIGNMENT: Final = 32
ON_PROCESSOR: Final = (  # tensors of the input layer: LLM_TENSOR_LAYER_INPUT
    "token_embd",
    "position_embd",
    "token_types",
    "token_embd_norm",
    "per_layer_token_embd",
)
_LAYER: Final = re.compile(r"^blk\.(\d+)\.")


def use_from_log(model: Model, lines: Sequence[Line], shape: Shape) -> tuple[DeviceUse, ...]:
    """Bytes per device as the log has them."""
    places = log_sizes.layer_places(model.lines)
    uses = {place: _nothing(place) for place in [name_of(cpu_device()), *places.values()]}
    for place, size in _weights(model, places).items():
        uses[place] = replace(uses[place], weights=size)
    for place, size in _by_layers(sum(log_sizes.caches(lines)), places).items():
        uses[place] = replace(uses[place], kv=size)
    for what, field in (("RS", "recurrent"), ("compute", "compute")):
        for buffer, size in log_sizes.buffers(lines, what).items():
            place = _place(buffer, uses)
            old = uses[place]
            uses[place] = replace(old, **{field: getattr(old, field) + size})
    first, *others = uses.values()
    return (replace(first, output=shape.output), *others)


def _weights(model: Model, places: dict[int, str]) -> dict[str, int]:
    real = log_sizes.buffers(model.lines, "model")
    known = {name_of(cpu_device()), *places.values()}
    found: dict[str, int] = {}
    if any(real.values()):
        for buffer, size in real.items():
            place = _place(buffer, known)
            found[place] = found.get(place, 0) + size
        return found
    header = read_header(model.path)
    for tensor in header.tensors if header else ():
        place = _layer_place(tensor, places)
        found[place] = found.get(place, 0) + -(-tensor.size // ALIGNMENT) * ALIGNMENT
    return found


def _layer_place(tensor: TableEntry, places: dict[int, str]) -> str:
    processor = name_of(cpu_device())
    if match := _LAYER.match(tensor.name):
        return places.get(int(match[1]), processor)
    if tensor.name.split(".")[0] in ON_PROCESSOR or not places:
        return processor
    return places[max(places)]


def _by_layers(size: int, places: dict[int, str]) -> dict[str, int]:
    """A cache's bytes over the devices by their layers; the output layer has no cache."""
    layers = [places[layer] for layer in sorted(places)][:-1]
    if not layers:
        return {name_of(cpu_device()): size}
    return {place: size * layers.count(place) // len(layers) for place in set(layers)}


def _place(buffer: str, known: Sequence[str] | set[str] | dict[str, DeviceUse]) -> str:
    processor = name_of(cpu_device())
    if buffer.endswith("_Host"):
        return processor
    name, _, _ = buffer.partition("[")
    return name if name in known else processor


def _nothing(name: str) -> DeviceUse:
    kinds = {name_of(device): kind_of(device) for device in all_devices()}
    return DeviceUse(
        name=name,
        kind=kinds.get(name, "rpc"),
        weights=0,
        repacked=0,
        kv=0,
        recurrent=0,
        compute=0,
        output=0,
    )

"""How a model is loaded, or what loading it would take: what the worker is asked and answers.

Sizes are bytes, times seconds.
"""

from dataclasses import dataclass

from launcher.protocol.parameters import EngineParameters


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceUse:
    """What a model holds on one device. `weights` includes `repacked`."""

    name: str
    kind: str
    weights: int
    repacked: int
    kv: int
    recurrent: int
    compute: int
    output: int
    mmproj: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """Load this model (first shard) for chatting. Answered by Progress…, then Loaded or Failed."""

    id: int
    path: str
    parameters: EngineParameters


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Dry run on a slim header: what would this take? Answered by Planned or Failed.

    `path` is a slim GGUF; the worker keeps the model handle while only context
    settings change. `mmproj` is the slim header of the part that reads pictures, or empty.
    """

    id: int
    path: str
    parameters: EngineParameters
    mmproj: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Derive:
    """Which type would every tensor of this slim F16 header get? Answered by Derived.

    `imatrix`: the file is made with an importance matrix, which changes the mix.
    """

    id: int
    path: str
    quantization: str
    imatrix: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Unload:
    """Give the model's memory back. Answered by Unloaded."""

    id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """The model is ready. `template` is 'model', or 'chatml' where the file has none."""

    id: int
    seconds: float
    architecture: str
    description: str
    size: int
    parameters: int
    layers: int
    context: int
    trained_context: int
    devices: tuple[DeviceUse, ...]
    resident: int
    template: str
    template_note: str = ""
    flash_attention: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """The dry run's answer.

    `source` is 'breakdown', or 'log' where the engine's map could not be read.
    `missing` names parts that were asked for and that this engine cannot tell: 'mmproj'.
    """

    id: int
    devices: tuple[DeviceUse, ...]
    context: int
    seconds: float
    source: str
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Derived:
    """Tensor types in the table's order, and the bytes they come to."""

    id: int
    types: tuple[str, ...]
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Unloaded:
    """The model's memory is given back."""

    id: int

"""How much memory a model will take, part by part, as a value that says where it comes from.

The estimate here is arithmetic on facts. It opens no file, asks no driver and
starts no thread, so a slider may call it on every tick. The engine's own answer
(a dry run) fills the same value, and replaces the arithmetic when it comes.
"""

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final

from launcher.hardware.facts import DeviceKind, Machine
from launcher.memory.anatomy import Anatomy, anatomy_of
from launcher.memory.choices import Choices, check_ranges
from launcher.memory.compute import compute_by_device, output_bytes
from launcher.memory.devices import (
    check_devices,
    engine_devices,
    mmproj_place,
    offloaded,
    places_of,
    shares_main_memory,
)
from launcher.memory.divided import is_divided
from launcher.memory.kv_cache import cells_of, check_kv_types, kv_layers
from launcher.memory.recurrent import state_layers
from launcher.memory.resident import resident
from launcher.memory.weights import weights_by_device
from launcher.models.facts import ModelFacts
from launcher.units import GIB

RESERVE: Final = GIB  # bytes left free on every GPU when layers are placed automatically
PICTURES_ROUGHLY: Final = (
    "Of the part for pictures only the weights are counted: a picture being read takes more."
)
INCOMPLETE: Final = (
    "The arithmetic was never checked against this architecture: it may keep caches that are not"
    " in this figure; the engine's own answer has them."
)


class Basis(StrEnum):
    """Where a figure comes from."""

    ENGINE = "engine"
    ARITHMETIC = "arithmetic"
    MEASURED = "measured"
    PUBLISHED = "published"
    GUESS = "guess"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceShare:
    """What one device will hold (bytes), and what it has.

    `weights` includes `repacked`, which the engine keeps rearranged. `total`
    and `free` are the machine's, None for an imagined device that has no limit.
    """

    name: str
    kind: DeviceKind
    weights: int = 0
    repacked: int = 0
    kv: int = 0
    recurrent: int = 0
    compute: int = 0
    output: int = 0
    mmproj: int = 0
    total: int = 0
    free: int = 0

    @property
    def sum(self) -> int:
        """All parts of the model on this device."""
        return self.weights + self.kv + self.recurrent + self.compute + self.output + self.mmproj


@dataclass(frozen=True, slots=True, kw_only=True)
class Bases:
    """Where each part's figure comes from."""

    weights: Basis = Basis.ARITHMETIC
    kv: Basis = Basis.ARITHMETIC
    recurrent: Basis = Basis.ARITHMETIC
    compute: Basis = Basis.ARITHMETIC
    resident: Basis = Basis.ARITHMETIC


@dataclass(frozen=True, slots=True, kw_only=True)
class ContextLengths:
    """Tokens: what was asked, what the engine grants (padded), what the model was trained for."""

    asked: int
    granted: int
    trained: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """Predicted bytes per device and in all; the CPU comes first.

    `layers` counts the output layer as one more, as the engine does;
    `gpu_layers` is what 'auto' came to; `divided`: some of those layers have their
    experts or caches in RAM all the same.
    """

    context: ContextLengths
    devices: tuple[DeviceShare, ...]
    resident: int  # bytes of main memory the worker is expected to occupy after load
    layers: int
    gpu_layers: int
    divided: bool = False
    basis: Bases = field(default_factory=Bases)
    notes: tuple[str, ...] = ()  # what a reader must know: 'engine gave no answer: …'

    @property
    def total(self) -> int:
        """All devices together (bytes)."""
        return sum(device.sum for device in self.devices)

    @property
    def reserved(self) -> int:
        """Main memory the engine sets aside (bytes), touched or not."""
        return sum(device.sum for device in self.devices if device.kind is DeviceKind.CPU)

    def needed(self, share: DeviceShare) -> int:
        """What a device's memory must hold; main memory also what GPUs take of it (bytes)."""
        if share.kind is not DeviceKind.CPU:
            return share.sum
        inside = (one for one in self.devices if shares_main_memory(one.name, one.kind))
        return share.sum + sum(one.sum for one in inside)

    def fits(self, share: DeviceShare) -> bool:
        """Whether that much is free, in main memory too where the device works in it."""
        shared = shares_main_memory(share.name, share.kind)
        cpus = (one for one in self.devices if shared and one.kind is DeviceKind.CPU)
        return all(self.needed(one) <= one.free for one in (share, *cpus))


def estimate(
    model: ModelFacts,
    choices: Choices,
    machine: Machine,
    *,
    reserve: int = RESERVE,
    mmproj: ModelFacts | None = None,
) -> Estimate:
    """What the model takes at these choices on this machine, by arithmetic.

    Automatic GPU layers are as many as fit with `reserve` bytes left on each GPU.
    `mmproj` is the part that reads pictures, loaded beside the model.
    Raises ChoiceError for choices the engine could not honour.
    """
    anatomy = anatomy_of(model)
    check_ranges(choices)
    check_kv_types(anatomy, choices)
    devices = engine_devices(machine)
    check_devices(choices, devices)
    asked = choices.gpu_layers
    if asked is None:
        asked = most_layers(model, choices, machine, reserve=reserve, mmproj=mmproj)
    gpu_layers = offloaded(asked, anatomy.layers) if devices else 0
    found = _shares(model, choices, machine, gpu_layers, mmproj)
    roughly = () if mmproj is None else (PICTURES_ROUGHLY,)
    return Estimate(
        context=context_lengths(model, choices),
        devices=found,
        resident=resident_with(found[0], model, choices, machine, gpu_layers),
        layers=anatomy.layers + 1,
        gpu_layers=gpu_layers,
        divided=is_divided(model, choices, gpu_layers),
        notes=roughly if anatomy.complete else (INCOMPLETE, *roughly),
    )


def most_layers(
    model: ModelFacts,
    choices: Choices,
    machine: Machine,
    *,
    reserve: int,
    mmproj: ModelFacts | None = None,
) -> int:
    """As many layers as fit on the GPUs with the reserve kept on each (bytes)."""
    if not engine_devices(machine):
        return 0

    def fit(layers: int) -> bool:
        found = _shares(model, choices, machine, layers, mmproj)[1:]
        return all(not share.sum or share.sum + reserve <= share.free for share in found)

    least, most = 0, anatomy_of(model).layers + 1
    if fit(most):
        return most
    while least < most:
        middle = (least + most + 1) // 2
        if fit(middle):
            least = middle
        else:
            most = middle - 1
    return least


def resident_with(
    cpu: DeviceShare, model: ModelFacts, choices: Choices, machine: Machine, gpu_layers: int
) -> int:
    """Main memory the worker occupies when this lies there (bytes)."""
    return resident(
        model,
        choices,
        machine,
        gpu_layers,
        weights=cpu.weights,
        compute=cpu.compute,
        others=cpu.sum - cpu.weights - cpu.compute,
    )


def context_lengths(model: ModelFacts, choices: Choices) -> ContextLengths:
    """The context asked for, granted (padded to 256), and trained for."""
    return ContextLengths(
        asked=choices.context,
        granted=cells_of(anatomy_of(model), choices).granted,
        trained=model.trained_context,
    )


def empty_shares(machine: Machine) -> tuple[DeviceShare, ...]:
    """The CPU and each GPU the engine would use, with nothing in them yet."""
    memory = machine.memory
    return (
        DeviceShare(
            name="CPU", kind=DeviceKind.CPU, total=memory.usable_total, free=memory.available
        ),
        *(
            DeviceShare(name=one.name, kind=one.kind, total=one.total, free=one.free)
            for one in engine_devices(machine)
        ),
    )


def _shares(
    model: ModelFacts,
    choices: Choices,
    machine: Machine,
    gpu_layers: int,
    mmproj: ModelFacts | None,
) -> tuple[DeviceShare, ...]:
    """What the CPU and each GPU hold with so many layers offloaded."""
    anatomy = anatomy_of(model)
    devices = engine_devices(machine)
    places = places_of(choices, devices, anatomy.layers, gpu_layers)
    weights = weights_by_device(model, choices, machine, gpu_layers)
    kv, recurrent = _caches(anatomy, choices, places, len(devices) + 1)
    compute = compute_by_device(anatomy, choices, places, devices, staged=weights[0].largest)
    shown = 1 + mmproj_place(choices, devices) if gpu_layers else 0
    return tuple(
        replace(
            share,
            weights=weights[n].weights,
            repacked=weights[n].repacked,
            kv=kv[n],
            recurrent=recurrent[n],
            compute=compute[n],
            output=output_bytes(anatomy, choices) if n == 0 else 0,
            mmproj=mmproj.weight_bytes if mmproj and n == shown else 0,
        )
        for n, share in enumerate(empty_shares(machine))
    )


def _caches(
    anatomy: Anatomy, choices: Choices, places: tuple[int, ...], devices: int
) -> tuple[list[int], list[int]]:
    """Bytes of the KV cache and of recurrent states on each device.

    They follow their layers, or all lie in RAM. Source: llama.cpp src/llama-kv-cache.cpp
    and src/llama-memory-recurrent.cpp (`offload`).
    """
    kv, recurrent = [0] * devices, [0] * devices
    if not choices.kv_on_gpu:
        places = (-1,) * len(places)
    states = state_layers(anatomy.state_rows, choices.parallel)
    for layer, size in enumerate(kv_layers(anatomy, choices)):
        kv[places[layer] + 1] += size
        recurrent[places[layer] + 1] += states[layer]
    return kv, recurrent

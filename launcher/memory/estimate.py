"""How much memory a model will take, part by part, as a value that says where it comes from.

The estimate here is arithmetic on facts. It opens no file, asks no driver and
starts no thread, so a slider may call it on every tick. The engine's own answer
(a dry run) fills the same value, and replaces the arithmetic when it comes.
"""

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final

from launcher.hardware.facts import Device, DeviceKind, Machine
from launcher.memory.anatomy import Anatomy, anatomy_of
from launcher.memory.choices import Choices, LoadMode, check_ranges
from launcher.memory.compute import compute_of, output_bytes
from launcher.memory.devices import (
    computes_for_ram,
    engine_devices,
    keeps_host_copies,
    offloaded,
    placement,
    shares,
)
from launcher.memory.kv_cache import cells_of, check_kv_types, kv_layers
from launcher.memory.recurrent import recurrent_bytes
from launcher.memory.weights import place_weights
from launcher.models.facts import ModelFacts
from launcher.units import GIB, MIB

RESERVE: Final = GIB  # bytes left free on every GPU when layers are placed automatically
WORKER: Final = 80 * MIB  # the process itself before a model is in it, measured
INCOMPLETE: Final = (
    "This architecture keeps further caches that are not in this figure;"
    " the engine's own answer has them."
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

    @property
    def fits(self) -> bool:
        """Whether that much is free."""
        return self.sum <= self.free


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
    `gpu_layers` is what 'auto' came to.
    """

    context: ContextLengths
    devices: tuple[DeviceShare, ...]
    resident: int  # bytes of main memory the worker is expected to occupy after load
    layers: int
    gpu_layers: int
    basis: Bases = field(default_factory=Bases)
    notes: tuple[str, ...] = ()  # what a reader must know: 'engine gave no answer: …'

    @property
    def total(self) -> int:
        """All devices together (bytes)."""
        return sum(device.sum for device in self.devices)


def estimate(
    model: ModelFacts, choices: Choices, machine: Machine, *, reserve: int = RESERVE
) -> Estimate:
    """What the model takes at these choices on this machine, by arithmetic.

    Automatic GPU layers are as many as fit with `reserve` bytes left on each GPU.
    Raises ChoiceError for choices the engine could not honour.
    """
    anatomy = anatomy_of(model)
    check_ranges(choices)
    check_kv_types(anatomy, choices)
    devices = engine_devices(machine)
    asked = choices.gpu_layers
    if asked is None:
        asked = most_layers(model, choices, machine, reserve=reserve)
    gpu_layers = offloaded(asked, anatomy.layers) if devices else 0
    found = _shares(model, choices, machine, gpu_layers)
    return Estimate(
        context=context_lengths(model, choices),
        devices=found,
        resident=resident(found[0], model, choices),
        layers=anatomy.layers + 1,
        gpu_layers=gpu_layers,
        notes=() if anatomy.complete else (INCOMPLETE,),
    )


def most_layers(model: ModelFacts, choices: Choices, machine: Machine, *, reserve: int) -> int:
    """As many layers as fit on the GPUs with the reserve kept on each (bytes)."""
    if not engine_devices(machine):
        return 0

    def fit(layers: int) -> bool:
        found = _shares(model, choices, machine, layers)[1:]
        return all(not share.sum or share.sum + reserve <= share.free for share in found)

    least, most = 0, anatomy_of(model).layers + 1
    while least < most:
        middle = (least + most + 1) // 2
        if fit(middle):
            least = middle
        else:
            most = middle - 1
    return least


def resident(cpu: DeviceShare, model: ModelFacts, choices: Choices) -> int:
    """Main memory the worker occupies once a prompt has been read (bytes).

    Pages of a mapped file stay beside what was rearranged from them. The system
    may drop such pages; weights that were read it may not.
    """
    held = cpu.weights
    if choices.load is LoadMode.MMAP:
        held = min(cpu.weights, model.file_size) + cpu.repacked
    return held + cpu.kv + cpu.recurrent + cpu.compute + cpu.output + cpu.mmproj + WORKER


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
    model: ModelFacts, choices: Choices, machine: Machine, gpu_layers: int
) -> tuple[DeviceShare, ...]:
    """What the CPU and each GPU hold with so many layers offloaded."""
    anatomy = anatomy_of(model)
    devices = engine_devices(machine)
    places = placement(anatomy.layers, gpu_layers, shares(choices, devices) if devices else ())
    weights = place_weights(
        model,
        places,
        devices,
        features=machine.cpu.features,
        host_copies=keeps_host_copies(devices),
        cpu_moe=choices.cpu_moe,
    )
    kv, recurrent = _caches(anatomy, choices, places, len(devices) + 1)
    compute = _computes(anatomy, choices, places, devices, staged=weights[0].largest)
    return tuple(
        replace(
            share,
            weights=weights[n].weights,
            repacked=weights[n].repacked,
            kv=kv[n],
            recurrent=recurrent[n],
            compute=compute[n],
            output=output_bytes(anatomy, choices) if n == 0 else 0,
        )
        for n, share in enumerate(empty_shares(machine))
    )


def _caches(
    anatomy: Anatomy, choices: Choices, places: tuple[int, ...], devices: int
) -> tuple[list[int], list[int]]:
    """Bytes of the KV cache and of recurrent states on each device: they follow their layers."""
    kv, recurrent = [0] * devices, [0] * devices
    state = recurrent_bytes(anatomy.states, choices.parallel)
    for layer, size in enumerate(kv_layers(anatomy, choices)):
        kv[places[layer] + 1] += size
        if anatomy.recurrent[layer] and layer < anatomy.trunk:
            recurrent[places[layer] + 1] += state
    return kv, recurrent


def _computes(
    anatomy: Anatomy,
    choices: Choices,
    places: tuple[int, ...],
    devices: tuple[Device, ...],
    *,
    staged: int,
) -> list[int]:
    """Bytes of each device's compute buffer; the CPU always has one.

    A GPU beside layers in RAM also fetches their weights, one tensor (`staged`) at a time.
    """
    room = compute_of(anatomy, choices)
    works = -1 in places or (choices.cpu_moe > 0 and anatomy.experts)
    found = [room.running if works else room.feeding]
    for n, device in enumerate(devices):
        fetched = staged if works and computes_for_ram(device) else 0
        if n in places[:-1]:
            found.append(room.running + fetched)
        else:
            found.append(room.answering if n == places[-1] else 0)
    return found

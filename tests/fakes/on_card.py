"""The speed of a model on a computer of which only one card and its memory are named."""

from typing import Final

from launcher.hardware.facts import Cpu, Device, DeviceKind, Machine, Memory
from launcher.memory.choices import Choices
from launcher.memory.estimate import estimate
from launcher.models.facts import ModelFacts
from launcher.planning.paces import paces_of, printed_pace
from launcher.planning.speed import Speed, answer_speed

NAMED: Final = Choices(context=4096)
BACKENDS: Final = {"apple": "MTL", "nvidia": "CUDA"}  # the others: Vulkan


def speed_on(
    model: ModelFacts,
    card: str,
    *,
    memory: int,
    ram: int,
    bandwidth: float | None = None,
    shared: bool = False,
    choices: Choices = NAMED,
    fill: int | None = None,
    reserve: int = 0,
) -> Speed | None:
    """Tokens of an answer a second on this card ('NVIDIA GeForce RTX 2080'), by arithmetic.

    `memory` of the card and `ram` are bytes, all of it free; `shared`: they are the same.
    `bandwidth` (bytes a second) stands for a card that is in no table. What does not fit
    spills to main memory of usual speed. None where the bandwidth is not known.
    """
    machine = machine_with(card, memory=memory, ram=ram, shared=shared)
    held = estimate(model, choices, machine, reserve=reserve)
    paces = dict(paces_of(machine))
    gpu = machine.devices[1].name
    if bandwidth is not None:
        paces[gpu] = printed_pace(gpu, card, bandwidth)
    return answer_speed(model, choices, held, paces, fill=fill)


def machine_with(card: str, *, memory: int, ram: int, shared: bool = False) -> Machine:
    """A computer with this card alone (bytes)."""
    words = card.lower()
    backend = next((name for maker, name in BACKENDS.items() if maker in words), "Vulkan")
    gpu = Device(
        name=f"{backend}0",
        description=card,
        kind=DeviceKind.IGPU if shared else DeviceKind.GPU,
        total=memory,
        free=memory,
    )
    processor = card if shared else ""
    cpu = Device(name="CPU", description=processor, kind=DeviceKind.CPU, total=ram, free=ram)
    return Machine(
        cpu=Cpu(name=processor, physical_cores=8, logical_cores=16, features=("AVX2",)),
        memory=Memory(total=ram, available=ram),
        devices=(cpu, gpu),
        imagined=True,
    )

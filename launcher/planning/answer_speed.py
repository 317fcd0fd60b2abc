"""What is left of an answer's speed when a part of the model moves to RAM: a guess, as a range.

Every token of an answer reads all weights it uses once, and the cache of what was
said so far; so its time is bytes over bandwidth, device by device, and a little for
every layer. Source of the shares and of the time per layer: fitted to published
runs of llama.cpp. Main memory's own bandwidth is not known here, hence the range.
"""

from dataclasses import dataclass
from typing import Final

from launcher.hardware.facts import DeviceKind, Machine
from launcher.memory.anatomy import anatomy_of
from launcher.memory.choices import Choices
from launcher.memory.estimate import Estimate
from launcher.memory.header import whole
from launcher.memory.weights import weight_table
from launcher.models.facts import ModelFacts
from launcher.planning.bandwidth import card_bandwidth, ram_bandwidth

GPU_SHARE: Final = 0.9  # of the printed bandwidth that reading weights reaches
RAM_SHARE: Final = 0.8
PER_LAYER: Final = 80e-6  # seconds
HARDLY: Final = 0.97  # of the speed; less than this is worth a number
LITTLE: Final = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Choices and what they come to."""

    choices: Choices
    estimate: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeedLeft:
    """What is left of the speed (0…1): at slow and at fast main memory."""

    low: float
    high: float

    @property
    def middle(self) -> float:
        """Between the two."""
        return (self.low + self.high) / 2

    @property
    def words(self) -> str:
        """'About 15–30 % slower, a guess.'"""
        if self.low >= HARDLY:
            return "Hardly slower, a guess."
        if self.high < LITTLE:
            return "Less than a tenth of the speed, a guess."
        least, most = (max(5, 5 * round(20 * (1 - share))) for share in (self.high, self.low))
        if least == most:
            return f"About {most} % slower, a guess."
        return f"About {least}–{most} % slower, a guess."


def speed_left(model: ModelFacts, before: Held, after: Held, machine: Machine) -> SpeedLeft | None:
    """How fast answers still come; None where a graphics card's bandwidth is not known."""
    shares = []
    for ram in ram_bandwidth():
        was = _seconds(model, before, machine, ram)
        then = _seconds(model, after, machine, ram)
        if was is None or then is None:
            return None
        shares.append(min(1.0, was / then))
    return SpeedLeft(low=min(shares), high=max(shares))


def _seconds(model: ModelFacts, held: Held, machine: Machine, ram: float) -> float | None:
    """Time of one token in the middle of a full conversation."""
    in_ram, on_gpu = _bytes_read(model, held)
    slowness = _gpu_slowness(held.estimate, machine)
    if on_gpu and slowness is None:
        return None
    overhead = anatomy_of(model).layers * PER_LAYER
    return overhead + in_ram / (ram * RAM_SHARE) + on_gpu * (slowness or 0.0)


def _bytes_read(model: ModelFacts, held: Held) -> tuple[float, float]:
    """Bytes one token reads from RAM, and from GPUs: of experts only the used, of caches half."""
    table = weight_table(model, ())
    first = len(table.blocks) + 1 - held.estimate.gpu_layers
    used = min(1.0, anatomy_of(model).experts_used / (whole(model, "expert_count") or 1))
    totals = [0.0, 0.0]
    for n, (block, experts) in enumerate(zip(table.blocks, table.experts, strict=True)):
        totals[n >= first] += block.plain
        totals[n >= max(first, held.choices.cpu_moe)] += used * experts.plain
    totals[held.estimate.gpu_layers > 0] += table.output.plain + table.tied.plain
    for share in held.estimate.devices:
        totals[share.kind is not DeviceKind.CPU] += (share.kv + share.recurrent) / 2
    return totals[0], totals[1]


def _gpu_slowness(estimate: Estimate, machine: Machine) -> float | None:
    """Seconds a byte of the graphics cards in use, each as far as it is used."""
    cards = {device.name: card_bandwidth(device) for device in machine.devices}
    used = [share for share in estimate.devices if share.kind is not DeviceKind.CPU and share.sum]
    total = sum(share.sum for share in used)
    slowness = 0.0
    for share in used:
        rate = cards.get(share.name)
        if rate is None:
            return None
        slowness += share.sum / total / (rate * GPU_SHARE)
    return slowness or None

"""From an estimate to what the memory panel shows. Pure arithmetic and words."""

import re
from typing import Final

from launcher.hardware.facts import DeviceKind, Machine
from launcher.memory.choices import Choices
from launcher.memory.estimate import Bases, Basis, DeviceShare, Estimate
from ui.text.numbers import with_unit
from ui.text.panel import DeviceView, PanelView, PartView
from ui.text.words import PartKind

# What a person calls the card: makers' names say nothing when there is one of it.
_MAKERS: Final = re.compile(
    r"\((R|TM|C)\)|[®™]|\b(NVIDIA|GeForce|AMD|Radeon|Intel|Graphics|Corporation|Laptop GPU)\b",
    re.IGNORECASE,
)
_ASIDE: Final = re.compile(r"[(\[].*$")
_LONGEST_TITLE: Final = 24


def panel_view(
    estimate: Estimate,
    machine: Machine,
    choices: Choices,
    *,
    largest: int | None,
    fit: str,
    reserve: int,
) -> PanelView:
    """What the panel says of this estimate. `reserve` is in bytes, `largest` in tokens."""
    shares = [share for share in _in_order(estimate.devices) if share.sum or share.total]
    on_gpu = any(share.kind is not DeviceKind.CPU for share in shares)
    return PanelView(
        headline="Memory",
        fit=fit,
        devices=tuple(_device(share, estimate, machine, reserve) for share in shares),
        context=estimate.context,
        largest=largest,
        choices=choices,
        layers=estimate.layers if on_gpu else 0,
        gpu_layers=estimate.gpu_layers,
        notes=estimate.notes,
    )


def device_title(description: str, kind: DeviceKind) -> str:
    """A device's name short enough for a heading: 'NVIDIA GeForce RTX 4070' is 'RTX 4070'."""
    if kind is DeviceKind.CPU:
        return "RAM"
    bare = " ".join(_ASIDE.sub("", _MAKERS.sub(" ", description)).split())
    if not bare:
        bare = "GPU" if kind is not DeviceKind.RPC else "Other computer"
    return bare if len(bare) <= _LONGEST_TITLE else f"{bare[: _LONGEST_TITLE - 1].rstrip()}…"


def _in_order(shares: tuple[DeviceShare, ...]) -> list[DeviceShare]:
    return sorted(shares, key=lambda share: share.kind is DeviceKind.CPU)


def _device(share: DeviceShare, estimate: Estimate, machine: Machine, reserve: int) -> DeviceView:
    known = next((device for device in machine.devices if device.name == share.name), None)
    return DeviceView(
        name=share.name,
        title=device_title(known.description if known else share.name, share.kind),
        capacity=share.total,
        parts=_parts(share, estimate.basis, reserve),
        note=_note(share, estimate),
    )


def _parts(share: DeviceShare, basis: Bases, reserve: int) -> tuple[PartView, ...]:
    parts = [
        PartView(kind=PartKind.OTHER, size=max(0, share.total - share.free), basis=Basis.MEASURED),
        PartView(kind=PartKind.WEIGHTS, size=share.weights + share.mmproj, basis=basis.weights),
        PartView(kind=PartKind.KV, size=share.kv, basis=basis.kv),
        PartView(kind=PartKind.RECURRENT, size=share.recurrent, basis=basis.recurrent),
        PartView(kind=PartKind.COMPUTE, size=share.compute + share.output, basis=basis.compute),
    ]
    if share.total:
        left = max(0, share.total - sum(part.size for part in parts))
        kept = min(left, reserve)
        parts.append(PartView(kind=PartKind.RESERVE, size=kept))
        parts.append(PartView(kind=PartKind.FREE, size=left - kept, basis=Basis.ARITHMETIC))
    return tuple(part for part in parts if part.size > 0)


def _note(share: DeviceShare, estimate: Estimate) -> str:
    if share.kind is not DeviceKind.CPU or not share.weights:
        return ""
    if all(other.kind is DeviceKind.CPU or not other.sum for other in estimate.devices):
        return ""
    if 0 < estimate.gpu_layers < estimate.layers:
        rest = estimate.layers - estimate.gpu_layers
        return f"{rest} of {estimate.layers} layers in RAM, which is slower."
    return f"Of the weights, {with_unit(share.weights)} stay in RAM."

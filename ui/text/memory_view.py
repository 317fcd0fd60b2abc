"""From an estimate to what the memory panel shows. Pure arithmetic and words."""

from dataclasses import replace
from datetime import date

from launcher.actions.imagine import summary
from launcher.hardware.facts import DeviceKind, Holder, Machine
from launcher.measurement.receipt import Receipt
from launcher.memory.choices import KV_TYPES, Choices
from launcher.memory.devices import shares_main_memory
from launcher.memory.estimate import Bases, Basis, DeviceShare, Estimate
from launcher.sentences import Sentence
from ui.text.fitting_view import FittingView
from ui.text.main_memory import main_memory_view, measured_words, receipt_words
from ui.text.memory_titles import RAM, device_title, title_of
from ui.text.numbers import with_unit
from ui.text.panel import DeviceView, PanelView, PartView
from ui.text.words import PartKind

__all__ = ["device_title", "of_file", "panel_view", "refused_view"]

_NAMED = 3  # programs told by name


def panel_view(
    estimate: Estimate,
    machine: Machine,
    choices: Choices,
    *,
    largest: int | None,
    fit: str,
    reserve: int,
    largest_basis: Basis | None = None,
    fitting: FittingView | None = None,
    receipt: Receipt | None = None,
    today: date | None = None,
    came_to: Receipt | None = None,
    kv_types: tuple[str, ...] = KV_TYPES,
) -> PanelView:
    """What the panel says of this estimate. `reserve` is in bytes, `largest` in tokens.

    `receipt` is of an earlier load like this one, `came_to` of the model that is loaded.
    """
    shares = [share for share in _in_order(estimate.devices) if share.sum or share.total]
    on_gpu = any(share.kind is not DeviceKind.CPU for share in shares)
    return PanelView(
        headline="Memory",
        fit=fit,
        devices=tuple(_device(share, estimate, machine, reserve) for share in shares),
        context=estimate.context,
        largest=largest,
        largest_basis=largest_basis,
        choices=choices,
        layers=estimate.layers if on_gpu else 0,
        gpu_layers=estimate.gpu_layers,
        notes=estimate.notes,
        fitting=fitting or FittingView(),
        main=main_memory_view(estimate, choices),
        measured=receipt_words(came_to, machine)
        or measured_words(receipt, machine, today or date.today()),  # noqa: DTZ011
        computer=summary(machine) if machine.imagined else "",
        kv_types=kv_types,
    )


def of_file(view: PanelView, quantization: str, note: str = "") -> PanelView:
    """The same, called by the file it is of, with one more note: 'Memory with Q4_K_M'."""
    headline = f"Memory with {quantization}" if quantization else view.headline
    return replace(view, headline=headline, notes=(note, *view.notes) if note else view.notes)


def refused_view(last: PanelView, choices: Choices, said: Sentence) -> PanelView:
    """Choices that cannot be, beside the figures of the last that could: nothing is judged."""
    return replace(
        last,
        choices=choices,
        fit="",
        largest=None,
        fitting=FittingView(),
        measured="",
        notes=(),
        refused=said,
    )


def _in_order(shares: tuple[DeviceShare, ...]) -> list[DeviceShare]:
    return sorted(shares, key=lambda share: share.kind is DeviceKind.CPU)


def _device(share: DeviceShare, estimate: Estimate, machine: Machine, reserve: int) -> DeviceView:
    known = next((device for device in machine.devices if device.name == share.name), None)
    on_cpu = share.kind is DeviceKind.CPU
    holders = machine.memory.holders if on_cpu else known.holders if known else ()
    return DeviceView(
        name=share.name,
        title=RAM if on_cpu else title_of(share.name, machine),
        capacity=share.total,
        parts=_parts(whole_share(share, estimate), estimate.basis, reserve, _held(holders)),
        note=_note(share, estimate),
        reserve=reserve if share.total else 0,
    )


def whole_share(share: DeviceShare, estimate: Estimate) -> DeviceShare:
    """Main memory's share with what GPUs that work in it take of it; others as they are."""
    if share.kind is not DeviceKind.CPU:
        return share
    every = (share, *_inside(estimate))
    return replace(
        share,
        weights=sum(one.weights for one in every),
        mmproj=sum(one.mmproj for one in every),
        kv=sum(one.kv for one in every),
        recurrent=sum(one.recurrent for one in every),
        compute=sum(one.compute for one in every),
        output=sum(one.output for one in every),
    )


def _inside(estimate: Estimate) -> list[DeviceShare]:
    """What GPUs hold that have no memory of their own."""
    return [one for one in estimate.devices if one.sum and shares_main_memory(one.name, one.kind)]


def _parts(share: DeviceShare, basis: Bases, reserve: int, held: str) -> tuple[PartView, ...]:
    others = max(0, share.total - share.free)
    parts = [
        PartView(kind=PartKind.OTHER, size=others, basis=Basis.MEASURED, detail=held),
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
    inside = sum(one.sum for one in _inside(estimate))
    if share.kind is DeviceKind.CPU and inside:
        return f"Of these, {with_unit(inside)} are the GPU's, which works in the same memory."
    if share.kind is not DeviceKind.CPU or not share.weights:
        return ""
    if all(other.kind is DeviceKind.CPU or not other.sum for other in estimate.devices):
        return ""
    if 0 < estimate.gpu_layers < estimate.layers:
        rest = estimate.layers - estimate.gpu_layers
        return f"{rest} of {estimate.layers} layers in RAM, which is slower."
    return f"Of the weights, {with_unit(share.weights)} stay in RAM."


def _held(holders: tuple[Holder, ...]) -> str:
    """'Firefox 2.10 GiB, Code 640 MiB': the largest of other programs, where the system tells."""
    others = sorted((one for one in holders if not one.own), key=lambda one: -one.held)
    return ", ".join(f"{one.name} {with_unit(one.held)}" for one in others[:_NAMED])

"""What loads of this model really took, beside what was predicted, in words. No Qt."""

from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from launcher.hardware.facts import Machine
from launcher.measurement.receipt import DRIVER, MAIN_MEMORY, Line, Receipt
from launcher.units import tokens_text
from ui.text.memory_titles import place_words, title_of
from ui.text.numbers import with_unit

SHOWN: Final = 5  # of a model's receipts, the newest first
NOT_TOLD: Final = "not told"
NONE_YET: Final = "Load it once, and what it really took stands here beside what was predicted."
_PARTS: Final = MappingProxyType(
    {
        "weights": "Weights",
        "kv": "KV cache",
        "recurrent": "Recurrent state",
        "compute": "Compute",
        "output": "Output",
        "mmproj": "Projector",
        MAIN_MEMORY: "Main memory, as the system counts it",
        DRIVER: "All of it, as the driver counts it",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptView:
    """One load: when, with what, its lines (device, part, predicted, measured, difference)."""

    when: str
    how: str
    lines: tuple[tuple[str, str, str, str, str], ...]
    told: tuple[str, ...]  # a sentence for each line that a person should hear of


def receipt_views(receipts: Sequence[Receipt], machine: Machine) -> tuple[ReceiptView, ...]:
    """The newest few of them."""
    newest = sorted(receipts, key=lambda one: one.when, reverse=True)
    return tuple(_view(one, machine) for one in newest[:SHOWN])


def _view(receipt: Receipt, machine: Machine) -> ReceiptView:
    choices = receipt.choices
    kv = choices.kv_type_k
    if choices.kv_type_v != kv:
        kv = f"{kv} / {choices.kv_type_v}"
    layers = f", {receipt.gpu_layers} layers on GPUs" if receipt.gpu_layers else ""
    return ReceiptView(
        when=f"{receipt.when.astimezone():%d %B %Y, %H:%M}".lstrip("0"),
        how=f"{tokens_text(choices.context)} context, KV {kv}{layers}",
        lines=tuple(_line(line, machine) for line in receipt.lines),
        told=tuple(_sentence(line, machine) for line in receipt.notable),
    )


def _line(line: Line, machine: Machine) -> tuple[str, str, str, str, str]:
    return (
        title_of(line.device, machine),
        _PARTS.get(line.part, line.part),
        with_unit(line.predicted),
        NOT_TOLD if line.measured is None else with_unit(line.measured),
        _difference(line),
    )


def _difference(line: Line) -> str:
    found = line.difference
    if found is None:
        return ""
    if found == 0:
        return "none"
    sign = "+" if found > 0 else "−"
    share = f", {sign}{abs(found) / line.predicted * 100:.1f} %" if line.predicted else ""
    return f"{sign}{with_unit(abs(found))}{share}"


def _sentence(line: Line, machine: Machine) -> str:
    found = line.difference or 0
    part = _PARTS.get(line.part, line.part)
    name = part if part.startswith("KV") else part[:1].lower() + part[1:]
    where = "" if line.part == MAIN_MEMORY else f" {place_words(line.device, machine)}"
    more = "more" if found > 0 else "less"
    return f"{with_unit(abs(found))} {more} than predicted{where}: {name}."

"""All that the memory page says, as one frozen value: words and numbers, no Qt."""

from dataclasses import dataclass

from launcher.measurement.receipt import Receipt
from launcher.memory.choices import Choices
from launcher.memory.estimate import Basis, ContextLengths, Estimate
from launcher.memory.fit import judge
from launcher.memory.kind import kind_of
from launcher.models.catalog import is_from_catalog
from launcher.models.quantization import quantization_of
from ui.pages.memory.lengths_view import Lengths
from ui.pages.memory.levers_view import Levers, levers
from ui.pages.memory.parts_view import DeviceParts, device_parts
from ui.study import CameFrom, Study
from ui.text.fitting_view import largest_words
from ui.text.kind import kind_words
from ui.text.main_memory import MainMemoryView
from ui.text.memory_view import panel_view
from ui.text.numbers import gib, whole, with_unit
from ui.text.panel import DeviceView

CATALOG = (
    "This is the built-in catalog's model, made from published dimensions: a file to download"
    " may differ a little."
)
BACK = {
    CameFrom.MODEL: "The model's page",
    CameFrom.CHAT: "Chat",
    CameFrom.LIBRARY: "My models",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class MainMemory:
    """What the engine takes of main memory for itself, and what it will be seen to occupy."""

    reserved: str
    reserved_basis: Basis
    resident: str
    resident_basis: Basis
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoryPageView:
    """One plan, explained."""

    title: str
    back: str
    fit: str
    sums: str
    computer: str  # the imagined one in words; '' for this one
    kind: str
    devices: tuple[DeviceParts, ...]
    main: MainMemory | None
    context: ContextLengths
    context_words: str
    largest: int | None
    largest_basis: Basis
    largest_name: str
    lengths: Lengths
    levers: Levers
    notes: tuple[str, ...]


def page_view(
    study: Study,
    estimate: Estimate,
    lengths: Lengths,
    *,
    largest: int | None,
    reserve: int,
    largest_basis: Basis = Basis.ARITHMETIC,
    receipt: Receipt | None = None,
    gpus_alone: bool = False,
) -> MemoryPageView:
    """Everything, from one estimate. `reserve` is in bytes, `largest` in tokens.

    `receipt` is of a load like this one that came out otherwise than planned.
    """
    fit = str(judge(estimate, reserve=reserve))
    panel = panel_view(
        estimate,
        study.machine,
        study.choices,
        largest=largest,
        fit=fit,
        reserve=reserve,
        receipt=receipt,
    )
    return MemoryPageView(
        title=title(study),
        back=BACK[study.source],
        fit=fit,
        sums=" · ".join(_sum(device) for device in panel.devices),
        computer=panel.computer,
        kind=_kind(study),
        devices=device_parts(estimate, study.machine, panel.devices, study.choices),
        main=_main_memory(panel.main),
        context=estimate.context,
        context_words=_context_words(estimate.context, study.choices),
        largest=largest,
        largest_basis=largest_basis,
        largest_name=largest_words(gpus_alone=gpus_alone),
        lengths=lengths,
        levers=levers(study.facts, study.choices, study.machine, estimate),
        notes=panel.notes if not panel.measured else (f"{panel.measured}.", *panel.notes),
    )


def title(study: Study) -> str:
    """'Memory for Llama 3.1 8B Instruct Q4_K_M', the quantization said once."""
    quantization = quantization_of(study.facts)
    if quantization.lower() in study.name.lower():
        quantization = ""
    return f"Memory for {study.name} {quantization}".strip()


def _kind(study: Study) -> str:
    """What kind of model it is, and whether its header is no file's."""
    words = kind_words(kind_of(study.facts))
    return f"{words} {CATALOG}" if is_from_catalog(study.facts) else words


def _sum(device: DeviceView) -> str:
    of = f" of {gib(device.capacity)}" if device.capacity else ""
    over = f", {gib(device.over)} too much" if device.over else ""
    return f"{device.title} {gib(device.used)}{of} GiB{over}"


def _context_words(context: ContextLengths, choices: Choices) -> str:
    trained = (
        f"the model was trained for {whole(context.trained)}"
        if context.trained
        else "the file does not say what it was trained for"
    )
    if context.granted == context.asked:
        return f"You asked for {whole(context.asked)} tokens and get them; {trained}."
    why = "it counts in steps of 256"
    if choices.parallel > 1 and not choices.unified:
        why = f"{why} for each of {whole(choices.parallel)} conversations"
    return (
        f"You asked for {whole(context.asked)} tokens, the engine grants "
        f"{whole(context.granted)}, as {why}; {trained}."
    )


def _main_memory(main: MainMemoryView | None) -> MainMemory | None:
    if main is None:
        return None
    more = main.resident - main.reserved
    difference = f"{with_unit(abs(more))} {'more' if more > 0 else 'less'}. " if more else ""
    return MainMemory(
        reserved=with_unit(main.reserved),
        reserved_basis=main.reserved_basis,
        resident=with_unit(main.resident),
        resident_basis=main.resident_basis,
        why=f"{difference}{main.gap}",
    )

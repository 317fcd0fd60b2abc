"""What the chosen file's name says, and what its header says of the same things. No Qt."""

from dataclasses import dataclass
from typing import Final

from launcher.glossary.kernel_note import KernelNote, Kernels
from launcher.glossary.kernels import fast_here
from launcher.glossary.mix import mix_words
from launcher.hardware.facts import DeviceKind, Machine
from launcher.memory.fit import Fit
from launcher.models.facts import ModelFacts
from launcher.models.names import contradictions, decode_name
from launcher.models.variants import Variant
from ui.text.memory_titles import title_of
from ui.text.name_view import NameView, of_decoded

_BAD: Final = (Kernels.SLOW, Kernels.NONE)


@dataclass(frozen=True, slots=True, kw_only=True)
class FileNameView:
    """The name in pieces; what the file holds, '' where that is not known; what must be known.

    `warnings` are of the name and of where the header says otherwise; `slow` is why this
    computer is slow at it, '' where it is not.
    """

    name: NameView
    holds: str
    warnings: tuple[str, ...]
    slow: str


def file_name_view(
    variant: Variant,
    repo: str,
    facts: ModelFacts | None,
    *,
    exact: bool,
    fit: Fit | None,
    machine: Machine,
) -> FileNameView:
    """`facts` are of the file's own header where `exact`, else worked out from another's."""
    decoded = decode_name(variant.files[0], repo=repo)
    name = of_decoded(decoded)
    against = contradictions(decoded, facts) if facts is not None and exact else ()
    return FileNameView(
        name=name,
        holds=_holds(facts, exact=exact),
        warnings=(*name.warnings, *against),
        slow=slow_words(variant.quantization or "", fit, machine),
    )


def slow_words(quantization: str, fit: Fit | None, machine: Machine) -> str:
    """Why the devices it would lie on are slow at this type; '' where they are not."""
    usable = [one for one in machine.devices if one.usable]
    cards = {one.name for one in usable if one.kind is not DeviceKind.CPU}
    everywhere = not cards or fit in (Fit.PARTLY, Fit.TOO_BIG)
    told: dict[str, None] = {}
    for note in fast_here(quantization, machine):
        if note.kernels in _BAD and (everywhere or note.device in cards):
            told[_sentence(note, machine)] = None
    return " ".join(told)


def _holds(facts: ModelFacts | None, *, exact: bool) -> str:
    """'This file: 70 % Q4_K, 29 % Q6_K, under 1 % F32 of its weights.'"""
    if facts is None or not facts.tensors:
        return ""
    of = "This file" if exact else "This file, worked out from another one's header"
    return f"{of}: {mix_words(facts)} of its weights."


def _sentence(note: KernelNote, machine: Machine) -> str:
    kinds = {one.name: one.kind for one in machine.devices}
    on_card = kinds.get(note.device) is not DeviceKind.CPU
    where = title_of(note.device, machine) if on_card else "the processor"
    return f"Slow on {where}: {note.sentence}"

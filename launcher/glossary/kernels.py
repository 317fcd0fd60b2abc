"""Whether this machine is quick at a type: for each device, what its kernels make of it.

Every type runs somewhere; the question is how well. The rules are those of llama.cpp's
source files, named in each note; which generation a graphics card is of is known by its name.
"""

import re
from collections.abc import Mapping
from typing import Final

from launcher.glossary.graphics import amd_note, metal_note, nvidia_note, vulkan_note
from launcher.glossary.kernel_note import KernelNote, Kernels
from launcher.glossary.processor import processor_note
from launcher.hardware.facts import Device, DeviceKind, Machine
from launcher.models.quantization import FILE_TYPES, TYPE_BY_NAME

NO_WEIGHTS: Final = frozenset({"I8", "I16", "I32", "I64", "F64", "Q8_1", "Q8_K"})
EIGHT_BITS: Final = "Q8_0"  # what a maker's Q8_K_XL is mostly in; no file is in Q8_K itself
_BASES: Final[Mapping[str, str]] = dict(FILE_TYPES.values())
_MAKERS: Final = re.compile(r"^(UD-|i1-)", re.IGNORECASE)
_LARGER: Final = re.compile(r"_(XL|L)$")


def fast_here(quantization: str, machine: Machine) -> tuple[KernelNote, ...]:
    """A note for each device the engine would use, the processor's first.

    `quantization` is a tensor type or a file type, also with a maker's decoration
    ('UD-Q4_K_XL'); a file is judged by the type most of it is in. Empty for a name
    that holds no weights or that the engine does not know.
    """
    kind = base_type(quantization)
    if kind is None or kind in NO_WEIGHTS:
        return ()
    return tuple(_note(kind, device, machine) for device in machine.devices if device.usable)


def base_type(quantization: str) -> str | None:
    """The tensor type a quantization's name starts from: 'UD-Q4_K_XL' is 'Q4_K'."""
    name = _MAKERS.sub("", quantization.strip()).upper()
    plain = _LARGER.sub("", name)
    for tried in (name, EIGHT_BITS if plain != name and plain == "Q8_K" else plain):
        if tried in _BASES:
            return _BASES[tried]
        if tried in TYPE_BY_NAME:
            return tried
    return None


def _note(kind: str, device: Device, machine: Machine) -> KernelNote:
    family = device.name.rstrip("0123456789")
    if device.kind is DeviceKind.CPU:
        return processor_note(kind, device, machine.cpu)
    if family == "CUDA":
        return nvidia_note(kind, device)
    if family == "ROCm":
        return amd_note(kind, device)
    if family in ("MTL", "Metal"):
        return metal_note(kind, device)
    if family == "Vulkan":
        return vulkan_note(kind, device)
    return KernelNote(
        device=device.name,
        description=device.description,
        kernels=Kernels.UNKNOWN,
        sentence=f"Nothing is known here of the kernels of {device.description or device.name}.",
        source=None,
    )

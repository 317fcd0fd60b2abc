"""What this computer's kernels make of a type, in words. No Qt."""

from types import MappingProxyType
from typing import Final

from launcher.glossary.kernel_note import KernelNote, Kernels
from launcher.glossary.kernels import fast_here
from launcher.hardware.facts import DeviceKind, Machine
from ui.text.memory_titles import device_title

KERNELS: Final = MappingProxyType(
    {
        Kernels.FAST: "fast",
        Kernels.PLAIN: "ordinary",
        Kernels.SLOW: "slow",
        Kernels.NONE: "none",
        Kernels.UNKNOWN: "unknown",
    }
)


def here_title(machine: Machine | None) -> str:
    """Whose kernels are meant."""
    imagined = machine is not None and machine.imagined
    return "On the imagined computer" if imagined else "On this computer"


def here_word(quantization: str, machine: Machine | None) -> tuple[str, str]:
    """'fast', or 'GPU fast, processor slow' where they differ; and the sentences behind it."""
    judged = kernel_notes(quantization, machine)
    if machine is None or not judged:
        return "unknown", ""
    said = "\n".join(note_words(note, machine) for note in judged)
    gpu = next((note for note in judged if not _is_processor(note, machine)), None)
    cpu = next((note for note in judged if _is_processor(note, machine)), None)
    one = gpu or cpu or judged[0]
    if gpu is None or cpu is None or gpu.kernels is cpu.kernels:
        return KERNELS[one.kernels], said
    return f"GPU {KERNELS[gpu.kernels]}, processor {KERNELS[cpu.kernels]}", said


def kernel_notes(quantization: str, machine: Machine | None) -> tuple[KernelNote, ...]:
    """One for each kind of device: two cards of one name are as quick as each other."""
    if machine is None:
        return ()
    named: dict[str, KernelNote] = {}
    for note in fast_here(quantization, machine):
        named.setdefault(note.description or note.device, note)
    return tuple(named.values())


def note_words(note: KernelNote, machine: Machine | None) -> str:
    """'Processor: fast. Q4_K is rearranged at loading …'"""
    name = "Processor" if _is_processor(note, machine) else _card(note, machine)
    return f"{name}: {KERNELS[note.kernels]}. {note.sentence}"


def _card(note: KernelNote, machine: Machine | None) -> str:
    devices = machine.devices if machine else ()
    kind = next((one.kind for one in devices if one.name == note.device), DeviceKind.GPU)
    return device_title(note.description, kind) or note.device


def _is_processor(note: KernelNote, machine: Machine | None) -> bool:
    devices = machine.devices if machine else ()
    return any(one.name == note.device and one.kind is DeviceKind.CPU for one in devices)

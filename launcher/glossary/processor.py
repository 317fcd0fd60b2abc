"""Which types a processor multiplies well.

Sources: llama.cpp ggml/src/ggml-cpu/repack.cpp (rearranged at loading), amx/common.h
(qtype_has_amx_kernels), arch-fallback.h (types without vector code), arch/x86/quants.c.
That IQ1 to IQ3 fall behind larger types was measured: ik_llama.cpp, discussion 164
(Ryzen 7950X, Llama 3.1 8B, 4 threads: IQ3_S 6.8, Q4_K_S 13.2 tokens a second).
"""

from typing import Final

from launcher.glossary.kernel_note import KernelNote, Kernels
from launcher.hardware.facts import Cpu, Device
from launcher.memory.repack import repack_rules

AMX_TYPES: Final = frozenset({"Q4_0", "Q4_1", "Q8_0", "Q4_K", "Q5_K", "Q6_K", "IQ4_XS"})
LOOKED_UP: Final = ("IQ1", "IQ2", "IQ3")
WHOLE: Final = ("F32", "F16", "BF16")
PLAIN_C_ON_X86: Final = frozenset({"Q2_0"})
ONLY_WITH_AVX2: Final = frozenset({"TQ1_0", "TQ2_0"})
REPACK: Final = "ggml/src/ggml-cpu/repack.cpp"
AMX: Final = "ggml/src/ggml-cpu/amx/common.h"
VECTORS: Final = "ggml/src/ggml-cpu/arch-fallback.h"
SPEEDS: Final = "https://github.com/ikawrakow/ik_llama.cpp/discussions/164"
FLOATS: Final = "ggml/src/ggml-cpu/vec.cpp"


def processor_note(kind: str, device: Device, cpu: Cpu) -> KernelNote:
    """The processor and one tensor type."""
    kernels, sentence, source = _judged(kind, cpu.features)
    return KernelNote(
        device=device.name,
        description=cpu.name or device.description,
        kernels=kernels,
        sentence=sentence,
        source=source,
    )


def _judged(kind: str, features: tuple[str, ...]) -> tuple[Kernels, str, str | None]:
    has = frozenset(feature.upper() for feature in features)
    vectors = _vectors(has)
    if vectors is None:
        return (
            Kernels.UNKNOWN,
            "What this processor can do is not known until the engine has said so.",
            None,
        )
    if kind in WHOLE:
        return _whole(kind, has)
    if kind.startswith(LOOKED_UP):
        return (
            Kernels.SLOW,
            f"Looking up the patterns of {kind} takes a processor longer than reading a larger "
            "4-bit type, so such a file is small and slow.",
            SPEEDS,
        )
    if "AMX_INT8" in has and kind in AMX_TYPES:
        return (
            Kernels.FAST,
            f"This processor's matrix unit (AMX) multiplies {kind} directly.",
            AMX,
        )
    if kind in repack_rules(features):
        return (
            Kernels.FAST,
            f"{kind} is rearranged at loading to suit this processor ({vectors}).",
            REPACK,
        )
    return _ordinary(kind, has)


def _ordinary(kind: str, has: frozenset[str]) -> tuple[Kernels, str, str]:
    arm = "NEON" in has
    if (kind in PLAIN_C_ON_X86 and not arm) or (
        kind in ONLY_WITH_AVX2 and not arm and "AVX2" not in has
    ):
        return (
            Kernels.SLOW,
            f"The engine has no vector code for {kind} on this processor.",
            VECTORS,
        )
    return (
        Kernels.PLAIN,
        f"{kind} has ordinary vector code for this processor and is not rearranged for it.",
        REPACK,
    )


def _whole(kind: str, has: frozenset[str]) -> tuple[Kernels, str, str]:
    """Floating point: nothing to unpack, and many bytes to read."""
    size = "four bytes" if kind == "F32" else "two bytes"
    if kind == "BF16" and "AVX512_BF16" in has:
        return (
            Kernels.FAST,
            _read_much("This processor multiplies BF16 directly (AVX512-BF16)", size),
            FLOATS,
        )
    if kind == "BF16":
        kernels = Kernels.SLOW if "NEON" in has else Kernels.PLAIN
        return kernels, _read_much("BF16 is turned into 32 bits weight by weight", size), FLOATS
    return Kernels.PLAIN, _read_much(f"{kind} needs no unpacking", size), FLOATS


def _read_much(said: str, size: str) -> str:
    return f"{said}; each weight is {size} to read, so answers are slower than in 8 or 4 bits."


def _vectors(has: frozenset[str]) -> str | None:
    """The widest vector instructions that matter, in words."""
    if "NEON" in has:
        return "NEON"
    if has & {"AVX512", "AVX512F"}:
        return "AVX-512"
    if "AVX2" in has:
        return "AVX2"
    return "AVX" if "AVX" in has else None

"""Which types a graphics card multiplies well, by the part of the engine that drives it.

Sources, all in llama.cpp: ggml/src/ggml-cuda/mmq.cu (ggml_cuda_should_use_mmq), common.cuh
and ggml-cuda.cu (supports_op) for CUDA and ROCm; ggml/src/ggml-metal/ggml-metal-device.m;
ggml/src/ggml-vulkan/ggml-vulkan.cpp.
"""

from typing import Final

from launcher.glossary.cards import amd_generation, compute_capability
from launcher.glossary.kernel_note import KernelNote, Kernels
from launcher.hardware.facts import Device

MMQ: Final = "ggml/src/ggml-cuda/mmq.cu"
COMMON: Final = "ggml/src/ggml-cuda/common.cuh"
CUDA: Final = "ggml/src/ggml-cuda/ggml-cuda.cu"
METAL: Final = "ggml/src/ggml-metal/ggml-metal-device.m"
VULKAN: Final = "ggml/src/ggml-vulkan/ggml-vulkan.cpp"
WHOLE: Final = frozenset({"F32", "F16", "BF16"})
TERNARY: Final = frozenset({"TQ1_0", "TQ2_0"})
FOUR_BIT_FLOATS: Final = frozenset({"MXFP4", "NVFP4"})
NOT_ON_METAL: Final = frozenset({"NVFP4", "TQ1_0"})
INTEGER_ON_VULKAN: Final = frozenset(
    {"Q2_0", "Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q8_0", "MXFP4", "IQ4_XS", "IQ3_S"}
    | {"Q2_K", "Q3_K", "Q4_K", "Q5_K", "Q6_K"}
)
# Generations with a byte-wise dot product (common.cuh: minimum for dp4a).
BYTE_PRODUCT: Final = 6.1
TENSOR_CORES: Final = 7.0
INTEGER_CORES: Final = 7.5
BF16_CORES: Final = 8.0
FOUR_BIT_CORES: Final = (12.0, 13.0)
AMD_WITHOUT: Final = frozenset({"RDNA1", "GCN"})
AMD_MATRIX: Final = frozenset({"RDNA3", "RDNA4", "CDNA"})
LOOKED_UP: Final = ("IQ1", "IQ2", "IQ3", "IQ4")

Judged = tuple[Kernels, str, str | None]


def nvidia_note(kind: str, device: Device) -> KernelNote:
    """A card driven through CUDA."""
    return _note(device, _nvidia(kind, compute_capability(device.description)))


def amd_note(kind: str, device: Device) -> KernelNote:
    """A card driven through ROCm."""
    return _note(device, _amd(kind, amd_generation(device.description)))


def metal_note(kind: str, device: Device) -> KernelNote:
    """A GPU driven through Metal."""
    return _note(device, _metal(kind, device.description))


def vulkan_note(kind: str, device: Device) -> KernelNote:
    """A card driven through Vulkan."""
    return _note(device, _vulkan(kind, device.description))


def _note(device: Device, judged: Judged) -> KernelNote:
    kernels, sentence, source = judged
    return KernelNote(
        device=device.name,
        description=device.description,
        kernels=kernels,
        sentence=sentence,
        source=source,
    )


def _nvidia(kind: str, capability: float | None) -> Judged:
    if kind in TERNARY:
        return _processor_instead(kind, "CUDA", CUDA)
    if capability is None:
        return Kernels.UNKNOWN, "The generation of this card is not known here.", None
    if kind in WHOLE:
        least = {"F16": TENSOR_CORES, "BF16": BF16_CORES}.get(kind)
        return _whole(kind, matrix=least is not None and capability >= least)
    if capability < BYTE_PRODUCT:
        return _unpacked_first(kind, COMMON)
    return _nvidia_integers(kind, capability)


def _nvidia_integers(kind: str, capability: float) -> Judged:
    low, high = FOUR_BIT_CORES
    if kind == "IQ1_M":
        return _unpacked_for_prompts(kind)
    if kind in FOUR_BIT_FLOATS and low <= capability < high:
        return Kernels.FAST, f"This card multiplies {kind} directly in 4-bit floating point.", MMQ
    if capability >= INTEGER_CORES:
        return Kernels.FAST, f"{kind} is multiplied with 8-bit integer matrix instructions.", MMQ
    return Kernels.FAST, f"{kind} is multiplied with 8-bit dot products (DP4A).", MMQ


def _amd(kind: str, generation: str | None) -> Judged:
    if kind in TERNARY:
        return _processor_instead(kind, "ROCm", CUDA)
    if generation is None:
        return Kernels.UNKNOWN, "The generation of this card is not known here.", None
    if kind in WHOLE:
        return _whole(kind, matrix=generation in AMD_MATRIX and kind != "F32")
    if generation in AMD_WITHOUT:
        return _unpacked_first(kind, COMMON)
    if kind == "IQ1_M":
        return _unpacked_for_prompts(kind)
    units = "matrix instructions" if generation in AMD_MATRIX else "dot products"
    return Kernels.FAST, f"{kind} is multiplied with 8-bit {units}.", MMQ


def _metal(kind: str, name: str) -> Judged:
    if kind in NOT_ON_METAL:
        return _processor_instead(kind, "Metal", METAL)
    if "apple" not in name.lower():
        return Kernels.UNKNOWN, "Nothing is known here of this GPU under Metal.", None
    if kind in WHOLE:
        return Kernels.FAST, _read_much(f"{kind} uses this GPU's matrix units", kind), METAL
    if kind.startswith(LOOKED_UP):
        return (
            Kernels.PLAIN,
            f"{kind} has kernels of its own, but looking up its values takes more time than K "
            "types or Q4_0 do.",
            METAL,
        )
    return Kernels.FAST, f"{kind} has kernels of its own that use this GPU's matrix units.", METAL


def _vulkan(kind: str, name: str) -> Judged:
    old = _without_byte_product(name)
    if kind in WHOLE:
        return (
            Kernels.PLAIN,
            _read_much(f"{kind} uses matrix units where the driver offers them", kind),
            VULKAN,
        )
    if kind in INTEGER_ON_VULKAN and not old:
        return (
            Kernels.FAST,
            f"{kind} is multiplied with 8-bit dot products where the driver offers them.",
            VULKAN,
        )
    return Kernels.PLAIN, f"{kind} is unpacked to floating point while it is multiplied.", VULKAN


def _without_byte_product(name: str) -> bool:
    capability = compute_capability(name)
    if capability is not None:
        return capability < BYTE_PRODUCT
    return amd_generation(name) in AMD_WITHOUT


def _whole(kind: str, *, matrix: bool) -> Judged:
    """Floating point through CUDA or ROCm, with matrix units for it or without."""
    if matrix:
        return Kernels.FAST, _read_much(f"{kind} uses this card's 16-bit matrix units", kind), CUDA
    if kind == "F32":
        return Kernels.PLAIN, _read_much("F32 is multiplied as it is", kind), COMMON
    return Kernels.PLAIN, _read_much(f"This card has no matrix units for {kind}", kind), COMMON


def _unpacked_first(kind: str, source: str) -> Judged:
    return (
        Kernels.SLOW,
        f"This card has no fast 8-bit dot product to multiply {kind} with.",
        source,
    )


def _unpacked_for_prompts(kind: str) -> Judged:
    return (
        Kernels.PLAIN,
        f"{kind} answers as usual, but for prompts it is unpacked to 16 bits first.",
        MMQ,
    )


def _processor_instead(kind: str, backend: str, source: str) -> Judged:
    return (
        Kernels.NONE,
        f"The engine has no {backend} kernels for {kind}; the processor calculates instead.",
        source,
    )


def _read_much(said: str, kind: str) -> str:
    size = "four" if kind == "F32" else "two"
    return (
        f"{said}; each weight is {size} bytes to read, so answers are slower than in 8 or 4 bits."
    )

"""What weights are stored as: ggml's tensor types, file types, and the name people know a mix by.

A tensor type says how many bytes a block of weights takes. A file type names
a recipe that mixes several of them; the mix itself is the truth.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from launcher.models.facts import ModelFacts, Tensor


@dataclass(frozen=True, slots=True)
class TensorType:
    """One of ggml's types: `bytes` hold `block` weights of a row."""

    id: int
    name: str
    block: int
    bytes: int

    @property
    def bits_per_weight(self) -> float:
        """Exact."""
        return self.bytes * 8 / self.block


# Source: ggml/include/ggml.h (enum ggml_type) and ggml/src/ggml-common.h of ggml 0.25.3.
TENSOR_TYPES: Final = (
    TensorType(0, "F32", 1, 4),
    TensorType(1, "F16", 1, 2),
    TensorType(2, "Q4_0", 32, 18),
    TensorType(3, "Q4_1", 32, 20),
    TensorType(6, "Q5_0", 32, 22),
    TensorType(7, "Q5_1", 32, 24),
    TensorType(8, "Q8_0", 32, 34),
    TensorType(9, "Q8_1", 32, 36),
    TensorType(10, "Q2_K", 256, 84),
    TensorType(11, "Q3_K", 256, 110),
    TensorType(12, "Q4_K", 256, 144),
    TensorType(13, "Q5_K", 256, 176),
    TensorType(14, "Q6_K", 256, 210),
    TensorType(15, "Q8_K", 256, 292),
    TensorType(16, "IQ2_XXS", 256, 66),
    TensorType(17, "IQ2_XS", 256, 74),
    TensorType(18, "IQ3_XXS", 256, 98),
    TensorType(19, "IQ1_S", 256, 50),
    TensorType(20, "IQ4_NL", 32, 18),
    TensorType(21, "IQ3_S", 256, 110),
    TensorType(22, "IQ2_S", 256, 82),
    TensorType(23, "IQ4_XS", 256, 136),
    TensorType(24, "I8", 1, 1),
    TensorType(25, "I16", 1, 2),
    TensorType(26, "I32", 1, 4),
    TensorType(27, "I64", 1, 8),
    TensorType(28, "F64", 1, 8),
    TensorType(29, "IQ1_M", 256, 56),
    TensorType(30, "BF16", 1, 2),
    TensorType(34, "TQ1_0", 256, 54),
    TensorType(35, "TQ2_0", 256, 66),
    TensorType(39, "MXFP4", 32, 17),
    TensorType(40, "NVFP4", 64, 36),
    TensorType(41, "Q1_0", 128, 18),
    TensorType(42, "Q2_0", 64, 18),
)
TYPE_BY_ID: Final = {kind.id: kind for kind in TENSOR_TYPES}
TYPE_BY_NAME: Final = {kind.name: kind for kind in TENSOR_TYPES}
REMOVED_TYPES: Final = {  # once written to files; llama.cpp no longer reads them
    4: "Q4_2",
    5: "Q4_3",
    31: "Q4_0_4_4",
    32: "Q4_0_4_8",
    33: "Q4_0_8_8",
    36: "IQ4_NL_4_4",
    37: "IQ4_NL_4_8",
    38: "IQ4_NL_8_8",
}

# Source: include/llama.h (enum llama_ftype); the base type is the one the recipe starts from
# (src/llama-quant.cpp, llama_ftype_get_default_type).
FILE_TYPES: Final = {
    0: ("F32", "F32"),
    1: ("F16", "F16"),
    2: ("Q4_0", "Q4_0"),
    3: ("Q4_1", "Q4_1"),
    7: ("Q8_0", "Q8_0"),
    8: ("Q5_0", "Q5_0"),
    9: ("Q5_1", "Q5_1"),
    10: ("Q2_K", "Q2_K"),
    11: ("Q3_K_S", "Q3_K"),
    12: ("Q3_K_M", "Q3_K"),
    13: ("Q3_K_L", "Q3_K"),
    14: ("Q4_K_S", "Q4_K"),
    15: ("Q4_K_M", "Q4_K"),
    16: ("Q5_K_S", "Q5_K"),
    17: ("Q5_K_M", "Q5_K"),
    18: ("Q6_K", "Q6_K"),
    19: ("IQ2_XXS", "IQ2_XXS"),
    20: ("IQ2_XS", "IQ2_XS"),
    21: ("Q2_K_S", "Q2_K"),
    22: ("IQ3_XS", "IQ3_S"),
    23: ("IQ3_XXS", "IQ3_XXS"),
    24: ("IQ1_S", "IQ1_S"),
    25: ("IQ4_NL", "IQ4_NL"),
    26: ("IQ3_S", "IQ3_S"),
    27: ("IQ3_M", "IQ3_S"),
    28: ("IQ2_S", "IQ2_XS"),
    29: ("IQ2_M", "IQ2_S"),
    30: ("IQ4_XS", "IQ4_XS"),
    31: ("IQ1_M", "IQ1_M"),
    32: ("BF16", "BF16"),
    36: ("TQ1_0", "TQ1_0"),
    37: ("TQ2_0", "TQ2_0"),
    38: ("MXFP4_MOE", "MXFP4"),
    39: ("NVFP4", "NVFP4"),
    40: ("Q1_0", "Q1_0"),
    41: ("Q2_0", "Q2_0"),
}
GUESSED: Final = 1024  # added to the file type where the writer only guessed it

# What the engine stores instead where a row is no multiple of the type's block
# (src/llama-quant.cpp, tensor_type_fallback).
FALLBACK: Final = {
    "Q4_K": "Q5_0",
    "Q5_K": "Q5_1",
    "Q6_K": "Q8_0",
    "MXFP4": "Q8_0",
} | dict.fromkeys(("Q2_K", "Q3_K", "TQ1_0", "TQ2_0", "Q2_0"), "Q4_0")
ENOUGH: Final = 0.2  # of the layers' weights: below that the file type is not what is inside


@dataclass(frozen=True, slots=True, kw_only=True)
class MixPart:
    """What one tensor type holds: tensors, bytes, and its share of all weights (0 to 1)."""

    count: int
    bytes: int
    share: float


def tensor_bytes(kind: str, shape: Sequence[int]) -> int:
    """Bytes of a tensor of ggml's type `kind`, `shape` fastest first.

    Source: ggml.c, ggml_nbytes of a contiguous tensor. Raises KeyError for an
    unknown type and ValueError when a row is no multiple of the block.
    """
    held = TYPE_BY_NAME[kind]
    elements = 1
    for extent in shape:
        elements *= extent
    if shape and shape[0] % held.block:
        raise ValueError(
            f"a row of {shape[0]} is no multiple of {held.block}, the block of {kind}"
        )
    return elements // held.block * held.bytes


def file_type_name(number: int) -> str | None:
    """What `general.file_type` stands for: 15 is 'Q4_K_M'. None for a number without a name."""
    found = FILE_TYPES.get(number & ~GUESSED)
    return found[0] if found else None


def tensor_mix(facts: ModelFacts) -> Mapping[str, MixPart]:
    """The tensor types in the file, the one with most weights first."""
    grouped: dict[str, list[Tensor]] = {}
    for tensor in facts.tensors:
        grouped.setdefault(tensor.type, []).append(tensor)
    total = facts.parameters or 1
    parts = {
        kind: MixPart(
            count=len(tensors),
            bytes=sum(tensor.size for tensor in tensors),
            share=sum(tensor.elements for tensor in tensors) / total,
        )
        for kind, tensors in grouped.items()
    }
    return dict(sorted(parts.items(), key=lambda item: item[1].share, reverse=True))


def quantization_of(facts: ModelFacts) -> str:
    """The name to show: the file type where the layers really hold it, else what dominates them.

    Files named for their norms ('f16' with MXFP4 inside) carry a file type
    that is not theirs. Empty for a file with no tensors and no file type.
    """
    number = facts.metadata.get("general.file_type")
    known = FILE_TYPES.get(number & ~GUESSED) if isinstance(number, int) else None
    shares = _layer_shares(facts.tensors)
    if not shares:
        return known[0] if known else ""
    if known and sum(shares.get(kind, 0.0) for kind in _may_hold(known[1])) >= ENOUGH:
        return known[0]
    return max(shares, key=lambda kind: shares[kind])


def _may_hold(base: str) -> set[str]:
    fallback = FALLBACK.get(base, "IQ4_NL" if base.startswith("IQ") else base)
    return {base, fallback}


def _layer_shares(tensors: Iterable[Tensor]) -> dict[str, float]:
    """Share of each type in the weights of the layers; of all tensors where none is in a layer."""
    matrices = [t for t in tensors if len(t.shape) > 1]
    chosen = [t for t in matrices if t.name.startswith("blk.")] or matrices or list(tensors)
    total = sum(t.elements for t in chosen) or 1
    shares: dict[str, float] = {}
    for tensor in chosen:
        shares[tensor.type] = shares.get(tensor.type, 0.0) + tensor.elements / total
    return shares

"""What a type in a name means, in one sentence.

The bits of whole files are those of Llama 3.1 8B (llama.cpp, tools/quantize/README.md, 2025; the
four older types from the file sizes in tools/perplexity/README.md); a model with a large
vocabulary or other shapes lies a little beside them. Which tensors get which
type: llama.cpp, src/llama-quant.cpp.
"""

from typing import Final

from launcher.models.naming.encodings import MIX, Standing, base_of, standing
from launcher.models.quantization import TYPE_BY_NAME

# Bits per weight of a whole file.
BITS: Final = {
    "F32": 32.0,
    "F16": 16.0,
    "BF16": 16.0,
    "Q8_0": 8.5,
    "Q6_K": 6.56,
    "Q5_1": 6.04,
    "Q5_K_M": 5.70,
    "Q5_0": 5.57,
    "Q5_K_S": 5.57,
    "Q4_1": 5.11,
    "Q4_K_M": 4.89,
    "IQ4_NL": 4.68,
    "Q4_K_S": 4.67,
    "Q4_0": 4.64,
    "IQ4_XS": 4.46,
    "Q3_K_L": 4.30,
    "Q3_K_M": 4.00,
    "IQ3_M": 3.76,
    "IQ3_S": 3.66,
    "Q3_K_S": 3.64,
    "IQ3_XS": 3.50,
    "IQ3_XXS": 3.25,
    "Q2_K": 3.16,
    "Q2_K_S": 2.97,
    "IQ2_M": 2.93,
    "IQ2_S": 2.74,
    "IQ2_XS": 2.59,
    "IQ2_XXS": 2.38,
    "IQ1_M": 2.15,
    "IQ1_S": 2.00,
}
MADE_OF: Final = {
    "Q8_0": "every matrix in Q8_0",
    "Q6_K": "every matrix in Q6_K",
    "Q5_K_M": "mostly Q5_K, the most sensitive tensors in Q6_K",
    "Q5_K_S": "nearly all in Q5_K",
    "Q5_0": "an older type, nearly every matrix alike",
    "Q5_1": "an older type, nearly every matrix alike",
    "Q4_K_M": "mostly Q4_K, the most sensitive tensors in Q6_K",
    "Q4_K_S": "mostly Q4_K, a few tensors in Q5_K",
    "Q4_0": "an older type, nearly every matrix alike",
    "Q4_1": "an older type, nearly every matrix alike",
    "IQ4_NL": "each weight is one of 16 unevenly spaced values",
    "IQ4_XS": "each weight is one of 16 unevenly spaced values",
    "Q3_K_L": "mostly Q3_K, attention and feed-forward outputs in Q5_K",
    "Q3_K_M": "mostly Q3_K, the sensitive tensors in Q4_K and Q5_K",
    "Q3_K_S": "nearly all in Q3_K",
    "IQ3_M": "mostly IQ3_S, sensitive tensors in Q4_K",
    "IQ3_S": "mostly IQ3_S, values from a table",
    "IQ3_XS": "IQ3_S and IQ3_XXS, values from a table",
    "IQ3_XXS": "mostly IQ3_XXS, values from a table",
    "Q2_K": "mostly Q2_K, the sensitive tensors in Q3_K and Q4_K",
    "Q2_K_S": "mostly Q2_K",
    "IQ2_M": "mostly IQ2_S, values from a table",
    "IQ2_S": "mostly IQ2_XS, values from a table",
    "IQ2_XS": "mostly IQ2_XS, values from a table",
    "IQ2_XXS": "mostly IQ2_XXS, values from a table",
    "IQ1_M": "mostly IQ1_M, values from a table",
    "IQ1_S": "mostly IQ1_S, values from a table",
    "MXFP4": "4-bit floating point, 32 weights share a scale",
    "MXFP4_MOE": "experts in MXFP4, all else in Q8_0",
    "NVFP4": "4-bit floating point, 16 weights share a scale",
    "TQ1_0": "three values (−1, 0, 1), for models trained so",
    "TQ2_0": "three values (−1, 0, 1), for models trained so",
    "Q1_0": "one bit a weight and a scale for 128",
    "Q2_0": "two bits a weight and a scale for 64",
}
WHOLE: Final = {
    "F32": "32 bits a weight: single precision, more than any model needs to answer.",
    "F16": "16 bits a weight: half precision, not quantized.",
    "BF16": "16 bits a weight: brain floating point, as most models are published.",
}
FORK: Final = "Only the fork ik_llama.cpp loads this type; the engine here cannot."
REMOVED: Final = "Rearranged for ARM processors; the engine no longer loads it."
EARLY: Final = "A 4-bit type of spring 2023, before GGUF; the engine no longer loads it."
OLDEST: Final = frozenset({"Q4_2", "Q4_3"})  # llama.cpp, include/llama.h: removed in 2023
OUTSIDE: Final = {Standing.FORK: FORK, Standing.REMOVED: REMOVED}
DYNAMIC: Final = "Unsloth Dynamic: the type of every layer was chosen by its own analysis."


def bits_of(quantization: str) -> float | None:
    """About how many bits a weight takes in a whole file; None where nobody published it.

    A maker's mix is taken for its base, and a type that stores every matrix alike for
    its own block.
    """
    if quantization in BITS:
        return BITS[quantization]
    mixed = MIX.fullmatch(quantization)
    if mixed and standing(quantization) is Standing.MIX:
        kinds = (mixed["base"], f"{mixed['base']}_M", base_of(quantization))
        return next((BITS[one] for one in kinds if one in BITS), None)
    if standing(quantization) is Standing.KNOWN:
        kind = TYPE_BY_NAME.get(base_of(quantization) or "")
        return kind.bits_per_weight if kind else None
    return None


def bits_words(quantization: str) -> str | None:
    """The bits as said: 'about 4.9 bits a weight'."""
    bits = bits_of(quantization)
    if bits is None:
        return None
    if quantization in WHOLE:
        return f"{bits:g} bits a weight"
    said = f"{bits:.1f} bits a weight".replace(".0 bits", " bits")
    if quantization in BITS:
        return f"about {said}"
    if standing(quantization) is Standing.MIX:
        return f"a little over {said}"
    return f"at least {bits:.3g} bits a weight"


def encoding_words(quantization: str, *, dynamic: bool = False) -> str:
    """What the type means, in a sentence; `dynamic` where UD stands before it."""
    kind = standing(quantization)
    early = EARLY if quantization in OLDEST else None
    fixed = WHOLE.get(quantization) or early or OUTSIDE.get(kind)
    if fixed:
        return fixed
    if kind is Standing.MIX or dynamic:
        return _mix_words(quantization, dynamic=dynamic)
    if kind is Standing.KNOWN:
        bits = (bits_words(quantization) or "").capitalize()
        made = MADE_OF.get(quantization)
        return f"{bits}: {made}." if made else f"{bits}."
    digit = next((one for one in quantization if one.isdigit()), "?")
    return f"About {digit} bits a weight; the name does not say which type exactly."


def near(quantization: str) -> str:
    """The known type that a mix lies near."""
    if standing(quantization) is Standing.KNOWN:
        return quantization
    return base_of(quantization) or quantization


def _mix_words(quantization: str, *, dynamic: bool) -> str:
    if dynamic:
        return f"A mix near {near(quantization)}; the header tells which types the layers hold."
    base = base_of(quantization)
    if quantization.endswith("_XL"):
        return (
            f"A maker's own mix built on {base}, with the most important tensors in larger types."
        )
    if quantization.endswith("_L"):
        return f"Built on {base}, with embeddings and output in Q8_0 (a maker's own mix)."
    return f"A maker's own mix built on {base}."

"""What the processor wants rearranged, so that it multiplies faster.

Source: llama.cpp ggml/src/ggml-cpu/repack.cpp. Rearranged weights are not kept
twice unless the file is mapped.
"""

import re
from collections.abc import Mapping
from typing import Final

from launcher.models.facts import Tensor

EXPERTS: Final = re.compile(r"\.ffn_(up|down|gate|gate_up)_(ch|)exps")


def repack_rules(features: tuple[str, ...]) -> Mapping[str, int]:
    """Types the processor wants rearranged, and the number of rows they must be a multiple of.

    `features` are the engine's words. Source: repack.cpp, ggml_repack_get_optimal_repack_type.
    """
    rules: dict[str, int] = {}
    has = frozenset(feature.upper().replace("-", "").replace("_", "") for feature in features)
    if "NEON" in has and "DOTPROD" in has:
        rules |= {"IQ4_NL": 4, "MXFP4": 4}
    if "NEON" in has and has & {"DOTPROD", "MATMULINT8", "I8MM"}:
        rules |= {"Q4_0": 4, "Q8_0": 4, "Q1_0": 4, "Q4_K": 8, "Q5_K": 8, "Q6_K": 8}
    if "AVX2" in has:
        rules |= {"Q4_0": 8, "Q4_K": 8, "IQ4_NL": 8, "MXFP4": 8}
    if has & {"AVX512", "AVX512F"}:
        rules["Q2_K"] = 8
    return rules


def is_repacked(tensor: Tensor, rules: Mapping[str, int]) -> bool:
    """Whether this tensor is among what `repack_rules` names."""
    rows = rules.get(tensor.type)
    if rows is None or len(tensor.shape) < 2 or tensor.shape[1] % rows:
        return False
    if tensor.name.endswith(".nextn.embed_tokens.weight"):  # its rows are looked up one by one
        return False
    extents = 1 + max(n for n, extent in enumerate(tensor.shape) if extent > 1 or n == 0)
    return extents == (3 if EXPERTS.search(tensor.name) else 2)

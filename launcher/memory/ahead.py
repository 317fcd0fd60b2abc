"""Blocks that only guess tokens ahead (NextN, MTP): which architectures load them, and when.

They follow the trunk in the file. Source: llama.cpp src/models/*.cpp (load_mtp, TENSOR_SKIP).
"""

import re
from typing import Final

GUESS_AHEAD: Final = frozenset(  # the others never load such blocks
    {
        "bailingmoe3",
        "cohere2moe",
        "deepseek2",
        "deepseek32",
        "deepseek4",
        "glm-dsa",
        "glm4moe",
        "glm5-next",
        "hy_v3",
        "mimo2",
        "mistral4",
        "nemotron_h",
        "nemotron_h_moe",
        "qwen35",
        "qwen35moe",
        "qwen3next",
        "step35",
    }
)
# What of such blocks is loaded although nobody asked: tensors the engine forgets to leave out.
LOADED_ANYWAY: Final = {
    "cohere2moe": re.compile(r"nextn\.(embed|shared)"),
    "deepseek32": re.compile(r"exp_probs_b"),
    "glm-dsa": re.compile(r"exp_probs_b"),
    "hy_v3": re.compile(r"ffn_(?!norm)|exp_probs_b|nextn\.(embed|shared)"),
    "step35": re.compile(r"attn_([qk]_norm|gate)|ffn_(?!norm)|exp_probs_b|nextn\.(embed|shared)"),
}


def loads_ahead(name: str, architecture: str, *, mtp: bool) -> bool:
    """Whether this tensor of such a block comes into memory; `mtp`: it was asked for."""
    if mtp:
        return architecture in GUESS_AHEAD
    anyway = LOADED_ANYWAY.get(architecture)
    return anyway is not None and anyway.match(name.split(".", 2)[2]) is not None

"""Which architectures there are, and what their loaders have in common.

Source: llama.cpp src/llama-arch.cpp (LLM_ARCH_NAMES), tests/test-llama-archs.cpp.
"""

from typing import Final

from launcher.memory.architectures import KNOWN

NAMES: Final = (*sorted(KNOWN), "clip", "gptj")  # the last two have no model behind them

# The engine takes these as mixtures of experts alone.
MIXTURES: Final = frozenset(
    (
        "afmoe",
        "arctic",
        "bailingmoe",
        "bailingmoe2",
        "bailingmoe3",
        "cohere2moe",
        "dbrx",
        "deepseek",
        "deepseek2",
        "deepseek2-ocr",
        "deepseek32",
        "deepseek4",
        "dots1",
        "dots3note",
        "ernie4_5",
        "ernie4_5-moe",
        "exaone-moe",
        "glm-dsa",
        "glm4moe",
        "glm5-next",
        "gpt-oss",
        "grok",
        "grovemoe",
        "hunyuan-moe",
        "hy_v3",
        "hy_v4",
        "kimi-k3",
        "kimi-linear",
        "laguna",
        "lfm2moe",
        "llada-moe",
        "llama4",
        "maple",
        "mellum",
        "mimo2",
        "minimax-01",
        "minimax-m2",
        "minimax-m3",
        "mistral4",
        "olmoe",
        "paddleocr",
        "phimoe",
        "qwen2moe",
        "qwen35moe",
        "qwen3moe",
        "qwen3next",
        "qwen3vlmoe",
        "qwen4exp",
        "rnd1",
        "smallthinker",
        "step35",
    )
)

# Their attention is multi-head latent.
LATENT: Final = frozenset(
    (
        "bailingmoe3",
        "deepseek2",
        "deepseek32",
        "dots3note",
        "glm-dsa",
        "glm5-next",
        "hy_v4",
        "kimi-k3",
        "kimi-linear",
        "mistral4",
    )
)

# A block without KV heads is recurrent.
RECURRENT_BY_HEADS: Final = frozenset(
    (
        "bailingmoe3",
        "glm5-next",
        "granitehybrid",
        "jamba",
        "kimi-k3",
        "kimi-linear",
        "lfm2",
        "lfm2moe",
        "nemotron_h",
        "nemotron_h_moe",
        "plamo2",
    )
)

# The header lists which layers slide.
LISTED_WINDOWS: Final = frozenset(
    (
        "cohere2moe",
        "dflash",
        "dots3note",
        "granite_swa",
        "maple",
        "mimo2",
        "muse-glimmer",
        "spark2_5",
        "step35",
    )
)

# The header lists which layers own an index.
INDEXED: Final = frozenset(
    (
        "dots3note",
        "hy_v4",
    )
)

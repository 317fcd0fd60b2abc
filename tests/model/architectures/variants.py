"""Further shapes of architectures whose header decides what is cached."""

from dataclasses import replace
from typing import Final

from launcher.models.facts import Value
from tests.model.architectures.compare import Case
from tests.model.architectures.metadata import model_of
from tests.model.architectures.sizes import size_of

GUESSING_AHEAD: Final = (
    "bailingmoe3",
    "cohere2moe",
    "deepseek2",
    "deepseek32",
    "dots3note",
    "glm-dsa",
    "glm4moe",
    "glm5-next",
    "hy_v3",
    "llama",
    "mimo2",
    "qwen35",
    "qwen35moe",
    "qwen3next",
    "step35",
)
PLAIN_HEADS: Final[dict[str, Value]] = {  # of files made before latent attention was stored so
    "attention.key_length": 192,
    "attention.value_length": 128,
    "attention.key_length_mla": (),
    "attention.value_length_mla": (),
}
# Architecture, layers more than its least, keys added or (with an empty list) taken away.
SHAPES: Final[tuple[tuple[str, int, dict[str, Value]], ...]] = (
    ("deci", 2, {"attention.head_count_kv": (2, 1, 2, 0), "attention.head_count": (2, 2, 2, 0)}),
    ("deepseek2", 1, PLAIN_HEADS),
    ("deepseek4", 4, {"nextn_predict_layers": 1}),
    ("exaone4", -30, {}),
    ("gemma2", 2, {"attention.sliding_window": 600}),
    ("gemma3", 5, {"attention.sliding_window_pattern": ()}),
    ("gemma3", 1, {"attention.sliding_window_pattern": (True, False, True)}),
    ("gemma3n", 8, {}),
    ("gemma4", 5, {"attention.shared_kv_layers": 5}),
    ("gemma4", 5, {"attention.key_length": 128, "attention.value_length": 128}),
    ("glm-dsa", 8, {"context_length": 1_048_576}),
    ("glm-dsa", 2, {"attention.indexer.types": (1, 0, 0, 1)}),
    ("glm5-next", 2, {"attention.indexer.types": (1, 0, 0, 0)}),
    ("gpt-oss", 4, {"attention.sliding_window_pattern": ()}),
    ("hy_v4", 2, {"attention.indexer.top_k": ()}),
    ("laguna", 0, {"attention.sliding_window": ()}),
    ("lfm2", 3, {"attention.sliding_window": ()}),
    ("llama4", 4, {"attention.sliding_window_pattern": ()}),
    ("minimax-01", 6, {"full_attention_interval": ()}),
    ("minimax-m3", 3, {"leading_dense_block_count": 2}),
    ("nanbeige", 1, {"num_loops": 3}),
    ("nemotron_h", 3, {}),
    ("olmo2", 0, {"attention.sliding_window": ()}),
    ("openelm", 2, {"attention.head_count_kv": (2, 1, 1, 2)}),
    ("phi3", 2, {"attention.sliding_window": 64}),
    ("plamo3", 7, {"attention.sliding_window_pattern": ()}),
    ("qwen35", 4, {"full_attention_interval": ()}),
    ("qwen35", 2, {"attention.recurrent_layers": (True, True, False, True)}),
    ("qwen4exp", 2, {"ple.layers": ()}),
    ("qwen4exp", 6, {"full_attention_interval": 4}),
    ("smallthinker", 2, {"attention.sliding_window": ()}),
    ("smallthinker", 2, {"attention.sliding_window_pattern": ()}),
)
DRAFT_OF_DEEPSEEK4: Final[dict[str, Value]] = {
    "attention.head_count_kv": 1,
    "hyper_connection.count": 4,
    "hyper_connection.sinkhorn_iterations": 2,
    "hyper_connection.epsilon": 1e-6,
    "attention.output_group_count": 2,
    "attention.output_lora_rank": 32,
    "expert_feed_forward_length": 384,
    "expert_count": 2,
    "expert_used_count": 2,
    "expert_shared_count": 1,
    "expert_gating_func": 4,
    "expert_weights_scale": 1.0,
    "expert_weights_norm": True,
    "swiglu_clamp_exp": 10.0,
    "rope.dimension_count": 64,
}


def variants() -> tuple[Case, ...]:
    """All of them, each with a name of its own."""
    return tuple(_case(*shape) for shape in (*SHAPES, ("dflash", 0, DRAFT_OF_DEEPSEEK4)))


def guessing_ahead() -> tuple[Case, ...]:
    """Models with a layer that guesses tokens; the engine must be told to load it."""
    return tuple(_case(name, 1, {"nextn_predict_layers": 1}) for name in GUESSING_AHEAD)


def _case(architecture: str, more: int, keys: dict[str, Value]) -> Case:
    size = size_of(architecture)
    size = replace(size, layers=size.layers + more)
    told = ", ".join(f"{key}={value}" for key, value in list(keys.items())[:1])
    told = told or f"{size.layers} layers"
    names = {key.replace(".", "__"): value for key, value in keys.items()}
    return Case(name=f"{architecture} ({told})", model=model_of(architecture, size, **names))

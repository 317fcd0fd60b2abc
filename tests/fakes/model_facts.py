"""Headers of well-known shapes, made from dimensions alone: no file, no download."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from launcher.models.facts import ModelFacts, Tensor, Value
from launcher.models.quantization import tensor_bytes

QK_NORM: Final = ("qwen3", "qwen3moe", "gemma3", "olmo2")
SOME_MORE_BITS: Final = ("attn_v", "ffn_down")  # what Q4_K_M keeps at six bits in half the layers


def facts_of(
    *,
    architecture: str = "llama",
    layers: int = 32,
    embedding: int = 4096,
    feed_forward: int = 14336,
    heads: int = 32,
    kv_heads: int | tuple[int, ...] = 8,
    head_size: int = 128,
    vocabulary: int = 128256,
    trained: int = 131072,
    tied: bool = False,
    kind: str = "Q4_K",
    better: str = "Q6_K",
    embedding_kind: str | None = None,
    experts: Mapping[str, int] | None = None,
    more: Mapping[str, Value] | None = None,
) -> ModelFacts:
    """A header. `kind` is the type of most matrices, `better` of the few kept at more bits."""
    metadata: dict[str, Value] = {
        "general.architecture": architecture,
        f"{architecture}.block_count": layers,
        f"{architecture}.context_length": trained,
        f"{architecture}.embedding_length": embedding,
        f"{architecture}.feed_forward_length": feed_forward,
        f"{architecture}.attention.head_count": heads,
        f"{architecture}.attention.head_count_kv": kv_heads,
        f"{architecture}.attention.key_length": head_size,
        f"{architecture}.attention.value_length": head_size,
        f"{architecture}.attention.layer_norm_rms_epsilon": 1e-5,
    }
    if experts:
        metadata[f"{architecture}.expert_count"] = experts["count"]
        metadata[f"{architecture}.expert_used_count"] = experts["used"]
        metadata[f"{architecture}.expert_feed_forward_length"] = experts["n_ff_expert"]
    metadata |= {f"{architecture}.{key}": value for key, value in (more or {}).items()}
    shapes: list[tuple[str, str, tuple[int, ...]]] = [
        ("token_embd.weight", embedding_kind or kind, (embedding, vocabulary)),
        ("output_norm.weight", "F32", (embedding,)),
    ]
    if not tied:
        shapes.append(("output.weight", better, (embedding, vocabulary)))
    for layer in range(layers):
        here = kv_heads if isinstance(kv_heads, int) else kv_heads[layer]
        rich = better if layer % 2 == 0 else kind
        shapes += _layer(
            architecture,
            layer,
            embedding,
            feed_forward,
            heads,
            here,
            head_size,
            kind,
            rich,
            experts,
        )
    return _facts(architecture, metadata, shapes, vocabulary)


def _layer(
    architecture: str,
    layer: int,
    embedding: int,
    feed_forward: int,
    heads: int,
    kv_heads: int,
    head_size: int,
    kind: str,
    rich: str,
    experts: Mapping[str, int] | None,
) -> list[tuple[str, str, tuple[int, ...]]]:
    width, kv_width = heads * head_size, kv_heads * head_size
    parts: list[tuple[str, str, tuple[int, ...]]] = [
        ("attn_norm", "F32", (embedding,)),
        ("ffn_norm", "F32", (embedding,)),
        ("attn_q", kind, (embedding, width)),
        ("attn_k", kind, (embedding, kv_width)),
        ("attn_v", rich, (embedding, kv_width)),
        ("attn_output", kind, (width, embedding)),
    ]
    if architecture in QK_NORM:
        parts += [("attn_q_norm", "F32", (head_size,)), ("attn_k_norm", "F32", (head_size,))]
    if architecture == "gemma3":
        parts += [
            ("post_attention_norm", "F32", (embedding,)),
            ("post_ffw_norm", "F32", (embedding,)),
        ]
    if experts:
        count, inner = experts["count"], experts["n_ff_expert"]
        parts += [
            ("ffn_gate_inp", "F32", (embedding, count)),
            ("ffn_gate_exps", kind, (embedding, inner, count)),
            ("ffn_up_exps", kind, (embedding, inner, count)),
            ("ffn_down_exps", rich, (inner, embedding, count)),
        ]
    else:
        parts += [
            ("ffn_gate", kind, (embedding, feed_forward)),
            ("ffn_up", kind, (embedding, feed_forward)),
            ("ffn_down", rich, (feed_forward, embedding)),
        ]
    return [(f"blk.{layer}.{name}.weight", type_, shape) for name, type_, shape in parts]


def _facts(
    architecture: str,
    metadata: Mapping[str, Value],
    shapes: list[tuple[str, str, tuple[int, ...]]],
    vocabulary: int,
) -> ModelFacts:
    tensors = []
    offset = 0
    for name, kind, shape in shapes:
        size = tensor_bytes(kind, shape)
        tensors.append(Tensor(name=name, shape=shape, type=kind, offset=offset, size=size))
        offset += -(-size // 32) * 32
    header = 1 << 20
    return ModelFacts(
        architecture=architecture,
        name=None,
        metadata=MappingProxyType(dict(metadata)),
        tensors=tuple(tensors),
        vocabulary=vocabulary,
        file_size=header + offset,
        header_size=header,
    )


def facts_from(
    dimensions: Mapping[str, Any], *, kind: str = "Q4_K", better: str = "Q6_K"
) -> ModelFacts:
    """A header from one entry of a table of published dimensions (dense, MoE, sliding window)."""
    more: dict[str, Value] = {}
    if dimensions["sliding_window"]:
        more["attention.sliding_window"] = dimensions["sliding_window"]["size"]
    mla = dimensions["mla"]
    kv_heads, head_size = dimensions["n_head_kv"], dimensions["head_dim_k"]
    if mla:  # as GGUF files have it: one shared head of the compressed K
        kv_heads = 1
        head_size = mla["kv_lora_rank"] + mla["rope_dim"]
        more |= {
            "attention.value_length": mla["kv_lora_rank"],
            "attention.key_length_mla": dimensions["head_dim_k"],
            "attention.value_length_mla": dimensions["head_dim_v"],
            "attention.kv_lora_rank": mla["kv_lora_rank"],
        }
    return facts_of(
        architecture=dimensions["gguf_architecture"],
        layers=dimensions["n_layer"],
        embedding=dimensions["n_embd"],
        feed_forward=dimensions["n_ff"],
        heads=dimensions["n_head"],
        kv_heads=tuple(kv_heads) if isinstance(kv_heads, list) else kv_heads,
        head_size=head_size,
        vocabulary=dimensions["n_vocab"],
        trained=dimensions["context_length"],
        tied=dimensions["tied_embeddings"],
        kind=kind,
        better=better,
        experts=dimensions["experts"],
        more=more,
    )

"""Mixtures whose last block only guesses tokens ahead (NextN, MTP), as headers alone."""

from dataclasses import replace

from launcher.models.facts import ModelFacts, Tensor
from launcher.models.quantization import tensor_bytes
from tests.fakes.model_facts import facts_of

GUESSING = ("glm4moe", "hy_v3")
WIDTH, INNER, EXPERTS, HEAD, VOCABULARY = 2048, 768, 16, 128, 32768

Part = tuple[str, str, tuple[int, ...]]


def guessing(architecture: str, *, layers: int = 6) -> ModelFacts:
    """A model of so many blocks that answer, and one more that guesses ahead."""
    plain = facts_of(
        architecture=architecture,
        layers=layers + 1,
        embedding=WIDTH,
        feed_forward=4096,
        heads=16,
        kv_heads=4,
        vocabulary=VOCABULARY,
        experts={"count": EXPERTS, "used": 4, "n_ff_expert": INNER},
        more={"nextn_predict_layers": 1, "expert_shared_count": 1},
    )
    parts: list[Part] = [
        (tensor.name, tensor.type, tensor.shape)
        for tensor in plain.tensors
        if architecture != "glm4moe" or ".ffn_norm." not in tensor.name
    ]
    for layer in range(layers + 1):
        parts += [
            (f"blk.{layer}.{name}", kind, shape) for name, kind, shape in _more(architecture)
        ]
    parts += [(f"blk.{layers}.nextn.{name}.weight", kind, shape) for name, kind, shape in _NEXT]
    tensors, offset = [], 0
    for name, kind, shape in parts:
        size = tensor_bytes(kind, shape)
        tensors.append(Tensor(name=name, shape=shape, type=kind, offset=offset, size=size))
        offset += -(-size // 32) * 32
    return replace(plain, tensors=tuple(tensors), file_size=plain.header_size + offset)


_NEXT: tuple[Part, ...] = (
    ("eh_proj", "Q4_K", (2 * WIDTH, WIDTH)),
    ("enorm", "F32", (WIDTH,)),
    ("hnorm", "F32", (WIDTH,)),
    ("embed_tokens", "Q4_K", (WIDTH, VOCABULARY)),
    ("shared_head_head", "Q6_K", (WIDTH, VOCABULARY)),
    ("shared_head_norm", "F32", (WIDTH,)),
)


def _more(architecture: str) -> tuple[Part, ...]:
    shared: tuple[Part, ...] = (
        ("ffn_gate_shexp.weight", "Q4_K", (WIDTH, INNER)),
        ("ffn_up_shexp.weight", "Q4_K", (WIDTH, INNER)),
        ("ffn_down_shexp.weight", "Q6_K", (INNER, WIDTH)),
    )
    if architecture == "glm4moe":
        return (
            *shared,
            ("exp_probs_b.bias", "F32", (EXPERTS,)),
            ("post_attention_norm.weight", "F32", (WIDTH,)),
        )
    return (
        *shared,
        ("exp_probs_b", "F32", (EXPERTS,)),
        ("attn_q_norm.weight", "F32", (HEAD,)),
        ("attn_k_norm.weight", "F32", (HEAD,)),
    )

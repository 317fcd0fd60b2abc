"""The part that reads pictures (mmproj) as a header alone: SigLIP as Gemma 3 has it."""

from launcher.models.facts import ModelFacts, Tensor, Value
from launcher.models.quantization import tensor_bytes

WIDTH, INNER, HEADS, IMAGE, PATCH, ANSWER = 1152, 4304, 16, 896, 14, 2560


def pictures(*, layers: int = 27, kind: str = "F16") -> ModelFacts:
    """Its true dimensions with 27 layers; fewer make it smaller."""
    vision: dict[str, Value] = {
        "image_size": IMAGE,
        "patch_size": PATCH,
        "embedding_length": WIDTH,
        "feed_forward_length": INNER,
        "block_count": layers,
        "projection_dim": ANSWER,
        "attention.head_count": HEADS,
        "attention.layer_norm_epsilon": 1e-6,
        "image_mean": (0.5, 0.5, 0.5),
        "image_std": (0.5, 0.5, 0.5),
    }
    metadata: dict[str, Value] = {
        "general.architecture": "clip",
        "general.type": "mmproj",
        "clip.has_vision_encoder": True,
        "clip.projector_type": "gemma3",
        "clip.use_gelu": True,
    }
    metadata |= {f"clip.vision.{key}": value for key, value in vision.items()}
    tensors, offset = [], 0
    for name, type_, shape in _table(layers, kind):
        size = tensor_bytes(type_, shape)
        tensors.append(Tensor(name=name, shape=shape, type=type_, offset=offset, size=size))
        offset += -(-size // 32) * 32
    header = 16_384
    return ModelFacts(
        architecture="clip",
        name="mmproj",
        metadata=metadata,
        tensors=tuple(tensors),
        file_size=header + offset,
        header_size=header,
    )


def _table(layers: int, kind: str) -> list[tuple[str, str, tuple[int, ...]]]:
    side = IMAGE // PATCH
    found: list[tuple[str, str, tuple[int, ...]]] = [
        ("v.patch_embd.weight", kind, (PATCH, PATCH, 3, WIDTH)),
        ("v.patch_embd.bias", "F32", (WIDTH,)),
        ("v.position_embd.weight", kind, (WIDTH, side * side)),
        ("v.post_ln.weight", "F32", (WIDTH,)),
        ("v.post_ln.bias", "F32", (WIDTH,)),
        ("mm.input_projection.weight", kind, (ANSWER, WIDTH)),
        ("mm.soft_emb_norm.weight", "F32", (WIDTH,)),
    ]
    for layer in range(layers):
        block = [(f"attn_{part}", (WIDTH, WIDTH)) for part in ("q", "k", "v", "out")]
        block += [("ffn_up", (WIDTH, INNER)), ("ffn_down", (INNER, WIDTH))]
        for name, shape in block:
            found.append((f"v.blk.{layer}.{name}.weight", kind, shape))
            found.append((f"v.blk.{layer}.{name}.bias", "F32", (shape[1],)))
        for name in ("ln1", "ln2"):
            found += [
                (f"v.blk.{layer}.{name}.{part}", "F32", (WIDTH,)) for part in ("weight", "bias")
            ]
    return found

"""Well-known models with their true dimensions, as repositories of a hub on loopback.

Their files are sparse: a header and nothing behind it. Dimensions as in each maker's
published configuration (Llama 3.1 8B, Qwen3 8B, Gemma 3 4B, Mistral 7B v0.3).
"""

import os
from dataclasses import dataclass, replace
from pathlib import Path

from launcher.models.catalog import facts_of as known_facts
from launcher.models.facts import ModelFacts, Tensor, Value
from launcher.models.quantization import FILE_TYPES, tensor_bytes
from launcher.models.slim import write_slim
from launcher.models.starters import starters
from launcher.models.write import write_model
from tests.fakes.hub import FakeHub

ALIGNMENT = 32


@dataclass(frozen=True, kw_only=True)
class Shape:
    """A dense model's dimensions."""

    architecture: str
    name: str
    layers: int
    width: int
    inner: int
    heads: int
    kv_heads: int
    head: int
    vocabulary: int
    context: int
    tied: bool = False


LLAMA_8B = Shape(
    architecture="llama", name="Llama 3.1 8B Instruct", layers=32, width=4096, inner=14336,
    heads=32, kv_heads=8, head=128, vocabulary=128256, context=131072,
)  # fmt: skip
QWEN3_8B = Shape(
    architecture="qwen3", name="Qwen3 8B", layers=36, width=4096, inner=12288,
    heads=32, kv_heads=8, head=128, vocabulary=151936, context=40960,
)  # fmt: skip
MISTRAL_7B = Shape(
    architecture="llama", name="Mistral 7B Instruct v0.3", layers=32, width=4096, inner=14336,
    heads=32, kv_heads=8, head=128, vocabulary=32768, context=32768,
)  # fmt: skip
LLAMA_1B = Shape(
    architecture="llama", name="Llama 3.2 1B Instruct", layers=16, width=2048, inner=8192,
    heads=32, kv_heads=8, head=64, vocabulary=128256, context=131072, tied=True,
)  # fmt: skip

# The larger type goes to every second layer's value and down matrices: about the real sum.
MIXES = {
    "Q8_0": ("Q8_0", "Q8_0"),
    "Q6_K": ("Q6_K", "Q6_K"),
    "Q5_K_M": ("Q5_K", "Q6_K"),
    "Q4_K_M": ("Q4_K", "Q6_K"),
    "Q3_K_M": ("Q3_K", "Q5_K"),
    "Q2_K": ("Q2_K", "Q3_K"),
}

LISTING = (
    ("bartowski/Meta-Llama-3.1-8B-Instruct-GGUF", LLAMA_8B, 412_000, 2_310),
    ("Qwen/Qwen3-8B-GGUF", QWEN3_8B, 655_000, 1_120),
    ("bartowski/Mistral-7B-Instruct-v0.3-GGUF", MISTRAL_7B, 98_400, 540),
    ("bartowski/Llama-3.2-1B-Instruct-GGUF", LLAMA_1B, 233_000, 870),
)


def facts_of(shape: Shape, quantization: str) -> ModelFacts:
    """The header such a file would have."""
    base, better = MIXES[quantization]
    key = shape.architecture
    metadata: dict[str, Value] = {
        "general.architecture": key,
        "general.name": shape.name,
        "general.file_type": next(
            number for number, (name, _) in FILE_TYPES.items() if name == quantization
        ),
        f"{key}.block_count": shape.layers,
        f"{key}.context_length": shape.context,
        f"{key}.embedding_length": shape.width,
        f"{key}.feed_forward_length": shape.inner,
        f"{key}.attention.head_count": shape.heads,
        f"{key}.attention.head_count_kv": shape.kv_heads,
        f"{key}.attention.key_length": shape.head,
        f"{key}.attention.value_length": shape.head,
        f"{key}.attention.layer_norm_rms_epsilon": 1e-5,
        f"{key}.rope.freq_base": 500000.0,
        f"{key}.rope.dimension_count": shape.head,
        f"{key}.vocab_size": shape.vocabulary,
    }
    tensors: list[Tensor] = []
    offset = 0
    for name, dims, kind in _table(shape, base, better):
        size = tensor_bytes(kind, dims)
        tensors.append(Tensor(name=name, shape=dims, type=kind, offset=offset, size=size))
        offset += -(-size // ALIGNMENT) * ALIGNMENT
    facts = ModelFacts(
        architecture=key,
        name=shape.name,
        metadata=metadata,
        tensors=tuple(tensors),
        vocabulary=shape.vocabulary,
        chat_template="{% for m in messages %}{{ m.content }}{% endfor %}",
    )
    return replace(facts, file_size=offset + 32_768, header_size=32_768)


def _table(shape: Shape, base: str, better: str) -> list[tuple[str, tuple[int, ...], str]]:
    width, kv, inner = shape.width, shape.kv_heads * shape.head, shape.inner
    attention = shape.heads * shape.head
    found: list[tuple[str, tuple[int, ...], str]] = [
        ("token_embd.weight", (width, shape.vocabulary), "Q6_K" if shape.tied else base)
    ]
    for number in range(shape.layers):
        fine = better if number % 2 else base
        block = [
            ("attn_norm", (width,), "F32"),
            ("attn_q", (width, attention), base),
            ("attn_k", (width, kv), base),
            ("attn_v", (width, kv), fine),
            ("attn_output", (attention, width), base),
            ("ffn_norm", (width,), "F32"),
            ("ffn_gate", (width, inner), base),
            ("ffn_up", (width, inner), base),
            ("ffn_down", (inner, width), fine),
        ]
        if shape.architecture == "qwen3":
            block += [("attn_q_norm", (shape.head,), "F32"), ("attn_k_norm", (shape.head,), "F32")]
        found += [(f"blk.{number}.{name}.weight", dims, kind) for name, dims, kind in block]
    found.append(("output_norm.weight", (width,), "F32"))
    if not shape.tied:
        found.append(
            ("output.weight", (width, shape.vocabulary), "Q8_0" if base == "Q8_0" else "Q6_K")
        )
    return found


RECOMMENDED = ("Q8_0", "Q6_K", "Q5_K_M", "Q4_K_M", "MXFP4")  # what a first page may name


def fill_starters(hub: FakeHub, folder: Path) -> None:
    """Put the files of every model to begin with on the hub: headers alone, as in the catalog."""
    for starter in starters():
        known = starter.known
        stem = known.repo.rpartition("/")[2]
        files: dict[str, Path] = {}
        for variant in set(RECOMMENDED) & set(starter.variants):
            path = folder / f"{stem}-{variant}.gguf"
            write_slim(known_facts(known, variant), path)
            files[path.name] = path
        if files:
            hub.add_repo(starter.files, files, architecture=known.architecture)


def fill(hub: FakeHub, folder: Path) -> None:
    """Put the listing and one model that really answers on the hub; files go to `folder`."""
    for repo, shape, downloads, likes in LISTING:
        files: dict[str, Path] = {}
        stem = repo.split("/")[1].removesuffix("-GGUF")
        for quantization in MIXES:
            path = folder / f"{stem}-{quantization}.gguf"
            write_slim(facts_of(shape, quantization), path)
            files[path.name] = path
        whole = facts_of(shape, "Q8_0")
        hub.add_repo(
            repo,
            files,
            downloads=downloads,
            likes=likes,
            architecture=whole.architecture,
            parameters=whole.parameters,
            context_length=shape.context,
        )
    real = Path(os.environ.get("SNUG_TEST_DATA", "")) / "stories260K-chat.gguf"
    if not real.is_file():
        real = folder / "small.gguf"
        write_model(real, "llama")
    hub.add_repo("snug/stories-260K-chat-GGUF", {"stories260K-chat-F32.gguf": real}, likes=12)

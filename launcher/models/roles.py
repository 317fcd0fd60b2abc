"""What a GGUF is for, by its header: a file's name may lie, `general.type` seldom does."""

from typing import Final

from launcher.models.facts import ModelFacts

MODEL: Final = "model"
# Encoders: they turn text into vectors and cannot write. Source: llama-model.cpp, the
# architectures without memory that are no diffusion models.
EMBEDDING: Final = frozenset(
    {
        "bert",
        "eurobert",
        "gemma-embedding",
        "jina-bert-v2",
        "jina-bert-v3",
        "llama-embed",
        "modern-bert",
        "neo-bert",
        "nomic-bert",
        "nomic-bert-moe",
        "t5encoder",
    }
)
# Drafts that guess ahead for another model and cannot run without it.
DRAFT: Final = frozenset({"dflash", "eagle3", "gemma4-assistant"})
BY_TYPE: Final = {
    "adapter": "lora",
    "imatrix": "imatrix",
    "mmproj": "mmproj",
    "vocab": "vocab",
    "clip-vision": "mmproj",
}


def role_of(facts: ModelFacts) -> str:
    """What the file is for.

    'model', 'mmproj', 'draft', 'imatrix', 'lora', 'vocab' or 'embedding'.
    """
    stated = BY_TYPE.get(str(facts.metadata.get("general.type", "")).lower())
    if stated is not None:
        return stated
    pooled = facts.key("pooling_type")
    signs = (
        ("lora", _has_key(facts, "adapter.")),
        ("mmproj", facts.architecture == "clip"),
        ("imatrix", _has_key(facts, "imatrix.")),
        ("vocab", not facts.tensors),
        ("draft", facts.architecture in DRAFT),
        ("embedding", facts.architecture in EMBEDDING or (isinstance(pooled, int) and pooled > 0)),
    )
    return next((role for role, holds in signs if holds), MODEL)


def _has_key(facts: ModelFacts, prefix: str) -> bool:
    return any(key.startswith(prefix) for key in facts.metadata)

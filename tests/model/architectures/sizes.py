"""The dimensions of the least model the engine takes, by architecture."""

from dataclasses import dataclass
from typing import Final

from tests.model.architectures.names import LATENT

TRAINED: Final = 256  # tokens


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """The dimensions of a model; `window` in tokens, `ahead` are layers that guess tokens."""

    layers: int = 2
    embedding: int = 256
    heads: int = 2
    kv_heads: int = 2
    feed_forward: int = 384
    vocabulary: int = 128
    window: int = TRAINED // 8
    ahead: int = 0

    @property
    def head(self) -> int:
        """Values of one head."""
        return self.embedding // self.heads


_SIZES: Final = {
    "chameleon": Size(vocabulary=10240),
    "deepseek4": Size(layers=4, embedding=512, heads=8, kv_heads=1, feed_forward=1024),
    "eagle3": Size(layers=1),
    "exaone4": Size(layers=64),  # only this many layers have a window
    "gemma3n": Size(layers=22, embedding=64, heads=1, kv_heads=1, feed_forward=96),
    "gemma4": Size(layers=5, embedding=128, feed_forward=192),
    "gemma4-assistant": Size(layers=5, embedding=128, feed_forward=192),
    "hrm_text": Size(layers=6),
    "llama4": Size(layers=4),
    "muse-glimmer": Size(heads=4),
    "afmoe": Size(heads=4),
    "nemotron_h": Size(layers=3),
    "nemotron_h_moe": Size(layers=3),
    "qwen3": Size(heads=4, kv_heads=1),
    "qwen3tts": Size(vocabulary=3072),
    "step35": Size(embedding=160),
    "laguna": Size(embedding=160),
}
_LATENT_SIZE: Final = Size(embedding=128, heads=1, kv_heads=1, feed_forward=192)


def size_of(architecture: str) -> Size:
    """The least the engine takes for this architecture."""
    if architecture in LATENT:
        return _LATENT_SIZE
    return _SIZES.get(architecture, Size())

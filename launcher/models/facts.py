"""What a model is, as read from its header. No file is opened here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TypeAlias

Scalar: TypeAlias = int | float | bool | str
Value: TypeAlias = Scalar | tuple[Scalar, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tensor:
    """One tensor of the table. `shape` is in ggml order (fastest first); `size` is in bytes."""

    name: str
    shape: tuple[int, ...]
    type: str  # ggml's name, upper case: 'Q4_K', 'F16'
    offset: int  # from the start of the data section, in bytes
    size: int
    shard: int = 0

    @property
    def elements(self) -> int:
        """How many weights it holds."""
        count = 1
        for extent in self.shape:
            count *= extent
        return count


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelFacts:
    """A model, by its GGUF header (all shards joined).

    `metadata` holds every key but the tokenizer's long arrays; keys of the
    architecture are full ('llama.block_count'). `kinds` names GGUF's type of a
    value where it is not the usual one, so that a header can be written again.
    """

    architecture: str
    name: str | None
    metadata: Mapping[str, Value] = field(default_factory=lambda: MappingProxyType({}))
    tensors: tuple[Tensor, ...] = ()
    vocabulary: int = 0  # tokens, from the tokenizer's list or the architecture's key
    chat_template: str | None = None
    file_size: int = 0  # bytes, all shards
    header_size: int = 0  # bytes before the first tensor's data, all shards
    alignment: int = 32
    kinds: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def key(self, suffix: str) -> Value | None:
        """The architecture's own key: key('block_count') reads 'llama.block_count'."""
        return self.metadata.get(f"{self.architecture}.{suffix}")

    @property
    def parameters(self) -> int:
        """Weights in all tensors."""
        return sum(tensor.elements for tensor in self.tensors)

    @property
    def weight_bytes(self) -> int:
        """Bytes of all tensors as stored."""
        return sum(tensor.size for tensor in self.tensors)

    @property
    def bits_per_weight(self) -> float:
        """True bits per weight: stored bits over weights."""
        count = self.parameters
        return self.weight_bytes * 8 / count if count else 0.0

    @property
    def layers(self) -> int:
        """Transformer blocks, as the header counts them (MTP blocks included)."""
        value = self.key("block_count")
        return value if isinstance(value, int) else 0

    @property
    def trained_context(self) -> int:
        """Tokens of context the model was trained for; 0 where the header does not say."""
        value = self.key("context_length")
        return value if isinstance(value, int) else 0

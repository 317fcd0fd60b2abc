"""Models to measure a device with: known dimensions, weights without a meaning, made in no time.

They are sparse files of zeros, read into memory like any others. Zeros take as long as other
weights, but for MXFP4: its exponent would make them denormal numbers, which processors
compute slowly, so those weights are written.
"""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, Final

from launcher.errors import NotSaved
from launcher.models.facts import Tensor, Value
from launcher.models.quantization import tensor_bytes
from launcher.models.sparse import write_sparse
from launcher.models.vocabulary import sentencepiece
from launcher.models.wire import header_bytes, padded, placed

HEAD: Final = 128
KV_SHARE: Final = 4  # heads that share a key, as in most models
ALIGNMENT: Final = 32
USUAL: Final = "Q4_K"  # of attention, where only the feed-forward parts differ
NOT_ZERO: Final = {"MXFP4": 0x7C}  # a byte that is a harmless exponent and harmless weights
CONTEXT: Final = 2048
PIECE: Final = 1 << 20  # bytes written at once


@dataclass(frozen=True, slots=True, kw_only=True)
class Yardstick:
    """What such a model holds: a type for each layer's feed-forward part, and its sizes.

    `width` and `hidden` are values, a layer's `heads` are of 128 values each.
    """

    types: tuple[str, ...]
    width: int
    hidden: int
    heads: int

    @property
    def layers(self) -> int:
        """How many."""
        return len(self.types)

    @property
    def kv_heads(self) -> int:
        """Heads of the cache."""
        return max(1, self.heads // KV_SHARE)

    @property
    def feed_forward_weights(self) -> int:
        """Weights of one layer's feed-forward part."""
        return 3 * self.width * self.hidden

    @property
    def attention_weights(self) -> int:
        """Weights of one layer's attention."""
        return 2 * self.width * HEAD * (self.heads + self.kv_heads)

    def feed_forward_bytes(self, layer: int) -> int:
        """Bytes of one layer's feed-forward part."""
        return tensor_bytes(self.types[layer], (self.feed_forward_weights,))

    @property
    def attention_bytes(self) -> int:
        """Bytes of one layer's attention, of the usual type."""
        return tensor_bytes(USUAL, (self.attention_weights,))

    @property
    def output_bytes(self) -> int:
        """Bytes of the output, of the usual type."""
        return tensor_bytes(USUAL, (self.width * sentencepiece().size,))

    @property
    def usual_bytes(self) -> int:
        """Bytes of the usual type that every token reads beside the feed-forward parts."""
        return self.layers * self.attention_bytes + self.output_bytes

    @property
    def cache_bytes_a_token(self) -> int:
        """Bytes of KV cache (F16) for each token said."""
        return self.layers * 2 * self.kv_heads * HEAD * 2

    @property
    def memory(self) -> int:
        """Bytes of all its weights."""
        blocks = sum(self.feed_forward_bytes(layer) for layer in range(self.layers))
        return blocks + self.usual_bytes + 4 * self.width * sentencepiece().size


def write_yardstick(path: Path, stick: Yardstick) -> None:
    """Write the model. Raises NotSaved."""
    tensors = placed(_tensors(stick), ALIGNMENT)
    header = header_bytes(_metadata(stick), tensors)
    end = padded(tensors[-1].offset + tensors[-1].size, ALIGNMENT)
    write_sparse(path, header, len(header) + end)
    try:
        with path.open("r+b") as file:
            for tensor in tensors:
                if tensor.type in NOT_ZERO:
                    file.seek(len(header) + tensor.offset)
                    _fill(file, tensor.size, NOT_ZERO[tensor.type])
    except OSError as error:
        path.unlink(missing_ok=True)
        raise NotSaved(str(path), error.strerror or str(error)) from error


def _fill(file: BinaryIO, size: int, byte: int) -> None:
    piece = bytes([byte]) * PIECE
    for begin in range(0, size, PIECE):
        file.write(piece[: size - begin])


def _metadata(stick: Yardstick) -> dict[str, Value]:
    own: dict[str, Value] = {
        "context_length": CONTEXT,
        "embedding_length": stick.width,
        "block_count": stick.layers,
        "feed_forward_length": stick.hidden,
        "attention.head_count": stick.heads,
        "attention.head_count_kv": stick.kv_heads,
        "attention.key_length": HEAD,
        "attention.value_length": HEAD,
        "attention.layer_norm_rms_epsilon": 1e-5,
        "rope.dimension_count": HEAD,
        "vocab_size": sentencepiece().size,
    }
    return {
        "general.architecture": "llama",
        "general.name": "Yardstick",
        "general.quantization_version": 2,
        **{f"llama.{key}": value for key, value in own.items()},
        **sentencepiece().keys,
    }


def _tensors(stick: Yardstick) -> list[Tensor]:
    width, tokens = stick.width, sentencepiece().size
    found = [
        _tensor("token_embd.weight", (width, tokens), "F32"),
        _tensor("output_norm.weight", (width,), "F32"),
        _tensor("output.weight", (width, tokens), USUAL),
    ]
    for number, kind in enumerate(stick.types):
        found += [replace(one, name=f"blk.{number}.{one.name}") for one in _layer(stick, kind)]
    return found


def _layer(stick: Yardstick, kind: str) -> list[Tensor]:
    width, hidden = stick.width, stick.hidden
    heads, kv_heads = stick.heads * HEAD, stick.kv_heads * HEAD
    return [
        _tensor("attn_norm.weight", (width,), "F32"),
        _tensor("attn_q.weight", (width, heads), USUAL),
        _tensor("attn_k.weight", (width, kv_heads), USUAL),
        _tensor("attn_v.weight", (width, kv_heads), USUAL),
        _tensor("attn_output.weight", (heads, width), USUAL),
        _tensor("ffn_norm.weight", (width,), "F32"),
        _tensor("ffn_gate.weight", (width, hidden), kind),
        _tensor("ffn_up.weight", (width, hidden), kind),
        _tensor("ffn_down.weight", (hidden, width), kind),
    ]


def _tensor(name: str, shape: tuple[int, ...], kind: str) -> Tensor:
    return Tensor(name=name, shape=shape, type=kind, offset=0, size=tensor_bytes(kind, shape))

"""The little guide's network: a llama, as llama.cpp computes one.

Pre-norm with RMS, rotary positions on neighbouring pairs, grouped-query attention, SwiGLU, the
embedding used again as output. Widths are multiples of 256, so that K types fit every row.
"""

from dataclasses import dataclass
from typing import Final

import torch
from torch import Tensor, nn
from torch.nn import functional

WRITTEN_OUT: Final = 256  # tokens; measured on two cores with AVX-512 and bfloat16


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """Sizes of the network."""

    vocabulary: int = 2048
    width: int = 256
    hidden: int = 768
    layers: int = 4
    heads: int = 4
    kv_heads: int = 2
    context: int = 1024
    rope_base: float = 10_000.0
    epsilon: float = 1e-5

    @property
    def head(self) -> int:
        """Width of one head."""
        return self.width // self.heads


class Layer(nn.Module):
    """Attention, then feed-forward, each added to what came in."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        kv = shape.kv_heads * shape.head
        self.attn_norm = nn.RMSNorm(shape.width, eps=shape.epsilon)
        self.attn_qkv = nn.Linear(shape.width, shape.width + 2 * kv, bias=False)
        self.attn_output = nn.Linear(shape.width, shape.width, bias=False)
        self.ffn_norm = nn.RMSNorm(shape.width, eps=shape.epsilon)
        self.ffn_gate_up = nn.Linear(shape.width, 2 * shape.hidden, bias=False)
        self.ffn_down = nn.Linear(shape.hidden, shape.width, bias=False)

    def forward(self, x: Tensor, turns: tuple[Tensor, Tensor]) -> Tensor:
        """`x` is (rows, tokens, width); `turns` cosine and sine, (tokens, head / 2)."""
        shape = self.shape
        rows, tokens, _ = x.shape
        kv = shape.kv_heads * shape.head
        mixed = self.attn_qkv(self.attn_norm(x))
        q, k, v = mixed.split([shape.width, kv, kv], dim=-1)
        q = _turned(q.view(rows, tokens, shape.heads, shape.head), turns).transpose(1, 2)
        k = _turned(k.view(rows, tokens, shape.kv_heads, shape.head), turns).transpose(1, 2)
        v = v.view(rows, tokens, shape.kv_heads, shape.head).transpose(1, 2)
        shared = shape.heads // shape.kv_heads
        k, v = k.repeat_interleave(shared, 1), v.repeat_interleave(shared, 1)
        seen = _attended(q, k, v)
        x = x + self.attn_output(seen.transpose(1, 2).reshape(rows, tokens, shape.width))
        gate, up = self.ffn_gate_up(self.ffn_norm(x)).chunk(2, dim=-1)
        return x + self.ffn_down(functional.silu(gate) * up)


class Guide(nn.Module):
    """Tokens in, the hidden state that the embedding turns into logits out."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.token_embd = nn.Embedding(shape.vocabulary, shape.width)
        self.layers = nn.ModuleList(Layer(shape) for _ in range(shape.layers))
        self.output_norm = nn.RMSNorm(shape.width, eps=shape.epsilon)
        self.apply(_begin)
        for name, matrix in self.named_parameters():
            if name.endswith(("attn_output.weight", "ffn_down.weight")):
                nn.init.normal_(matrix, std=0.02 / (2 * shape.layers) ** 0.5)

    def forward(self, tokens: Tensor) -> Tensor:
        """Hidden states (rows, tokens, width) of tokens (rows, tokens)."""
        x = self.token_embd(tokens)
        turns = _angles(self.shape, tokens.shape[1])
        for layer in self.layers:
            x = layer(x, turns)
        normed: Tensor = self.output_norm(x)
        return normed

    def losses(self, tokens: Tensor, weights: Tensor) -> tuple[Tensor, Tensor]:
        """Cross-entropy of each next token that has a weight, and these weights.

        `weights` is like `tokens`. Logits are worked out only where a weight is.
        """
        hidden = self(tokens[:, :-1]).flatten(0, 1)
        aims, weights = tokens[:, 1:].flatten(), weights[:, 1:].flatten()
        counted = weights.nonzero().squeeze(1)
        logits = functional.linear(hidden[counted], self.token_embd.weight)
        found = functional.cross_entropy(logits.float(), aims[counted], reduction="none")
        return found, weights[counted]


def _begin(part: nn.Module) -> None:
    if isinstance(part, nn.Linear | nn.Embedding):
        nn.init.normal_(part.weight, std=0.02)


def _angles(shape: Shape, tokens: int) -> tuple[Tensor, Tensor]:
    pairs = torch.arange(0, shape.head, 2, dtype=torch.float32) / shape.head
    angles = torch.outer(torch.arange(tokens, dtype=torch.float32), shape.rope_base**-pairs)
    return angles.cos(), angles.sin()


def _attended(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    """Causal attention over (rows, heads, tokens, head); short rows are quicker written out."""
    tokens, head = q.shape[2:]
    if tokens > WRITTEN_OUT:
        return functional.scaled_dot_product_attention(q, k, v, is_causal=True)
    later = torch.full((tokens, tokens), float("-inf"), dtype=q.dtype).triu(1)
    return torch.softmax(q @ k.transpose(-1, -2) * head**-0.5 + later, -1) @ v


def _turned(x: Tensor, turns: tuple[Tensor, Tensor]) -> Tensor:
    """Neighbouring pairs rotated (llama.cpp, LLAMA_ROPE_TYPE_NORM)."""
    cosine, sine = (one[None, :, None, :].to(x.dtype) for one in turns)
    even, odd = x[..., 0::2], x[..., 1::2]
    return torch.stack((even * cosine - odd * sine, even * sine + odd * cosine), -1).flatten(-2)

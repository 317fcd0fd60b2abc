"""The room the engine works in: activations of one step through the graph, at their widest.

Fitted to the engine's own figures, not derived: within a few percent for dense
models in one place, rougher for mixtures and hybrids, and approximate where
layers are divided between devices. Source of the terms: research on
llama.cpp src/llama-context.cpp (sched_reserve, worst-case graph) with one row of
logits planned, which is all a chat needs.
"""

from dataclasses import dataclass
from typing import Final

from launcher.memory.anatomy import Anatomy
from launcher.memory.choices import Choices
from launcher.memory.kv_cache import Cells, cells_of, flash_attends

FLOAT: Final = 4
HALF: Final = 2
OVERHEAD: Final = 12_288  # small inputs: positions, indices


@dataclass(frozen=True, slots=True, kw_only=True)
class Compute:
    """Bytes of the compute buffer where layers run, and of those beside them.

    `feeding`: a CPU that only hands tokens to a GPU; `answering`: a device with the output layer
    alone.
    """

    running: int
    feeding: int
    answering: int


def compute_of(anatomy: Anatomy, choices: Choices) -> Compute:
    """The compute buffer's size for these choices, on a device that runs layers or feeds one."""
    cells = cells_of(anatomy, choices)
    tokens = cells.at_once
    mask = _mask(anatomy, cells, flash=flash_attends(anatomy, choices))
    widest = max(
        FLOAT * (choices.parallel * anatomy.vocabulary + 2 * tokens * anatomy.embedding),
        FLOAT * tokens * _feed_forward(anatomy) + mask,
        FLOAT * tokens * _mixer(anatomy) + mask,
        _attention(anatomy, choices, cells),
    )
    return Compute(
        running=widest + OVERHEAD,
        feeding=FLOAT * tokens * 2 * anatomy.embedding + mask + OVERHEAD,
        answering=FLOAT * choices.parallel * (anatomy.vocabulary + 2 * anatomy.embedding)
        + OVERHEAD,
    )


def output_bytes(anatomy: Anatomy, choices: Choices) -> int:
    """Logits kept: one row a conversation. Source: src/llama-context.cpp, output_reserve."""
    return FLOAT * anatomy.vocabulary * choices.parallel


def _feed_forward(anatomy: Anatomy) -> int:
    """Values per token of the widest moment of the feed-forward part."""
    width = anatomy.embedding
    if not anatomy.experts:
        return 4 * width + 3 * anatomy.feed_forward + 3 * anatomy.layer_inputs // 2
    used = anatomy.experts_used
    inner = anatomy.expert_feed_forward or anatomy.feed_forward
    return max(4 * width + 3 * used * inner, (2 * used + 6) * width)


def _mixer(anatomy: Anatomy) -> int:
    """Values per token of a state-space block, or of latent attention's wide queries."""
    width = 0
    if any(anatomy.recurrent):
        width = 11 * anatomy.state_inner // 2
    if anatomy.compressed:
        k, v = max(anatomy.head_sizes)
        width = max(width, anatomy.heads * (2 * k + v))
    return 4 * anatomy.embedding + width


def _mask(anatomy: Anatomy, cells: Cells, *, flash: bool) -> int:
    if not any(anatomy.k_widths):
        return 0
    per_stream = cells.full + (cells.sliding if any(anatomy.sliding) else 0)
    return (HALF if flash else FLOAT) * per_stream * cells.at_once


def _attention(anatomy: Anatomy, choices: Choices, cells: Cells) -> int:
    """Without flash attention the scores of all heads are written out."""
    if flash_attends(anatomy, choices) or not any(anatomy.k_widths):
        return 0
    scores = FLOAT * cells.at_once * cells.full * (anatomy.heads + 1)
    queries = anatomy.heads * max(size for size, _ in anatomy.head_sizes)
    kv = max(anatomy.k_widths) + anatomy.widest_v
    return scores + FLOAT * cells.at_once * (3 * anatomy.embedding + 2 * queries + kv)

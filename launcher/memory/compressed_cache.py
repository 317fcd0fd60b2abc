"""DeepSeek V4's caches: a window of raw keys, and the far past compressed.

Every block keeps the raw keys of its window. Those that compress keep one key for
4 or for 128 tokens beside it, and a running state; those that compress by 4 keep
the same again, narrower, to choose from. V is not kept, and conversations never
share. Source: llama.cpp src/llama-kv-cache-dsv4.cpp.
"""

from collections.abc import Callable
from typing import Final

from launcher.memory.anatomy import Anatomy
from launcher.memory.cells import padded

CHOSEN_FROM: Final = 4  # tokens to a key, with an index over them
COARSE: Final = 128  # tokens to a key
FLOAT: Final = 4  # bytes: the running states are kept in 32 bits


def compressed_layers(
    anatomy: Anatomy,
    *,
    tokens: int,
    window: int,
    conversations: int,
    row: Callable[[int], int],
) -> tuple[int, ...]:
    """Bytes block by block. `tokens` and `window` are cells per conversation.

    `row` gives the bytes of so many values in the cache's type.
    """
    fine, coarse = compressed_cells(tokens, CHOSEN_FROM), compressed_cells(tokens, COARSE)
    head = anatomy.head_sizes[0][0] if anatomy.head_sizes else 0
    sizes = []
    for layer, ratio in enumerate(anatomy.ratios):
        size = row(anatomy.k_widths[layer]) * window
        state = 0
        if ratio == CHOSEN_FROM:
            size += (row(anatomy.k_widths[layer]) + row(anatomy.index_width)) * fine
            state = 2 * CHOSEN_FROM * 2 * (head + anatomy.index_width)
        elif ratio == COARSE:
            size += row(anatomy.k_widths[layer]) * coarse
            state = COARSE * head
        if layer < anatomy.trunk:
            size += 2 * FLOAT * state  # keys and their scores
        sizes.append(size * conversations)
    return tuple(sizes)


def compressed_cells(tokens: int, ratio: int) -> int:
    """Keys kept for so many tokens, one for each `ratio` of them."""
    return padded(max(1, -(-tokens // ratio)))

"""How caches are rounded: they hold a multiple of 256 tokens."""

from typing import Final

CELLS: Final = 256  # llama.cpp src/llama-context.cpp, GGML_PAD(n_ctx, 256)


def padded(tokens: int) -> int:
    """The next multiple of 256."""
    return -(-tokens // CELLS) * CELLS

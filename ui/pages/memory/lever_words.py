"""What every choice is called, what it does, and what it changes, in plain words. No Qt."""

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Group(StrEnum):
    """What the choices are about, in the order they stand in."""

    CONVERSATION = "The conversation"
    PLACE = "Where it lies"
    WORK = "How it works"
    LOADING = "How it is loaded"


@dataclass(frozen=True, slots=True, kw_only=True)
class LeverWords:
    """A choice in words."""

    name: str
    words: str
    group: Group


# In the order they stand in. What a KV type costs in quality: perplexity of Llama 2 7B,
# f16 5.867, q8_0 5.868, q5_1 5.880, q4_0 5.979 (llama.cpp pull request 6183).
WORDS: Final = MappingProxyType(
    {
        "kv_type_k": LeverWords(
            name="KV type for K",
            words="How finely the first half of the working memory is kept. q8_0 takes about "
            "half of f16, at hardly any cost in quality; q4_0 a quarter, at a cost one can see.",
            group=Group.CONVERSATION,
        ),
        "kv_type_v": LeverWords(
            name="KV type for V",
            words="The same for the other half. Types below bf16 need flash attention.",
            group=Group.CONVERSATION,
        ),
        "swa_full": LeverWords(
            name="Whole context for sliding windows",
            words="Layers that look back only a window's length keep everything all the same. "
            "Earlier messages can then be changed without reading all again. Makes the KV "
            "cache much larger.",
            group=Group.CONVERSATION,
        ),
        "parallel": LeverWords(
            name="Parallel conversations",
            words="How many are answered at the same time. They divide the context, and each "
            "keeps a recurrent state and an output of its own.",
            group=Group.CONVERSATION,
        ),
        "unified": LeverWords(
            name="One KV cache for all of them",
            words="Parallel conversations share the context as they need it, in place of equal "
            "parts.",
            group=Group.CONVERSATION,
        ),
        "gpu_layers": LeverWords(
            name="GPU layers",
            words="How many layers lie on graphics cards. More is faster; the rest lies in RAM.",
            group=Group.PLACE,
        ),
        "cpu_moe": LeverWords(
            name="Layers with experts in RAM",
            words="Of so many layers the experts stay in RAM. Each token needs few of them, so "
            "this costs less speed than moving whole layers.",
            group=Group.PLACE,
        ),
        "kv_on_gpu": LeverWords(
            name="KV cache on the GPU",
            words="The working memory lies where its layer does. Off: all of it lies in RAM, "
            "which leaves room on the card and is slower the longer one talks.",
            group=Group.PLACE,
        ),
        "main_gpu": LeverWords(
            name="Graphics cards to use",
            words="All of them together, or one alone. One is often faster where all fits on it.",
            group=Group.PLACE,
        ),
        "split": LeverWords(
            name="Division among the cards",
            words="Which part of the layers each card gets. By itself it follows the free "
            "memory of each.",
            group=Group.PLACE,
        ),
        "flash_attention": LeverWords(
            name="Flash attention",
            words="Works attention out without writing its large tables down. Off makes compute "
            "much larger.",
            group=Group.WORK,
        ),
        "micro_batch": LeverWords(
            name="Micro-batch",
            words="Tokens of a prompt that are worked out at once. Fewer make compute smaller "
            "and reading a long prompt slower.",
            group=Group.WORK,
        ),
        "batch": LeverWords(
            name="Batch",
            words="Tokens of a prompt handed over at once. No smaller than the micro-batch; "
            "changes memory only below it.",
            group=Group.WORK,
        ),
        "load": LeverWords(
            name="Load mode",
            words="Read: weights are copied into memory. Mapped: the system brings the file in "
            "and may drop parts of it again. Locked: read, and never moved to the disk.",
            group=Group.LOADING,
        ),
        "repack": LeverWords(
            name="Rearrange weights",
            words="Weights in RAM are put in the order this processor works fastest with. "
            "Mapped weights then lie in memory twice.",
            group=Group.LOADING,
        ),
        "mtp": LeverWords(
            name="Layers that guess ahead",
            words="Loads the layers that guess further tokens (MTP). They take room for weights; "
            "answers here do not use them yet, so they are no faster.",
            group=Group.LOADING,
        ),
    }
)

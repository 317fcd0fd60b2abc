"""What can be given up for a longer context: every step of every lever, the mildest first.

Quality of a smaller KV cache: perplexity of Llama 2 7B with the K cache alone in each
type (llama.cpp pull request 6183: f16 5.8671, q8_0 5.8681, q5_1 5.8802, q4_0 5.9790)
and divergence of Llama 3 8B with both (pull request 7412: q8_0 0.001). The engine now
rotates values first (pull request 21038), so these are at the cautious end; its own
docs/function-calling.md warns of q4_0 where tools are called.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from launcher.memory.anatomy import anatomy_of
from launcher.memory.choices import Choices, FlashAttention
from launcher.memory.divided import expert_blocks
from launcher.memory.kv_cache import BLOCKS, flash_attends
from launcher.models.facts import ModelFacts


class Concede(StrEnum):
    """What is given up."""

    KV_TYPE = "kv_type"
    GPU_LAYERS = "gpu_layers"
    CPU_MOE = "cpu_moe"
    KV_IN_RAM = "kv_in_ram"
    MICRO_BATCH = "micro_batch"
    PARALLEL = "parallel"
    SLIDING = "sliding"
    FLASH_ATTENTION = "flash_attention"


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One step of a lever. `cost` weighs it against others, 0 for nothing lost.

    `moves`: something goes to RAM, so its speed has yet to be guessed; else
    `speed_share` is known, or None where nobody can say.
    """

    kind: Concede
    what: str
    choices: Choices
    cost: int
    quality: str = ""
    speed: str = ""
    speed_share: float | None = 1.0
    moves: bool = False


KV_QUALITY: Final = {
    "q8_0": (1, "Too small to notice: perplexity 0.02 % higher where it was measured."),
    "q5_1": (2, "Tiny: perplexity 0.2 % higher where it was measured."),
    "q4_0": (
        3,
        "Small but real: perplexity 2 % higher where it was measured, and long reasoning"
        " and tool calls suffer first.",
    ),
}
MICRO_BATCHES: Final = ((256, 1), (128, 1), (64, 2))
ALL_IN_RAM: Final = "All layers in RAM"
AS_BEFORE: Final = "Answers come as fast; long prompts are read more slowly."


def offers(model: ModelFacts, choices: Choices, *, gpu_layers: int) -> Iterator[tuple[Offer, ...]]:
    """The steps lever by lever. `gpu_layers` are those on a GPU now, 0 where none can be moved."""
    yield _flash_attention(choices)
    yield _sliding(model, choices)
    yield tuple(_kv_types(model, choices))
    yield tuple(_micro_batches(choices))
    yield tuple(_conversations(choices))
    placed = replace(choices, gpu_layers=gpu_layers)
    experts = tuple(_experts(model, placed, gpu_layers))
    yield experts
    yield () if experts else tuple(_layers(model, placed, gpu_layers))
    yield _cache_in_ram(placed, gpu_layers)


def _flash_attention(choices: Choices) -> tuple[Offer, ...]:
    if choices.flash_attention is not FlashAttention.OFF:
        return ()
    wanted = replace(choices, flash_attention=FlashAttention.AUTO)
    return (Offer(kind=Concede.FLASH_ATTENTION, what="Flash attention", choices=wanted, cost=0),)


def _sliding(model: ModelFacts, choices: Choices) -> tuple[Offer, ...]:
    if not choices.swa_full or not anatomy_of(model).window:
        return ()
    return (
        Offer(
            kind=Concede.SLIDING,
            what="Sliding layers keep their window alone",
            choices=replace(choices, swa_full=False),
            cost=0,
            speed="Answers come as fast; after an edit the conversation is read again.",
        ),
    )


def _kv_types(model: ModelFacts, choices: Choices) -> Iterator[Offer]:
    both = flash_attends(anatomy_of(model), choices)  # the engine stores V smaller only with it
    for kind, (cost, quality) in KV_QUALITY.items():
        k = _smaller(choices.kv_type_k, kind)
        v = _smaller(choices.kv_type_v, kind) if both else choices.kv_type_v
        if (k, v) != (choices.kv_type_k, choices.kv_type_v):
            yield Offer(
                kind=Concede.KV_TYPE,
                what=f"KV cache in {kind}" if both else f"K of the KV cache in {kind}",
                choices=replace(choices, kv_type_k=k, kv_type_v=v),
                cost=cost,
                quality=quality,
                speed_share=None,
            )


def _smaller(now: str, kind: str) -> str:
    """The type with fewer bytes a value."""
    return min(now, kind, key=lambda name: BLOCKS[name][1] / BLOCKS[name][0])


def _micro_batches(choices: Choices) -> Iterator[Offer]:
    for size, cost in MICRO_BATCHES:
        if size < min(choices.micro_batch, choices.batch):
            yield Offer(
                kind=Concede.MICRO_BATCH,
                what=f"Prompts read {size} tokens at a time",
                choices=replace(choices, micro_batch=size),
                cost=cost,
                speed=AS_BEFORE,
            )


def _conversations(choices: Choices) -> Iterator[Offer]:
    count = choices.parallel
    while count > 1:
        count //= 2
        yield Offer(
            kind=Concede.PARALLEL,
            what="1 conversation at a time" if count == 1 else f"{count} conversations at a time",
            choices=replace(choices, parallel=count),
            cost=2,
            speed="Others wait for their turn; the tokens gained are each one's.",
        )


def _experts(model: ModelFacts, choices: Choices, gpu_layers: int) -> Iterator[Offer]:
    """Experts of one, two, four … blocks more, as long as a GPU has some."""
    blocks = expert_blocks(model)
    first = max(choices.cpu_moe, len(blocks) + 1 - gpu_layers)
    movable = [n for n in range(first, len(blocks)) if blocks[n]] if gpu_layers else []
    before = any(blocks[:first])
    for count in _doubling(len(movable)):
        yield Offer(
            kind=Concede.CPU_MOE,
            what=f"Experts of {_counted(count, more=before)} in RAM",
            choices=replace(choices, cpu_moe=movable[count - 1] + 1),
            cost=0,
            moves=True,
        )


def _layers(model: ModelFacts, choices: Choices, gpu_layers: int) -> Iterator[Offer]:
    more = gpu_layers <= anatomy_of(model).layers
    for count in _doubling(gpu_layers):
        yield Offer(
            kind=Concede.GPU_LAYERS,
            what=f"{_counted(count, more=more)} in RAM" if count < gpu_layers else ALL_IN_RAM,
            choices=replace(choices, gpu_layers=gpu_layers - count),
            cost=0,
            moves=True,
        )


def _cache_in_ram(choices: Choices, gpu_layers: int) -> tuple[Offer, ...]:
    if not gpu_layers or not choices.kv_on_gpu:
        return ()
    wanted = replace(choices, kv_on_gpu=False)
    return (
        Offer(kind=Concede.KV_IN_RAM, what="KV cache in RAM", choices=wanted, cost=0, moves=True),
    )


def _doubling(most: int) -> Iterator[int]:
    """1, 2, 4 … and the most."""
    count = 1
    while count < most:
        yield count
        count *= 2
    if most:
        yield most


def _counted(count: int, *, more: bool = False) -> str:
    words = "1 layer" if count == 1 else f"{count} layers"
    return words.replace(" ", " more ") if more else words

"""The room the engine works in: activations of one step through the graph, at their widest.

Fitted to the engine's own figures, not derived. Over the catalog the whole estimate is
within 5 percent up to a micro-batch of 2,048; above it models with states (Mamba 2 with
attention, RWKV) come to 10 percent, and where layers are divided between devices it is
approximate. Source of the terms: research on llama.cpp src/llama-context.cpp
(sched_reserve, worst-case graph) with one row of logits planned, which is all a chat needs.
"""

from dataclasses import dataclass
from typing import Final

from launcher.hardware.facts import Device
from launcher.memory.anatomy import Anatomy
from launcher.memory.choices import Choices
from launcher.memory.devices import computes_for_ram
from launcher.memory.kv_cache import Cells, cells_of, flash_attends, kv_layers

FLOAT: Final = 4
HALF: Final = 2
COPIES: Final = 4  # GGML_SCHED_MAX_COPIES
OVERHEAD: Final = 12_288  # small inputs: positions, indices


@dataclass(frozen=True, slots=True, kw_only=True)
class Compute:
    """Bytes of the compute buffer where layers run, and of those beside them.

    `feeding`: a CPU that only hands tokens to a GPU; `answering`: a device with the output layer
    alone; `fetching`: a device that runs layers whose caches lie in RAM. `handed` is what a step
    begins with, `passed` what one device gives to the next.
    """

    running: int
    feeding: int
    answering: int
    fetching: int
    handed: int
    passed: int


def compute_of(anatomy: Anatomy, choices: Choices) -> Compute:
    """The compute buffer's size for these choices, on a device that runs layers or feeds one."""
    cells = cells_of(anatomy, choices)
    tokens = cells.at_once
    mask = _mask(anatomy, cells, flash=flash_attends(anatomy, choices))
    logits, inner = _logits(anatomy, choices, tokens), _inner(anatomy, tokens)
    widest = _widest(anatomy, choices, cells, mask)
    return Compute(
        running=widest + OVERHEAD,
        feeding=FLOAT * tokens * 2 * anatomy.embedding + mask + OVERHEAD,
        answering=FLOAT * choices.parallel * (anatomy.vocabulary + 2 * anatomy.embedding)
        + OVERHEAD,
        fetching=(
            max(widest, _fetched_attention(anatomy, choices, cells, mask))
            if flash_attends(anatomy, choices)
            else max(logits, inner)
        )
        + OVERHEAD,
        handed=FLOAT * tokens * anatomy.embedding + mask,
        passed=FLOAT * tokens * anatomy.embedding,
    )


def computed_for(anatomy: Anatomy, choices: Choices) -> int:
    """Bytes of the compute buffer of a device that runs layers, and no more: asked often."""
    cells = cells_of(anatomy, choices)
    mask = _mask(anatomy, cells, flash=flash_attends(anatomy, choices))
    return _widest(anatomy, choices, cells, mask) + OVERHEAD


def compute_by_device(
    anatomy: Anatomy,
    choices: Choices,
    places: tuple[int, ...],
    devices: tuple[Device, ...],
    *,
    staged: int,
) -> list[int]:
    """Bytes of the compute buffer of the CPU, which always has one, then of each device.

    `places` is from `devices.placement`. A GPU beside layers in RAM also fetches their
    weights, one tensor (`staged`) at a time.
    """
    room = compute_of(anatomy, choices)
    more = (COPIES - 1) * room.handed if _is_pipeline(choices, places, devices) else 0
    works = -1 in places or (choices.cpu_moe > 0 and anatomy.experts)
    attends = attends_in_ram(anatomy, choices)
    found = [(room.running if works or attends else room.feeding) + more]
    first = min((n for n in places if n >= 0), default=0)
    for n, device in enumerate(devices):
        fetched = staged if works and computes_for_ram(device) else 0
        if n in places[:-1]:
            running = room.running if choices.kv_on_gpu else room.fetching
            found.append(
                running + fetched + more + (COPIES * room.passed if more and n > first else 0)
            )
        else:
            found.append(room.answering if n == places[-1] else 0)
    return found


def attends_in_ram(anatomy: Anatomy, choices: Choices) -> bool:
    """Whether the processor attends for layers on a GPU: caches in RAM, attention not fused.

    Source: src/llama-graph.cpp, build_attn_mha (offload_kqv).
    """
    fused = flash_attends(anatomy, choices)
    return not choices.kv_on_gpu and not fused and any(anatomy.k_widths)


def _is_pipeline(choices: Choices, places: tuple[int, ...], devices: tuple[Device, ...]) -> bool:
    """Whether several GPUs work on several steps at once, each keeping its inputs four times.

    Source: src/llama-context.cpp (pipeline_parallel) and GGML_SCHED_MAX_COPIES.
    """
    several = choices.main_gpu is None and len(devices) > 1
    return several and -1 not in places and choices.kv_on_gpu and not choices.cpu_moe


def output_bytes(anatomy: Anatomy, choices: Choices) -> int:
    """Logits kept: one row a conversation. Source: src/llama-context.cpp, output_reserve."""
    return FLOAT * anatomy.vocabulary * choices.parallel


def _widest(anatomy: Anatomy, choices: Choices, cells: Cells, mask: int) -> int:
    tokens = cells.at_once
    return max(
        _logits(anatomy, choices, tokens),
        _inner(anatomy, tokens) + mask,
        _attention(anatomy, choices, cells),
    )


def _logits(anatomy: Anatomy, choices: Choices, tokens: int) -> int:
    return FLOAT * (choices.parallel * anatomy.vocabulary + 2 * tokens * anatomy.embedding)


def _inner(anatomy: Anatomy, tokens: int) -> int:
    return FLOAT * tokens * max(_feed_forward(anatomy), _mixer(anatomy))


def _feed_forward(anatomy: Anatomy) -> int:
    """Values per token of the widest moment of the feed-forward part."""
    width = anatomy.embedding
    if not anatomy.experts:
        return 4 * width + 3 * anatomy.feed_forward + 3 * anatomy.layer_inputs // 2
    used = anatomy.experts_used
    inner = anatomy.expert_feed_forward or anatomy.feed_forward
    return max(4 * width + 3 * used * inner, (2 * used + 6) * width)


def _mixer(anatomy: Anatomy) -> int:
    """Values per token of a state-space block, or of latent attention's wide queries.

    A convolution reads and writes its channels three times over; its memory (`states`) is as
    many values, for its kernel is 4 wide. Without groups (Mamba) the channels are the block's
    inner width, and what is projected into it lies beside. With groups (Mamba 2) a fit.
    """
    embedding, inner = anatomy.embedding, anatomy.state_inner
    width = 4 * embedding
    if any(anatomy.recurrent):
        convolved = anatomy.states[0]
        plain = inner and convolved == 3 * inner
        blocks = 3 * embedding + 5 * inner if plain else 4 * embedding + 11 * inner // 2
        width = max(blocks, 3 * embedding + convolved)
    if anatomy.compressed:
        k, v = max(anatomy.head_sizes)
        width = max(width, 4 * embedding + anatomy.heads * (2 * k + v))
    return width


def _mask(anatomy: Anatomy, cells: Cells, *, flash: bool) -> int:
    if not any(anatomy.k_widths):
        return 0
    per_stream = cells.full + (cells.sliding if any(anatomy.sliding) else 0)
    return (HALF if flash else FLOAT) * per_stream * cells.at_once


def _fetched_attention(anatomy: Anatomy, choices: Choices, cells: Cells, mask: int) -> int:
    """A layer's K and V as the GPU fetches them from RAM, with queries and answers beside them.

    What the engine needs is up to one more K wide: the pieces do not lie close.
    """
    cached = max(kv_layers(anatomy, choices), default=0)
    return cached + mask + 4 * FLOAT * cells.at_once * anatomy.embedding


def _attention(anatomy: Anatomy, choices: Choices, cells: Cells) -> int:
    """Without flash attention the scores of all heads are written out.

    Masks stay for later layers: where some slide there are two, and a K and V more lie about.
    """
    if flash_attends(anatomy, choices) or not any(anatomy.k_widths):
        return 0
    scores = FLOAT * cells.at_once * cells.full * anatomy.heads
    queries = anatomy.heads * max(size for size, _ in anatomy.head_sizes)
    kv = (max(anatomy.k_widths) + anatomy.widest_v) * (2 if any(anatomy.sliding) else 1)
    inner = 3 * anatomy.embedding + 2 * queries + kv + anatomy.layer_inputs
    return scores + _mask(anatomy, cells, flash=False) + FLOAT * cells.at_once * inner

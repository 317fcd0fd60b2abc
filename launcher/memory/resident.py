"""What the worker really occupies of main memory, beside what the engine sets aside.

The two differ: working memory is set aside for the longest step and touched only as
far as a step goes; a mapped file's pages stay beside what was rearranged from them;
the process and the model's vocabulary are in no plan of the engine's.

Measured on Linux (x86-64, glibc, llama-cpp-python 0.3.36, Python 3.11) by
tests/benchmarks/resident.py; its notes say how the constants were found.
"""

from dataclasses import replace
from typing import Final

from launcher.hardware.facts import Machine
from launcher.memory.anatomy import anatomy_of
from launcher.memory.choices import Choices, LoadMode
from launcher.memory.compute import computed_for
from launcher.memory.devices import devices_in_use, engine_devices, keeps_host_copies
from launcher.memory.kv_cache import cells_of
from launcher.memory.weights import Placed, weights_by_device
from launcher.models.facts import ModelFacts
from launcher.units import MIB

# A worker with a tiny model in it that has answered once: 48.6 MiB, 1 of them the model's.
PROCESS: Final = 47 * MIB
# What a vocabulary takes for a byte of the header: byte pairs of 32,000 to 262,144 tokens with
# their merges 6.08 to 6.21, pieces with scores 5.2 to 5.9. A header is nearly all vocabulary.
VOCABULARY: Final = 6.1
STEP: Final = 64  # tokens; a processor seldom reads more in a tenth of a second (read_prompt.py)
PROMPT: Final = 512  # tokens read, for which `resident` is told
# A tensor to be rearranged is read into memory that malloc keeps for later if it is no larger
# (glibc: DEFAULT_MMAP_THRESHOLD_MAX).
KEPT_BY_MALLOC: Final = 32 * MIB


def resident(
    model: ModelFacts,
    choices: Choices,
    machine: Machine,
    gpu_layers: int,
    *,
    weights: int,
    compute: int,
    others: int,
) -> int:
    """Main memory the worker occupies once a prompt of 512 tokens has been read (bytes).

    `weights`, `compute` and `others` are set aside in main memory. The system may drop a
    mapped file's pages when others need the room; weights that were read it may not.
    """
    placed = weights_by_device(model, choices, machine, gpu_layers)[0]
    return (
        _held(placed, weights, choices.load)
        + _touched(compute, model, choices, machine)
        + others
        + PROCESS
        + round(VOCABULARY * model.header_size)
    )


def _held(placed: Placed, weights: int, load: LoadMode) -> int:
    if load is LoadMode.MMAP:
        return placed.mapped + placed.repacked
    return weights + (min(placed.largest, KEPT_BY_MALLOC) if placed.repacked else 0)


def _touched(compute: int, model: ModelFacts, choices: Choices, machine: Machine) -> int:
    """A graphics driver's host memory is pinned whole; else pages come as they are used.

    Scores and masks are set aside for the whole context and touched as far as it was read.
    """
    if keeps_host_copies(devices_in_use(choices, engine_devices(machine))):
        return compute
    anatomy = anatomy_of(model)
    streams = 1 if choices.unified else choices.parallel
    read = replace(choices, context=min(choices.context, PROMPT * streams))
    longest = cells_of(anatomy, read).at_once
    used = compute * computed_for(anatomy, read) // computed_for(anatomy, choices)
    return used * min(STEP, longest) // longest

"""What stays in RAM although its layer was given to a GPU: experts, and caches kept there."""

from launcher.memory.anatomy import anatomy_of
from launcher.memory.choices import Choices
from launcher.memory.weights import weight_table
from launcher.models.facts import ModelFacts


def is_divided(model: ModelFacts, choices: Choices, gpu_layers: int) -> bool:
    """Whether a layer on a GPU has its experts or its cache in RAM.

    `gpu_layers` counts the output layer as one more, as the engine does.
    """
    blocks = anatomy_of(model).layers
    first = max(blocks + 1 - gpu_layers, 0)  # the first block on a GPU
    if gpu_layers <= 0 or first >= blocks:
        return False
    if not choices.kv_on_gpu and any(anatomy_of(model).k_widths[first:]):
        return True
    moved = expert_blocks(model)[first : choices.cpu_moe]
    return any(moved)


def expert_blocks(model: ModelFacts) -> tuple[bool, ...]:
    """For each block whether it has experts; the first ones of a mixture are often dense."""
    return tuple(group.plain > 0 for group in weight_table(model, ()).experts)

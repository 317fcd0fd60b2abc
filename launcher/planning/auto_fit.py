"""The best way to hold an asked context on these devices: a plan to be read and edited.

Tried in this order, and the first that keeps the reserve everywhere is taken: all
on the fewest GPUs; experts of as few layers as needed in RAM; a KV cache in 8 bits;
both; fewer layers on the GPUs. The context is never shortened.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from launcher.errors import ChoiceError
from launcher.hardware.facts import Machine
from launcher.memory.choices import Choices
from launcher.memory.divided import expert_blocks
from launcher.memory.estimate import Estimate
from launcher.memory.fit import Fit, judge, largest_context
from launcher.models.facts import ModelFacts
from launcher.planning.division import Placed, Task
from launcher.planning.steps import Step, steps_for, steps_for_none

__all__ = ["AutoFit", "Step", "auto_fit"]

WORTH_A_TYPE = 10  # a KV type is changed for one in so many layers more on the GPUs


@dataclass(frozen=True, slots=True, kw_only=True)
class AutoFit:
    """Choices that were found, what they take, how they lie, and the decisions in their order."""

    choices: Choices
    estimate: Estimate
    fit: Fit
    steps: tuple[Step, ...]


def auto_fit(
    model: ModelFacts,
    choices: Choices,
    machine: Machine,
    *,
    reserve: int,
    mmproj: ModelFacts | None = None,
) -> AutoFit:
    """The plan for the context of `choices`; layers, experts and split are found anew.

    Where nothing keeps the reserve (bytes), the plan that fits without it; where
    nothing fits at all, the nearest one, and its steps say what is missing.
    Raises ChoiceError for choices the engine could not honour.
    """
    wanted = replace(choices, gpu_layers=0, cpu_moe=0, split=())
    for kept in (reserve, 0):
        task = Task(model=model, machine=machine, reserve=kept, mmproj=mmproj)
        found = _best(task, wanted)
        if found:
            return AutoFit(
                choices=found.choices,
                estimate=found.estimate,
                fit=judge(found.estimate, reserve=reserve),
                steps=steps_for(task, wanted, found, reserve=reserve),
            )
    return _nearest(task, wanted, reserve)


def _best(task: Task, wanted: Choices) -> Placed | None:
    for found in _tried(task, wanted, _smaller_cache(task, wanted)):
        if found and task.comfortable(found):
            return found
    return None


def _tried(task: Task, wanted: Choices, smaller: Choices | None) -> Iterator[Placed | None]:
    options = (wanted, smaller) if smaller else (wanted,)
    if not task.devices:
        yield from map(task.look, options)
        return
    for option in options:
        yield _wholly(task, option)
        yield _experts(task, option)
    divided, *with_smaller = (_fewer(task, option) for option in options)
    yield from (one for one in with_smaller if _saves_layers(task, divided, one))
    yield divided
    yield from with_smaller
    if any(expert_blocks(task.model)):  # RAM may be the smaller of the two
        yield _fewer(task, options[-1], move_experts=False)


def _wholly(task: Task, choices: Choices) -> Placed | None:
    """All layers on as few GPUs as hold them."""
    every = replace(choices, gpu_layers=task.layers)
    for count in range(1, len(task.devices) + 1):
        placed = task.place(every, task.by_room[:count])
        if task.gpus_hold(placed):
            return placed
    return None


def _experts(task: Task, choices: Choices) -> Placed | None:
    """All layers on GPUs but the experts of as few as needed."""
    blocks = [n for n, has in enumerate(expert_blocks(task.model)) if has]
    every = replace(choices, gpu_layers=task.layers)

    def with_moved(count: int) -> Placed:
        moved = blocks[count - 1] + 1 if count else 0
        return task.place(replace(every, cpu_moe=moved), task.by_room)

    return _least(with_moved, 1, len(blocks), task.gpus_hold) if blocks else None


def _fewer(task: Task, choices: Choices, *, move_experts: bool = True) -> Placed:
    """As many layers on the GPUs as they hold; experts go to RAM before any other layer does."""
    blocks = expert_blocks(task.model)
    moved = len(blocks) if move_experts and any(blocks) else 0

    def with_left_out(count: int) -> Placed:
        layers = task.layers - count
        return task.place(
            replace(choices, gpu_layers=layers, cpu_moe=moved if layers else 0), task.by_room
        )

    return _least(with_left_out, 0, task.layers, task.gpus_hold) or task.look(choices)


def _least(
    made: Callable[[int], Placed], least: int, most: int, holds: Callable[[Placed], bool]
) -> Placed | None:
    """The first of these that holds; what holds at one number holds at the next."""
    found = None
    while least <= most:
        middle = (least + most) // 2
        placed = made(middle)
        if holds(placed):
            found, most = placed, middle - 1
        else:
            least = middle + 1
    return found


def _smaller_cache(task: Task, choices: Choices) -> Choices | None:
    """The same with a KV cache in 8 bits, where that is smaller and the model allows it."""
    wide = ("f32", "f16", "bf16")
    k, v = (
        kind if kind not in wide else "q8_0" for kind in (choices.kv_type_k, choices.kv_type_v)
    )
    smaller = replace(choices, kv_type_k=k, kv_type_v=v)
    if smaller == choices:
        return None
    try:
        task.look(smaller)
    except ChoiceError:
        return None
    return smaller


def _saves_layers(task: Task, one: Placed, smaller: Placed) -> bool:
    more = smaller.estimate.gpu_layers - one.estimate.gpu_layers
    return not task.comfortable(one) or more * WORTH_A_TYPE >= task.layers


def _nearest(task: Task, wanted: Choices, reserve: int) -> AutoFit:
    """What lacks least where nothing fits."""
    smaller = _smaller_cache(task, wanted) or wanted
    nearest = _fewer(task, smaller) if task.devices else task.look(smaller)
    shorter = largest_context(
        task.model,
        replace(smaller, gpu_layers=None),
        task.machine,
        reserve=reserve,
        mmproj=task.mmproj,
    )
    return AutoFit(
        choices=nearest.choices,
        estimate=nearest.estimate,
        fit=Fit.TOO_BIG,
        steps=steps_for_none(
            task, wanted, nearest, reserve=reserve, would_fit=min(shorter, wanted.context)
        ),
    )

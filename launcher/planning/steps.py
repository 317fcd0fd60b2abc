"""A plan's decisions in sentences, each with its figures."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from launcher.hardware.facts import DeviceKind
from launcher.memory.anatomy import anatomy_of
from launcher.memory.choices import Choices
from launcher.memory.divided import expert_blocks
from launcher.memory.fit import left_over, shortfall
from launcher.memory.header import whole
from launcher.planning.division import Placed, Task, layers_on
from launcher.units import size_text

LITTLE: Final = "Answers do not change noticeably."


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One decision of the plan and why: 'Experts of 12 layers in RAM', '… is cheaper than …'."""

    what: str
    why: str


def steps_for(task: Task, wanted: Choices, found: Placed, *, reserve: int) -> tuple[Step, ...]:
    """How a plan that fits came about. `wanted` is what it was made from."""
    return (
        *_beyond(task, wanted),
        *_layers(task, wanted, found),
        *_division(task, found),
        *_experts(task, wanted, found),
        *_cache(task, wanted, found),
        *_tight(found, reserve),
    )


def steps_for_none(
    task: Task, wanted: Choices, nearest: Placed, *, reserve: int, would_fit: int
) -> tuple[Step, ...]:
    """What is missing where nothing fits, and the context (tokens) that would fit, or 0."""
    return (
        *_beyond(task, wanted),
        *_cache(task, wanted, nearest),
        *_missing(nearest, reserve),
        _shorter(wanted, would_fit),
    )


def _missing(nearest: Placed, reserve: int) -> Iterator[Step]:
    lack = shortfall(nearest.estimate, reserve=reserve)
    if lack:
        where = "RAM" if lack.kind is DeviceKind.CPU else lack.device
        yield Step(
            what=f"{size_text(lack.missing)} of {where} missing",
            why=f"{size_text(lack.needed - reserve)} are needed there. Of {size_text(lack.free)}"
            f" free, {size_text(reserve)} is kept for other programs.",
        )


def _shorter(wanted: Choices, would_fit: int) -> Step:
    if would_fit:
        return Step(
            what=f"A context of {would_fit:,} tokens would fit",
            why=f"{wanted.context:,} were asked for. Nothing is shortened unasked.",
        )
    return Step(
        what="A shorter context does not help",
        why="The weights alone are too much. A file with fewer bits per weight or a smaller"
        " model would.",
    )


def _beyond(task: Task, wanted: Choices) -> Iterator[Step]:
    trained = task.model.trained_context
    each = wanted.context if wanted.unified else wanted.context // wanted.parallel
    if trained and each > trained:
        yield Step(
            what=f"{each:,} tokens, though trained to {trained:,}",
            why="It was asked for. Beyond the trained length answers get worse.",
        )


def _layers(task: Task, wanted: Choices, found: Placed) -> Iterator[Step]:
    if not task.devices:
        yield Step(what="All layers in RAM", why=_no_gpu(found))
        return
    on_gpu, layers = found.estimate.gpu_layers, found.estimate.layers
    if on_gpu == layers:
        yield Step(
            what=f"All {layers} layers on {_names(task, found)}",
            why=_room(task, found),
        )
        return
    lacking = _lacking(task, replace(wanted, gpu_layers=layers))
    why = f"All of them would lack {size_text(lacking)} there."
    if on_gpu:
        yield Step(
            what=f"{on_gpu} of {layers} layers on {_names(task, found)}, the others in RAM",
            why=f"{why} Layers in RAM are slower, so they are as few as possible.",
        )
    else:
        yield Step(what="All layers in RAM", why=f"{why} Not one layer fits there.")


def _no_gpu(found: Placed) -> str:
    cpu = found.estimate.devices[0]
    return (
        "There is no GPU the engine can use."
        f" {size_text(cpu.sum)} are needed, {size_text(cpu.free)} are free."
    )


def _names(task: Task, found: Placed) -> str:
    """The GPUs in use, by what people call them."""
    used = [n for n, share in enumerate(found.estimate.devices[1:]) if share.sum]
    return " and ".join(_name(task, n) for n in used)


def _name(task: Task, place: int) -> str:
    device = task.devices[place]
    alike = [one for one in task.devices if one.description == device.description]
    return device.description if len(alike) == 1 and device.description else device.name


def _room(task: Task, found: Placed) -> str:
    parts = [
        f"{size_text(share.sum)} of {size_text(share.free)} free"
        for share in found.estimate.devices[1:]
        if share.sum
    ]
    reserve = f", and {size_text(task.reserve)} stays free" if task.reserve else ""
    best = "" if found.estimate.divided else " Nothing is faster than that."
    return f"They take {' and '.join(parts)} there{reserve}.{best}"


def _division(task: Task, found: Placed) -> Iterator[Step]:
    if len(task.devices) < 2 or not found.choices.split:
        return
    counts = layers_on(found)
    used = [n for n, count in enumerate(counts) if count]
    if len(used) > 1:
        yield Step(
            what=", ".join(f"{counts[n]} layers on {_name(task, n)}" for n in used),
            why="In proportion to what each has free, corrected for the output and for what"
            " each needs to compute.",
        )
    for n in range(len(counts)):
        if n not in used:
            yield Step(what=f"Nothing on {_name(task, n)}", why=_left_out(task, found, n))


def _left_out(task: Task, found: Placed, place: int) -> str:
    free = task.devices[place].free
    if found.estimate.gpu_layers == found.estimate.layers:
        return "The rest holds everything, and dividing would make nothing faster."
    room = size_text(max(0, free - task.reserve))
    return f"What is free there beside the reserve, {room}, holds not one layer."


def _experts(task: Task, wanted: Choices, found: Placed) -> Iterator[Step]:
    blocks = expert_blocks(task.model)
    moved = sum(blocks[: found.choices.cpu_moe])
    if not moved:
        return
    without = replace(wanted, gpu_layers=found.estimate.layers)
    used, count = anatomy_of(task.model).experts_used, whole(task.model, "expert_count")
    yield Step(
        what="All experts in RAM" if moved == sum(blocks) else f"Experts of {moved} layers in RAM",
        why=f"With them {size_text(_lacking(task, without))} would be missing on the GPU."
        f" A token uses {used} of {count} experts, so they cost least speed there.",
    )


def _cache(task: Task, wanted: Choices, found: Placed) -> Iterator[Step]:
    if found.choices.kv_type_k == wanted.kv_type_k and found.choices.kv_type_v == wanted.kv_type_v:
        return
    before = task.look(
        replace(found.choices, kv_type_k=wanted.kv_type_k, kv_type_v=wanted.kv_type_v)
    )
    now, then = (sum(share.kv for share in one.estimate.devices) for one in (before, found))
    kind = found.choices.kv_type_k
    why = f"It takes {size_text(then)} instead of {size_text(now)}. {LITTLE}"
    yield Step(what=f"KV cache in {kind}", why=why)


def _tight(found: Placed, reserve: int) -> Iterator[Step]:
    missing = -left_over(found.estimate, reserve=reserve)
    if missing > 0:
        yield Step(
            what=f"{size_text(missing)} of the reserve are used",
            why=f"Nothing keeps {size_text(reserve)} free everywhere; other programs may suffer.",
        )


def _lacking(task: Task, choices: Choices) -> int:
    """Bytes missing on all GPUs together with the reserve kept."""
    placed = task.place(choices, task.by_room)
    return -sum(min(0, left) for left in task.spare(placed))

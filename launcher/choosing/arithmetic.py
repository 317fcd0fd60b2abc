"""The arithmetic behind a recommendation, in lines a person can add up."""

from collections.abc import Iterator
from typing import Final

from launcher.choosing.quality_words import Quality
from launcher.choosing.weighed import Weighed
from launcher.hardware.facts import DeviceKind, Machine
from launcher.memory.devices import shares_main_memory
from launcher.memory.estimate import Basis, DeviceShare
from launcher.planning.speed import Speed
from launcher.units import size_text

LITTLE: Final = 0.03  # of a score: less than the words for the answers' closeness suggest
_CLOSENESS: Final = {
    Quality.INDISTINGUISHABLE: "it cannot be told from the original",
    Quality.VERY_CLOSE: "very close to the original",
    Quality.CLOSE: "close to the original",
    Quality.NOTICEABLE: "noticeably weaker than the original",
    Quality.WEAKER: "clearly weaker than the original",
    Quality.DAMAGED: "heavily damaged",
    Quality.LAST_RESORT: "a last resort",
}
_BASES: Final = {
    Basis.MEASURED: "as measured here",
    Basis.ARITHMETIC: "by arithmetic",
    Basis.GUESS: "a guess",
}


def lines(file: Weighed, machine: Machine, *, kept_free: int) -> tuple[str, ...]:
    """Memory device by device, the longest context, speed and quality; `kept_free` in bytes."""
    return (
        *_memory(file, machine, kept_free),
        *_placing(file),
        *_longest(file),
        speed_line(file.speed),
        prompt_line(file.prompt_speed),
        _quality(file),
    )


def speed_line(speed: Speed | None) -> str:
    """How fast answers come, and from what that follows."""
    if speed is None:
        return "Answers: the speed is unknown, as the memory's bandwidth is."
    return f"Answers: {speed_words(speed)}, {_BASES.get(speed.basis, '')}. {speed.because}".strip()


def prompt_line(speed: Speed | None) -> str:
    """How fast a prompt is read."""
    if speed is None:
        return "How fast a prompt is read is unknown until it is measured."
    return f"Reads a prompt at {speed_words(speed)}, {_BASES.get(speed.basis, '')}."


def speed_words(speed: Speed) -> str:
    """'44 to 52 tokens a second'."""
    low, high = _round(speed.low), _round(speed.high)
    return f"about {low} tokens a second" if low == high else f"{low} to {high} tokens a second"


def device_name(machine: Machine, share: DeviceShare) -> str:
    """'RAM', 'RTX 4070', or the engine's name for what has none."""
    if share.kind is DeviceKind.CPU:
        return "RAM"
    named = next((one for one in machine.devices if one.name == share.name), None)
    if named is None or not named.description:
        return share.name
    gpus = [one for one in machine.devices if one.kind is not DeviceKind.CPU]
    alike = [one for one in gpus if one.description == named.description]
    return named.description if len(alike) == 1 else f"{named.description} ({share.name})"


def _round(rate: float) -> str:
    return f"{rate:.0f}" if rate >= 10 else f"{rate:.1f}"


def _memory(file: Weighed, machine: Machine, kept_free: int) -> Iterator[str]:
    used = [share for share in file.estimate.devices if share.sum]
    for share in sorted(used, key=lambda share: share.kind is DeviceKind.CPU):
        yield _sum(file, machine, share)
        if shares_main_memory(share.name, share.kind):
            free = size_text(machine.memory.available)
            yield f"That lies in main memory, of which {free} are free."
    where = "each of them" if len(used) > 1 else "it"
    yield f"{size_text(kept_free)} of {where} is kept free for other programs."


def _sum(file: Weighed, machine: Machine, share: DeviceShare) -> str:
    parts = [
        (share.weights, "weights"),
        (share.kv, f"KV at {file.estimate.context.granted:,} tokens"),
        (share.recurrent, "recurrent state"),
        (share.compute + share.output, "compute"),
        (share.mmproj, "for pictures"),
    ]
    told = " + ".join(f"{size_text(size)} {what}" for size, what in parts if size)
    named = device_name(machine, share)
    where = "in RAM" if share.kind is DeviceKind.CPU else f"on {named}"
    return (
        f"{file.variant}: {told} = {size_text(share.sum)} of {size_text(share.free)} free {where}."
    )


def _placing(file: Weighed) -> Iterator[str]:
    choices, estimate = file.choices, file.estimate
    gpus = any(share.kind is not DeviceKind.CPU for share in estimate.devices)
    if gpus:
        moved = f", the experts of {choices.cpu_moe} of them in RAM" if choices.cpu_moe else ""
        yield f"{estimate.gpu_layers} of {estimate.layers} layers on the GPU{moved}."
    if choices.kv_type_k != "f16":
        yield f"The KV cache is kept in {choices.kv_type_k}, so that it fits."


def _longest(file: Weighed) -> Iterator[str]:
    if file.longest:
        trained = file.estimate.context.trained
        end = ", what it was trained for" if file.longest >= trained > 0 else ""
        yield f"The longest context that fits this way is {file.longest:,} tokens{end}."


def _quality(file: Weighed) -> str:
    bits = f"{file.variant} is {file.bits_per_weight:.2f} bits per weight"
    if file.expected.kept is None:
        return f"{bits}. {file.expected.because}"
    lost = 1 - file.expected.kept
    share = f"About {lost * 100:.0f} %" if lost >= 0.005 else "Less than 1 %"
    close = _CLOSENESS[file.judged.quality]
    if file.judged.quality >= Quality.NOTICEABLE and lost < LITTLE:
        told = (
            f"{bits}: its words stray from the original's (KL divergence: {close}), though"
            f" {share[0].lower()}{share[1:]} of a score above chance in MMLU is lost."
        )
    else:
        told = f"{bits}: {close}. {share} of its score above chance is lost."
    return f"{told} {file.expected.because}"

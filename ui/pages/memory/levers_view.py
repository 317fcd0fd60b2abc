"""Every choice there is: its name, its words, what it stands at, or why it changes nothing here.

No Qt. A lever's `key` is the name of its field in `Choices`.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final

from launcher.hardware.facts import Device, Machine
from launcher.memory.choices import (
    ALL_LAYERS,
    KV_TYPES,
    MOST_BATCH,
    MOST_CONVERSATIONS,
    Choices,
    FlashAttention,
    LoadMode,
)
from launcher.memory.devices import engine_devices, shares
from launcher.memory.estimate import Estimate
from launcher.memory.kind import Kind, kind_of
from launcher.models.facts import ModelFacts
from ui.pages.memory.idle import idle_reasons
from ui.pages.memory.lever_words import WORDS, Group
from ui.text.kv_types import half_in, types_taken
from ui.text.memory_view import device_title
from ui.text.numbers import with_unit


class Control(StrEnum):
    """How a lever is turned."""

    CHOICE = "choice"
    NUMBER = "number"
    SWITCH = "switch"
    SPLIT = "split"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lever:
    """One choice a person can turn. `options` are a choice's, or a split's devices.

    A split's value are per cents; `automatic`: nobody chose them.
    """

    key: str
    name: str
    words: str
    group: Group
    control: Control
    value: object
    options: tuple[tuple[object, str], ...] = ()
    least: int = 0
    most: int = 0
    step: int = 1
    automatic: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class IdleLever:
    """A choice that changes nothing for this model on this computer, and why."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Levers:
    """Those that can be turned, in their groups' order, and the others."""

    turning: tuple[Lever, ...]
    idle: tuple[IdleLever, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    facts: ModelFacts
    choices: Choices
    machine: Machine
    estimate: Estimate | None
    kind: Kind
    devices: tuple[Device, ...]


def levers(
    facts: ModelFacts, choices: Choices, machine: Machine, estimate: Estimate | None
) -> Levers:
    """All of them but the context, as they stand. `estimate` is the last that could be made."""
    asked = _Asked(
        facts=facts,
        choices=choices,
        machine=machine,
        estimate=estimate,
        kind=kind_of(facts),
        devices=engine_devices(machine),
    )
    reasons = idle_reasons(facts, choices, machine, asked.kind)
    return Levers(
        turning=tuple(_lever(key, asked) for key in WORDS if key not in reasons),
        idle=(
            *(
                IdleLever(name=WORDS[key].name, reason=reasons[key])
                for key in WORDS
                if key in reasons
            ),
            THREADS,
        ),
    )


def turned(choices: Choices, key: str, value: object, facts: ModelFacts) -> Choices:
    """The choices with this one turned. Where K and V are kept as one, both types follow."""
    changed: dict[str, Any] = {key: value}
    if key == "kv_type_k" and kind_of(facts).compressed:
        changed["kv_type_v"] = value
    return replace(choices, **changed)


THREADS: Final = IdleLever(
    name="Threads", reason="They change how fast it answers, not the memory. They are in Settings."
)


def _lever(key: str, asked: _Asked) -> Lever:
    words = WORDS[key]
    control, options, limits = _control(key, asked)
    least, most, step = limits
    return Lever(
        key=key,
        name=words.name,
        words=words.words,
        group=words.group,
        control=control,
        value=_value(key, asked),
        options=options,
        least=least,
        most=most,
        step=step,
        automatic=key == "split" and not any(asked.choices.split),
    )


_Control = tuple[Control, tuple[tuple[object, str], ...], tuple[int, int, int]]
_NO_LIMITS: Final = (0, 0, 1)
_SWITCHES: Final = ("unified", "kv_on_gpu", "repack", "swa_full", "mtp")


def _control(key: str, asked: _Asked) -> _Control:
    if key in _SWITCHES:
        return Control.SWITCH, (), _NO_LIMITS
    if key == "split":
        return Control.SPLIT, _titles(asked.devices), _NO_LIMITS
    limits = {
        "batch": (1, MOST_BATCH, 64),
        "micro_batch": (1, MOST_BATCH, 64),
        "parallel": (1, MOST_CONVERSATIONS, 1),
        "cpu_moe": (0, max(asked.kind.layers + asked.kind.ahead, asked.choices.cpu_moe), 1),
    }.get(key)
    if limits is not None:
        return Control.NUMBER, (), limits
    return Control.CHOICE, _options(key, asked), _NO_LIMITS


def _options(key: str, asked: _Asked) -> tuple[tuple[object, str], ...]:
    if key == "gpu_layers":
        return layer_options(asked.estimate, automatic=asked.choices.gpu_layers is None)
    if key == "main_gpu":
        return ((None, "all of them"), *((n, f"only {t}") for n, t in _titles(asked.devices)))
    if key == "flash_attention":
        return (
            (FlashAttention.AUTO, "automatic"),
            (FlashAttention.ON, "on"),
            (FlashAttention.OFF, "off"),
        )
    if key == "load":
        return (
            (LoadMode.READ, "read into memory"),
            (LoadMode.MMAP, "mapped from the file"),
            (LoadMode.LOCK, "read and locked"),
        )
    return _kv_options(key, asked)


def _titles(devices: tuple[Device, ...]) -> tuple[tuple[object, str], ...]:
    """Each GPU's place and name; those of one name are told apart by the engine's."""
    titles = [device_title(one.description, one.kind) for one in devices]
    return tuple(
        (n, f"{title} ({device.name})" if titles.count(title) > 1 else title)
        for n, (title, device) in enumerate(zip(titles, devices, strict=True))
    )


def layer_options(estimate: Estimate | None, *, automatic: bool) -> tuple[tuple[object, str], ...]:
    """'auto, now 30', 'all 48', then one fewer each down to none.

    What auto would come to is known only while it is `automatic`.
    """
    layers = estimate.layers if estimate else 0
    known = estimate is not None and automatic
    auto = f"auto, now {min(estimate.gpu_layers, layers)}" if estimate and known else "auto"
    return (
        (None, auto),
        (ALL_LAYERS, f"all {layers}"),
        *((count, str(count)) for count in range(layers - 1, 0, -1)),
        (0, "none"),
    )


def _kv_options(key: str, asked: _Asked) -> tuple[tuple[object, str], ...]:
    """Each type with what this half of the KV cache would take; none that the model refuses."""
    taken = types_taken(asked.facts, asked.choices, key)
    found: list[tuple[object, str]] = []
    for kind in KV_TYPES:
        if kind in taken:
            size = half_in(asked.facts, asked.choices, key, kind)
            found.append((kind, f"{kind}, {with_unit(size)}"))
        elif kind == getattr(asked.choices, key):
            found.append((kind, kind))
    return tuple(found)


def _value(key: str, asked: _Asked) -> object:
    value: object = getattr(asked.choices, key)
    if key == "split":
        return tuple(100 * part for part in shares(asked.choices, asked.devices))
    if key == "gpu_layers" and isinstance(value, int) and asked.estimate:
        return ALL_LAYERS if value >= asked.estimate.layers else value
    return value

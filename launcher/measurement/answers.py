"""How fast answers came here beside what was predicted: one row a model, plan and device.

Every answer moves its row a little, so that a slow afternoon is forgotten in time. Where
another model is asked for, those of the same type on the same devices speak for it.
"""

import math
import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from launcher.errors import SnugError
from launcher.hardware.facts import Machine
from launcher.measurement.checked import count, moment, positive, text
from launcher.measurement.ledger import Ledger, Stamp
from launcher.measurement.measured_file import Timing
from launcher.memory.choices import Choices
from launcher.memory.estimate import Estimate
from launcher.models.facts import ModelFacts

MOST: Final = 300
NEW: Final = 0.3  # weight of one answer against all before
LEAP: Final = 2.0  # one answer moves a row as if it were no further away than this factor
SENSE: Final = 20.0  # further away than this factor, the computer slept meanwhile
ENOUGH_MODELS: Final = 2
ENOUGH_ANSWERS: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is loaded, as far as the speed of its answers hangs on it."""

    facts: ModelFacts
    choices: Choices
    estimate: Estimate
    machine: Machine


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """What a row is about.

    `model` names weights of this shape, `type` their file type; `devices` those that work on
    a token, as 'CUDA0 + CPU'; `against` says by which paces was predicted, for a correction
    of one prediction says nothing of another.
    """

    machine: str
    model: str
    type: str
    devices: str
    gpu_layers: int
    threads: int
    against: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRow:
    """`factor` is measured over predicted tokens a second, the late answers counting most."""

    where: Where
    factor: float
    answers: int
    when: datetime


class Kind(StrEnum):
    """Whose answers a correction is from."""

    MODEL = "this model"
    TYPE = "this type on this device"
    FILE = "this file"  # it was timed, loaded as it is planned


@dataclass(frozen=True, slots=True, kw_only=True)
class TimedHere:
    """How fast this very file was, loaded in this way on this computer.

    `spread` is the least that is told either way, as a share: what was timed on the mains says
    less on a battery.
    """

    when: datetime
    answer: Timing
    prompt: Timing | None = None
    spread: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What to multiply a predicted speed with, from so many answers.

    Where the file itself was `timed`, that is its speed, and nothing is multiplied.
    """

    factor: float
    answers: int
    kind: Kind
    timed: TimedHere | None = None


class Answers:
    """Keeps the rows, and what is loaded now; from any thread, beside other processes."""

    def __init__(self, file: Path) -> None:
        self._ledger = Ledger(file, told=_told, heard=_heard)
        self._state = threading.Lock()
        self._asked: Asked | None = None

    @property
    def notices(self) -> tuple[SnugError, ...]:
        """A file that was damaged and put aside, in this run."""
        return self._ledger.notices

    @property
    def stamp(self) -> Stamp | None:
        """Another one whenever something was learned, here or in another process."""
        return self._ledger.stamp

    @property
    def asked(self) -> Asked | None:
        """What is loaded now."""
        with self._state:
            return self._asked

    def begin(self, asked: Asked) -> None:
        """This is loaded now."""
        with self._state:
            self._asked = asked

    def forget(self) -> None:
        """Nothing is loaded any more."""
        with self._state:
            self._asked = None

    def add(self, where: Where, factor: float, when: datetime, *, answers: int = 1) -> None:
        """So many answers were so much faster than predicted. Raises NotSaved."""
        if answers < 1 or not 1 / SENSE < factor < SENSE:
            return
        self._ledger.change(lambda rows: _with(rows, where, factor, when, answers))

    def correction(self, where: Where) -> Correction | None:
        """From this model's answers with this plan, else from its type's on these devices."""
        rows = [one for one in self._ledger.rows() if _alike(one.where, where)]
        own = next((one for one in rows if one.where == where), None)
        if own is not None:
            return Correction(factor=own.factor, answers=own.answers, kind=Kind.MODEL)
        answers = sum(one.answers for one in rows)
        if len({one.where.model for one in rows}) < ENOUGH_MODELS or answers < ENOUGH_ANSWERS:
            return None
        mean = sum(one.answers * math.log(one.factor) for one in rows) / answers
        return Correction(factor=math.exp(mean), answers=answers, kind=Kind.TYPE)


def _alike(then: Where, now: Where) -> bool:
    """Same machine, prediction, devices and type."""
    return (then.machine, then.against, then.devices, then.type, then.threads) == (
        now.machine,
        now.against,
        now.devices,
        now.type,
        now.threads,
    )


def _with(
    rows: tuple[AnswerRow, ...], where: Where, factor: float, when: datetime, answers: int
) -> list[AnswerRow]:
    known = {_key(one.where): one for one in rows}
    before = known.pop(_key(where), None)
    if before is not None and before.where == where:
        for _ in range(answers):
            near = min(before.factor * LEAP, max(before.factor / LEAP, factor))
            moved = before.factor + NEW * (near - before.factor)
            before = replace(before, factor=moved, answers=before.answers + 1)
        factor, answers = before.factor, before.answers
    row = AnswerRow(where=where, factor=factor, answers=answers, when=when)
    return [*known.values(), row][-MOST:]


def _key(where: Where) -> tuple[object, ...]:
    return where.machine, where.model, where.devices, where.gpu_layers, where.threads


def _told(row: AnswerRow) -> dict[str, Any]:
    where = row.where
    return {
        "when": row.when.isoformat(),
        "machine": where.machine,
        "model": where.model,
        "type": where.type,
        "devices": where.devices,
        "gpu_layers": where.gpu_layers,
        "threads": where.threads,
        "against": where.against,
        "factor": row.factor,
        "answers": row.answers,
    }


def _heard(raw: Mapping[str, Any]) -> AnswerRow:
    return AnswerRow(
        where=Where(
            machine=text(raw["machine"]),
            model=text(raw["model"]),
            type=text(raw["type"]),
            devices=text(raw["devices"]),
            gpu_layers=count(raw["gpu_layers"]),
            threads=count(raw["threads"]),
            against=text(raw["against"]),
        ),
        factor=positive(raw["factor"], most=SENSE),
        answers=count(raw["answers"]),
        when=moment(raw["when"]),
    )

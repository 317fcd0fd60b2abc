"""What measuring would do, step by step, before it begins: how long, how much disk, what is known.

What makes it impossible is raised here, before anything is written.
"""

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from launcher.actions.machine import look_with_engine
from launcher.actions.measuring.expected import (
    Expected,
    expected_of,
    seconds_to_answer,
    seconds_to_make,
    seconds_to_score,
    seconds_to_time,
)
from launcher.actions.measuring.known import (
    answers_known,
    score_known,
    timing_known,
    windows_of,
)
from launcher.actions.measuring.loading import answering_of, loading_of, log_size, scoring_of
from launcher.actions.measuring.notes import notes_of
from launcher.actions.measuring.subjects import Subject, subjects_of
from launcher.actions.measuring.wish import (
    LEAST_CHARGE,
    WINDOW,
    MeasureWish,
    MeasuringText,
    Thoroughness,
    measuring_text,
    thoroughness_of,
)
from launcher.actions.parts import Parts
from launcher.errors import NoRoomToMeasure
from launcher.hardware.facts import Machine
from launcher.hardware.mains import charge, on_mains
from launcher.hub.destination import MARGIN
from launcher.measurement.measured_file import MeasuredFile
from launcher.measurement.place import place_of
from launcher.units import size_text

Kind = Literal["make", "score", "time", "answer"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing to do with one file; seconds are expected ones, None where nobody knows.

    `known`: the figures are here from before and will not be measured again.
    """

    kind: Kind
    file: str
    seconds: float | None
    known: bool
    subject: int = 0  # which of the plan's subjects


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasurePlan:
    """All steps in order, seconds in all, and bytes of disk that are needed meanwhile."""

    wish: MeasureWish
    steps: tuple[Step, ...]
    seconds: float | None
    disk: int
    notes: tuple[str, ...]
    subjects: tuple[Subject, ...]
    how: Thoroughness
    text: MeasuringText | None


def measure_plan(parts: Parts, wish: MeasureWish, machine: Machine) -> MeasurePlan:
    """What would be done on this computer, as it is now.

    It may ask the planning worker, so it belongs off the window's thread. Raises BadModelFile,
    NothingToMeasure, UnusableText, OtherVocabulary, QuantizeError, DoesNotFit,
    NoRoomToMeasure, ChoiceError, EngineError.
    """
    if machine.engine is None or machine.imagined:
        machine = look_with_engine(parts)
    subjects = subjects_of(parts, wish)
    reads = any(not subject.why_not_read for subject in subjects)
    text = measuring_text(wish.text) if reads else None
    planner = _Planner(
        parts=parts,
        wish=wish,
        machine=machine,
        subjects=subjects,
        how=thoroughness_of(wish),
        text=text,
    )
    steps = tuple(planner.steps())
    seconds = [step.seconds for step in steps if not step.known]
    disk = planner.check_room(steps)
    return MeasurePlan(
        wish=wish,
        steps=steps,
        seconds=None if None in seconds else sum(one for one in seconds if one is not None),
        disk=disk,
        notes=tuple(notes_of(wish, subjects, text, low_charge())),
        subjects=subjects,
        how=planner.how,
        text=text,
    )


def low_charge() -> int | None:
    """Percent left on the battery where it is too little to begin; else None."""
    left = charge()
    if on_mains() is not False or left is None or left >= LEAST_CHARGE:
        return None
    return round(left * 100)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Planner:
    parts: Parts
    wish: MeasureWish
    machine: Machine
    subjects: Sequence[Subject]
    how: Thoroughness
    text: MeasuringText | None

    def steps(self) -> Iterator[Step]:
        """The reference first: the others are compared with it."""
        others = [
            self._needs_scores(subject) for subject in self.subjects if not subject.is_reference
        ]
        for number, subject in enumerate(self.subjects):
            yield from self._of(number, subject, compared=any(others))

    def check_room(self, steps: Sequence[Step]) -> int:
        """Bytes that are written meanwhile. Raises NoRoomToMeasure."""
        made = {step.subject for step in steps if step.kind == "make" and not step.known}
        to_make = sum(self.subjects[n].facts.file_size for n in made)
        logs = self._logs(steps)
        needed = to_make + logs
        folder = self.parts.places.cache
        free = _free(folder)
        if needed and free is not None and free < needed + MARGIN:
            words = [
                *([f"files to make {size_text(to_make)}"] if to_make else []),
                *([f"log-probabilities {size_text(logs)}"] if logs else []),
            ]
            raise NoRoomToMeasure(str(folder), needed + MARGIN, free, " and ".join(words))
        return needed

    def _of(self, number: int, subject: Subject, *, compared: bool) -> Iterator[Step]:
        loading = loading_of(self.parts, subject, self.machine, self.how.context)
        expected = expected_of(self.parts, subject, loading, self.machine)
        row = self._row(subject)

        def step(kind: Kind, seconds: float | None, *, known: bool) -> Step:
            return Step(
                kind=kind, file=subject.label, seconds=seconds, known=known, subject=number
            )

        if subject.order is not None:
            seconds = seconds_to_make(
                subject.facts, subject.order.quantization, loading.parameters.threads
            )
            yield step("make", seconds, known=subject.is_there)
        if not subject.why_not_read:
            yield self._score(number, subject, row, expected, compared=compared)
        yield step(
            "time",
            seconds_to_time(expected, self.how) if expected else None,
            known=timing_known(row, subject.facts, self.how, loading.words),
        )
        if self.wish.prompts and not subject.why_not_read:
            answering_of(self.parts, subject, self.machine)
            prompts = len(self.wish.prompts)
            yield step(
                "answer",
                seconds_to_answer(expected, prompts) if expected else None,
                known=answers_known(row, self.wish.prompts),
            )

    def _score(
        self,
        number: int,
        subject: Subject,
        row: MeasuredFile | None,
        expected: Expected | None,
        *,
        compared: bool,
    ) -> Step:
        scoring_of(self.parts, subject, self.machine)  # it must fit for this too
        left = self.how.windows
        known = self._is_score_known(subject, row)
        if subject.is_there and self.text is not None and not self.wish.fresh:
            kept = windows_of(
                self.parts,
                subject.content,
                self.text,
                engine=self._engine,
                reference=self._compared_with(subject),
            )
            count = kept.count_for(self.how.windows)
            read = len(kept.windows)
            if subject.is_reference and compared:
                read = kept.with_logs()
                known = known and read >= count
            left = count - min(count, read)
        return Step(
            kind="score",
            file=subject.label,
            seconds=seconds_to_score(expected, left) if expected else None,
            known=known,
            subject=number,
        )

    def _needs_scores(self, subject: Subject) -> bool:
        """Whether a file's text has to be read and compared with the reference."""
        if subject.why_not_read:
            return False
        return not self._is_score_known(subject, self._row(subject))

    def _is_score_known(self, subject: Subject, row: MeasuredFile | None) -> bool:
        return score_known(row, self.text, self.how, self._compared_with(subject))

    def _compared_with(self, subject: Subject) -> str:
        """The content of the file it is compared with, empty for none."""
        reference = self._reference
        return "" if reference is None or subject.is_reference else reference.content

    def _row(self, subject: Subject) -> MeasuredFile | None:
        """What is known of the file with this engine."""
        if not subject.is_there or self.wish.fresh:
            return None
        here = place_of(self.machine)
        return self.parts.measured.of(here, self._engine, subject.content)

    @property
    def _engine(self) -> str:
        engine = self.machine.engine
        return f"{engine.version} ({engine.build})" if engine else ""

    @property
    def _reference(self) -> Subject | None:
        return next((one for one in self.subjects if one.is_reference), None)

    def _logs(self, steps: Sequence[Step]) -> int:
        """Bytes of the reference's log-probabilities, where anything is compared with it."""
        reference = self._reference
        scored = {s.subject for s in steps if s.kind == "score" and not s.known}
        compared = any(not self.subjects[number].is_reference for number in scored)
        if reference is None or not compared:
            return 0
        return self.how.windows * (WINDOW // 2) * log_size(reference.facts)


def _free(folder: Path) -> int | None:
    there = next((place for place in (folder, *folder.parents) if place.exists()), folder)
    try:
        return shutil.disk_usage(there).free
    except OSError:
        return None

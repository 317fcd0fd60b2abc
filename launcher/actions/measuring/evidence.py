"""What was measured of model files here, for those who judge and predict them."""

from dataclasses import replace
from typing import Final

from launcher.actions.measuring.plan_words import plan_words
from launcher.actions.parts import Parts
from launcher.choosing.measured_here import NO_FILES, MeasuredHere
from launcher.hardware.facts import Machine
from launcher.hardware.mains import on_mains
from launcher.measurement.answers import Asked, TimedHere
from launcher.measurement.measured_file import MeasuredFile
from launcher.measurement.paces import OTHER_POWER
from launcher.measurement.place import place_of
from launcher.memory.choices import Choices
from launcher.memory.parameters import engine_parameters
from launcher.models.quantization import quantization_of

USUAL: Final = Choices()
AS_LARGE: Final = 0.001  # of the size: a header that was derived has a few bytes more or less


def measured_files(parts: Parts, machine: Machine) -> tuple[MeasuredFile, ...]:
    """What was measured on this machine, the newest first, one a file; none of an imagined one."""
    return () if machine.imagined else parts.measured.all(place_of(machine))


def measured_evidence(parts: Parts, machine: Machine) -> MeasuredHere:
    """What to judge files by beside what was published; nothing for an imagined computer."""
    if machine.imagined or parts.measured.stamp is None:
        return NO_FILES
    return MeasuredHere(rows=parts.measured.all(place_of(machine)))


def timed_here(parts: Parts, asked: Asked) -> TimedHere | None:
    """How fast this very file was with this plan and engine; None where it was not timed so."""
    machine, facts = asked.machine, asked.facts
    if machine.imagined or parts.measured.stamp is None or not _is_usual(asked.choices):
        return None
    timed = [
        (abs(row.size - facts.file_size), row, row.answer)
        for row in parts.measured.all(place_of(machine))
        if row.answer is not None
        and (row.parameters, row.quantization) == (facts.parameters, quantization_of(facts))
        and abs(row.size - facts.file_size) <= AS_LARGE * row.size
        and _is_engine_of(row, machine)
        and row.plan == _plan(asked)
    ]
    if not timed:
        return None
    _, row, answer = min(timed, key=lambda one: one[0])
    return TimedHere(
        when=row.when,
        answer=answer,
        prompt=row.prompt,
        spread=OTHER_POWER if on_mains() is False else 0.0,
    )


def _is_usual(choices: Choices) -> bool:
    """Whether all that a speed hangs on is as files are loaded to be timed.

    The plan in words has the threads and the layers; the context only says how far in to look.
    """
    free = replace(
        choices,
        context=USUAL.context,
        gpu_layers=USUAL.gpu_layers,
        threads=USUAL.threads,
        load=USUAL.load,
    )
    return free == USUAL


def _plan(asked: Asked) -> str:
    layers = asked.estimate.gpu_layers
    parameters = engine_parameters(asked.choices, gpu_layers=layers, machine=asked.machine)
    return plan_words(parameters, asked.estimate)


def _is_engine_of(row: MeasuredFile, machine: Machine) -> bool:
    """An engine that has not said hello yet is taken for the one that measured."""
    engine = machine.engine
    return engine is None or row.engine == f"{engine.version} ({engine.build})"

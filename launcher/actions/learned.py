"""Learning from use: every answer is set beside the speed that was predicted for it.

It is done when the answer is complete and told, and no answer fails because of it. A file that
is timed to be measured counts as so many answers.
"""

import logging
from datetime import UTC, datetime
from typing import Final

from launcher.actions.measuring.evidence import timed_here
from launcher.actions.pace import measured_paces
from launcher.actions.parts import Parts
from launcher.errors import SnugError
from launcher.hardware.facts import Machine
from launcher.hardware.pace import Pace
from launcher.measurement.answers import Asked, Correction, Kind, Where
from launcher.measurement.measured_file import Timing
from launcher.measurement.place import place_of
from launcher.memory.choices import Choices
from launcher.memory.estimate import Estimate
from launcher.memory.parameters import engine_parameters
from launcher.models.facts import ModelFacts
from launcher.models.quantization import quantization_of
from launcher.planning.paces import paces_of
from launcher.planning.reading import bytes_read
from launcher.planning.speed import answer_speed
from launcher.protocol.messages import Done
from launcher.sentences import sentence_of

LEAST: Final = 16  # tokens of an answer that tells anything
log = logging.getLogger(__name__)


def will_answer(
    parts: Parts, facts: ModelFacts, choices: Choices, estimate: Estimate, machine: Machine
) -> None:
    """This model is loaded now, so that its answers can be set beside their prediction."""
    parts.answers.begin(Asked(facts=facts, choices=choices, estimate=estimate, machine=machine))


def learn(parts: Parts, done: Done) -> None:
    """Take an answer's later half into account, where it was long enough; never fails."""
    try:
        _learn(parts, done)
    except SnugError as error:
        log.warning("The speed of this answer is not kept. %s", sentence_of(error).what)
    except Exception:
        log.exception("The speed of this answer is not kept.")


def learn_timed(parts: Parts, asked: Asked, timing: Timing) -> None:
    """Take a timed file into account, each repeat as an answer; never fails."""
    said = timing.tokens // 2
    try:
        _set_beside(parts, asked, timing.per_second, said=said, answers=timing.repeats)
    except SnugError as error:
        log.warning("The measured speed is not learned from. %s", sentence_of(error).what)
    except Exception:
        log.exception("The measured speed is not learned from.")


def correction_for(
    parts: Parts, facts: ModelFacts, choices: Choices, estimate: Estimate, machine: Machine
) -> Correction | None:
    """What to correct a predicted speed by, from answers given on this machine.

    From the file itself where it was timed with this plan, then from this model with this plan
    where it has answered, else from its type on the same devices; None where there are too few
    answers, and for an imagined computer.
    """
    if machine.imagined:
        return None
    asked = Asked(facts=facts, choices=choices, estimate=estimate, machine=machine)
    found = parts.answers.correction(_where(parts, asked)) if parts.answers.stamp else None
    timed = timed_here(parts, asked)
    if timed is None:
        return found
    factor, answers = (found.factor, found.answers) if found else (1.0, 0)
    return Correction(factor=factor, answers=answers, kind=Kind.FILE, timed=timed)


def _learn(parts: Parts, done: Done) -> None:
    asked = parts.answers.asked
    if asked is None or done.answer_tokens < LEAST or not done.later_seconds:
        return
    said = max(0, done.context_used - done.later_tokens // 2)
    _set_beside(parts, asked, done.later_tokens / done.later_seconds, said=said, answers=1)


def _set_beside(parts: Parts, asked: Asked, seen: float, *, said: int, answers: int) -> None:
    """Keep how far tokens a second are from those predicted with so much said. Raises NotSaved."""
    paces = paces_of(asked.machine, measured_paces(parts, asked.machine))
    predicted = answer_speed(asked.facts, asked.choices, asked.estimate, paces, fill=said)
    if predicted is None or not predicted.middle:
        return
    factor = seen / predicted.middle
    parts.answers.add(_where(parts, asked), factor, datetime.now(UTC), answers=answers)


def _where(parts: Parts, asked: Asked) -> Where:
    paces = paces_of(asked.machine, measured_paces(parts, asked.machine))
    readings = bytes_read(asked.facts, asked.choices, asked.estimate, fill=0)
    devices = [reading.device for reading in readings]
    parameters = engine_parameters(
        asked.choices, gpu_layers=asked.estimate.gpu_layers, machine=asked.machine
    )
    return Where(
        machine=place_of(asked.machine),
        model=_shape_of(asked.facts),
        type=quantization_of(asked.facts),
        devices=" + ".join(sorted(devices)),
        gpu_layers=asked.estimate.gpu_layers,
        threads=parameters.threads,
        against=" + ".join(sorted(_figures(paces[name]) for name in devices if name in paces)),
    )


def _figures(pace: Pace) -> str:
    """What a prediction hangs on: after another measurement the old answers say nothing of it."""
    return f"{pace.device} {pace.bandwidth:.4g} B/s, {pace.per_layer:.3g} s"


def _shape_of(facts: ModelFacts) -> str:
    """Weights of one shape and type are read alike, whatever they have learned."""
    return f"{facts.architecture} {facts.parameters} {facts.weight_bytes}"

"""What answers given here taught reaches every speed that is shown: picks, board, prices."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from launcher.actions import learned
from launcher.actions.corrections import Corrections
from launcher.actions.fit import fit_now
from launcher.actions.machine import look
from launcher.actions.parts import Parts
from launcher.actions.recommend import picks_for
from launcher.actions.tradeoff import board_of
from launcher.choosing.board import Axis
from launcher.choosing.corrected import correction_words
from launcher.choosing.weighed import Weighed
from launcher.choosing.wish import Wish
from launcher.hardware.facts import Machine
from launcher.hardware.pace import Pace
from launcher.measurement.answers import Asked, Correction, Kind
from launcher.memory.choices import Choices
from launcher.memory.estimate import Basis
from launcher.models.catalog import facts_of, known_as
from launcher.models.facts import ModelFacts
from launcher.units import GIB
from tests.fakes.imagined import a_computer
from tests.fakes.machine_facts import machine_of


def facts(file: Weighed) -> ModelFacts:
    return facts_of(known_as(file.repo), file.variant)


def answered(parts: Parts, file: Weighed, machine: Machine, factor: float) -> None:
    """As if its answers had come so much faster than predicted."""
    asked = Asked(facts=facts(file), choices=file.choices, estimate=file.estimate, machine=machine)
    parts.answers.add(learned._where(parts, asked), factor, datetime.now(UTC))


def on_the_board(parts: Parts, machine: Machine) -> Weighed:
    repo = "catalog:Qwen/Qwen3-0.6B"
    found = board_of(parts, repo, context=2048, axis=Axis.SPEED, machine=machine)
    return next(one.file for one in found.points if one.file.variant == "Q8_0")


def picked(parts: Parts, machine: Machine) -> Weighed:
    return picks_for(parts, Wish(context=2048), machine)[0].file


@pytest.mark.parametrize("shown", [on_the_board, picked])
def test_what_answers_taught_is_in_the_speed_that_is_shown(
    parts: Parts, shown: Callable[[Parts, Machine], Weighed]
) -> None:
    machine = look(parts)
    before = shown(parts, machine)
    answered(parts, before, machine, 1.25)
    after = shown(parts, machine)
    assert after.key == before.key
    assert before.speed is not None
    assert after.speed is not None
    assert after.speed.basis is Basis.MEASURED
    assert after.speed.because.endswith("Corrected by 1 answer of this model here.")
    assert after.speed.middle == pytest.approx(1.25 * before.speed.middle, rel=0.2)


def test_an_imagined_computers_speed_is_not_corrected(parts: Parts) -> None:
    machine = a_computer(ram=32)
    before = on_the_board(parts, machine)
    answered(parts, before, machine, 1.25)
    assert on_the_board(parts, machine).speed == before.speed


def test_an_answer_is_counted_at_once_by_who_asked_before(parts: Parts) -> None:
    machine = look(parts)
    file = on_the_board(parts, machine)
    kept = Corrections(parts)

    def answers() -> int | None:
        found = kept.of(facts(file), file.choices, file.estimate, machine)
        return found.answers if found else None

    told = [answers()]
    for _ in range(2):
        answered(parts, file, machine, 1.1)
        told.append(answers())
    assert told == [None, 1, 2]


def test_whose_answers_they_were_is_said() -> None:
    of_model = Correction(factor=1.1, answers=5, kind=Kind.MODEL)
    assert correction_words(of_model) == "Corrected by 5 answers of this model here."
    of_type = Correction(factor=1.1, answers=3, kind=Kind.TYPE)
    assert correction_words(of_type) == "Corrected by 3 answers of other models of this type here."


def test_prices_are_reckoned_with_what_was_measured() -> None:
    machine = machine_of(64, 6)
    model = facts_of(known_as("Qwen/Qwen3-8B"), "Q4_K_M")
    measured = tuple(
        Pace(device=device.name, bandwidth=rate, per_layer=1e-5, measured=True)
        for device, rate in zip(machine.devices, (20e9, 400e9), strict=True)
    )

    def shares(paces: tuple[Pace, ...]) -> list[float | None]:
        found = fit_now(
            model, Choices(gpu_layers=99, context=8192), machine, reserve=GIB, measured=paces
        )
        return [one.speed_share for one in found.concessions if "in RAM" in one.what]

    assert shares(measured)
    assert any(share is not None and share < 1 for share in shares(measured))
    assert all(share is None for share in shares(()))  # of that card nothing is printed

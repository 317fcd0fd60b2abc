"""What was measured of files here reaches what is judged, recommended and predicted."""

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from launcher.actions import learned
from launcher.actions.corrections import Corrections
from launcher.actions.judging import VariantRow, rows_of
from launcher.actions.learned import correction_for, learn_timed
from launcher.actions.machine import look
from launcher.actions.measuring import evidence
from launcher.actions.measuring.evidence import measured_evidence
from launcher.actions.measuring.plan_words import plan_words
from launcher.actions.parts import Parts
from launcher.actions.recommend import picks_for
from launcher.actions.tradeoff import as_csv, board_of
from launcher.choosing.board import Axis, Board, Point
from launcher.choosing.corrected import corrected_prompt_speed, corrected_speed
from launcher.choosing.wish import Wish
from launcher.hardware.facts import Machine
from launcher.measurement.answers import Asked, Kind
from launcher.measurement.measured_file import MeasuredFile, Timing
from launcher.measurement.place import place_of
from launcher.memory.choices import Choices
from launcher.memory.estimate import Basis, estimate
from launcher.memory.parameters import engine_parameters
from launcher.models.catalog import facts_of, known_as
from launcher.planning.paces import paces_of
from launcher.planning.speed import Speed
from tests.fakes.imagined import a_computer
from tests.fakes.measured import measured
from tests.fakes.repositories import repository_of

REPO = "Qwen/Qwen3-0.6B"
KIND = "Q4_K_M"
CHOICES = Choices(context=2048)


@pytest.fixture(autouse=True)
def mains(monkeypatch: pytest.MonkeyPatch) -> None:
    """The computer that tests run on may stand on its battery."""
    monkeypatch.setattr(evidence, "on_mains", lambda: True)


def asked_of(machine: Machine, choices: Choices = CHOICES, kind: str = KIND) -> Asked:
    facts = facts_of(known_as(REPO), kind)
    found = estimate(facts, choices, machine, reserve=0)
    return Asked(facts=facts, choices=choices, estimate=found, machine=machine)


def row(machine: Machine, mean: float = 0.15, **more: object) -> MeasuredFile:
    """That file, measured on this machine with the plan it would have there."""
    asked = asked_of(machine)
    parameters = engine_parameters(CHOICES, gpu_layers=asked.estimate.gpu_layers, machine=machine)
    plain = measured(KIND)
    assert plain.distance is not None
    distance = replace(
        plain.distance,
        reference="Qwen3-0.6B-F16.gguf",
        reference_content="",
        mean=mean,
        error=mean / 20,
    )
    made = replace(
        plain,
        file=f"Qwen3-0.6B-{KIND}.gguf",
        model="Qwen 3 0.6B",
        parameters=asked.facts.parameters,
        size=asked.facts.file_size,
        bits_per_weight=asked.facts.bits_per_weight,
        machine=place_of(machine),
        plan=plan_words(parameters, asked.estimate),
        distance=distance,
        answer=Timing(tokens=128, repeats=5, per_second=20.0, spread=0.5),
        prompt=Timing(tokens=512, repeats=5, per_second=300.0, spread=6.0),
    )
    return replace(made, **more)


def judged(parts: Parts, machine: Machine) -> dict[str, VariantRow]:
    repository, headers = repository_of(REPO, ("Q8_0", KIND, "Q3_K_M"))
    rows = rows_of(
        repository,
        headers,
        CHOICES,
        machine,
        reserve=0,
        corrections=Corrections(parts),
        here=measured_evidence(parts, machine),
    )
    return {one.variant.quantization or "": one for one in rows}


def board(parts: Parts, machine: Machine) -> Board:
    return board_of(parts, f"catalog:{REPO}", context=2048, axis=Axis.SIZE, machine=machine)


def point(found: Board) -> Point:
    return next(one for one in found.points if one.file.variant == KIND)


def test_a_variant_is_judged_by_what_was_measured_as_soon_as_it_is_kept(parts: Parts) -> None:
    machine = look(parts)
    before = judged(parts, machine)[KIND].quality
    parts.measured.add(row(machine))
    after = judged(parts, machine)[KIND].quality
    assert before is not None
    assert after is not None
    assert before.basis is not Basis.MEASURED
    assert after.basis is Basis.MEASURED
    assert "measured on this computer" in after.because
    assert after.quality != before.quality
    parts.measured.forget(place_of(machine), row(machine).content)
    assert judged(parts, machine)[KIND].quality == before


def test_the_board_places_a_file_by_what_was_measured_and_the_table_says_so(
    parts: Parts,
) -> None:
    machine = look(parts)
    before = point(board(parts, machine))
    parts.measured.add(row(machine, mean=0.5))
    found = board(parts, machine)
    after = point(found)
    assert after.file.expected.basis is Basis.MEASURED
    assert after.up < before.up
    lines = {one["variant"]: one for one in csv.DictReader(io.StringIO(as_csv(found)))}
    assert lines[KIND]["kept_basis"] == "measured"
    assert lines[KIND]["divergence_measured_here"] == "0.500000"
    assert "measured on this computer" in lines[KIND]["kept_source"]
    assert lines["Q8_0"]["divergence_measured_here"] == ""


def test_a_file_that_was_measured_to_be_bad_is_not_recommended(parts: Parts) -> None:
    machine = look(parts)
    first = picks_for(parts, Wish(context=2048), machine)[0].file
    facts = facts_of(known_as(first.repo), first.variant)
    stem = first.repo.rpartition("/")[2]
    bad = row(
        machine,
        mean=3.0,
        file=f"{stem}-{first.variant}.gguf",
        model=first.model,
        parameters=facts.parameters,
        quantization=first.variant,
        bits_per_weight=facts.bits_per_weight,
    )
    assert bad.distance is not None
    distance = replace(bad.distance, reference=f"{stem}-F16.gguf")
    parts.measured.add(replace(bad, distance=distance))
    assert first.key not in {one.file.key for one in picks_for(parts, Wish(context=2048), machine)}


def test_another_computers_figures_say_nothing_here_nor_ours_of_an_imagined_one(
    parts: Parts,
) -> None:
    machine = look(parts)
    parts.measured.add(replace(row(machine), machine="another one"))
    assert measured_evidence(parts, machine).rows == ()
    parts.measured.add(row(machine))
    assert len(measured_evidence(parts, machine).rows) == 1
    assert measured_evidence(parts, a_computer(ram=32)).rows == ()


# --- speed ------------------------------------------------------------------------------------


def speeds(parts: Parts, asked: Asked) -> tuple[Speed | None, Speed | None]:
    """Of an answer and of a prompt."""
    corrections = Corrections(parts).of
    given = (asked.facts, asked.choices, asked.estimate, asked.machine)
    paces = paces_of(asked.machine)
    return (
        corrected_speed(*given, paces=paces, corrections=corrections),
        corrected_prompt_speed(*given, paces=paces, corrections=corrections),
    )


def test_the_speed_of_a_timed_file_is_the_one_that_was_seen(parts: Parts) -> None:
    machine = look(parts)
    parts.measured.add(row(machine))
    answer, prompt = speeds(parts, asked_of(machine, Choices(context=256)))
    assert answer is not None
    assert prompt is not None
    assert (answer.basis, prompt.basis) == (Basis.MEASURED, Basis.MEASURED)
    assert answer.middle == pytest.approx(20.0, rel=0.02)
    assert answer.high / answer.middle == pytest.approx(1 + 0.5 / 20)
    assert (prompt.low, prompt.high) == (pytest.approx(294.0), pytest.approx(306.0))
    assert answer.because.startswith("Measured here on 21 November 2026: 20.0 ± 0.5 tokens")
    assert "were predicted" in answer.because
    assert "in a prompt of 512 tokens" in prompt.because


def test_on_a_battery_less_is_said_of_what_was_timed(
    parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evidence, "on_mains", lambda: False)
    machine = look(parts)
    parts.measured.add(row(machine))
    answer, _ = speeds(parts, asked_of(machine))
    assert answer is not None
    assert answer.high / answer.middle == pytest.approx(1.25)


def test_with_much_said_a_timed_file_is_as_much_slower_as_predicted(parts: Parts) -> None:
    machine = look(parts)
    parts.measured.add(row(machine))
    short, long = (
        speeds(parts, asked_of(machine, Choices(context=tokens)))[0] for tokens in (256, 32768)
    )
    assert short is not None
    assert long is not None
    assert long.middle < short.middle
    assert "half of the context" in long.because
    assert "half of the context" not in short.because


@pytest.mark.parametrize(
    "changes",
    [
        {"plan": "3 threads, 7 of 28 layers on the GPU"},
        {"size": 1},
        {"quantization": "Q4_0"},
        {"answer": None},
    ],
)
def test_a_file_loaded_otherwise_or_another_one_is_predicted(
    parts: Parts, changes: dict[str, object]
) -> None:
    machine = look(parts)
    parts.measured.add(row(machine, **changes))
    answer, _ = speeds(parts, asked_of(machine))
    assert answer is not None
    assert answer.basis is not Basis.MEASURED


def test_a_header_that_was_derived_differs_by_bytes_and_the_nearest_size_speaks(
    parts: Parts,
) -> None:
    machine = look(parts)
    there, size = row(machine), row(machine).size
    for content, more, speed in (("a", 90_000, 30.0), ("b", 64, 20.0), ("c", size // 100, 10.0)):
        timing = Timing(tokens=128, repeats=5, per_second=speed, spread=0.5)
        parts.measured.add(replace(there, content=content, size=size + more, answer=timing))
    answer, _ = speeds(parts, asked_of(machine, Choices(context=256)))
    assert answer is not None
    assert answer.middle == pytest.approx(20.0, rel=0.02)
    for content in ("a", "b"):
        parts.measured.forget(place_of(machine), content)
    answer, _ = speeds(parts, asked_of(machine, Choices(context=256)))
    assert answer is not None
    assert answer.basis is not Basis.MEASURED


def test_choices_a_speed_hangs_on_must_be_the_usual_ones(parts: Parts) -> None:
    machine = look(parts)
    parts.measured.add(row(machine))
    asked = asked_of(machine, Choices(context=2048, kv_type_k="q8_0", kv_type_v="q8_0"))
    answer, _ = speeds(parts, asked)
    assert answer is not None
    assert answer.basis is not Basis.MEASURED


def test_a_new_measurement_is_seen_by_who_asked_before(parts: Parts) -> None:
    machine = look(parts)
    asked, kept = asked_of(machine), Corrections(parts)

    def kind() -> Kind | None:
        found = kept.of(asked.facts, asked.choices, asked.estimate, machine)
        return found.kind if found else None

    told = [kind()]
    parts.measured.add(row(machine))
    told.append(kind())
    parts.measured.forget(place_of(machine), row(machine).content)
    assert [*told, kind()] == [None, Kind.FILE, None]


def test_a_timed_file_counts_as_many_answers_for_what_is_predicted(parts: Parts) -> None:
    machine = look(parts)
    asked = asked_of(machine)
    timing = Timing(tokens=128, repeats=5, per_second=20.0, spread=0.5)
    learn_timed(parts, asked, timing)
    found = correction_for(parts, asked.facts, asked.choices, asked.estimate, machine)
    assert found is not None
    assert (found.kind, found.answers) == (Kind.MODEL, 5)
    learn_timed(parts, asked, replace(timing, per_second=40.0))
    again = correction_for(parts, asked.facts, asked.choices, asked.estimate, machine)
    assert again is not None
    assert again.answers == 10
    assert again.factor == pytest.approx(found.factor * (2 - 0.7**5))


def test_several_answers_move_a_row_as_they_would_one_by_one(parts: Parts) -> None:
    where = learned._where(parts, asked_of(look(parts)))
    now = datetime.now(UTC)
    for factor, answers in ((1.0, 1), (1.5, 3)):
        parts.answers.add(where, factor, now, answers=answers)
    at_once = parts.answers.correction(where)
    other = replace(where, threads=where.threads + 1)
    for factor in (1.0, 1.5, 1.5, 1.5):
        parts.answers.add(other, factor, now)
    assert at_once == parts.answers.correction(other)


def test_a_file_nobody_can_predict_has_the_speed_that_was_seen(parts: Parts) -> None:
    machine = look(parts)
    parts.measured.add(row(machine))
    asked = asked_of(machine)
    found = corrected_speed(
        asked.facts,
        asked.choices,
        asked.estimate,
        machine,
        paces={},
        corrections=Corrections(parts).of,
    )
    assert found is not None
    assert (found.middle, found.basis) == (pytest.approx(20.0), Basis.MEASURED)
    assert "predicted" not in found.because

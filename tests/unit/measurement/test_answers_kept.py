import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from launcher.errors import SpeedsDamaged
from launcher.measurement.answers import MOST, SENSE, Answers, Correction, Kind, Where

FIRST = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
HERE = Where(
    machine="Some CPU · 24 GiB",
    model="llama 1235814432 800000000",
    type="Q4_K_M",
    devices="CPU",
    gpu_layers=0,
    threads=4,
    against="measured here",
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "data" / "answers.json"


def answered(store: Answers, *factors: float, where: Where = HERE) -> None:
    for number, factor in enumerate(factors):
        store.add(where, factor, FIRST + timedelta(minutes=number))


def factor_of(store: Answers, where: Where = HERE) -> float:
    found = store.correction(where)
    assert found is not None
    return found.factor


def test_before_the_first_answer_there_is_no_correction_and_no_file(file: Path) -> None:
    assert Answers(file).correction(HERE) is None
    assert not file.parent.exists()


def test_the_first_answer_is_believed_also_in_another_run(file: Path) -> None:
    answered(Answers(file), 0.8)
    assert Answers(file).correction(HERE) == Correction(factor=0.8, answers=1, kind=Kind.MODEL)


def test_later_answers_move_it_a_little_and_in_time_all_the_way(file: Path) -> None:
    store = Answers(file)
    answered(store, 0.8, 1.0)
    assert factor_of(store) == pytest.approx(0.86)
    answered(store, *[1.0] * 20)
    assert factor_of(store) == pytest.approx(1.0, abs=0.01)


def test_one_answer_that_was_far_off_moves_it_no_further_than_a_leap(file: Path) -> None:
    store = Answers(file)
    answered(store, 1.0, 0.1)
    assert factor_of(store) == pytest.approx(1.0 - 0.3 * 0.5)


@pytest.mark.parametrize("factor", [0.0, -1.0, 1 / SENSE, SENSE, float("inf"), float("nan")])
def test_an_answer_that_cannot_be_is_not_believed(file: Path, factor: float) -> None:
    store = Answers(file)
    answered(store, factor)
    assert store.correction(HERE) is None


def test_two_models_of_a_type_speak_for_a_third_after_three_answers(file: Path) -> None:
    store = Answers(file)
    third = replace(HERE, model="third")
    answered(store, 0.8, 0.8)
    assert store.correction(third) is None
    answered(store, 1.25, where=replace(HERE, model="second"))
    found = store.correction(third)
    assert found is not None
    assert (found.kind, found.answers) == (Kind.TYPE, 3)
    assert found.factor == pytest.approx((0.8 * 0.8 * 1.25) ** (1 / 3))


def test_many_answers_of_one_model_do_not_speak_for_another(file: Path) -> None:
    store = Answers(file)
    answered(store, *[0.8] * 9)
    assert store.correction(replace(HERE, model="second")) is None


@pytest.mark.parametrize(
    "changed",
    [
        {"machine": "Another"},
        {"devices": "CPU + CUDA0"},
        {"type": "Q8_0"},
        {"against": "as printed"},
        {"threads": 8},
    ],
)
def test_other_devices_types_and_predictions_are_not_mixed(
    file: Path, changed: dict[str, str]
) -> None:
    store = Answers(file)
    for model in ("one", "two", "three"):
        answered(store, 0.8, where=replace(HERE, model=model))
    assert store.correction(replace(HERE, model="four")) is not None
    elsewhere = replace(HERE, model="four", **changed)  # type: ignore[arg-type]
    assert store.correction(elsewhere) is None


def test_what_was_learned_of_an_older_prediction_is_given_up(file: Path) -> None:
    store = Answers(file)
    newer = replace(HERE, against="measured again")
    answered(store, 0.5, 0.5)
    answered(store, 1.0, where=newer)
    assert store.correction(newer) == Correction(factor=1.0, answers=1, kind=Kind.MODEL)
    assert store.correction(HERE) is None


def test_the_file_stays_small_and_the_newest_stay(file: Path) -> None:
    rows = [replace(HERE, model=str(number)) for number in range(MOST)]
    store = Answers(file)
    answered(store, 1.0, where=rows[0])
    raw = json.loads(file.read_text("utf-8"))
    raw["rows"] = [raw["rows"][0] | {"model": row.model} for row in rows]
    file.write_text(json.dumps(raw), "utf-8")
    answered(store, 0.9)
    assert len(json.loads(file.read_text("utf-8"))["rows"]) == MOST
    assert factor_of(store) == 0.9


def test_a_damaged_history_is_put_aside(file: Path) -> None:
    answered(Answers(file), 0.8)
    raw = json.loads(file.read_text("utf-8"))
    raw["rows"][0]["factor"] = 0
    file.write_text(json.dumps(raw), "utf-8")
    store = Answers(file)
    (notice,) = store.notices
    assert isinstance(notice, SpeedsDamaged)
    assert store.correction(HERE) is None


def test_what_is_loaded_is_forgotten_when_it_is_gone(file: Path) -> None:
    store = Answers(file)
    store.forget()
    assert store.asked is None

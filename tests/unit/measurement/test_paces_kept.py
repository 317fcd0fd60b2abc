import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from launcher.errors import NotSaved, SpeedsDamaged
from launcher.measurement.paces import MOST, OTHER_POWER, Paces
from tests.fakes.paces import CPU, measured_of


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "data" / "paces.json"


def test_a_fresh_home_has_no_paces_and_no_file(file: Path) -> None:
    store = Paces(file)
    assert (store.under(CPU), store.notices) == (None, ())
    assert not file.parent.exists()


def test_what_was_measured_is_there_in_another_run(file: Path) -> None:
    Paces(file).add([measured_of()])
    assert Paces(file).under(CPU) == measured_of()


def test_a_new_measurement_takes_the_old_ones_place(file: Path) -> None:
    store = Paces(file)
    store.add([measured_of(0)])
    store.add([measured_of(1, gigabytes=30)])
    found = store.under(CPU)
    assert found is not None
    assert found.pace.bandwidth == 30e9
    assert len(json.loads(file.read_text("utf-8"))["rows"]) == 1


@pytest.mark.parametrize(
    "changed", [{"machine": "Another"}, {"engine": "3 (4)"}, {"driver": "2"}, {"device": "CUDA0"}]
)
def test_under_other_circumstances_nothing_was_measured(file: Path, changed: Any) -> None:
    Paces(file).add([measured_of()])
    assert Paces(file).under(replace(CPU, **changed)) is None


def test_an_engine_that_has_not_said_hello_yet_is_taken_for_the_one_that_measured(
    file: Path,
) -> None:
    Paces(file).add([measured_of()])
    assert Paces(file).under(replace(CPU, engine="")) == measured_of()


def test_on_battery_what_was_measured_on_mains_serves_with_a_wider_range(file: Path) -> None:
    mains, battery = (replace(CPU, power=power) for power in ("mains", "battery"))
    store = Paces(file)
    store.add([measured_of(under=mains)])
    found = store.under(battery)
    assert found is not None
    assert found.pace.spread == OTHER_POWER
    store.add([measured_of(1, under=battery, gigabytes=9)])
    found = store.under(battery)
    assert found is not None
    assert (found.pace.bandwidth, found.pace.spread) == (9e9, 0.05)
    assert store.under(mains) == measured_of(under=mains)


def test_the_file_stays_small(file: Path) -> None:
    store = Paces(file)
    store.add(measured_of(n, under=replace(CPU, device=f"CUDA{n}")) for n in range(MOST + 9))
    assert len(json.loads(file.read_text("utf-8"))["rows"]) == MOST
    assert store.under(replace(CPU, device="CUDA0")) is None


def test_a_damaged_file_is_put_aside_and_told(file: Path) -> None:
    file.parent.mkdir()
    file.write_text("nonsense", "utf-8")
    store = Paces(file)
    (notice,) = store.notices
    assert isinstance(notice, SpeedsDamaged)
    assert Path(notice.kept).read_text("utf-8") == "nonsense"
    store.add([measured_of()])
    assert store.under(CPU) == measured_of()


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("bandwidth", 0),
        ("bandwidth", "fast"),
        ("bandwidth", True),
        ("per_layer", -1e-6),
        ("per_layer", 1e9),
        ("spread", 1.0),
        ("spread", 5),
        ("compute", 0),
        ("when", "yesterday"),
        ("when", "2026-11-20T12:00:00"),
        ("threads", -1),
        ("threads", 1.5),
        ("types", None),
        ("types", [{"type": "Q4_K"}]),
        ("device", 1),
    ],
)
def test_a_row_that_cannot_be_is_damage(file: Path, key: str, value: object) -> None:
    Paces(file).add([measured_of()])
    raw = json.loads(file.read_text("utf-8"))
    raw["rows"][0][key] = value
    file.write_text(json.dumps(raw), "utf-8")
    store = Paces(file)
    assert store.under(CPU) is None
    assert len(store.notices) == 1


@pytest.mark.parametrize("text", ["[]", "{}", '{"rows": {}}', '{"rows": [1]}', "1" * 5000])
def test_what_is_no_list_of_rows_is_damage(file: Path, text: str) -> None:
    file.parent.mkdir()
    file.write_text(text, "utf-8")
    assert len(Paces(file).notices) == 1


def test_where_nothing_can_be_written_it_is_said(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way", "utf-8")
    with pytest.raises(NotSaved):
        Paces(blocked / "paces.json").add([measured_of()])

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from launcher.errors import MeasuredDamaged
from launcher.measurement.measured_file import (
    Distance,
    MeasuredFile,
    Perplexity,
    ReadText,
    SaidAnswer,
    Timing,
)
from launcher.measurement.measured_files import MeasuredFiles

HERE = "Some CPU · 16 GiB"
WHEN = datetime(2026, 5, 1, 12, tzinfo=UTC)
ROW = MeasuredFile(
    file="tiny-Q4_0.gguf",
    content="c1",
    model="Tiny 4M",
    base="Tiny",
    parameters=4_000_000,
    quantization="Q4_0",
    size=2_500_000,
    bits_per_weight=4.5,
    machine=HERE,
    engine="1 (x)",
    plan="1 thread",
    when=WHEN,
)
FULL = replace(
    ROW,
    load_seconds=0.25,
    resident=90_000_000,
    prompt=Timing(tokens=512, repeats=5, per_second=900.5, spread=3.25),
    answer=Timing(tokens=128, repeats=5, per_second=80.5, spread=0.0),
    text=ReadText(name="a.txt", sha256="ff", window=512, windows=7, whole=True),
    vocabulary="abcd",
    perplexity=Perplexity(value=12.5, error=0.5, tokens=1785),
    distance=Distance(
        reference="tiny-F16.gguf",
        reference_content="c0",
        mean=0.01,
        error=0.001,
        median=-1e-9,
        p99=0.2,
        largest=1.5,
        same_top=0.97,
        same_top_error=0.004,
    ),
    answers=(SaidAnswer(prompt="Hello", text="Hi.\n“You”", reason="stop"),),
    fallbacks=("blk.0.x is in F16 instead of Q4_0.",),
    notes=("A note.",),
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "measured.json"


@pytest.mark.parametrize("row", [ROW, FULL], ids=["without figures", "with all figures"])
def test_a_row_is_the_same_after_a_restart(file: Path, row: MeasuredFile) -> None:
    MeasuredFiles(file).add(row)
    assert MeasuredFiles(file).all(HERE) == (row,)


def test_absent_figures_are_null_and_not_zero(file: Path) -> None:
    MeasuredFiles(file).add(ROW)
    (told,) = json.loads(file.read_text("utf-8"))["files"]
    assert [told[name] for name in ("load_seconds", "resident", "prompt", "distance")] == [
        None
    ] * 4


def test_a_newer_row_of_the_same_file_takes_its_place(file: Path) -> None:
    kept = MeasuredFiles(file)
    kept.add(ROW)
    later = replace(FULL, when=WHEN + timedelta(days=1))
    kept.add(later)
    assert kept.all(HERE) == (later,)
    assert kept.of(HERE, "1 (x)", "c1") == later


def test_rows_of_another_machine_are_not_ours(file: Path) -> None:
    kept = MeasuredFiles(file)
    kept.add(ROW)
    assert kept.all("Another CPU · 8 GiB") == ()
    assert kept.of("Another CPU · 8 GiB", "1 (x)", "c1") is None


def test_another_engines_figures_stay_and_the_newest_is_shown(file: Path) -> None:
    kept = MeasuredFiles(file)
    newer = replace(ROW, engine="2 (y)", when=WHEN + timedelta(hours=1))
    kept.add(newer)
    kept.add(ROW)
    assert kept.all(HERE) == (newer,)
    assert kept.of(HERE, "1 (x)", "c1") == ROW


def test_the_newest_file_comes_first(file: Path) -> None:
    kept = MeasuredFiles(file)
    kept.add(replace(ROW, content="c2", when=WHEN + timedelta(hours=2)))
    kept.add(ROW)
    assert [row.content for row in kept.all(HERE)] == ["c2", "c1"]


def test_what_is_forgotten_can_be_put_back(file: Path) -> None:
    kept = MeasuredFiles(file)
    kept.add(ROW)
    kept.add(replace(ROW, content="c2"))
    gone = kept.forget(HERE, "c1")
    assert gone == (ROW,)
    assert [row.content for row in kept.all(HERE)] == ["c2"]
    kept.put_back(gone)
    assert {row.content for row in kept.all(HERE)} == {"c1", "c2"}
    assert kept.forget(HERE, "unheard of") == ()


def test_putting_back_does_not_replace_newer_figures(file: Path) -> None:
    kept = MeasuredFiles(file)
    kept.add(ROW)
    gone = kept.forget(HERE, "c1")
    kept.add(FULL)
    kept.put_back(gone)
    assert kept.all(HERE) == (FULL,)


def test_a_damaged_file_is_put_aside_and_told(file: Path) -> None:
    file.write_text("{", "utf-8")
    kept = MeasuredFiles(file)
    assert [type(one) for one in kept.notices] == [MeasuredDamaged]
    assert kept.all(HERE) == ()


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("size", -1),
        ("size", "big"),
        ("bits_per_weight", 0),
        ("when", "2026-05-01"),
        ("prompt", {"tokens": 1, "repeats": 1, "per_second": 0, "spread": 0}),
        ("perplexity", {"value": float("nan"), "error": 0, "tokens": 1}),
        ("distance", {"mean": 1}),
        ("answers", [1]),
        ("resident", 1.5),
    ],
)
def test_one_row_that_makes_no_sense_is_left_out(file: Path, key: str, value: object) -> None:
    kept = MeasuredFiles(file)
    kept.add(FULL)
    kept.add(replace(ROW, content="c2"))
    raw = json.loads(file.read_text("utf-8"))
    raw["files"][0][key] = value
    file.write_text(json.dumps(raw), "utf-8")
    again = MeasuredFiles(file)
    assert [row.content for row in again.all(HERE)] == ["c2"]
    assert len(again.notices) == 1

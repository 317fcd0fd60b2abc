import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from launcher.errors import NotSaved, ReceiptsDamaged
from launcher.kept import write_object
from launcher.measurement.receipt import Line, Receipt
from launcher.measurement.receipts import MOST, MOST_OF_ONE_MODEL, Receipts
from launcher.measurement.turns import alone_with
from launcher.measurement.written import heard, told
from launcher.memory.choices import KV_TYPES, Choices, FlashAttention, LoadMode
from launcher.memory.estimate import Basis
from tests.fakes.receipts import HERE, receipt_of

ROOT = Path(__file__).resolve().parents[3]
WORDS = st.text(max_size=20)
WHOLE = st.integers(min_value=0, max_value=1 << 60)
CHOICES = st.builds(
    Choices,
    context=st.integers(min_value=256, max_value=1 << 20),
    gpu_layers=st.none() | st.integers(min_value=-1, max_value=99),
    kv_type_k=st.sampled_from(KV_TYPES),
    flash_attention=st.sampled_from(FlashAttention),
    load=st.sampled_from(LoadMode),
    split=st.lists(st.floats(min_value=0, max_value=99), max_size=3).map(tuple),
    main_gpu=st.none() | st.integers(min_value=0, max_value=15),
    repack=st.booleans(),
)
LINES = st.builds(Line, device=WORDS, part=WORDS, predicted=WHOLE, measured=st.none() | WHOLE)
RECEIPTS = st.builds(
    Receipt,
    when=st.datetimes(min_value=datetime(2000, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    name=WORDS,
    path=WORDS,
    model=WORDS,
    choices=CHOICES,
    gpu_layers=WHOLE,
    lines=st.lists(LINES, max_size=4).map(tuple),
    basis=st.sampled_from(Basis),
    prompt=WHOLE,
    engine=WORDS,
    machine=WORDS,
)
ADDS_FIVE = """
import sys
from pathlib import Path
from launcher.measurement.receipts import Receipts
from tests.fakes.receipts import HERE, receipt_of
store = Receipts(Path(sys.argv[1]), lambda: HERE)
print("ready", flush=True)
sys.stdin.readline()
for n in range(5):
    store.add(receipt_of(n, model=sys.argv[2]))
"""


def written(receipts: Sequence[Receipt]) -> dict[str, object]:
    return {"format": 1, "receipts": [told(one) for one in receipts]}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "data" / "receipts.json"


def store_of(file: Path, here: str = HERE) -> Receipts:
    return Receipts(file, lambda: here)


def test_a_fresh_home_has_no_receipts_and_no_file(file: Path) -> None:
    store = store_of(file)
    assert (store.all(), store.notices) == ((), ())
    assert not file.parent.exists()


def test_the_newest_comes_first_also_in_another_run(file: Path) -> None:
    store = store_of(file)
    for number in (1, 0, 2):
        store.add(receipt_of(number))
    expected = tuple(receipt_of(number) for number in (2, 1, 0))
    assert store.all() == expected
    assert store_of(file).all() == expected


def test_what_another_run_added_is_seen(file: Path) -> None:
    store = store_of(file)
    store.add(receipt_of(0))
    assert len(store.all()) == 1
    store_of(file).add(receipt_of(1))
    assert len(store.all()) == 2


def test_a_finished_receipt_takes_the_place_of_its_beginning(file: Path) -> None:
    store = store_of(file)
    store.add(receipt_of(0, prompt=0))
    store.add(receipt_of(1))
    store.add(receipt_of(0, prompt=99))
    assert [one.prompt for one in store.all()] == [12, 99]


def test_a_moved_folder_does_not_mix_machines(file: Path) -> None:
    store_of(file).add(receipt_of(0))
    elsewhere = store_of(file, "Another CPU · 8 GiB")
    assert elsewhere.all() == ()
    elsewhere.add(receipt_of(1, machine="Another CPU · 8 GiB"))
    assert [one.machine for one in elsewhere.all()] == ["Another CPU · 8 GiB"]
    assert [one.machine for one in store_of(file).all()] == [HERE]


def test_the_history_stays_small(file: Path) -> None:
    many = [receipt_of(n, model=f"{n % 30:032}") for n in range(30 * 9)]
    write_object(file, written(many))
    store = store_of(file)
    store.add(receipt_of(1000))
    assert len(store.all()) == MOST
    assert store.all()[0] == receipt_of(1000)
    assert store.all()[1] == many[-1]


def test_one_model_does_not_push_out_the_others(file: Path) -> None:
    store = store_of(file)
    store.add(receipt_of(0, model="b" * 32))
    for number in range(1, 15):
        store.add(receipt_of(number))
    found = store.all()
    assert len(found) == MOST_OF_ONE_MODEL + 1
    assert found[0] == receipt_of(14)
    assert found[-1].model == "b" * 32


def test_the_latest_of_this_model_and_kind_is_found(file: Path) -> None:
    store = store_of(file)
    mapped = Choices(load=LoadMode.MMAP)
    store.add(receipt_of(0, more=1))
    store.add(receipt_of(1, more=2))
    store.add(receipt_of(2, choices=mapped))
    store.add(receipt_of(3, model="b" * 32))
    assert store.latest_for("a" * 32, Choices()) == receipt_of(1, more=2)
    assert store.latest_for("a" * 32, mapped) == receipt_of(2, choices=mapped)
    assert store.latest_for("c" * 32, Choices()) is None


def test_a_load_that_was_never_asked_does_not_hide_one_that_was(file: Path) -> None:
    store = store_of(file)
    store.add(receipt_of(0))
    store.add(receipt_of(1, prompt=0))
    assert store.latest_for("a" * 32, Choices()) == receipt_of(0)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"receipts": 3}',
        '{"receipts": [{}]}',
        "\x00\x01",
        '{"receipts": [{"when": "2026-11-20T12:00:00"}]}',
        json.dumps(written([receipt_of()])).replace("2026-", "26-"),
        json.dumps(written([receipt_of()])).replace('"predicted": 4', '"predicted": -4.5, "x": 4'),
        json.dumps(written([receipt_of()])).replace('"read"', '"poured"'),
        json.dumps(written([receipt_of()])).replace('"measured": 4', '"measured": -4'),
        json.dumps(written([receipt_of()])).replace('"context": 8192', '"context": "long"'),
    ],
)
def test_a_damaged_history_is_put_aside_and_told(file: Path, text: str) -> None:
    file.parent.mkdir()
    file.write_text(text, "utf-8")
    store = store_of(file)
    assert store.all() == ()
    (notice,) = store.notices
    assert isinstance(notice, ReceiptsDamaged)
    assert Path(notice.kept).read_text("utf-8") == text
    store.add(receipt_of())
    assert store.all() == (receipt_of(),)


def test_a_history_damaged_meanwhile_is_put_aside_before_adding(file: Path) -> None:
    store = store_of(file)
    store.add(receipt_of(0))
    file.write_text("{", "utf-8")
    store.add(receipt_of(1))
    assert store.all() == (receipt_of(1),)
    assert len(store.notices) == 1


def test_one_bad_receipt_is_left_out_and_the_others_stay(file: Path) -> None:
    raw = written([receipt_of(0), receipt_of(1)])
    raw["receipts"][0]["prompt"] = "many"  # type: ignore[index]
    write_object(file, raw)
    store = store_of(file)
    assert store.all() == (receipt_of(1),)
    (notice,) = store.notices
    assert isinstance(notice, ReceiptsDamaged)
    assert json.loads(Path(notice.kept).read_text("utf-8")) == json.loads(json.dumps(raw))
    assert store_of(file).notices == ()


def test_choices_of_another_version_are_read(file: Path) -> None:
    raw = written([receipt_of(choices=Choices(context=512))])
    (one,) = raw["receipts"]  # type: ignore[misc]
    del one["choices"]["mtp"]
    one["choices"]["not_invented_yet"] = 3
    write_object(file, raw)
    assert store_of(file).all()[0].choices == Choices(context=512)


@given(st.lists(RECEIPTS, max_size=3))
def test_what_is_written_is_read_back_the_same(receipts: list[Receipt]) -> None:
    again = json.loads(json.dumps([told(one) for one in receipts]))
    assert [heard(one) for one in again] == receipts


def test_two_processes_that_add_at_once_lose_nothing(file: Path) -> None:
    children = [
        subprocess.Popen(
            [sys.executable, "-c", ADDS_FIVE, str(file), letter * 32],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        for letter in "bcd"
    ]
    for child in children:
        assert child.stdout is not None
        assert child.stdout.readline().strip() == b"ready"
    for child in children:
        assert child.stdin is not None
        child.stdin.write(b"go\n")
        child.stdin.flush()
    for child in children:
        child.communicate(timeout=60)
        assert child.returncode == 0
    found = store_of(file).all()
    assert sorted(one.model[0] for one in found) == sorted("bcd" * 5)


def test_a_turn_that_does_not_come_is_told(file: Path) -> None:
    file.parent.mkdir()
    with alone_with(file), pytest.raises(NotSaved), alone_with(file, patience=0.02):
        pass
    with alone_with(file, patience=0.0):  # and it comes once the other is done
        pass


@pytest.mark.skipif(os.name != "posix", reason="folders are closed by their rights")
@pytest.mark.skipif(os.name == "posix" and os.geteuid() == 0, reason="root writes anywhere")
def test_a_folder_that_cannot_be_written_is_still_read(file: Path) -> None:
    store_of(file).add(receipt_of())
    file.parent.chmod(0o500)
    try:
        store = store_of(file)
        assert store.all() == (receipt_of(),)
        with pytest.raises(NotSaved):
            store.add(receipt_of(1))
    finally:
        file.parent.chmod(0o700)


def test_where_a_file_stands_in_the_way_nothing_is_kept_and_it_is_said(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("in the way")
    with pytest.raises(NotSaved):
        store_of(tmp_path / "data" / "receipts.json").add(replace(receipt_of()))

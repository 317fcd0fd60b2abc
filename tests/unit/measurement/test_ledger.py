"""A history that is never wiped: unreadable moments, bad rows, other processes."""

import json
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from launcher.errors import NotSaved, SpeedsDamaged
from launcher.measurement import ledger
from launcher.measurement.ledger import Ledger
from launcher.measurement.turns import alone_with


def told(row: int) -> Mapping[str, Any]:
    return {"n": row}


def heard(raw: Mapping[str, Any]) -> int:
    return int(raw["n"])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "rows.json"


def store_of(file: Path) -> Ledger[int]:
    return Ledger(file, told=told, heard=heard)


def filled(file: Path) -> Ledger[int]:
    store = store_of(file)
    store.change(lambda _rows: (1, 2, 3))
    assert store.rows() == (1, 2, 3)
    return store


def test_an_unreadable_moment_keeps_what_is_there_and_is_told(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = filled(file)
    before = file.read_bytes()

    def refuses(_file: Path, **_newest: int) -> None:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patched:
        patched.setattr(ledger, "read_object", refuses)
        with pytest.raises(NotSaved) as caught:
            store.change(lambda rows: (*rows, 4))
        assert caught.value.reason == "Permission denied"
        file.touch()
        assert store.rows() == (1, 2, 3)
    assert file.read_bytes() == before
    store.change(lambda rows: (*rows, 4))
    assert store.rows() == (1, 2, 3, 4)


def test_one_bad_row_is_left_out_alone_and_a_copy_is_kept_once(file: Path) -> None:
    filled(file)
    raw = json.loads(file.read_text("utf-8"))
    raw["rows"][1] = {"n": "two"}
    file.write_text(json.dumps(raw), "utf-8")
    store = store_of(file)
    assert store.rows() == (1, 3)
    (notice,) = store.notices
    assert isinstance(notice, SpeedsDamaged)
    assert json.loads(Path(notice.kept).read_text("utf-8")) == raw
    again = store_of(file)
    assert (again.rows(), again.notices) == ((1, 3), ())
    assert len(list(file.parent.glob("*.damaged-*"))) == 1


def test_reading_waits_for_nobody(file: Path) -> None:
    """Another process holds the file's lock, and a thread of ours waits for it."""
    store = filled(file)
    waiting = threading.Thread(target=lambda: store.change(lambda rows: (*rows, 5)))
    with alone_with(file):
        waiting.start()
        file.write_text(json.dumps({"rows": [told(7)]}), "utf-8")
        began = time.monotonic()
        assert store.rows() == (7,)
        assert time.monotonic() - began < 0.5
    waiting.join(10)
    assert store.rows() == (7, 5)


def test_a_file_that_is_gone_has_no_rows(file: Path) -> None:
    store = filled(file)
    file.unlink()
    assert store.rows() == ()
    assert store.stamp is None

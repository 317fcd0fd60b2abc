"""ICU's data made small: what stays, the package's form, and that Qt goes on with it."""

import os
import shutil
import struct
import subprocess
import sys
from pathlib import Path

import pytest
from bootstrap.talk import SetupError
from shipping import icu

HEADER = struct.pack("<H2sHHBBBB4s", 32, icu.MAGIC, 20, 0, 0, 0, 2, 0, icu.KIND).ljust(32, b"\0")
ITEMS = {"icudt73l/coll/de.res": b"German", "icudt73l/root.res": b"everybody" * 3}
QT_ASKS = """
import sys
from functools import cmp_to_key
from PySide6.QtCore import QCollator, QLocale, QTimeZone
with open("/proc/self/maps") as told:
    assert any(line.rstrip().endswith(sys.argv[1]) for line in told), "another one was loaded"
order = QCollator(QLocale("de_DE"))
order.setNumericMode(True)
assert sorted(["b10", "b9", "z", "ä", "a"], key=cmp_to_key(order.compare)) == [
    "a", "ä", "b9", "b10", "z"]
assert QLocale("tr_TR").toUpper("i") == "İ"
assert QLocale("de_DE").toString(1234.5) == "1.234,5"
named = QTimeZone(b"Europe/Berlin").displayName(
    QTimeZone.StandardTime, QTimeZone.LongName, QLocale("en_US"))
assert named == "Central European Standard Time", named
"""


@pytest.mark.parametrize(
    "name",
    ["root.res", "en_GB.res", "nfkc.nrm", "cnvalias.icu", "coll/ucadata.icu", "zone/en.res"],
)
def test_what_belongs_to_every_language_and_to_english_stays(name: str) -> None:
    assert icu.is_kept(f"icudt73l/{name}")


@pytest.mark.parametrize(
    "name",
    [
        "de.res",
        "coll/de.res",
        "curr/en.res",
        "lang/root.res",
        "gb18030.cnv",
        "brkitr/thaidict.dict",
    ],
)
def test_other_languages_and_what_nobody_asks_for_go(name: str) -> None:
    assert not icu.is_kept(f"icudt73l/{name}")


def test_a_package_is_read_as_it_was_written() -> None:
    found = icu.items(icu.packed(HEADER, ITEMS))
    assert {name: item.rstrip(b"\0") for name, item in found.items()} == ITEMS


def test_names_are_in_order_and_items_begin_where_icu_may_read_them() -> None:
    data = icu.packed(HEADER, dict(reversed(ITEMS.items())))
    assert list(icu.items(data)) == sorted(ITEMS)
    for item in ITEMS.values():
        assert data.index(item) % icu.ALIGNED == 0


def test_data_of_another_form_are_refused() -> None:
    with pytest.raises(SetupError, match="another form"):
        icu.items(b"\x7fELF" + bytes(60))


@pytest.fixture
def libraries() -> Path:
    """Where Qt's own libraries lie."""
    if sys.platform != "linux" or not all(map(shutil.which, ("cc", "readelf"))):
        pytest.skip("needs Linux, a C compiler and binutils")
    qt = pytest.importorskip("PySide6")
    return Path(qt.__file__).parent / "Qt" / "lib"


def test_qt_orders_and_names_with_a_tenth_of_the_data(tmp_path: Path, libraries: Path) -> None:
    (full,) = libraries.glob(icu.LIBRARY)
    small = tmp_path / full.name
    shutil.copyfile(full, small)
    saved = icu.trim(tmp_path)
    assert small.stat().st_size == full.stat().st_size - saved
    assert small.stat().st_size < full.stat().st_size / 10
    assert str(tmp_path).encode() not in small.read_bytes()
    words = [sys.executable, "-c", QT_ASKS, str(small)]
    asked = os.environ | {"LD_PRELOAD": str(small), "LC_ALL": "C.UTF-8"}
    done = subprocess.run(words, check=False, env=asked, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert icu.trim(tmp_path) == 0, "what is small already stays as it is"


def test_a_library_without_icus_data_is_refused(tmp_path: Path, libraries: Path) -> None:
    other = next(libraries.glob("libicuuc.so.*"))
    with pytest.raises(SetupError, match="no data of ICU"):
        icu.content(other)


def test_a_folder_without_the_library_stays_as_it_is(tmp_path: Path) -> None:
    assert icu.trim(tmp_path) == 0

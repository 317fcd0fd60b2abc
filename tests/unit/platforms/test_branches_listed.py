"""docs/platforms.md names every question the program asks about its system, and its test."""

import ast
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.unit.platforms.questions import ROOT, asked, in_text

TABLE = ROOT / "docs/platforms.md"
RAN = {
    "Linux": {"ran"},
    "Windows": {"ran", "tried", "as Linux"},
    "macOS": {"ran", "tried", "as Linux"},
}
COLUMNS = 8


class Row(NamedTuple):
    """A line of the table."""

    file: str
    place: str
    count: str
    decides: str
    linux: str
    windows: str
    macos: str
    tests: str


def rows() -> list[Row]:
    found = []
    for line in TABLE.read_text("utf-8").splitlines():
        cells = [cell.strip().strip("`") for cell in line.strip().strip("|").split(" | ")]
        if line.startswith("| `") and len(cells) == COLUMNS:
            found.append(Row(*cells))
    assert len(found) > 50
    return found


def counted() -> Counter[tuple[str, str]]:
    places: Counter[tuple[str, str]] = Counter()
    for question, count in asked().items():
        places[question.file, question.place] += count
    return places


def test_every_question_about_the_system_is_in_the_table() -> None:
    listed = {(row.file, row.place): int(row.count) for row in rows()}
    new = [
        f"| `{file}` | `{place}` | {count} | … | ran | tried | as Linux | `unit/…::test_…` |"
        for (file, place), count in sorted(counted().items())
        if listed.get((file, place)) != count
    ]
    assert not new, "test it by injection, then write in docs/platforms.md:\n" + "\n".join(new)


def test_the_table_has_nothing_that_is_asked_no_more() -> None:
    gone = [row for row in rows() if (row.file, row.place) not in counted()]
    assert gone == []


def test_the_table_is_in_order_and_has_each_place_once() -> None:
    places = [(row.file, row.place) for row in rows()]
    assert places == sorted(set(places))


def names_in(file: Path) -> set[str]:
    tree = ast.parse(file.read_text("utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_every_row_names_tests_that_exist() -> None:
    known: dict[str, set[str]] = {}
    missing = []
    for row in rows():
        for test in row.tests.replace("`", "").split(", "):
            file, _, name = test.partition("::")
            path = ROOT / "tests" / file
            if file not in known:
                known[file] = names_in(path) if path.is_file() else set()
            if not name.startswith("test_") or name not in known[file]:
                missing.append(f"{row.file} {row.place}: {test}")
    assert missing == []


def test_every_row_says_what_it_decides_and_what_ran_where() -> None:
    for row in rows():
        assert len(row.decides) > 10, row
        assert row.linux in RAN["Linux"], row
        assert row.windows in RAN["Windows"], row
        assert row.macos in RAN["macOS"], row
        assert {row.windows, row.macos} != {"as Linux"}, row  # then there would be no question


@pytest.mark.parametrize(
    "source",
    [
        "import sys\nif sys.platform == 'win32': pass",
        "import sys\nx = sys.platform",
        "import os\nx = 1 if os.name == 'nt' else 2",
        "def f(system): return system in ('darwin', 'linux')",
        "import platform\nx = platform.system()",
        "import os\nx = hasattr(os, 'fork')",
        "import signal\nx = getattr(signal, 'SIGHUP', None)",
        "import msvcrt",
        "import importlib\nx = importlib.import_module('winreg')",
        "NAMES = {'win32': 1}",
        "def f(x):\n match x:\n  case 'darwin': return 1",
    ],
)
def test_a_question_is_seen_however_it_is_asked(source: str) -> None:
    assert len(list(in_text(source))) == 1


@pytest.mark.parametrize(
    "source",
    [
        "import sys\nx = getattr(sys, 'frozen', False)",
        "x = 'linux'",
        "import platform\nx = platform.machine()",
        "x = {'name': 'win32'}",
    ],
)
def test_what_asks_nothing_about_the_system_is_no_question(source: str) -> None:
    assert list(in_text(source)) == []

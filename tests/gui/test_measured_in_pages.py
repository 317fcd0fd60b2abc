"""Pages draw again when something was measured: the board, and what stands side by side."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from launcher.actions.parts import Parts, assemble
from launcher.measurement.measured_file import MeasuredFile
from launcher.measurement.place import place_of
from launcher.memory.choices import Choices
from launcher.memory.estimate import Basis
from launcher.paths import places
from tests.fakes.boards import GEMMA_4B, GEMMA_12B
from tests.fakes.machine_facts import machine_of
from tests.fakes.measured import measured
from tests.fakes.repositories import repository_of
from ui.bridge.background import Background
from ui.desk import Desk, OnDesk
from ui.pages.compare.page import ComparePage
from ui.pages.compare.presenter import ComparePresenter
from ui.pages.find.judging import Judging

MACHINE = machine_of(32)
REPO = "google/gemma-3-4b-it"
FILES = (f"{GEMMA_4B} Q4_K_M", f"{GEMMA_12B} Q4_K_M")


@pytest.fixture
def parts(snug_home: Path) -> Iterator[Parts]:
    made = assemble(places())
    yield made
    made.close()


@pytest.fixture
def desk(parts: Parts) -> Desk:
    return Desk(OnDesk(settings=parts.settings.settings, machine=MACHINE))


def keep(parts: Parts, desk: Desk) -> MeasuredFile:
    """As a run does when a file was measured."""
    plain = measured()
    assert plain.distance is not None
    row = replace(
        plain,
        file="gemma-3-4b-it-Q4_K_M.gguf",
        parameters=3_880_099_328,
        machine=place_of(MACHINE),
        distance=replace(plain.distance, reference="gemma-3-4b-it-F16.gguf", reference_content=""),
    )
    parts.measured.add(row)
    desk.put(measured=parts.measured.all(place_of(MACHINE)))
    return row


def test_the_variants_of_a_model_are_judged_again(
    qtbot: QtBot, parts: Parts, desk: Desk, background: Background
) -> None:
    owner = QObject()
    judging = Judging(parts, desk, background, owner)
    repository, headers = repository_of(REPO, ("Q4_K_M", "Q4_K_S"))

    def bases() -> list[Basis]:
        rows = judging.rows(repository, headers, Choices(), MACHINE)
        return [row.quality.basis for row in rows if row.quality]

    assert Basis.MEASURED not in bases()
    with qtbot.waitSignal(judging.found):
        keep(parts, desk)
    assert bases().count(Basis.MEASURED) == 1


def test_the_board_and_what_stands_side_by_side_are_drawn_again(
    qtbot: QtBot, parts: Parts, desk: Desk, background: Background
) -> None:
    page = ComparePage()
    qtbot.addWidget(page)
    page.resize(1004, 760)
    presenter = ComparePresenter(page, parts, desk, background)
    with qtbot.waitExposed(page):
        page.show()
    presenter.begin()

    def basis() -> Basis | None:
        view = presenter._view
        point = view.point(FILES[0]) if view else None
        return point.file.judged.basis if point else None

    qtbot.waitUntil(lambda: basis() is not None, timeout=20_000)
    presenter._choose(FILES)
    row = keep(parts, desk)
    qtbot.waitUntil(lambda: basis() is Basis.MEASURED, timeout=20_000)
    parts.measured.forget(row.machine, row.content)  # a row fewer side by side
    desk.put(measured=())
    qtbot.waitUntil(lambda: basis() is Basis.GUESS, timeout=20_000)

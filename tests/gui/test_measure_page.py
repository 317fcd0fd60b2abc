"""The Measure page: the real worker on a small model, by mouse and keys; results, tabs, files."""

import csv
import io
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QScrollArea
from pytestqt.qtbot import QtBot

from launcher.actions.machine import look
from launcher.actions.measuring import plan as plan_module
from launcher.actions.measuring.plan import Step, measure_plan
from launcher.actions.measuring.wish import MeasureWish
from launcher.actions.parts import assemble
from launcher.errors import GuideMissing, MeasuringGoesOn, OnBattery
from launcher.measurement.place import place_of
from launcher.models.guide import required_guide
from launcher.models.write import write_model
from launcher.paths import places
from launcher.settings.schema import Theme as Wish
from tests.fakes.little_guide import place_guide
from tests.fakes.measured import PROMPT, ladder, measured
from tests.gui.conftest import OpenSnug
from tests.gui.person import Person
from ui.app import Snug
from ui.bridge.background import Background
from ui.desk import Desk, OnDesk
from ui.errands.measuring import MeasuringErrand
from ui.pages.measure import asking as asking_module
from ui.pages.measure.columns import HEADINGS
from ui.pages.measure.page import CHOOSE, GUIDE, MeasurePage
from ui.pages.measure.presenter import MeasurePresenter
from ui.pages.measure.run_panel import ANYWAY
from ui.pages.measure.run_view import run_view
from ui.pages.measure.table import KEY
from ui.pages.measure.wanted import Wanted, guide_wanted
from ui.theme.appearance import Appearance
from ui.widgets.combo import Combo
from ui.widgets.tick_row import TickRow
from ui.window.places import Place

LONG = "A name that somebody made as long as can be and then some more of it v0.3 instruct GGUF"
WORDS = "The cat sat on the mat and looked at the moon for a while. "


@pytest.fixture
def text(tmp_path: Path) -> Path:
    """Enough for some windows."""
    file = tmp_path / "moon.txt"
    file.write_text(WORDS * 80, "utf-8")
    return file


@pytest.fixture
def models(snug_home: Path) -> Path:
    """A folder with a whole model and one with a very long name."""
    folder = places().models
    folder.mkdir(parents=True)
    write_model(folder / "moon-F16.gguf", "llama", quantization="F16", name="Moon 1M")
    write_model(folder / "long-Q4_0.gguf", "llama", quantization="Q4_0", name=LONG, seed=2)
    return folder


class Scene:
    """The page with its presenter and errand, on a desk of its own."""

    def __init__(self, qtbot: QtBot, background: Background, models: Path) -> None:
        self.qtbot = qtbot
        self.parts = assemble(places())
        self.parts.settings.change(threads=1, guide_hidden=True)
        here = self.parts.library.scan()
        settings = self.parts.settings.settings
        self.machine = look(self.parts)
        self.desk = Desk(OnDesk(settings=settings, machine=self.machine, models=here))
        self.measuring = MeasuringErrand(self.parts, self.desk, background)
        self.page = MeasurePage()
        self.page.resize(1004, 720)
        self.presenter = MeasurePresenter(
            self.page, self.parts, self.desk, self.measuring, background
        )
        qtbot.addWidget(self.page)

    def begin(self) -> "Scene":
        with self.qtbot.waitExposed(self.page):
            self.page.show()
        self.presenter.begin()
        self.waits(self.page._ground.isVisible)
        return self

    def shows(self, *files: object) -> "Scene":
        """Results, as if they had been measured; a look into the folder comes too late."""
        self.measuring._kept.drop()
        self.desk.put(measured=tuple(files))
        self.waits(self.page.results.isVisible)
        return self

    def waits(self, claim: Callable[[], object]) -> None:
        self.qtbot.waitUntil(lambda: bool(claim()), timeout=60_000)

    def ticks(self, *names: str) -> None:
        for row in self.page.setup.findChildren(TickRow):
            if row.text() in names:
                row.click()

    def presses(self, words: str) -> None:
        found = [
            one
            for one in self.page.findChildren(QAbstractButton)
            if one.text() == words and one.isVisible()
        ]
        assert len(found) == 1, words
        found[0].click()

    @property
    def plan(self) -> str:
        return self.page.setup._plan.text()

    def order(self) -> list[str]:
        rows = self.page.results.table.model()
        return [str(rows.index(n, 0).data()) for n in range(rows.rowCount())]


def no_guide() -> Path:
    raise GuideMissing("guide.gguf")


@pytest.fixture
def scene(
    qtbot: QtBot, background: Background, models: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Scene]:
    monkeypatch.setattr(asking_module, "required_guide", no_guide)
    made = Scene(qtbot, background, models)
    yield made
    made.measuring.stop()
    made.waits(lambda: not made.measuring.busy)
    made.parts.close()


# --- coming here --------------------------------------------------------------------------------


def test_the_plotting_library_waits_for_the_first_results() -> None:
    code = (
        "import sys\n"
        "from ui.pages.measure.presenter import MeasurePresenter\n"
        "sys.exit('pyqtgraph' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=60).returncode == 0


def test_an_empty_page_has_one_line_and_one_button(scene: Scene) -> None:
    scene.begin()
    buttons = [b for b in scene.page.findChildren(QAbstractButton) if b.isVisible()]
    assert [button.text() for button in buttons] == [CHOOSE]
    scene.presses(CHOOSE)
    assert scene.page.setup.isVisible()
    assert scene.plan.startswith("Choose a file.")
    assert not scene.page.setup._start.isEnabled()


def test_where_the_guide_is_one_button_measures_it(
    scene: Scene, models: Path, text: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking_module, "required_guide", lambda: models / "moon-F16.gguf")
    wanted = replace(guide_wanted(models / "moon-F16.gguf"), text=text, make=("Q8_0",), prompts=())
    monkeypatch.setattr(asking_module, "guide_wanted", lambda _path: wanted)
    scene.begin()
    scene.waits(lambda: GUIDE in [b.text() for b in scene.page.findChildren(QAbstractButton)])
    scene.presses(GUIDE)
    with scene.qtbot.waitSignal(scene.measuring.ended, timeout=60_000):
        assert scene.page.run.isVisible()
    assert scene.order() == ["F16 · reference", "Q8_0"]


def test_a_damaged_guide_is_not_offered(
    scene: Scene, background: Background, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[str] = []

    def asked() -> Path:
        tried.append("asked")
        return required_guide()

    monkeypatch.setattr(asking_module, "required_guide", asked)
    place_guide(tmp_path / "program", monkeypatch, promised="0" * 64)
    later: list[None] = []
    scene.begin()
    scene.waits(lambda: tried)
    background.run(lambda: None, to=scene.page, done=later.append, failed=lambda _error: None)
    scene.waits(lambda: later)
    assert scene.presenter._asking._guide is None
    assert GUIDE not in [
        b.text() for b in scene.page.findChildren(QAbstractButton) if b.isVisible()
    ]


# --- a run --------------------------------------------------------------------------------------


def test_from_the_files_to_the_figures(scene: Scene, text: Path) -> None:
    scene.begin()
    scene.presses(CHOOSE)
    scene.ticks("Moon 1M")
    chips = scene.page.setup._make._chips
    scene.waits(lambda: chips["Q8_0"]._figure)  # sizes come from the engine's dry run
    scene.page.setup._text.edited.emit(text)
    chips["Q8_0"].click()
    chips["Q4_0"].click()
    scene.waits(lambda: "steps, about" in scene.plan)
    assert "same text" in scene.page.setup._notes.text()
    scene.presses("Measure")
    assert not scene.page.setup.isVisible()
    with scene.qtbot.waitSignal(scene.measuring.ended, timeout=60_000) as ended:
        scene.waits(lambda: "step" in scene.page.run._title.text())
    assert not scene.page.run.isVisible()
    whole, best, small = ended.args[0]
    assert [one.quantization for one in (whole, best, small)] == ["F16", "Q8_0", "Q4_0"]
    assert 0 < best.distance.mean < small.distance.mean
    assert scene.order() == ["F16 · reference", "Q8_0", "Q4_0"]
    scene.waits(lambda: len(scene.desk.now.measured) == 3)
    assert "F16" in scene.page.results._so_what.text()
    assert [len(one.plot.view.marks) for one in scene.page.results.plots.both] == [2, 3]
    scene.waits(scene.page.made.isVisible)


def test_what_is_asked_before_the_machine_is_known_is_planned_when_it_is(
    scene: Scene, models: Path, text: Path
) -> None:
    scene.begin().desk.put(machine=None)
    wish = MeasureWish(files=(models / "moon-F16.gguf",), text=text, quick=True)
    scene.measuring.plan(wish)
    with scene.qtbot.waitSignal(scene.measuring.planned, timeout=20_000) as planned:
        scene.desk.put(machine=scene.machine)
    assert planned.args[0].wish == wish


def test_a_run_is_stopped_and_goes_on_where_it_was(scene: Scene, text: Path) -> None:
    scene.begin()
    scene.presses(CHOOSE)
    scene.ticks("Moon 1M")
    scene.page.setup._text.edited.emit(text)
    scene.page.setup._make._chips["Q8_0"].click()
    scene.waits(lambda: "steps, about" in scene.plan)
    scene.presses("Measure")
    scene.waits(lambda: scene.page.results is not None)  # the first file is measured
    with scene.qtbot.waitSignal(scene.measuring.stopped, timeout=60_000):
        scene.presses("Stop")
    assert scene.page.run._title.text() == "Stopped"
    assert "is kept" in scene.page.run.notice.accessibleName()
    first = scene.desk.now.measured
    with scene.qtbot.waitSignal(scene.measuring.ended, timeout=60_000):
        scene.presses("Go on")
    scene.waits(lambda: len(scene.desk.now.measured) == 2)
    assert scene.order() == ["F16 · reference", "Q8_0"]
    again = {one.content: one for one in scene.desk.now.measured}
    assert all(again[one.content].prompt == one.prompt for one in first if one.prompt)


def test_what_was_measured_before_is_not_measured_again(scene: Scene, text: Path) -> None:
    scene.begin()
    scene.presses(CHOOSE)
    scene.ticks("Moon 1M")
    scene.page.setup._text.edited.emit(text)
    scene.waits(lambda: "steps, about" in scene.plan)
    with scene.qtbot.waitSignal(scene.measuring.ended, timeout=60_000):
        scene.presses("Measure")
    scene.presses(CHOOSE)
    scene.waits(lambda: "nothing is left" in scene.plan)
    assert not scene.page.setup._start.isEnabled()


def test_a_text_that_is_none_is_said_in_place_and_another_one_mends_it(
    scene: Scene, models: Path, text: Path
) -> None:
    scene.begin()
    scene.presses(CHOOSE)
    scene.ticks("Moon 1M")
    scene.page.setup._text.edited.emit(models / "moon-F16.gguf")
    scene.waits(scene.page.setup.notice.isVisible)
    assert "binary" in scene.page.setup.notice.accessibleName()
    assert not scene.page.setup._start.isEnabled()
    scene.page.setup._text.edited.emit(text)
    scene.waits(scene.page.setup._start.isEnabled)
    assert not scene.page.setup.notice.isVisible()


def test_a_text_of_less_than_a_window_ends_the_run_with_a_reason(
    scene: Scene, tmp_path: Path
) -> None:
    short = tmp_path / "short.txt"
    short.write_text("Too little.", "utf-8")
    scene.begin()
    scene.presses(CHOOSE)
    scene.ticks("Moon 1M")
    scene.page.setup._text.edited.emit(short)
    scene.waits(scene.page.setup._start.isEnabled)
    with scene.qtbot.waitSignal(scene.measuring.failed, timeout=60_000):
        scene.presses("Measure")
    assert "too short" in scene.page.run.notice.accessibleName()
    scene.presses("Change…")
    assert scene.page.setup.isVisible()
    assert not scene.page.run.isVisible()


def test_a_file_that_is_gone_is_no_longer_offered(scene: Scene, models: Path) -> None:
    scene.begin()
    scene.presses(CHOOSE)
    scene.ticks("Moon 1M", LONG)
    (models / "moon-F16.gguf").unlink()
    scene.desk.put(models=scene.parts.library.scan())
    assert [row.text() for row in scene.page.setup.findChildren(TickRow) if row.isVisible()] == [
        LONG
    ]
    assert scene.presenter._asking.wanted.files == (models / "long-Q4_0.gguf",)


def test_on_a_low_battery_one_is_asked(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    scene.begin()
    asked: list[Wanted] = []
    monkeypatch.setattr(scene.measuring, "plan", asked.append)
    scene.presses(CHOOSE)
    scene.ticks("Moon 1M")
    scene.page.show_working()
    scene.measuring._on_failed(OnBattery(charge=12, least=40))
    assert "12 %" in scene.page.run.notice.accessibleName()
    scene.presses(ANYWAY)
    assert asked[-1].on_battery
    assert not asked[0].on_battery


def test_the_form_asks_before_it_begins_on_a_low_battery(
    scene: Scene, text: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plan_module, "on_mains", lambda: False)
    monkeypatch.setattr(plan_module, "charge", lambda: 0.12)
    scene.begin()
    scene.presses(CHOOSE)
    scene.ticks("Moon 1M")
    scene.page.setup._text.edited.emit(text)
    scene.waits(scene.page.setup._start.isEnabled)
    assert "12 % left" in scene.page.setup._notes.text()
    with scene.qtbot.waitSignal(scene.measuring.began, timeout=20_000) as began:
        scene.presses(ANYWAY)
    assert began.args[0].wish.on_battery


def test_what_was_typed_just_before_the_start_counts(scene: Scene, text: Path) -> None:
    scene.begin()
    scene.presses(CHOOSE)
    scene.ticks("Moon 1M")
    scene.page.setup._text.edited.emit(text)
    scene.waits(scene.page.setup._start.isEnabled)
    field = scene.page.setup._prompts[1]
    field.clear()
    QTest.keyClicks(field, "What is RAM?")
    with scene.qtbot.waitSignal(scene.measuring.began, timeout=20_000) as began:
        scene.presses("Measure")
    assert began.args[0].wish.prompts[1] == "What is RAM?"


def test_what_was_typed_stays_when_something_else_is_chosen_at_once(scene: Scene) -> None:
    scene.begin()
    scene.presses(CHOOSE)
    scene.ticks("Moon 1M")
    field = scene.page.setup._prompts[0]
    field.clear()
    QTest.keyClicks(field, "Why?")
    scene.page.setup._make._chips["Q8_0"].click()
    assert field.text() == "Why?"
    assert scene.presenter._asking.wanted.prompts[0] == "Why?"


def test_a_file_that_could_be_read_ends_what_was_said_of_another(
    scene: Scene, models: Path, tmp_path: Path
) -> None:
    wrong = tmp_path / "wrong.gguf"
    wrong.write_bytes(b"no model")
    scene.begin()
    scene.presses(CHOOSE)
    scene.page.setup.added.emit(wrong)
    scene.waits(scene.page.notice.isVisible)
    scene.page.setup.added.emit(models / "moon-F16.gguf")
    scene.waits(lambda: not scene.page.notice.isVisible())
    assert scene.presenter._asking.wanted.files == (models / "moon-F16.gguf",)


def test_another_measurement_that_runs_is_said(scene: Scene) -> None:
    scene.begin()
    scene.page.show_working()
    scene.measuring._on_failed(MeasuringGoesOn())
    assert "Another measurement" in scene.page.run.notice.accessibleName()
    assert ANYWAY not in [
        b.text() for b in scene.page.run.findChildren(QAbstractButton) if b.isVisible()
    ]


# --- results ------------------------------------------------------------------------------------


def test_columns_sort_and_what_is_unknown_stays_below(scene: Scene) -> None:
    files = [*ladder()]
    files[3] = replace(files[3], answer=None)
    table = scene.begin().shows(*files).page.results.table
    place = HEADINGS.index("Answer, tokens/s")
    for order in (Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder):
        table.sortByColumn(place, order)
        assert scene.order()[-1] == "Q5_K_M"
    assert scene.order()[0] == "Q4_0"
    heading = table.model().headerData(place, Qt.Orientation.Horizontal)
    assert heading == "Answer, tokens/s ↓"


def test_what_one_points_at_is_marked_in_table_and_plots(scene: Scene) -> None:
    results = scene.begin().shows(*ladder()).page.results
    quality, speed = (one.plot for one in results.plots.both)
    QTest.keyClick(quality, Qt.Key.Key_Right)
    assert quality.looked_at == speed.looked_at == "content of Q2_K"
    assert results.table.currentIndex().data(KEY) == "content of Q2_K"
    assert results._caption.text().startswith("Q2_K · Size")
    QTest.keyClick(quality, Qt.Key.Key_Up)
    assert "Q3_K_M" in quality.accessibleDescription()
    results.table.selectRow(1)
    assert quality.looked_at == "content of Q8_0"


def test_the_mouse_over_a_point_shows_its_figures(scene: Scene) -> None:
    results = scene.begin().shows(*ladder()).page.results
    plot = results.plots.both[1].plot
    scene.waits(lambda: plot._places)
    at = plot.place_of("content of F16").toPoint()
    scene.page.findChild(QScrollArea).ensureWidgetVisible(plot)
    QTest.mouseMove(scene.page.windowHandle(), plot.mapTo(scene.page, at))
    scene.waits(lambda: results._caption.text().startswith("F16"))


def test_rows_are_copied_with_the_keyboard(scene: Scene) -> None:
    table = scene.begin().shows(*ladder()).page.results.table
    table.setFocus()
    table.selectAll()
    QTest.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert len(lines) == 9
    assert lines[1].startswith("F16\t") or lines[1].startswith("F16 · reference\t")


def test_a_removed_result_comes_back_when_it_is_undone(scene: Scene) -> None:
    here = place_of(scene.machine)
    for file in (measured("F16", machine=here), measured("Q4_0", machine=here)):
        scene.parts.measured.add(file)
    scene.begin()
    scene.waits(lambda: len(scene.desk.now.measured) == 2)
    scene.page.results.table.selectRow(1)
    with scene.qtbot.waitSignal(scene.presenter.told_undoable):
        QTest.keyClick(scene.page.results.table, Qt.Key.Key_Delete)
    scene.waits(lambda: scene.order() == ["F16"])
    scene.presenter.undo()
    scene.waits(lambda: len(scene.order()) == 2)
    scene.presenter.undo()  # there is nothing more to undo
    assert len(scene.parts.measured.all(here)) == 2


def test_a_result_that_is_removed_during_a_run_stays_away(scene: Scene) -> None:
    here = place_of(scene.machine)
    files = measured("F16", machine=here), measured("Q4_0", machine=here)
    for file in files:
        scene.parts.measured.add(file)
    scene.begin()
    scene.waits(lambda: len(scene.desk.now.measured) == 2)
    scene.presenter._so_far = files  # as the run that goes on has them
    scene.page.results.table.selectRow(0)
    with scene.qtbot.waitSignal(scene.presenter.told_undoable):
        QTest.keyClick(scene.page.results.table, Qt.Key.Key_Delete)
    scene.waits(lambda: len(scene.desk.now.measured) == 1)
    scene.presenter._so_far = files
    scene.presenter._show_measured()
    assert scene.order() == ["Q4_0"]
    scene.presenter.undo()
    scene.waits(lambda: scene.order() == ["F16 · reference", "Q4_0"])


def test_groups_are_chosen_and_what_was_measured_last_is_shown(scene: Scene) -> None:
    other = [replace(one, model="Another model", content=f"x{one.content}") for one in ladder()]
    results = scene.begin().shows(*ladder(), *other).page.results
    choice = next(c for c in results.findChildren(Combo) if c.accessibleName() == "Which results")
    assert results.group.title.startswith("Some model 4M")
    choice.setCurrentIndex(2)
    choice.activated.emit(2)
    assert results.table.model().rowCount() == 16
    assert results.plots.both[0].isHidden()
    assert "one model on one text" in results._notes._words.text()


def test_answers_stand_side_by_side(scene: Scene) -> None:
    results = scene.begin().shows(*ladder()).page.results
    cards = [one for one in results._answers._cards if not one.isHidden()]
    assert len(cards) == 2
    assert "F16, Q8_0" in cards[0]._titles.text()
    assert results._answers._choice.currentText() == PROMPT


@pytest.mark.parametrize("kind", ["csv", "json", "png"])
def test_what_was_measured_is_saved(scene: Scene, tmp_path: Path, kind: str) -> None:
    scene.begin().shows(*ladder())
    file = tmp_path / f"measured.{kind}"
    scene.page.results.export_asked.emit(kind, file)
    if kind == "csv":
        rows = list(csv.DictReader(io.StringIO(file.read_text("utf-8"))))
        assert [row["quantization"] for row in rows][:2] == ["F16", "Q8_0"]
    elif kind == "json":
        told = json.loads(file.read_text("utf-8"))
        assert len(told["results"]) == 8
        assert told["results"][0]["kld"] is None
    else:
        assert QImage(str(file)).width() > 2 * scene.page.results.table.width()


def test_a_picture_has_its_title_and_nothing_to_press(scene: Scene, tmp_path: Path) -> None:
    results = scene.begin().shows(*ladder()).page.results
    results.export_asked.emit("png", tmp_path / "a.png")
    picture = QImage(str(tmp_path / "a.png"))
    ground = picture.pixel(0, 0)
    row = 2 * 24  # through the letters of the title, at twice the resolution
    assert any(picture.pixel(x, row) != ground for x in range(picture.width() // 2))
    choices = [one.choice for one in results.plots.both]
    assert all(choice.isVisible() for choice in choices)
    assert results._caption.text().startswith("Point at a file")
    with results.plots.without_choices():
        assert not any(choice.isVisible() for choice in choices)


def test_a_saved_file_is_told(scene: Scene, tmp_path: Path) -> None:
    scene.begin().shows(*ladder())
    with scene.qtbot.waitSignal(scene.presenter.told) as told:
        scene.page.results.export_asked.emit("csv", tmp_path / "a.csv")
    assert told.args == ["a.csv is saved."]


@pytest.mark.parametrize("kind", ["csv", "json", "png"])
def test_a_file_that_cannot_be_written_is_said(scene: Scene, tmp_path: Path, kind: str) -> None:
    scene.begin().shows(*ladder())
    scene.page.results.export_asked.emit(kind, tmp_path / "no such folder" / f"a.{kind}")
    assert scene.page.notice.isVisible()
    assert "could not be written" in scene.page.notice.accessibleName()


def test_a_made_file_is_kept_as_a_model_or_removed(scene: Scene, models: Path) -> None:
    wish = MeasureWish(files=(models / "moon-F16.gguf",), make=("Q8_0", "Q4_0"), quick=True)
    subjects = measure_plan_subjects(scene, wish)
    for path in subjects:
        path.parent.mkdir(parents=True)
        write_model(path, "llama", quantization=path.stem.rpartition("-")[2])
    scene.begin()
    scene.waits(lambda: len(scene.page.made._rows) == 2)
    kept, removed = subjects
    with scene.qtbot.waitSignal(scene.presenter.kept, timeout=20_000):
        scene.page.made._rows[kept].keep.click()
    scene.waits(lambda: len(scene.page.made._rows) == 1)
    assert (models / kept.name).is_file()
    with scene.qtbot.waitSignal(scene.presenter.told, timeout=20_000) as told:
        scene.page.made._rows[removed].away.click()
    assert "free again" in told.args[0]
    scene.waits(lambda: not scene.page.made.isVisible())
    assert not removed.exists()


def measure_plan_subjects(scene: Scene, wish: MeasureWish) -> tuple[Path, ...]:
    """Where the files would be made."""
    sample = scene.parts.places.cache / "text.txt"
    sample.parent.mkdir(parents=True, exist_ok=True)
    sample.write_text(WORDS, "utf-8")
    plan = measure_plan(scene.parts, replace(wish, text=sample), scene.machine)
    return tuple(one.path for one in plan.subjects if one.order is not None)


# --- how it looks and is reached ----------------------------------------------------------------


@pytest.mark.parametrize("size", [(1004, 720), (808, 520)])
def test_nothing_lies_beyond_the_edge(scene: Scene, size: tuple[int, int]) -> None:
    files = [replace(one, model=LONG, file=f"{LONG}-{one.quantization}.gguf") for one in ladder()]
    scene.page.resize(*size)
    scene.begin().shows(*files, replace(files[1], content="twice"))
    scene.presses(CHOOSE)
    area = scene.page.findChild(QScrollArea)
    scene.waits(lambda: area.verticalScrollBar().maximum() > 0)
    assert area.horizontalScrollBar().maximum() == 0
    table = scene.page.results.table
    assert table.horizontalHeader().length() <= table.viewport().width()
    row = next(one for one in scene.page.setup.findChildren(TickRow) if one.text() == LONG)
    assert row.shown == LONG or LONG[:20] in row.toolTip()


@pytest.fixture
def large_text(appearance: Appearance) -> Iterator[None]:
    """Text half as large again, for what is made from now on."""
    appearance.grow(1.5)
    yield
    appearance.grow(1.0)


@pytest.mark.usefixtures("large_text")
def test_large_text_in_a_small_window_is_not_cut_off(
    qtbot: QtBot, background: Background, models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking_module, "required_guide", no_guide)
    scene = Scene(qtbot, background, models)
    scene.page.resize(788, 500)
    engine = "0.5.0-dev (ggml 0.25.3 0c1e570-dirty)"
    scene.begin().shows(*ladder(engine=engine))
    area = scene.page.findChild(QScrollArea)
    steps = tuple(
        Step(kind=kind, file=f"{LONG}.gguf", seconds=9.0, known=False)
        for kind in ("make", "score", "time", "answer")
    )
    for show in (
        lambda: scene.presses(CHOOSE),
        lambda: scene.page.show_run(run_view(SimpleNamespace(steps=steps, seconds=36.0), None)),
    ):
        show()
        QApplication.processEvents()
        assert area.widget().minimumSizeHint().width() <= area.viewport().width()
    scene.parts.close()


def test_the_keyboard_stays_when_what_held_it_goes(scene: Scene) -> None:
    scene.begin()
    scene.page.activateWindow()
    scene.presses(CHOOSE)
    first = scene.page.setup.findChildren(TickRow)[0]
    scene.waits(first.hasFocus)
    QTest.keyClick(first, Qt.Key.Key_Space)
    assert scene.presenter._asking.wanted.files
    scene.page.show_working()
    assert QApplication.focusWidget() is scene.page.run._stop
    scene.page.end_run()
    assert QApplication.focusWidget() is scene.page  # an empty page: its button is one Tab away


def test_everything_has_a_name(scene: Scene) -> None:
    scene.begin().shows(*ladder())
    scene.presses(CHOOSE)
    for button in scene.page.findChildren(QAbstractButton):
        if button.isVisible() and button.focusPolicy() & Qt.FocusPolicy.TabFocus:
            assert button.accessibleName() or button.text(), button


def test_another_theme_is_worn_at_once(scene: Scene, appearance: Appearance) -> None:
    scene.begin().shows(*ladder())
    plot = scene.page.results.plots.both[0].plot
    light = plot.grab().toImage().pixelColor(plot.width() - 4, 2)
    appearance.wear(Wish.DARK)
    assert plot.grab().toImage().pixelColor(plot.width() - 4, 2) != light


def test_a_plot_is_drawn_once_for_another_theme(
    scene: Scene, appearance: Appearance, monkeypatch: pytest.MonkeyPatch
) -> None:
    plot = scene.begin().shows(*ladder()).page.results.plots.both[0].plot
    drawn: list[object] = []
    draw = plot._canvas.draw
    monkeypatch.setattr(plot._canvas, "draw", lambda view: (drawn.append(view), draw(view)))
    appearance.wear(Wish.DARK)
    QApplication.processEvents()
    assert len(drawn) == 1


def test_tabs_lead_to_board_and_measure_by_mouse_and_keys(
    open_snug: OpenSnug, qtbot: QtBot
) -> None:
    snug: Snug = open_snug()
    someone = Person(qtbot, snug.window)
    snug.passages.go(Place.COMPARE)
    assert snug.late.comparing.tab == "board"
    someone.presses("Measure")
    page = snug.late.measure.now.page
    assert page.isVisible()
    assert page.built
    tab = someone.finds("Measure", QAbstractButton)
    tab.setFocus()
    QTest.keyClick(tab, Qt.Key.Key_Left)
    assert snug.late.comparing.tab == "board"
    assert someone.finds("Board", QAbstractButton).hasFocus()
    snug.passages.go(Place.CHAT)
    QTest.keyClick(someone.finds("Chat", QAbstractButton), Qt.Key.Key_4, _CTRL)
    assert snug.late.comparing.tab == "board"
    someone.presses("Measure")
    snug.passages.go(Place.CHAT)
    snug.passages.go(Place.COMPARE)
    assert page.isVisible()  # where one was


def test_elsewhere_one_hears_of_a_run_by_the_tab_and_at_its_end(
    open_snug: OpenSnug, qtbot: QtBot, models: Path, text: Path
) -> None:
    snug: Snug = open_snug()
    someone = Person(qtbot, snug.window)
    snug.passages.go(Place.COMPARE)
    someone.presses("Measure")
    page, presenter = snug.late.measure.now.page, snug.late.measure.now.presenter
    someone.waits_until(lambda: snug.desk.now.machine is not None and snug.desk.now.models)
    presenter._asking._wanted = Wanted(files=(models / "moon-F16.gguf",), text=text, prompts=())
    presenter._asking.go_on()
    someone.waits_until(lambda: snug.errands.measuring.busy)
    snug.late.comparing.show_tab("board")
    assert not page.isVisible()
    assert someone.finds("Measure, ", QAbstractButton).text() == "Measure"
    someone.waits_until(lambda: snug.window.toast._words.text() == "1 file is measured.")
    assert someone.finds("Measure", QAbstractButton).accessibleName() == "Measure"


def test_a_removed_result_is_undone_in_the_window(open_snug: OpenSnug, qtbot: QtBot) -> None:
    snug: Snug = open_snug()
    someone = Person(qtbot, snug.window)
    someone.waits_until(lambda: snug.desk.now.machine is not None)
    here = place_of(snug.desk.now.machine)
    snug.parts.measured.add(measured("Q4_0", machine=here))
    snug.passages.go(Place.COMPARE)
    someone.presses("Measure")
    page = snug.late.measure.now.page
    someone.waits_until(lambda: page.results is not None)
    page.results.table.selectRow(0)
    QTest.keyClick(page.results.table, Qt.Key.Key_Delete)
    someone.waits_until(lambda: not snug.desk.now.measured)
    someone.presses("Undo")
    someone.waits_until(lambda: len(snug.desk.now.measured) == 1)


def test_closing_the_window_does_not_wait_for_a_measurement(
    open_snug: OpenSnug, qtbot: QtBot, models: Path, text: Path
) -> None:
    snug: Snug = open_snug()
    someone = Person(qtbot, snug.window)
    snug.passages.go(Place.COMPARE)
    someone.presses("Measure")
    page = snug.late.measure.now.page
    someone.waits_until(lambda: snug.desk.now.machine is not None and snug.desk.now.models)
    snug.late.measure.now.presenter._asking.open()
    someone.waits_until(lambda: page.setup.findChildren(TickRow))
    next(one for one in page.setup.findChildren(TickRow) if one.text() == "Moon 1M").click()
    page.setup._text.edited.emit(text)
    someone.waits_until(page.setup._start.isEnabled)
    page.setup._start.click()
    someone.waits_until(lambda: snug.parts.measurer.worker != 0)
    began = time.monotonic()
    snug.close()
    assert time.monotonic() - began < 3


_CTRL = Qt.KeyboardModifier.ControlModifier

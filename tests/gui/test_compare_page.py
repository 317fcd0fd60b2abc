"""The Compare page: the board by mouse and by keys, the table, side by side, and what is saved."""

import csv
import io
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QScrollArea
from pytestqt.qtbot import QtBot

from launcher.actions.imagine import imagined
from launcher.actions.parts import assemble
from launcher.choosing.board import Axis
from launcher.paths import places
from launcher.settings.schema import Theme as Wish
from tests.fakes.boards import GEMMA_4B, GEMMA_12B
from tests.fakes.machine_facts import machine_of
from tests.gui.test_theme import contrast
from ui.bridge.background import Background
from ui.desk import Desk, OnDesk
from ui.pages.compare.asked import Asked
from ui.pages.compare.facts_view import TABLE
from ui.pages.compare.page import ComparePage
from ui.pages.compare.presenter import ComparePresenter
from ui.pages.compare.selectors import HERE, TYPED
from ui.pages.compare.side_by_side import SideBySide
from ui.pages.compare.table import KEY
from ui.pages.compare.view import BoardView
from ui.theme.appearance import Appearance, worn
from ui.theme.tokens import NAMES, load
from ui.widgets.button import Button
from ui.widgets.combo import Combo
from ui.widgets.number_field import NumberField
from ui.widgets.saving import with_ending

NO_KEYS = Qt.KeyboardModifier.NoModifier
LEFT = Qt.MouseButton.LeftButton
HERE_NOW = imagined(machine_of(32), ram=32.0, gpus="RTX 4070")  # all of it is free
F16_4B = f"{GEMMA_4B} F16"
Q4_12B = f"{GEMMA_12B} Q4_K_M"


class Scene:
    """The page with its presenter, on a desk of its own."""

    def __init__(self, qtbot: QtBot, background: Background) -> None:
        self.qtbot = qtbot
        self.parts = assemble(places())
        self.desk = Desk(OnDesk(settings=self.parts.settings.settings, machine=HERE_NOW))
        self.page = ComparePage()
        self.page.resize(1004, 760)
        self.presenter = ComparePresenter(self.page, self.parts, self.desk, background)
        qtbot.addWidget(self.page)

    def begin(self) -> "Scene":
        """Until the first board is there."""
        with self.qtbot.waitExposed(self.page):
            self.page.show()
        self.presenter.begin()
        self.waits_for(lambda view: True)
        return self

    @property
    def view(self) -> BoardView | None:
        return self.presenter._view

    @property
    def chosen(self) -> tuple[str, ...]:
        return self.presenter._chosen

    def waits_for(self, claim: object) -> BoardView:
        """Until a board is there of which it is so."""

        def so() -> bool:
            return self.view is not None and claim(self.view)  # type: ignore[operator]

        self.qtbot.waitUntil(so, timeout=20_000)
        assert self.view is not None
        return self.view

    def presses(self, key: Qt.Key, times: int = 1) -> None:
        for _ in range(times):
            QTest.keyClick(self.page.plot, key)

    def moves(self, at: QPoint) -> None:
        """The mouse, over the window, to that place on the board."""
        handle = self.page.windowHandle()
        QTest.mouseMove(handle, self.page.plot.mapTo(self.page, at))

    def clicks(self, key: str) -> None:
        at = self.page.plot.place_of(key).toPoint()
        QTest.mouseClick(self.page.plot, LEFT, NO_KEYS, at)

    def button(self, words: str) -> Button:
        found = [one for one in self.page.findChildren(Button) if one.text() == words]
        assert len(found) == 1, words
        return found[0]

    def combo(self, name: str) -> Combo:
        return next(c for c in self.page.findChildren(Combo) if c.accessibleName() == name)

    def picks(self, name: str, value: object) -> None:
        """An option of a combo, as a person does."""
        combo = self.combo(name)
        combo.show_value(value)
        combo.activated.emit(combo.currentIndex())


@pytest.fixture
def scene(qtbot: QtBot, background: Background, snug_home: Path) -> Iterator[Scene]:
    made = Scene(qtbot, background)
    yield made
    made.parts.close()


# --- coming here --------------------------------------------------------------------------------


def test_the_plotting_library_waits_until_somebody_comes_here() -> None:
    code = (
        "import sys\n"
        "from ui.pages.compare.page import ComparePage\n"
        "from ui.pages.compare.presenter import ComparePresenter\n"
        "sys.exit('pyqtgraph' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=60).returncode == 0


def test_the_first_board_is_there_when_one_comes(scene: Scene) -> None:
    assert not scene.page.built
    scene.begin()
    assert scene.page.plot.isVisible()
    assert scene.chosen[0] == scene.view.board.winner
    assert scene.page.side.isVisible()


def test_before_the_machine_is_known_there_is_no_board(scene: Scene) -> None:
    scene.desk.put(machine=None)
    scene.page.show()
    scene.presenter.begin()
    assert scene.view is None
    assert not scene.page.so_what.isVisible()
    scene.desk.put(machine=HERE_NOW)
    scene.waits_for(lambda view: True)
    assert scene.page.plot.isVisible()


def test_coming_again_asks_nothing_again(scene: Scene) -> None:
    view = scene.begin().view
    scene.presenter.begin()
    assert not scene.presenter._latest._running
    assert scene.view is view


# --- the mouse ----------------------------------------------------------------------------------


def test_the_mouse_over_a_point_shows_its_card(scene: Scene) -> None:
    plot = scene.begin().page.plot
    scene.moves(plot.place_of(F16_4B).toPoint())
    scene.qtbot.waitUntil(lambda: plot.looked_at == F16_4B)
    assert plot._card.isVisible()
    assert plot.rect().contains(plot._card.geometry())
    scene.moves(QPoint(60, 20))
    scene.qtbot.waitUntil(lambda: plot.looked_at == "")
    assert not plot._card.isVisible()


def test_a_click_takes_a_point_and_another_puts_it_away(scene: Scene) -> None:
    scene.begin()
    first = scene.chosen
    scene.clicks(F16_4B)
    assert scene.chosen == (first[0], F16_4B)  # the second one made room
    scene.clicks(F16_4B)
    assert scene.chosen == (first[0],)
    QTest.mouseClick(scene.page.plot, LEFT, NO_KEYS, QPoint(60, 20))
    assert scene.chosen == (first[0],)


def test_a_third_stands_beside_two_when_it_is_asked_for(scene: Scene) -> None:
    scene.begin()
    before = scene.chosen
    scene.button("Add a third").click()
    assert scene.page.plot.hasFocus() or not scene.page.isActiveWindow()
    scene.clicks(F16_4B)
    assert scene.chosen == (*before, F16_4B)
    assert scene.button("Choose C").isVisible()
    assert not scene.button("Add a third").isVisible()


def test_a_file_is_put_away_where_it_stands(scene: Scene) -> None:
    scene.begin()
    kept = scene.chosen[0]
    side = scene.page.findChild(SideBySide)
    away = [b for b in side.findChildren(QAbstractButton) if b.isVisible()]
    assert len(away) == 2
    away[1].click()
    assert scene.chosen == (kept,)


def test_the_chosen_file_is_handed_on(scene: Scene, qtbot: QtBot) -> None:
    scene.begin()
    scene.clicks(Q4_12B) if Q4_12B not in scene.chosen else None
    letter = "ABC"[scene.chosen.index(Q4_12B)]
    with qtbot.waitSignal(scene.page.model_asked) as asked:
        scene.button(f"Choose {letter}").click()
    assert asked.args == ["google/gemma-3-12b-it", "Q4_K_M"]


# --- the keyboard -------------------------------------------------------------------------------


def test_arrow_keys_walk_through_all_points_in_their_order(scene: Scene) -> None:
    view = scene.begin().view
    keys = [one.key for one in view.points]
    scene.presses(Qt.Key.Key_Home)
    walked = [scene.page.plot.looked_at]
    for _ in keys[1:]:
        scene.presses(Qt.Key.Key_Right)
        walked.append(scene.page.plot.looked_at)
    assert walked == keys
    scene.presses(Qt.Key.Key_Right)
    assert scene.page.plot.looked_at == keys[-1]
    scene.presses(Qt.Key.Key_Left)
    assert scene.page.plot.looked_at == keys[-2]


def test_the_first_key_leads_to_the_winner_and_up_leads_higher(scene: Scene) -> None:
    view = scene.begin().view
    scene.presses(Qt.Key.Key_Up)
    assert scene.page.plot.looked_at == view.board.winner
    before = view.point(view.board.winner)
    scene.presses(Qt.Key.Key_Up)
    after = view.point(scene.page.plot.looked_at)
    assert after.up >= before.up
    assert after.key != before.key


def test_what_one_looks_at_is_heard(scene: Scene) -> None:
    scene.begin()
    plot = scene.page.plot
    assert plot.accessibleName() == "Trade-off board"
    assert "Arrow keys" in plot.accessibleDescription()
    plot.show_pointed(F16_4B)
    heard = plot.accessibleDescription()
    assert heard.startswith("Gemma 3 4B · F16.")
    assert "dominated" in heard
    assert scene.view.point(F16_4B).because in heard


def test_enter_takes_and_escape_clears_step_by_step(scene: Scene) -> None:
    scene.begin()
    scene.page.plot.show_pointed(F16_4B)
    scene.presses(Qt.Key.Key_Return)
    assert F16_4B in scene.chosen
    scene.presses(Qt.Key.Key_Escape)
    assert scene.page.plot.looked_at == ""
    assert scene.chosen
    scene.presses(Qt.Key.Key_Escape)
    assert scene.chosen == ()
    assert not scene.page.side.isVisible()
    assert scene.page.so_what.isVisible()


# --- the table ----------------------------------------------------------------------------------


def test_the_table_has_the_same_points_and_sorts_by_figures(scene: Scene) -> None:
    scene.begin()
    scene.page._kind._group.button(1).click()
    table = scene.page.table
    assert table.isVisible()
    rows = table.model()
    assert rows.rowCount() == len(scene.view.points)
    score = TABLE.index("Score")
    table.sortByColumn(score, Qt.SortOrder.DescendingOrder)
    scores = [float(rows.index(n, score).data()) for n in range(rows.rowCount())]
    assert scores == sorted(scores, reverse=True)
    header = rows.headerData(score, Qt.Orientation.Horizontal)
    assert header == "Score ↓"
    heard = rows.index(0, score).data(Qt.ItemDataRole.AccessibleTextRole)
    assert heard == f"Score: {scores[0]:.1f}"


def test_a_row_is_taken_with_enter_and_bears_its_letter(scene: Scene) -> None:
    scene.begin()
    scene.page._kind._group.button(1).click()
    table = scene.page.table
    index = _row_of(table.model(), F16_4B)
    table.setCurrentIndex(index)
    QTest.keyClick(table, Qt.Key.Key_Return)
    assert scene.chosen[-1] == F16_4B
    assert str(_row_of(table.model(), F16_4B).data()).startswith("B · ")


# --- other questions ----------------------------------------------------------------------------


def test_another_axis_keeps_what_a_person_chose(scene: Scene) -> None:
    scene.begin()
    scene.clicks(F16_4B)
    chosen = scene.chosen
    scene.picks("Compared by", Axis.SPEED)
    view = scene.waits_for(lambda view: view.board.axis is Axis.SPEED)
    assert scene.chosen == chosen
    assert view.abscissa.startswith("Tokens per second")


def test_a_card_of_unknown_speed_is_said_and_the_choice_comes_back(scene: Scene) -> None:
    scene.desk.put(machine=replace(machine_of(32, 11.5), imagined=True))
    scene.begin()
    scene.clicks(F16_4B)
    chosen = scene.chosen
    scene.picks("Compared by", Axis.SPEED)
    scene.waits_for(lambda view: not view.points)
    assert not scene.page.plot.isVisible()
    assert "how fast" in scene.page._empty._line.text()
    scene.picks("Compared by", Axis.SIZE)
    scene.waits_for(lambda view: view.board.axis is Axis.SIZE)
    assert scene.page.plot.isVisible()
    assert scene.chosen == chosen


def test_more_context_takes_more_memory(scene: Scene) -> None:
    scene.begin()
    before = scene.view.point(Q4_12B).across
    field = scene.page.selectors.findChild(NumberField)
    field.setValue(65536)
    view = scene.waits_for(lambda view: view.board.context == 65536)
    assert view.point(Q4_12B).across > before


def test_a_typed_budget_replaces_the_computers(scene: Scene) -> None:
    scene.begin()
    scene.picks("Budget", TYPED)
    scene.waits_for(lambda view: view.board.budget == 11 << 30)  # it begins with what is free
    scene.page.selectors._gib.setValue(3.0)
    view = scene.waits_for(lambda view: view.board.budget == 3 << 30)
    assert all(one.across <= 3 for one in view.points if one.within)
    scene.picks("Budget", HERE)
    scene.waits_for(lambda view: view.board.budget == 11 << 30)


def test_a_budget_below_every_file_says_what_is_smallest(scene: Scene) -> None:
    scene.begin()
    scene.picks("Budget", TYPED)
    scene.page.selectors._gib.setValue(0.1)
    view = scene.waits_for(lambda view: view.board.winner is None)
    assert scene.page.so_what._words.text() == view.board.so_what
    assert "smallest" in view.board.so_what
    assert scene.chosen == ()


def test_another_family_is_another_board(scene: Scene) -> None:
    scene.begin()
    scene.clicks(F16_4B)
    scene.picks("Family", "Qwen 3")
    view = scene.waits_for(lambda view: view.board.family == "Qwen 3")
    assert scene.chosen[0] == view.board.winner
    assert not set(scene.chosen) & {F16_4B}


def test_another_computer_is_another_board(scene: Scene, qtbot: QtBot) -> None:
    scene.begin()
    other = imagined(HERE_NOW, ram=16.0, gpus="RTX 3090")
    scene.desk.put(imagined=other)
    view = scene.waits_for(lambda view: "3090" in view.board.budget_words)
    assert view.board.budget > 20 << 30
    assert scene.combo("Budget").currentText() == "The imagined computer"
    with qtbot.waitSignal(scene.page.imagine_asked):
        scene.picks("Budget", "another")
    assert scene.combo("Budget").value == HERE


def test_while_nobody_looks_nothing_is_worked_out(scene: Scene) -> None:
    scene.begin()
    scene.page.hide()
    before = scene.view
    scene.desk.put(machine=replace(HERE_NOW, memory=machine_of(64).memory))
    assert not scene.presenter._latest._running
    scene.page.show()
    scene.presenter.begin()
    scene.waits_for(lambda view: view is not before)


def test_a_repository_that_is_none_is_refused_in_words(scene: Scene) -> None:
    scene.begin()
    _types(scene, "gemma")
    assert "owner/name" in scene.page.selectors.repositories._told.text()
    assert scene.presenter._asked.repositories == ()


def test_a_failure_is_said_and_the_board_stays(scene: Scene) -> None:
    scene.begin()
    view = scene.view
    _types(scene, "catalog:nobody/has-this")  # no network is asked for what the catalog has not
    assert scene.presenter._asked.repositories == ()
    _asks(scene, Asked(family="catalog:nothing of that name"))
    scene.qtbot.waitUntil(scene.page.notice.isVisible, timeout=20_000)
    assert scene.page.notice.accessibleName()
    assert scene.view is view
    _asks(scene, Asked(family="Phi 4"))
    scene.waits_for(lambda view: view.board.family == "Phi 4")
    assert not scene.page.notice.isVisible()


def test_what_was_added_can_be_taken_away(scene: Scene) -> None:
    scene.begin()
    _asks(scene, Asked(family="Gemma 3", repositories=("google/gemma-2-2b-it",)))
    scene.waits_for(lambda view: any("Gemma 2" in one.model for one in view.models))
    away = next(
        b
        for b in _buttons(scene)
        if b.accessibleName() == "Take google/gemma-2-2b-it off the board"
    )
    away.click()
    scene.waits_for(lambda view: not any("Gemma 2" in one.model for one in view.models))
    assert scene.presenter._asked.repositories == ()


# --- what is saved ------------------------------------------------------------------------------


def test_the_board_is_saved_as_a_picture(scene: Scene, tmp_path: Path) -> None:
    scene.begin()
    scene.page.plot.show_pointed(F16_4B)
    file = tmp_path / "board.png"
    scene.page.export_asked.emit("png", file)
    image = QImage(str(file))
    assert image.width() > 2 * scene.page.plot.width()
    assert _has(image, worn().families[2])  # the marks of a model
    assert not scene.page.notice.isVisible()


def test_the_figures_are_saved_for_other_programs(scene: Scene, tmp_path: Path) -> None:
    scene.begin()
    file = tmp_path / "board.csv"
    scene.page.export_asked.emit("csv", file)
    rows = list(csv.DictReader(io.StringIO(file.read_text("utf-8"))))
    assert len(rows) == len(scene.view.board.points)
    assert {row["model"] for row in rows} == {one.model for one in scene.view.models}


@pytest.mark.parametrize("kind", ["png", "csv"])
def test_a_file_that_cannot_be_written_is_said(scene: Scene, tmp_path: Path, kind: str) -> None:
    scene.begin()
    scene.page.export_asked.emit(kind, tmp_path / "no such folder" / f"board.{kind}")
    assert scene.page.notice.isVisible()
    assert "could not be written" in scene.page.notice.accessibleName()


def test_a_file_gets_the_ending_of_its_kind() -> None:
    assert with_ending(Path("a/board"), ".png") == Path("a/board.png")
    assert with_ending(Path("a/board.PNG"), ".png") == Path("a/board.PNG")
    assert with_ending(Path("a/gemma-3.1"), ".csv") == Path("a/gemma-3.1.csv")


# --- how it looks -------------------------------------------------------------------------------


def test_in_a_small_window_everything_can_be_reached(scene: Scene) -> None:
    scene.begin()
    scene.page.resize(808, 560)
    area = scene.page.findChild(QScrollArea)
    scene.qtbot.waitUntil(lambda: area.verticalScrollBar().maximum() > 0)
    assert area.horizontalScrollBar().maximum() == 0
    scene.qtbot.waitUntil(lambda: scene.page.so_what.y() > scene.page.side.y())
    places = [scene.page.plot.place_of(one.key) for one in scene.view.points]
    assert all(scene.page.plot.rect().contains(at.toPoint()) for at in places)


def test_another_theme_is_worn_at_once(scene: Scene, appearance: Appearance) -> None:
    scene.begin()
    appearance.wear(Wish.DARK)
    image = scene.page.plot.grab().toImage()
    assert image.pixelColor(scene.page.plot.width() - 4, 2) == QColor(worn().colours.bg)
    assert _has(image, worn().families[2])


@pytest.mark.parametrize("name", NAMES)
def test_the_boards_colours_can_be_told_from_their_ground(name: str) -> None:
    theme = load(name)
    assert len(set(theme.families)) == len(theme.families) >= 8
    for ground in (theme.colours.bg, theme.board.beyond):
        assert all(contrast(colour, ground) >= 4.5 for colour in theme.families)
        assert contrast(theme.colours.line2, ground) >= 3
    assert contrast(theme.board.frontier, theme.colours.bg) >= 3


def _has(image: QImage, colour: str) -> bool:
    """Whether some pixel is of exactly that colour."""
    plain = image.convertToFormat(QImage.Format.Format_RGB32)
    wanted = QColor(colour)
    pixel = bytes((wanted.blue(), wanted.green(), wanted.red(), 255))
    return pixel in bytes(plain.constBits())


def _buttons(scene: Scene) -> list[Button]:
    return scene.page.findChildren(Button)


def _row_of(rows: object, key: str) -> QModelIndex:
    count = rows.rowCount()  # type: ignore[attr-defined]
    found = [rows.index(n, 0) for n in range(count)]  # type: ignore[attr-defined]
    return next(one for one in found if one.data(KEY) == key)


def _types(scene: Scene, text: str) -> None:
    """Into the field for a repository, and Enter."""
    repositories = scene.page.selectors.repositories
    field = repositories.findChild(QLineEdit)
    if not field.isVisible():
        repositories.button.click()
    field.setText(text)
    QTest.keyClick(field, Qt.Key.Key_Return)


def _asks(scene: Scene, asked: Asked) -> None:
    scene.page.selectors.show_asked(asked)
    scene.page.selectors.edited.emit(asked)

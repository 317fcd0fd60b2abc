"""Find without the Hub: the catalog's models, marked as such, until the Hub answers again."""

import socket
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtWidgets import QListView
from pytestqt.qtbot import QtBot

from launcher.actions.imagine import imagined
from launcher.models.catalog import facts_of, known_as
from launcher.models.slim import write_slim
from tests.fakes.hub import FakeHub
from tests.gui.conftest import OpenSnug
from tests.gui.person import Person
from ui.app import Snug
from ui.pages.find.results import ROW
from ui.pages.find.variants import VariantWidget
from ui.pages.find.view import ResultRow
from ui.window.places import Place

QWEN = "unsloth/Qwen3-8B-GGUF"
BIG = "unsloth/Qwen3-32B-GGUF"
UNNAMED = "mistralai/Mistral-7B-Instruct-v0.3"
OFFERED = "somebody/Mistral-7B-Instruct-v0.3-GGUF"
NOWHERE = "http://127.0.0.1:9"
KINDS = ("Q4_K_M", "Q3_K_M")


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[FakeHub]:
    """It has one well-known model in two quantizations, and its maker's page without files."""
    with FakeHub() as made:
        files: dict[str, bytes | str | Path] = {}
        for kind in KINDS:
            path = tmp_path / f"Qwen3-8B-{kind}.gguf"
            write_slim(facts_of(known_as("Qwen/Qwen3-8B"), kind), path)
            files[path.name] = path
        made.add_repo(QWEN, {"README.md": "# Qwen", **files}, downloads=12)
        made.add_repo(UNNAMED, {"README.md": "no files of this kind"})
        made.add_repo(OFFERED, {"Mistral-7B-Instruct-v0.3-Q4_K_M.gguf": b"GGUF"})
        yield made


class Line:
    """The line to the hub, which can be cut and joined again."""

    def __init__(self, patch: pytest.MonkeyPatch, hub: FakeHub) -> None:
        self._patch = patch
        self._hub = hub
        self.cut()

    def cut(self) -> None:
        self._patch.setenv("SNUG_HUB_ENDPOINT", NOWHERE)

    def join(self) -> None:
        self._patch.setenv("SNUG_HUB_ENDPOINT", self._hub.endpoint)


@pytest.fixture
def line(monkeypatch: pytest.MonkeyPatch, hub: FakeHub) -> Line:
    return Line(monkeypatch, hub)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Asks again at once, and waits for no answer."""
    monkeypatch.setattr("ui.pages.find.again.REST_MS", 50)
    monkeypatch.setattr("ui.pages.find.presenter.SILENT_MS", 50)
    monkeypatch.setattr("ui.pages.find.opening.SILENT_MS", 50)


@pytest.fixture
def snug(line: Line, open_snug: OpenSnug, qtbot: QtBot) -> Snug:
    """The window at Find, with no line to the hub."""
    made = open_snug()
    qtbot.waitUntil(lambda: made.desk.now.computer is not None, timeout=30_000)
    made.passages.go(Place.FIND)
    return made


@pytest.fixture
def someone(snug: Snug, qtbot: QtBot) -> Person:
    return Person(qtbot, snug.window)


def rows(someone: Person) -> list[ResultRow]:
    model = someone.finds("Models found", QListView).model()
    return [model.index(number, 0).data(ROW) for number in range(model.rowCount())]


def opened(someone: Person, snug: Snug, words: str, repo: str) -> None:
    """Search, click the row, wait for its plan."""
    someone.writes("Search models on Hugging Face", words, instead=True)
    someone.waits_until(lambda: rows(someone) and rows(someone)[0].repo == repo)
    someone.clicks_row(someone.finds("Models found", QListView), 0)
    someone.waits_until(snug.late.find.now.page.model.panel.isVisible)


def kinds(someone: Person) -> set[str]:
    found = someone._window.findChildren(VariantWidget)
    return {one.view.quantization for one in found if one.isVisible()}


def is_taken(someone: Person, kind: str) -> bool:
    found = someone._window.findChildren(VariantWidget)
    return any(one._chosen for one in found if one.isVisible() and one.view.quantization == kind)


def test_without_a_line_the_catalog_is_shown_with_sizes_and_fit(
    snug: Snug, someone: Person
) -> None:
    someone.waits_until(lambda: len(rows(someone)) >= 100)
    someone.waits_until(lambda: all(row.fit and row.size for row in rows(someone)))
    notice = snug.late.find.now.page.notice
    assert notice.isVisible()
    assert "127.0.0.1:9" in notice.accessibleName()
    assert "built-in catalog" in notice.accessibleName()
    assert snug.late.find.now.page._words.text().endswith("models of the built-in catalog")
    assert not snug.late.find.now.page._sort.isEnabled()
    someone.writes("Search models on Hugging Face", "google 12b")
    someone.waits_until(lambda: {row.owner for row in rows(someone)} == {"google"})


def test_words_the_catalog_has_not_leave_the_error(snug: Snug, someone: Person) -> None:
    someone.writes("Search models on Hugging Face", "no such words")
    said = snug.late.find.now.page.notice
    someone.waits_until(lambda: "has no model of these words" in said.accessibleName())
    assert "127.0.0.1:9" in said.accessibleName()
    assert rows(someone) == []


def test_another_computer_is_judged_without_a_jump(snug: Snug, someone: Person) -> None:
    someone.writes("Search models on Hugging Face", "qwen3 32b")
    someone.waits_until(lambda: [row.repo for row in rows(someone)] == [BIG])
    someone.waits_until(lambda: rows(someone)[0].fit)
    jumps: list[bool] = []
    snug.late.find.now.page.results.rows.modelReset.connect(lambda: jumps.append(True))
    machine = snug.desk.now.machine
    assert machine is not None
    snug.desk.put(imagined=imagined(machine, ram=4.0, gpus=None))
    someone.waits_until(lambda: rows(someone)[0].fit == "too_big")
    assert jumps == []


def test_a_model_of_the_catalog_has_its_files_plan_and_advice(snug: Snug, someone: Person) -> None:
    opened(someone, snug, "qwen3 8b", QWEN)
    page = snug.late.find.now.page.model
    assert {"Q8_0", "Q4_K_M", "Q2_K"} <= kinds(someone)
    someone.waits_until(lambda: "127.0.0.1:9" in page.origin.accessibleName())
    assert QWEN in page.origin.accessibleName()
    assert page.notice.isHidden()
    advised = [one for one in page.table.findChildren(VariantWidget) if one.view.recommended]
    assert len(advised) == 1
    assert advised[0].view.reason.endswith(".")
    assert page.name.isHidden()  # no file has been named yet
    assert page._card_box.isHidden()
    page.panel._context.edited.emit(2048)
    assert snug.late.find.now.presenter.model._choices is not None
    assert snug.late.find.now.presenter.model._choices.context == 2048


def test_the_download_says_that_it_needs_a_connection(snug: Snug, someone: Person) -> None:
    opened(someone, snug, "qwen3 8b", QWEN)
    page = snug.late.find.now.page.model
    assert not page._action.isEnabled()
    assert page._action.text().startswith("Download ")
    assert page._action_words.text() == (
        f"Downloading needs a connection. The file comes from {QWEN}."
    )


def test_trying_again_shows_what_the_repository_really_has(
    snug: Snug, someone: Person, line: Line
) -> None:
    opened(someone, snug, "qwen3 8b", QWEN)
    page = snug.late.find.now.page.model
    someone.clicks(someone.finds("Q3_K_M", VariantWidget))
    page.panel._context.edited.emit(2048)
    line.join()
    someone.presses("Try again")
    someone.waits_until(lambda: kinds(someone) == set(KINDS))
    assert page.origin.isHidden()
    assert is_taken(someone, "Q3_K_M")  # as the person had it
    choices = snug.late.find.now.presenter.model._choices
    assert choices is not None
    assert choices.context == 2048
    assert page._action.isEnabled()
    assert page._card_box.isVisible()


def test_the_list_is_replaced_by_itself_when_the_line_is_back(
    impatient: None, snug: Snug, someone: Person, line: Line
) -> None:
    someone.waits_until(lambda: len(rows(someone)) >= 100)
    line.join()
    someone.waits_until(lambda: QWEN in [row.repo for row in rows(someone)][:2])
    assert all(row.size == "" for row in rows(someone))
    assert snug.late.find.now.page.notice.isHidden()
    assert snug.late.find.now.page._sort.isEnabled()
    assert not snug.late.find.now.presenter.search._again._rest.isActive()


def test_the_model_is_replaced_by_itself_when_the_line_is_back(
    impatient: None, snug: Snug, someone: Person, line: Line
) -> None:
    opened(someone, snug, "qwen3 8b", QWEN)
    assert len(kinds(someone)) > len(KINDS)
    line.join()
    someone.waits_until(lambda: kinds(someone) == set(KINDS))
    assert snug.late.find.now.page.model.origin.isHidden()
    assert not snug.late.find.now.presenter.model._opening._again._rest.isActive()


def test_nobody_is_asked_while_nobody_looks(
    impatient: None, snug: Snug, someone: Person, line: Line, hub: FakeHub, qtbot: QtBot
) -> None:
    someone.waits_until(lambda: len(rows(someone)) >= 100)
    again = snug.late.find.now.presenter.search._again
    someone.waits_until(again._rest.isActive)
    snug.passages.go(Place.MACHINE)
    line.join()
    with qtbot.waitSignals([again._rest.timeout] * 3):
        pass
    assert hub.requests() == []
    snug.passages.go(Place.FIND)
    someone.waits_until(lambda: QWEN in [row.repo for row in rows(someone)][:2])


def test_a_repository_opened_online_falls_back_when_the_line_is_cut(
    snug: Snug, someone: Person, line: Line
) -> None:
    line.join()
    snug.late.find.now.page.search_for("qwen3")
    someone.waits_until(lambda: [row.repo for row in rows(someone)] == [QWEN])
    line.cut()
    someone.clicks_row(someone.finds("Models found", QListView), 0)
    page = snug.late.find.now.page.model
    someone.waits_until(page.origin.isVisible)
    someone.waits_until(lambda: "Q8_0" in kinds(someone))


def test_a_hub_that_says_nothing_is_waited_for_with_the_catalog(
    impatient: None, snug: Snug, someone: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}"
        monkeypatch.setenv("SNUG_HUB_ENDPOINT", address)
        opened(someone, snug, "qwen3 8b", QWEN)
        page, notice = snug.late.find.now.page.model, snug.late.find.now.page.notice
        assert "has not answered yet" in page.origin.accessibleName()
        assert someone.sees("Try again") is None
        someone.presses("Results")
        assert "has not answered yet" in notice.accessibleName()
        snug.late.find.now.presenter.model.open(BIG)  # from elsewhere
        someone.waits_until(lambda: not page.origin.isHidden())
        assert BIG in page.origin.accessibleName()


@pytest.mark.parametrize("why", ["gone", "gated"])
def test_what_the_hub_says_of_a_repository_is_not_hidden(
    why: str, snug: Snug, someone: Person, line: Line, hub: FakeHub
) -> None:
    opened(someone, snug, "qwen3 8b", QWEN)
    if why == "gone":
        del hub.repos[QWEN]
    else:
        hub.repos[QWEN].gated = True
    line.join()
    page = snug.late.find.now.page.model
    someone.presses("Try again")
    someone.waits_until(page.notice.isVisible)
    assert QWEN in page.notice.accessibleName()
    assert page.origin.isHidden()
    assert kinds(someone) == set()
    assert not page.panel.isVisible()
    assert (someone.sees("Open its page") is not None) == (why == "gated")


def test_a_model_nobody_is_named_for_leads_to_a_search_for_its_files(
    snug: Snug, someone: Person, line: Line
) -> None:
    opened(someone, snug, "mistral 7b instruct v0.3", UNNAMED)
    page = snug.late.find.now.page.model
    assert UNNAMED not in page._action_words.text()
    line.join()
    someone.presses("Try again")
    someone.waits_until(lambda: "holds no model file" in page.origin.accessibleName())
    assert "Q4_K_M" in kinds(someone)
    someone.presses("Search for its files")
    someone.waits_until(lambda: [row.repo for row in rows(someone)] == [OFFERED])
    assert snug.late.find.now.page._search.text() == "Mistral-7B-Instruct-v0.3"


def test_rows_a_person_looks_through_do_not_move_when_the_line_is_back(
    impatient: None, snug: Snug, someone: Person, line: Line
) -> None:
    someone.waits_until(lambda: len(rows(someone)) >= 100)
    page = snug.late.find.now.page
    someone.waits_until(lambda: page.results.verticalScrollBar().maximum() > 1500)
    page.results.verticalScrollBar().setValue(1500)
    line.join()
    someone.waits_until(lambda: "answers again" in page.notice.accessibleName())
    assert page.results.verticalScrollBar().value() == 1500
    assert len(rows(someone)) >= 100
    assert not snug.late.find.now.presenter.search._again._rest.isActive()
    someone.presses("Show what it lists")
    assert QWEN in [row.repo for row in rows(someone)]
    assert page.notice.isHidden()
    assert page._sort.isEnabled()


def test_a_model_being_looked_at_keeps_its_list_as_it_was(
    impatient: None, snug: Snug, someone: Person, line: Line
) -> None:
    someone.waits_until(lambda: len(rows(someone)) >= 100)
    line.join()
    someone.clicks_row(someone.finds("Models found", QListView), 3)
    page = snug.late.find.now.page
    someone.waits_until(lambda: "answers again" in page.notice.accessibleName())
    someone.presses("Results")
    assert len(rows(someone)) >= 100
    assert page.results.currentIndex().row() == 3


def test_another_list_begins_at_its_top(snug: Snug, someone: Person) -> None:
    someone.waits_until(lambda: len(rows(someone)) >= 100)
    bar = snug.late.find.now.page.results.verticalScrollBar()
    someone.waits_until(lambda: bar.maximum() > 1500)
    bar.setValue(1500)
    snug.late.find.now.page.search_for("7b")
    someone.waits_until(lambda: 10 < len(rows(someone)) < 100)
    assert bar.maximum() > 0
    assert bar.value() == 0


def test_threads_that_all_wait_for_the_hub_keep_the_catalog_from_nobody(
    impatient: None, snug: Snug, someone: Person
) -> None:
    over = Event()
    for _ in range(6):  # all there are
        snug.waiting.run(over.wait, to=snug, done=lambda _: None, failed=lambda _: None)
    opened(someone, snug, "qwen3 32b", BIG)
    assert "has not answered yet" in snug.late.find.now.page.model.origin.accessibleName()
    assert snug.late.find.now.presenter.model._rows
    over.set()

"""The Learn page at the window: words, the table, names; and terms anywhere."""

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

import pytest
from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from launcher.hardware.facts import Machine
from launcher.settings.schema import Settings
from tests.fakes.machine_facts import machine_of
from ui.desk import Desk, OnDesk
from ui.pages.learn.page import LearnPage
from ui.pages.learn.presenter import LearnPresenter
from ui.pages.learn.types_table import TypesTable
from ui.pages.learn.view import NAME_BUTTON, TABLE, Section
from ui.pages.learn.word_list import WordList
from ui.text.name_view import name_view
from ui.text.panel import PartView
from ui.text.words import PartKind
from ui.widgets.button import Button
from ui.widgets.label import Elided, Text
from ui.widgets.memory_legend import LegendRow
from ui.widgets.name_strip import NameStrip, Piece
from ui.widgets.search_field import SearchField
from ui.widgets.term import Term

LEFT = Qt.MouseButton.LeftButton


class Learn(NamedTuple):
    page: LearnPage
    presenter: LearnPresenter
    desk: Desk

    @property
    def title(self) -> str:
        """The word that is explained now."""
        return self.page.words._card._title.text()


@pytest.fixture
def learn(qtbot: QtBot) -> Learn:
    desk = Desk(OnDesk(settings=Settings(), machine=machine_of(32, 12)))
    page = LearnPage()
    qtbot.addWidget(page)
    page.resize(1004, 760)
    presenter = LearnPresenter(page, desk)
    page.show()
    qtbot.waitExposed(page)
    return Learn(page, presenter, desk)


class Opened(QObject):
    """Notes what addresses of ours are opened."""

    def __init__(self) -> None:
        super().__init__()
        self.paths: list[str] = []

    @Slot(QUrl)
    def note(self, address: QUrl) -> None:
        """One was."""
        self.paths.append(address.path())


@pytest.fixture
def opened() -> Iterator[Opened]:
    noted = Opened()
    QDesktopServices.setUrlHandler("snug", noted, "note")
    yield noted
    QDesktopServices.unsetUrlHandler("snug")


def words_of(page: LearnPage) -> list[str]:
    return [row.title for row in page.words.findChild(WordList)._rows]


def test_the_page_opens_with_the_first_steps_and_a_step_leads_to_its_words(learn: Learn) -> None:
    assert learn.page.section is Section.STEPS
    button = next(b for b in learn.page.steps.findChildren(Button) if b.text() == "Quantization")
    QTest.mouseClick(button, LEFT)
    assert (learn.page.section, learn.title) == (Section.WORDS, "Quantization")


def test_a_word_is_found_while_one_writes_and_the_arrows_go_on_from_it(learn: Learn) -> None:
    learn.page.show_section(Section.WORDS)
    field = learn.page.words.findChild(SearchField)
    QTest.keyClicks(field, "q4")
    assert learn.title == words_of(learn.page)[0]
    QTest.keyClick(field, Qt.Key.Key_Down)
    assert learn.title == words_of(learn.page)[1]
    QTest.keyClick(field, Qt.Key.Key_Up)
    assert learn.title == words_of(learn.page)[0]


def test_the_arrows_pass_over_headings(learn: Learn) -> None:
    learn.presenter.show_term("licence")
    rows = learn.page.words.findChild(WordList)
    QTest.keyClick(rows, Qt.Key.Key_Down)
    assert learn.title == "Quantization"
    QTest.keyClick(rows, Qt.Key.Key_Up)
    assert learn.title == "Licence"


def test_enter_in_the_search_goes_to_the_list_and_from_there_to_the_text(learn: Learn) -> None:
    learn.presenter.show_term("kv-cache")
    learn.page.activateWindow()
    field, rows = learn.page.words.findChild(SearchField), learn.page.words.findChild(WordList)
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert learn.page.focusWidget() is rows
    QTest.keyClick(rows, Qt.Key.Key_Return)
    assert isinstance(learn.page.focusWidget(), Button)


def test_nothing_found_offers_to_read_it_as_a_name(learn: Learn) -> None:
    learn.page.show_section(Section.WORDS)
    field = learn.page.words.findChild(SearchField)
    QTest.keyClicks(field, "gemma-3-12b-it-Q4_K_M.gguf")
    button = learn.page.words._empty._button
    assert button.text() == NAME_BUTTON
    QTest.mouseClick(button, LEFT)
    assert learn.page.section is Section.NAME
    assert learn.page.naming._sentence.text().startswith("Gemma 3, 12 billion weights")
    assert field.text() == ""


def test_an_emptied_search_shows_every_word_again(learn: Learn) -> None:
    learn.page.show_section(Section.WORDS)
    whole = words_of(learn.page)
    field = learn.page.words.findChild(SearchField)
    QTest.keyClicks(field, "zebrafish")
    assert words_of(learn.page) == []
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert words_of(learn.page) == whole


def test_one_comes_back_from_a_word_to_the_one_before(learn: Learn) -> None:
    learn.presenter.show_term("q4-k-m")
    learn.presenter.show_term("imatrix")
    back = learn.page.words._card._back
    assert back.isVisible()
    QTest.mouseClick(back, LEFT)
    assert learn.title == "Q4_K_M"


def test_a_term_without_an_entry_is_searched_for(learn: Learn) -> None:
    learn.presenter.show_term("no-such-thing")
    assert learn.page.section is Section.WORDS
    assert learn.page.words.asked == "no such thing"


def test_a_term_is_shown_before_the_page_was_ever_seen(qtbot: QtBot) -> None:
    page = LearnPage()
    qtbot.addWidget(page)
    presenter = LearnPresenter(page, Desk(OnDesk(settings=Settings())))
    presenter.show_term("gguf")
    assert page.words._card._title.text() == "GGUF"
    assert "KV cache" in words_of(page)


def test_a_row_of_the_table_opens_its_type_and_the_arrows_step(learn: Learn) -> None:
    learn.presenter.show_term(TABLE)
    table = learn.page.words.findChild(TypesTable)
    assert table.isVisible()
    learn.page.activateWindow()
    table.focus_first()
    QTest.keyClick(learn.page.focusWidget(), Qt.Key.Key_Down)
    row = learn.page.focusWidget()
    assert row.accessibleName().startswith("F16, 16.00 bits per weight")
    QTest.keyClick(row, Qt.Key.Key_Return)
    assert learn.title == "F16"


def test_another_computer_changes_what_is_said_of_a_type(learn: Learn) -> None:
    learn.presenter.show_term("q4-k-m")
    here = learn.page.words._card._here
    assert "not known" in here.text()
    machine = machine_of(32, 12)
    cpu, gpu = machine.devices
    named: Machine = replace(
        machine, devices=(cpu, replace(gpu, description="NVIDIA GeForce RTX 4070"))
    )
    learn.desk.put(imagined=replace(named, imagined=True))
    assert "RTX 4070: fast" in here.text()
    assert learn.page.words._card._here_title.text() == "On the imagined computer"


def test_a_pasted_name_is_shown_in_its_pieces(learn: Learn) -> None:
    learn.page.show_section(Section.NAME)
    field = learn.page.naming.findChild(QLineEdit)
    QTest.keyClicks(field, "x-7b-IQ4_KS.gguf")
    pieces = [one for one in learn.page.naming.findChildren(Piece) if one.isVisible()]
    assert [one.view.text for one in pieces] == ["x", "7b", "IQ4_KS", "gguf"]
    assert all(one.focusPolicy() & Qt.FocusPolicy.TabFocus for one in pieces)
    assert pieces[1].accessibleName() == "7b: 7 billion weights."
    lines = learn.page.naming._warnings.findChildren(Text)
    assert any("ik_llama.cpp" in line.text() for line in lines if line.isVisible())
    field.selectAll()
    QTest.keyClick(field, Qt.Key.Key_Delete)
    assert not learn.page.naming._card.isVisible()


def test_an_example_is_taken_apart_by_a_click(learn: Learn) -> None:
    learn.page.show_section(Section.NAME)
    button = learn.page.naming._examples.findChildren(Button)[0]
    QTest.mouseClick(button, LEFT)
    assert learn.page.naming.findChild(QLineEdit).text() == button.text()
    assert learn.page.naming._card.isVisible()


@pytest.mark.parametrize("width", [808, 1004])
def test_no_name_is_wider_than_the_page(learn: Learn, width: int) -> None:
    learn.page.resize(width, 560)
    for name in ("A" * 9000 + "-Q4_K_M.gguf", "x-" * 5000, "\u202e<b>-" * 2000):
        learn.presenter.show_name(name)
        QTest.qWait(1)
        for piece in learn.page.naming.findChildren(Piece):
            if piece.isVisible():
                assert piece.mapTo(learn.page, piece.rect().topRight()).x() < width


def test_a_piece_opens_what_explains_it(qtbot: QtBot, opened: Opened) -> None:
    strip = NameStrip()
    qtbot.addWidget(strip)
    strip.show_name(name_view("gemma-3-12b-it-Q4_K_M.gguf"))
    strip.resize(800, 80)
    strip.show()
    pieces = {one.view.text: one for one in strip.findChildren(Piece)}
    QTest.mouseClick(pieces["Q4_K_M"], LEFT)
    QTest.keyClick(pieces["it"], Qt.Key.Key_Return)
    QTest.mouseClick(pieces["3"], LEFT)
    assert opened.paths == ["term/q4-k-m", "term/instruct-it"]


def test_a_term_opens_by_click_and_by_enter(qtbot: QtBot, opened: Opened) -> None:
    term = Term("Bits/weight", "Bits per weight", reachable=True)
    qtbot.addWidget(term)
    term.show()
    QTest.mouseClick(term, LEFT)
    QTest.keyClick(term, Qt.Key.Key_Return)
    assert opened.paths == ["term/bits-per-weight"] * 2
    assert "size in bits" in term.toolTip()
    assert term.accessibleDescription()


def test_only_the_meant_word_of_a_line_leads_on(qtbot: QtBot, opened: Opened) -> None:
    term = Term("281 tokens · 47.3 tokens/s", "Answer speed", word="tokens/s")
    qtbot.addWidget(term)
    term.resize(400, 20)
    term.show()
    (line,) = term._lines()
    QTest.mouseClick(term, LEFT, pos=line.center().toPoint())
    QTest.mouseClick(term, LEFT, pos=term.rect().center() - term.rect().bottomRight() / 2)
    assert opened.paths == ["term/answer-speed"]


def test_a_term_the_glossary_lacks_is_plain_text(qtbot: QtBot, opened: Opened) -> None:
    term = Term("Frobnication")
    qtbot.addWidget(term)
    term.show()
    QTest.mouseClick(term, LEFT)
    assert not term.leads
    assert term.focusPolicy() is Qt.FocusPolicy.NoFocus
    assert opened.paths == []


def test_dots_stand_under_every_line_of_a_term_that_wraps(qtbot: QtBot) -> None:
    term = Term("Layers with experts in RAM", "Mixture of experts", wrap=True)
    qtbot.addWidget(term)
    term.resize(90, 80)
    term.show()
    lines = term._lines()
    assert len(lines) > 1
    assert all(0 <= line.top() < line.bottom() <= term.height() for line in lines)


def test_a_part_of_the_legend_leads_to_its_entry(qtbot: QtBot, opened: Opened) -> None:
    row = LegendRow(PartKind.KV)
    qtbot.addWidget(row)
    row.show_part(PartView(kind=PartKind.KV, size=1 << 30))
    row.resize(240, 22)
    row.show()
    QTest.mouseClick(row, LEFT, pos=row._name_line().center().toPoint())
    QTest.mouseClick(row, LEFT, pos=row.rect().bottomRight())
    assert opened.paths == ["term/kv-cache"]


def test_a_shortened_text_says_the_whole_and_more_on_hover(qtbot: QtBot) -> None:
    text = Elided("A long name with <b>signs</b> in it")
    qtbot.addWidget(text)
    text.resize(60, 20)
    text.show()
    text.show_more("12 billion weights.")
    assert text.toolTip() == (
        "<qt>A long name with &lt;b&gt;signs&lt;/b&gt; in it<br>12 billion weights.</qt>"
    )
    text.resize(900, 20)
    qtbot.waitUntil(lambda: text.toolTip() == "<qt>12 billion weights.</qt>")

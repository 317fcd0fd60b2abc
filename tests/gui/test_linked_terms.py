"""Every term in the window leads to Learn."""

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.gui.conftest import OpenSnug
from tests.gui.person import Person
from ui.pages.learn.view import Section
from ui.widgets.label import Text
from ui.window.places import Place


def test_an_address_of_a_term_opens_its_entry(qtbot: QtBot, open_snug: OpenSnug) -> None:
    snug = open_snug()
    QDesktopServices.openUrl(QUrl("snug:term/kv-cache"))
    learn = snug.late.learn.now.page
    assert snug.window.place is Place.LEARN
    assert learn.section is Section.WORDS
    assert any("KV cache" in one.text() for one in _texts(learn))


def test_an_address_of_a_name_takes_it_apart(qtbot: QtBot, open_snug: OpenSnug) -> None:
    snug = open_snug()
    QDesktopServices.openUrl(QUrl("snug:name/gemma-3-4b-it-Q4_K_M.gguf"))
    learn = snug.late.learn.now.page
    assert learn.section is Section.NAME
    assert any("4 billion weights" in one.text() for one in _texts(learn))


def test_an_address_that_names_nothing_shows_learn(qtbot: QtBot, open_snug: OpenSnug) -> None:
    snug = open_snug()
    QDesktopServices.openUrl(QUrl("snug:nonsense"))
    assert snug.window.place is Place.LEARN


def test_learn_keeps_the_keyboard_in_the_window(qtbot: QtBot, open_snug: OpenSnug) -> None:
    snug = open_snug()  # the fixture's end looks for widgets that were windows of their own
    snug.passages.go(Place.LEARN)
    Person(qtbot, snug.window).waits_until(snug.late.learn.now.page.isVisible)
    QTest.keyClick(snug.window, Qt.Key.Key_Tab)
    focused = QApplication.focusWidget()
    assert focused is not None
    assert snug.window.isAncestorOf(focused)


def _texts(page: QWidget) -> list[Text]:
    return page.findChildren(Text)

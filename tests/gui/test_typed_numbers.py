"""Numbers as people type them: with a unit or without, too large, with a comma, by mistake."""

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from launcher.settings.schema import Settings
from ui.pages.memory.lever_row import LeverRow
from ui.pages.memory.lever_words import Group
from ui.pages.memory.levers_view import Control, Lever
from ui.pages.settings.page import SettingsPage
from ui.pages.settings.view import setting_groups
from ui.widgets.field import LabelledField
from ui.widgets.fraction_field import FractionField
from ui.widgets.number_field import NumberField
from ui.widgets.split_fields import SplitFields
from ui.widgets.told_line import ToldLine


def shown(qtbot: QtBot, widget: Any) -> Any:
    qtbot.addWidget(widget)
    widget.show()
    qtbot.waitExposed(widget)
    return widget


def typed(field: QWidget, text: str, key: Qt.Key = Qt.Key.Key_Return) -> None:
    field.setFocus()
    field.selectAll()  # type: ignore[attr-defined]  # both kinds of fields have it
    QTest.keyClicks(field, text)
    QTest.keyClick(field, key)


def reserve(qtbot: QtBot) -> tuple[NumberField, list[tuple[str, object]]]:
    page = shown(qtbot, SettingsPage(setting_groups(Settings())))
    page.show_groups(setting_groups(Settings()))
    heard: list[tuple[str, object]] = []
    page.edited.connect(lambda *said: heard.append(said))
    return next(f for f in page.findChildren(NumberField) if f.suffix() == " MiB"), heard


@pytest.mark.parametrize(
    ("text", "meant"),
    [("2048", 2048), ("2,048", 2048), ("2048 MiB", 2048), ("2048mib", 2048), ("2 GiB", 2048),
     ("1.5 GiB", 1536)],
)  # fmt: skip
@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Tab])
def test_the_reserve_is_typed_with_its_unit_or_without(
    qtbot: QtBot, text: str, meant: int, key: Qt.Key
) -> None:
    field, heard = reserve(qtbot)
    field.window().activateWindow()
    qtbot.waitUntil(field.window().isActiveWindow)
    typed(field, text, key)
    assert heard == [("reserve_mib", meant)]
    assert field.text() == f"{meant:,} MiB"
    assert field.hasAcceptableInput()


def test_the_reserve_is_stepped_by_a_quarter_of_a_gib(qtbot: QtBot) -> None:
    field, heard = reserve(qtbot)
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_Up)
    assert heard == [("reserve_mib", 1280)]


def test_a_setting_that_cannot_be_is_put_right_in_words(qtbot: QtBot) -> None:
    field, heard = reserve(qtbot)
    below = field.parentWidget()
    assert isinstance(below, LabelledField)
    typed(field, "100000")
    assert heard == [("reserve_mib", 65_536)]
    assert below._below.text() == ("100,000 cannot be: it is 0 to 65,536 MiB. 65,536 is taken.")
    typed(field, "8 GB")
    assert "8 GB is no number for this. 65,536 stays." in below._below.text()
    typed(field, "512")
    assert "reserve" not in below._below.text().lower()
    assert below._below.text().startswith("In main memory")


@pytest.mark.parametrize(
    ("text", "value", "words"),
    [
        ("33.4", 33, "33.4 is rounded to 33."),
        ("33,4", 33, "33,4 is rounded to 33."),
        ("1.5k", 1536, ""),
        ("1,024", 1024, ""),
        ("1 024", 1024, ""),
        ("1,234.5", 1235, "1,234.5 is rounded to 1,235."),
        ("-1", 50, "-1 cannot be: it is 1 to 65,536. 50 stays."),
        ("-1.5", 50, "-1.5 cannot be: it is 1 to 65,536. 50 stays."),
        ("99999", 65_536, "99,999 cannot be: it is 1 to 65,536. 65,536 is taken."),
        ("0", 1, "0 cannot be: it is 1 to 65,536. 1 is taken."),
        ("1.2.3", 50, "1.2.3 is no number for this. 50 stays."),
        ("12e3", 50, "12e3 is no number for this. 50 stays."),
        ("many", 50, "many is no number for this. 50 stays."),
    ],
)
def test_no_number_is_read_as_another_without_a_word(
    qtbot: QtBot, text: str, value: int, words: str
) -> None:
    field = shown(qtbot, NumberField("Micro-batch", least=1, most=65_536))
    field.show_value(50)
    told = [""]
    field.told.connect(told.append)
    typed(field, text)
    assert field.value() == value
    assert told[-1] == words
    assert field.text() == f"{value:,}"


def test_what_was_said_goes_when_one_types_again_or_steps(qtbot: QtBot) -> None:
    field = shown(qtbot, NumberField("Batch", least=1, most=100))
    told: list[str] = []
    field.told.connect(told.append)
    typed(field, "500")
    assert told[-1].startswith("500 cannot be")
    QTest.keyClick(field, Qt.Key.Key_Down)
    assert told[-1] == ""
    typed(field, "500")
    field.show_value(100)  # as the presenter does: it stays
    assert told[-1].startswith("500 cannot be")
    field.show_value(3)
    assert told[-1] == ""


def test_a_digit_is_taken_away_from_the_number_that_stands_there(qtbot: QtBot) -> None:
    field = shown(qtbot, NumberField("Context", least=1, most=1 << 20))
    field.show_value(8192)
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_End)
    QTest.keyClick(field, Qt.Key.Key_Backspace)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert field.value() == 819
    QTest.keyClick(field, Qt.Key.Key_End)
    QTest.keyClicks(field, "20")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert field.text() == "81,920"
    QTest.keyClick(field, Qt.Key.Key_Home)
    QTest.keyClick(field, Qt.Key.Key_Delete)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert field.value() == 1920


def test_a_word_for_the_least_number_is_none_that_cannot_be(qtbot: QtBot) -> None:
    field = shown(qtbot, NumberField("Most tokens", least=0, most=1000))
    field.setSpecialValueText("no limit")
    told: list[str] = []
    field.told.connect(told.append)
    typed(field, "300")
    typed(field, "0")
    assert field.text() == "no limit"
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert field.value() == 0
    assert told == []


def test_a_part_of_a_division_is_rounded_in_words(qtbot: QtBot) -> None:
    fields = shown(qtbot, SplitFields("Division"))
    fields.show_value((50.0, 50.0), ["a", "b"], automatic=False)
    heard: list[tuple[float, ...]] = []
    fields.edited.connect(heard.append)
    typed(fields._fields[0], "33.4")
    assert heard == [(33.0, 67.0)]
    fields.show_value((33.0, 67.0), ["a", "b"], automatic=False)
    assert fields._line.text() == "33.4 is rounded to 33."
    assert fields._line.isVisible()
    typed(fields._fields[0], "-1")
    assert "-1 cannot be" in fields._line.text()
    assert heard == [(33.0, 67.0)]
    typed(fields._fields[0], "40 %")
    assert heard[-1] == (40.0, 60.0)
    assert not fields._line.isVisible()


@pytest.mark.parametrize(
    ("text", "value", "words"),
    [
        ("1,5", 1.5, ""),
        (".5", 0.5, ""),
        ("-0.5", 0.8, "-0.5 cannot be: it is 0.00 to 5.00. 0.80 stays."),
        ("0.333", 0.33, "0.333 is rounded to 0.33."),
        ("12", 5.0, "12 cannot be: it is 0.00 to 5.00. 5.00 is taken."),
        ("hot", 0.8, "hot is no number for this. 0.80 stays."),
    ],
)
def test_fractions_are_read_as_written(qtbot: QtBot, text: str, value: float, words: str) -> None:
    field = FractionField("Temperature", most=5.0)
    box = shown(qtbot, LabelledField("Temperature", field, help_text="Help."))
    field.show_value(0.8)
    typed(field, text)
    assert field.value() == pytest.approx(value)
    assert box._below.text() == (words or "Help.")
    assert QApplication.focusWidget() is None or field.hasAcceptableInput()


def test_a_lever_says_under_its_field_what_became_of_the_number(qtbot: QtBot) -> None:
    lever = Lever(
        key="cpu_moe",
        name="Layers with experts in RAM",
        words="Of so many layers the experts stay in RAM.",
        group=Group.PLACE,
        control=Control.NUMBER,
        value=0,
        most=48,
    )
    row = shown(qtbot, LeverRow(lever))
    row.show_lever(lever)
    heard: list[tuple[str, object]] = []
    row.turned.connect(lambda *said: heard.append(said))
    typed(row._control, "99")
    assert heard == [("cpu_moe", 48)]
    row.show_lever(replace(lever, value=48))
    told = row.findChild(ToldLine)
    assert told is not None
    assert told.isVisible()
    assert told.text() == "99 cannot be: it is 0 to 48. 48 is taken."
    row.show_lever(replace(lever, value=3))
    assert not told.isVisible()

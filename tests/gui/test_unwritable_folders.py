"""The window where a folder of ours cannot be written to: it opens, says so once, and works."""

import shutil
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from launcher.errors import InstallationIncomplete
from launcher.settings.schema import Theme
from tests.gui.conftest import OpenSnug


@pytest.fixture(autouse=True)
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SNUG_HUB_ENDPOINT", "http://127.0.0.1:9")


def replace_by_file(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.write_text("a file where the folder should be")


def test_settings_hold_for_the_session_and_that_is_said_once(
    qtbot: QtBot, open_snug: OpenSnug, snug_home: Path
) -> None:
    replace_by_file(snug_home / "settings")
    snug = open_snug()
    notice = snug.window.notice
    assert notice.isVisible()
    assert notice.accessibleName().startswith("Settings cannot be saved in")
    qtbot.waitUntil(lambda: bool(snug.desk.now.machine and snug.desk.now.machine.engine))
    notice.hide()
    snug.passages.keep(theme=Theme.DARK)
    snug.passages.keep(connections=2)
    assert snug.desk.now.settings.theme is Theme.DARK
    assert snug.desk.now.settings.connections == 2
    assert not notice.isVisible()


def test_without_a_data_folder_the_window_opens_and_says_what_is_lost(
    qtbot: QtBot, open_snug: OpenSnug, snug_home: Path
) -> None:
    replace_by_file(snug_home / "data")
    snug = open_snug()
    qtbot.waitUntil(lambda: bool(snug.desk.now.machine and snug.desk.now.machine.engine))
    assert snug.window.notice.isVisible()
    assert str(snug_home / "data")[-20:] in snug.window.notice.accessibleName()


def test_what_is_wrong_with_the_installation_is_told_in_the_window(
    qtbot: QtBot, open_snug: OpenSnug
) -> None:
    snug = open_snug()
    snug._tell_notices([InstallationIncomplete("/opt/snug/_internal/contents.json")])
    said = snug.window.notice.accessibleName()
    assert said.startswith("Snug's installation is not complete")
    qtbot.waitUntil(lambda: bool(snug.desk.now.machine and snug.desk.now.machine.engine))

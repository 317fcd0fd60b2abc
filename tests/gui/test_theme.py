"""The colours hold their contrast, and another theme is worn without a restart."""

import re
from dataclasses import fields
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QPalette
from pytestqt.qtbot import QtBot

from launcher.settings.schema import Theme as Wish
from ui.theme import icons
from ui.theme.appearance import Appearance, motion_ms, worn
from ui.theme.style import style_sheet
from ui.theme.tokens import NAMES, Colours, Theme, load
from ui.theme.type import text_scale
from ui.widgets.button import Button
from ui.widgets.fit_badge import FitBadge
from ui.widgets.label import Text

TEXT = 4.5
CONTROL = 3.0
GROUNDS = ("bg", "rail", "panel", "raised", "bubble", "tint")


def luminance(colour: str) -> float:
    def linear(channel: int) -> float:
        share = channel / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.fixture(params=NAMES)
def theme(request: pytest.FixtureRequest) -> Theme:
    return load(request.param)


def test_the_measure_of_contrast_is_the_published_one() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("ink", ["text", "text2", "text3", "accent"])
@pytest.mark.parametrize("ground", GROUNDS)
def test_text_can_be_read_on_every_ground(theme: Theme, ink: str, ground: str) -> None:
    assert contrast(theme.ink(ink), theme.ink(ground)) >= TEXT - 0.005


@pytest.mark.parametrize("ground", GROUNDS)
def test_edges_of_controls_are_seen_on_every_ground(theme: Theme, ground: str) -> None:
    assert contrast(theme.colours.line2, theme.ink(ground)) >= CONTROL


@pytest.mark.parametrize("ground", GROUNDS)
def test_the_focus_ring_is_seen_on_every_ground(theme: Theme, ground: str) -> None:
    assert contrast(theme.colours.accent, theme.ink(ground)) >= CONTROL


def test_what_stands_on_the_accent_can_be_read(theme: Theme) -> None:
    colours = theme.colours
    assert contrast(colours.on_accent, colours.accent) >= TEXT
    assert contrast(colours.on_accent, colours.accent_hover) >= TEXT


@pytest.mark.parametrize("state", ["fits", "partly", "tight", "too_big"])
def test_states_can_be_read_on_their_fill_and_on_the_page(theme: Theme, state: str) -> None:
    colours = theme.states[state]
    for ground in (colours.fill, theme.colours.bg, theme.colours.panel, theme.colours.raised):
        assert contrast(colours.ink, ground) >= TEXT
    for ink in ("text", "text2"):
        assert contrast(theme.ink(ink), colours.fill) >= TEXT


@pytest.mark.parametrize("part", ["other", "weights", "kv", "recurrent", "compute"])
def test_parts_of_the_bar_carry_their_label_and_stand_out(theme: Theme, part: str) -> None:
    colours = theme.parts[part]
    assert contrast(colours.label, colours.base) >= TEXT
    assert contrast(colours.base, theme.colours.bg) >= CONTROL


@pytest.mark.parametrize("part", ["reserve", "free"])
def test_pale_parts_carry_their_label(theme: Theme, part: str) -> None:
    assert contrast(theme.parts[part].label, theme.parts[part].base) >= TEXT


@pytest.mark.parametrize("role", ["code_keyword", "code_string", "code_comment"])
@pytest.mark.parametrize("ground", ["panel", "raised"])
def test_code_can_be_read(theme: Theme, role: str, ground: str) -> None:
    assert contrast(theme.ink(role), theme.ink(ground)) >= TEXT


def test_every_colour_is_a_colour(theme: Theme) -> None:
    for each in fields(Colours):
        assert re.fullmatch(r"#[0-9A-F]{6}", getattr(theme.colours, each.name)), each.name


def test_the_style_sheet_has_no_colour_of_its_own(theme: Theme) -> None:
    template = Path(__file__).parents[2].joinpath("resources", "style", "app.qss")
    assert not re.findall(r"#[0-9a-fA-F]{6}", template.read_text("utf-8"))
    assert theme.colours.accent in style_sheet(theme)


def test_an_unknown_role_is_refused(theme: Theme) -> None:
    with pytest.raises(KeyError):
        theme.ink("mauve")


def test_another_theme_is_worn_without_a_restart(qtbot: QtBot, appearance: Appearance) -> None:
    text = Text("words")
    badge = FitBadge("fits")
    for widget in (text, badge):
        qtbot.addWidget(widget)
        widget.show()
    before = badge.grab().toImage().pixelColor(3, 11)
    with qtbot.waitSignal(appearance.changed):
        appearance.wear(Wish.DARK)
    after = badge.grab().toImage().pixelColor(3, 11)
    assert worn().name == "dark"
    assert before != after
    assert after == QColor(worn().states["fits"].fill)
    assert text.palette().color(QPalette.ColorRole.WindowText) == QColor(worn().colours.text)


def test_wearing_the_same_again_tells_nobody(qtbot: QtBot, appearance: Appearance) -> None:
    with qtbot.assertNotEmitted(appearance.changed):
        appearance.wear(Wish.LIGHT)


def test_the_system_wish_follows_the_system(qtbot: QtBot, appearance: Appearance) -> None:
    appearance.wear(Wish.SYSTEM)
    assert worn().name in NAMES


def test_every_icon_draws_something_in_the_colour_asked_for(qtbot: QtBot) -> None:
    folder = Path(__file__).parents[2] / "resources" / "icons"
    names = sorted(path.stem for path in folder.glob("*.svg"))
    assert len(names) > 40
    for name in names:
        image = icons.pixmap(name, "#FF0000", 18, 2.0).toImage()
        drawn = [
            image.pixelColor(x, y)
            for x in range(image.width())
            for y in range(image.height())
            if image.pixelColor(x, y).alpha() > 200
        ]
        assert drawn, name
        assert name == icons.APP or all(colour.red() > 200 for colour in drawn), name


def test_an_icon_is_sharp_at_any_ratio(qtbot: QtBot) -> None:
    assert icons.pixmap("chat", "#000000", 18, 1.25).size().width() == 22
    assert icons.pixmap("chat", "#000000", 18, 3.0).size().width() == 54


def test_text_grows_only_where_the_system_asks_for_it() -> None:
    assert text_scale(9, "win32") == 1.0
    assert text_scale(18, "win32") == 2.0
    assert text_scale(11, "linux") == 1.0
    assert text_scale(22, "linux") == 2.0
    assert text_scale(13, "darwin") == 1.0
    assert text_scale(0, "linux") == 1.0
    assert text_scale(100, "linux") == 2.5


def test_motion_is_short_or_none(qtbot: QtBot) -> None:
    assert motion_ms() in range(181)


def test_larger_text_makes_larger_controls(qtbot: QtBot, appearance: Appearance) -> None:
    usual = Button("Download").sizeHint()
    appearance.grow(2.0)
    try:
        large = Button("Download").sizeHint()
    finally:
        appearance.grow(1.0)
    assert large.height() == 2 * usual.height()
    assert large.width() > 1.5 * usual.width()

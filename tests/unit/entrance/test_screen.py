import pytest

from launcher.errors import DisplayRefused, NoDisplay
from ui.entrance.display import refusal
from ui.entrance.screen import check_display


@pytest.mark.parametrize("env", [{}, {"DISPLAY": ""}, {"XDG_SESSION_TYPE": "tty"}])
def test_without_anything_that_names_a_display_there_is_none(env: dict[str, str]) -> None:
    with pytest.raises(NoDisplay):
        check_display(env, system="linux")


@pytest.mark.parametrize("name", ["DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"])
def test_a_name_is_enough_to_try(name: str) -> None:
    check_display({name: "x"}, system="linux")


@pytest.mark.parametrize("system", ["win32", "darwin"])
def test_windows_and_macos_need_no_name(system: str) -> None:
    check_display({}, system=system)


def test_the_reason_is_the_line_that_tells_it() -> None:
    said = [
        "could not connect to display :9",
        "From 6.5.0, xcb-cursor0 or libxcb-cursor0 is needed to load the Qt xcb platform plugin.",
        "This application failed to start because no Qt platform plugin could be initialized.",
    ]
    found = refusal(said)
    assert isinstance(found, DisplayRefused)
    assert found.detail == "could not connect to display :9"

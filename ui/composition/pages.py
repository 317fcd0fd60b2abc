"""Every page's widgets, made once, and the window they lie in."""

from dataclasses import dataclass

from ui.composition.late_pages import LatePages
from ui.pages.chat.page import ChatPage
from ui.pages.machine.page import MachinePage
from ui.pages.models.page import ModelsPage
from ui.window.main_window import MainWindow
from ui.window.places import Place


@dataclass(kw_only=True)
class Pages:
    """The places that are there at once."""

    chat: ChatPage
    models: ModelsPage
    machine: MachinePage


def make_pages() -> Pages:
    """Empty pages."""
    return Pages(
        chat=ChatPage(),
        models=ModelsPage(),
        machine=MachinePage(),
    )


def make_window(pages: Pages, late: LatePages) -> MainWindow:
    """The window with every page in its place."""
    window = MainWindow(
        {
            Place.CHAT: pages.chat,
            Place.FIND: late.find.holder,
            Place.MODELS: pages.models,
            Place.COMPARE: late.comparing,
            Place.MACHINE: pages.machine,
            Place.LEARN: late.learn.holder,
            Place.SETTINGS: late.setting_up,
        }
    )
    window.add_aside(late.memory.holder)
    window.add_aside(late.welcome.holder)
    return window

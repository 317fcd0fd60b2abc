"""Every page's widgets, made once, and the window they lie in."""

from dataclasses import dataclass

from ui.composition.late_pages import LatePages
from ui.pages.chat.page import ChatPage
from ui.pages.find.page import FindPage
from ui.pages.machine.page import MachinePage
from ui.pages.memory.page import MemoryPage
from ui.pages.models.page import ModelsPage
from ui.pages.settings.page import SettingsPage
from ui.pages.settings.view import SettingGroup
from ui.window.main_window import MainWindow
from ui.window.places import Place


@dataclass(kw_only=True)
class Pages:
    """The places that are there at once, and the page that no place leads to."""

    chat: ChatPage
    find: FindPage
    models: ModelsPage
    machine: MachinePage
    settings: SettingsPage
    memory: MemoryPage


def make_pages(groups: tuple[SettingGroup, ...]) -> Pages:
    """Empty pages; `groups` are what Settings offers."""
    return Pages(
        chat=ChatPage(),
        find=FindPage(),
        models=ModelsPage(),
        machine=MachinePage(),
        settings=SettingsPage(groups),
        memory=MemoryPage(),
    )


def make_window(pages: Pages, late: LatePages) -> MainWindow:
    """The window with every page in its place."""
    window = MainWindow(
        {
            Place.CHAT: pages.chat,
            Place.FIND: pages.find,
            Place.MODELS: pages.models,
            Place.COMPARE: late.compare.holder,
            Place.MACHINE: pages.machine,
            Place.LEARN: late.learn.holder,
            Place.SETTINGS: pages.settings,
        }
    )
    window.add_aside(pages.memory)
    window.add_aside(late.welcome.holder)
    return window

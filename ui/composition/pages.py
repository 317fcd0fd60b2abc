"""Every page's widgets, made once, and the window they lie in."""

from dataclasses import dataclass

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
    """The five places, and the page that opens from three of them."""

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


def make_window(pages: Pages) -> MainWindow:
    """The window with every page in its place."""
    window = MainWindow(
        {
            Place.CHAT: pages.chat,
            Place.FIND: pages.find,
            Place.MODELS: pages.models,
            Place.MACHINE: pages.machine,
            Place.SETTINGS: pages.settings,
        }
    )
    window.add_aside(pages.memory)
    return window

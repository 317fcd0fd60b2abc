"""The pages nobody sees in the first second: all but the chat, the models and the machine."""

# ruff: noqa: PLC0415  a page's modules are read when it is made, not when the window starts
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from launcher.actions.parts import Parts
from ui.bridge.background import Background
from ui.composition.errands import Errands
from ui.composition.late import Late, Make
from ui.desk import Desk
from ui.window.tabbed_place import Tab, TabbedPlace

if TYPE_CHECKING:
    from ui.pages.about.page import AboutPage
    from ui.pages.about.presenter import AboutPresenter
    from ui.pages.compare.page import ComparePage
    from ui.pages.compare.presenter import ComparePresenter
    from ui.pages.engine.page import EnginePage
    from ui.pages.engine.presenter import EnginePresenter
    from ui.pages.find.model_presenter import ModelPresenter
    from ui.pages.find.page import FindPage
    from ui.pages.find.presenter import FindPresenter
    from ui.pages.learn.page import LearnPage
    from ui.pages.learn.presenter import LearnPresenter
    from ui.pages.measure.page import MeasurePage
    from ui.pages.measure.presenter import MeasurePresenter
    from ui.pages.memory.page import MemoryPage
    from ui.pages.memory.presenter import MemoryPresenter
    from ui.pages.privacy.page import PrivacyPage
    from ui.pages.privacy.presenter import PrivacyPresenter
    from ui.pages.settings.page import SettingsPage
    from ui.pages.settings.presenter import SettingsPresenter
    from ui.pages.welcome.page import WelcomePage
    from ui.pages.welcome.presenter import WelcomePresenter

BOARD: Final = "board"
MEASURE: Final = "measure"
SETTINGS: Final = "settings"
ENGINE: Final = "engine"
PRIVACY: Final = "privacy"
ABOUT: Final = "about"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Find has two presenters: of the search, and of the model that was opened from it."""

    search: "FindPresenter"
    model: "ModelPresenter"


@dataclass(kw_only=True)
class LatePages:
    """Each with its presenter; see `Late`.

    `comparing` holds Compare and Measure as tabs, `setting_up` Settings, Engine, Privacy, About.
    """

    find: "Late[FindPage, Finding]"
    memory: "Late[MemoryPage, MemoryPresenter]"
    compare: "Late[ComparePage, ComparePresenter]"
    measure: "Late[MeasurePage, MeasurePresenter]"
    comparing: TabbedPlace
    learn: "Late[LearnPage, LearnPresenter]"
    settings: "Late[SettingsPage, SettingsPresenter]"
    engine: "Late[EnginePage, EnginePresenter]"
    privacy: "Late[PrivacyPage, PrivacyPresenter]"
    about: "Late[AboutPage, AboutPresenter]"
    setting_up: TabbedPlace
    welcome: "Late[WelcomePage, WelcomePresenter]"

    def make_setting_tab(self, tab: str) -> None:
        """Make the page of this tab of Settings, unless it is there."""
        makes: dict[str, Callable[[], object]] = {
            SETTINGS: self.settings.make,
            ENGINE: self.engine.make,
            PRIVACY: self.privacy.make,
            ABOUT: self.about.make,
        }
        makes[tab]()


@dataclass(frozen=True, slots=True, kw_only=True)
class LateParts:
    """What the pages are made with; `waiting` are the threads for the hub."""

    parts: Parts
    desk: Desk
    errands: Errands
    background: Background
    waiting: Background


def late_pages(having: LateParts) -> LatePages:
    """None of them made yet."""
    board, measuring = Late(lambda: _compare(having)), Late(lambda: _measure(having))
    settings, engine = Late(lambda: _settings(having)), Late(lambda: _engine(having))
    privacy, about = Late(lambda: _privacy(having)), Late(lambda: _about(having))
    tabs = (Tab(BOARD, "Board", board.holder), Tab(MEASURE, "Measure", measuring.holder))
    setting_tabs = (
        Tab(SETTINGS, "Settings", settings.holder),
        Tab(ENGINE, "Engine", engine.holder),
        Tab(PRIVACY, "Privacy", privacy.holder),
        Tab(ABOUT, "About", about.holder),
    )
    return LatePages(
        find=Late(lambda: _find(having)),
        memory=Late(lambda: _memory(having)),
        compare=board,
        measure=measuring,
        comparing=TabbedPlace("Compare", tabs),
        learn=Late(lambda: _learn(having)),
        settings=settings,
        engine=engine,
        privacy=privacy,
        about=about,
        setting_up=TabbedPlace("Settings", setting_tabs),
        welcome=Late(lambda: _welcome(having)),
    )


def read_text() -> None:
    """Import what the first message of a chat needs. From any thread."""
    from ui.text.markdown import blocks

    blocks("")


def read_plotting() -> None:
    """Import the plotting library, which Compare and Measure need for figures. From any thread."""
    import ui.pages.compare.plot
    import ui.pages.measure.plots  # noqa: F401  imported to be there


def _find(having: LateParts) -> "Make[FindPage, Finding]":
    from ui.pages.find.model_presenter import ModelPresenter
    from ui.pages.find.page import FindPage
    from ui.pages.find.presenter import FindPresenter

    parts, desk, waiting, background = (
        having.parts,
        having.desk,
        having.waiting,
        having.background,
    )

    def make() -> tuple[FindPage, Finding]:
        page = FindPage()
        search = FindPresenter(page, parts, desk, waiting, background)
        model = ModelPresenter(
            page.model,
            parts,
            desk,
            waiting=waiting,
            background=background,
            downloads=having.errands.downloads,
        )
        return page, Finding(search=search, model=model)

    return make


def _memory(having: LateParts) -> "Make[MemoryPage, MemoryPresenter]":
    from ui.pages.memory.page import MemoryPage
    from ui.pages.memory.presenter import MemoryPresenter

    def make() -> tuple[MemoryPage, MemoryPresenter]:
        page = MemoryPage()
        return page, MemoryPresenter(page, having.parts, having.desk, having.background)

    return make


def _compare(having: LateParts) -> "Make[ComparePage, ComparePresenter]":
    from ui.pages.compare.page import ComparePage
    from ui.pages.compare.presenter import ComparePresenter

    def make() -> tuple[ComparePage, ComparePresenter]:
        page = ComparePage()
        return page, ComparePresenter(page, having.parts, having.desk, having.waiting)

    return make


def _measure(having: LateParts) -> "Make[MeasurePage, MeasurePresenter]":
    from ui.pages.measure.page import MeasurePage
    from ui.pages.measure.presenter import MeasurePresenter

    errand, background = having.errands.measuring, having.background

    def make() -> tuple[MeasurePage, MeasurePresenter]:
        page = MeasurePage()
        return page, MeasurePresenter(page, having.parts, having.desk, errand, background)

    return make


def _learn(having: LateParts) -> "Make[LearnPage, LearnPresenter]":
    from ui.pages.learn.page import LearnPage
    from ui.pages.learn.presenter import LearnPresenter

    def make() -> tuple[LearnPage, LearnPresenter]:
        page = LearnPage()
        return page, LearnPresenter(page, having.desk)

    return make


def _settings(having: LateParts) -> "Make[SettingsPage, SettingsPresenter]":
    from ui.pages.settings.page import SettingsPage
    from ui.pages.settings.presenter import SettingsPresenter
    from ui.pages.settings.view import setting_groups

    desk = having.desk

    def make() -> tuple[SettingsPage, SettingsPresenter]:
        page = SettingsPage(setting_groups(desk.now.settings))
        return page, SettingsPresenter(page, having.parts, desk, having.background)

    return make


def _engine(having: LateParts) -> "Make[EnginePage, EnginePresenter]":
    from ui.errands.engines import EnginesErrand
    from ui.pages.engine.page import EnginePage
    from ui.pages.engine.presenter import EnginePresenter

    parts, desk = having.parts, having.desk

    def make() -> tuple[EnginePage, EnginePresenter]:
        page = EnginePage()
        errand = EnginesErrand(parts, having.background, desk)
        return page, EnginePresenter(page, parts, desk, errand)

    return make


def _privacy(having: LateParts) -> "Make[PrivacyPage, PrivacyPresenter]":
    from launcher.privacy import NO_TELEMETRY
    from ui.pages.privacy.page import PrivacyPage
    from ui.pages.privacy.presenter import PrivacyPresenter

    def make() -> tuple[PrivacyPage, PrivacyPresenter]:
        page = PrivacyPage(NO_TELEMETRY)
        return page, PrivacyPresenter(page, having.parts, having.desk)

    return make


def _about(having: LateParts) -> "Make[AboutPage, AboutPresenter]":
    from ui.pages.about.page import AboutPage
    from ui.pages.about.presenter import AboutPresenter

    parts, desk = having.parts, having.desk

    def make() -> tuple[AboutPage, AboutPresenter]:
        page = AboutPage()
        return page, AboutPresenter(page, parts, desk, having.waiting, having.background)

    return make


def _welcome(having: LateParts) -> "Make[WelcomePage, WelcomePresenter]":
    from ui.pages.welcome.page import WelcomePage
    from ui.pages.welcome.presenter import WelcomePresenter

    def make() -> tuple[WelcomePage, WelcomePresenter]:
        page = WelcomePage()
        presenter = WelcomePresenter(
            page,
            having.parts,
            having.desk,
            background=having.background,
            waiting=having.waiting,
            downloads=having.errands.downloads,
        )
        return page, presenter

    return make

"""The pages few people open in the first second: first page, Compare, Learn."""

# ruff: noqa: PLC0415  a page's modules are read when it is made, not when the window starts
from dataclasses import dataclass
from typing import TYPE_CHECKING

from launcher.actions.parts import Parts
from ui.bridge.background import Background
from ui.composition.errands import Errands
from ui.composition.late import Late
from ui.desk import Desk

if TYPE_CHECKING:
    from ui.pages.compare.page import ComparePage
    from ui.pages.compare.presenter import ComparePresenter
    from ui.pages.learn.page import LearnPage
    from ui.pages.learn.presenter import LearnPresenter
    from ui.pages.welcome.page import WelcomePage
    from ui.pages.welcome.presenter import WelcomePresenter


@dataclass(kw_only=True)
class LatePages:
    """Each with its presenter; see `Late`."""

    compare: "Late[ComparePage, ComparePresenter]"
    learn: "Late[LearnPage, LearnPresenter]"
    welcome: "Late[WelcomePage, WelcomePresenter]"


def late_pages(
    parts: Parts,
    desk: Desk,
    errands: Errands,
    *,
    background: Background,
    waiting: Background,
) -> LatePages:
    """None of them made yet; `waiting` are the threads for the hub."""

    def compare() -> "tuple[ComparePage, ComparePresenter]":
        from ui.pages.compare.page import ComparePage
        from ui.pages.compare.presenter import ComparePresenter

        page = ComparePage()
        return page, ComparePresenter(page, parts, desk, waiting)

    def learn() -> "tuple[LearnPage, LearnPresenter]":
        from ui.pages.learn.page import LearnPage
        from ui.pages.learn.presenter import LearnPresenter

        page = LearnPage()
        return page, LearnPresenter(page, desk)

    def welcome() -> "tuple[WelcomePage, WelcomePresenter]":
        from ui.pages.welcome.page import WelcomePage
        from ui.pages.welcome.presenter import WelcomePresenter

        page = WelcomePage()
        presenter = WelcomePresenter(
            page,
            parts,
            desk,
            background=background,
            waiting=waiting,
            downloads=errands.downloads,
        )
        return page, presenter

    return LatePages(compare=Late(compare), learn=Late(learn), welcome=Late(welcome))

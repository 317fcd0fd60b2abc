"""Where the search meets the hub: one query at a time, more of it when one scrolls."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice

from PySide6.QtCore import QObject, Signal

from launcher.actions.parts import Parts
from launcher.hub.search import FoundModel, Sort, search
from ui.bridge.background import Background
from ui.bridge.latest import Latest
from ui.pages.find.page import FindPage
from ui.pages.find.view import result_row
from ui.text.failures import sentence_for

PAGE = 30


class FindPresenter(QObject):
    """`opened` with the repository a person chose."""

    opened = Signal(str)

    def __init__(self, page: FindPage, parts: Parts, background: Background) -> None:
        super().__init__(page)
        self._page = page
        self._parts = parts
        self._ask = Latest(background, self, overlap=True)
        self._results: Iterator[FoundModel] | None = None
        self._query = ("", str(Sort.TRENDING))
        self._waiting = self._complete = False
        self._begun = False
        page.search_asked.connect(self._on_search_asked)
        page.again_asked.connect(lambda: self._on_search_asked(*self._query))
        page.results.end_neared.connect(self._more)
        page.results.chosen.connect(self._on_chosen)
        page.back_asked.connect(page.show_results)

    def begin(self) -> None:
        """Show what is trending, the first time somebody comes here."""
        if not self._begun:
            self._on_search_asked(*self._query)
        self._page.focus_search()

    def _on_search_asked(self, query: str, sort: str) -> None:
        self._begun = True
        self._query = (query, sort)
        self._complete = False
        self._page.results.rows.restart()
        self._page.show_waiting()
        self._results = search(self._parts.hub, query, Sort(sort))
        self._fetch(self._results)

    def _more(self) -> None:
        if self._results is not None and not self._waiting and not self._complete:
            self._fetch(self._results)

    def _fetch(self, results: Iterator[FoundModel]) -> None:
        self._waiting = True
        self._ask.ask(
            lambda: list(islice(results, PAGE)), done=self._on_page, failed=self._on_failed
        )

    def _on_page(self, models: list[FoundModel]) -> None:
        self._waiting = False
        self._complete = len(models) < PAGE
        now = datetime.now(UTC)
        self._page.results.rows.extend([result_row(model, now) for model in models])
        count = self._page.results.rows.rowCount()
        self._page.show_count(count, complete=self._complete)

    def _on_failed(self, error: Exception) -> None:
        self._waiting = False
        self._complete = True
        said = sentence_for(error)
        self._page.show_failure(said.what, said.next)

    def _on_chosen(self, repo: str) -> None:
        self._page.show_model()
        self.opened.emit(repo)

"""Where the search meets the hub: one query at a time, more of it when one scrolls.

While the Hub gives no answer, the catalog is searched for the same words.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from launcher.actions.parts import Parts
from launcher.actions.stand_in import may_stand_in
from launcher.hub.search import FoundModel, Sort, search
from launcher.sentences import Sentence
from ui.bridge.background import Background
from ui.bridge.latest import Latest
from ui.desk import Desk
from ui.pages.find.again import Again
from ui.pages.find.catalog_search import CatalogSearch
from ui.pages.find.catalog_view import NOTHING, answers_origin, list_origin
from ui.pages.find.page import FindPage
from ui.pages.find.view import ResultRow, result_row
from ui.text.failures import sentence_for

PAGE: Final = 30
SILENT_MS: Final = 2_000  # without an answer before the catalog's models are shown


class FindPresenter(QObject):
    """`opened` with the repository a person chose; `known_opened` where it is the catalog's."""

    opened = Signal(str)
    known_opened = Signal(str)

    def __init__(
        self,
        page: FindPage,
        parts: Parts,
        desk: Desk,
        waiting: Background,
        background: Background,
    ) -> None:
        """`waiting`: threads that may wait long for the Hub; the catalog does not wait there."""
        super().__init__(page)
        self._page = page
        self._parts = parts
        self._ask = Latest(waiting, self, overlap=True)
        self._catalog = CatalogSearch(desk, background, self)
        self._again = Again(page)
        self._silent = QTimer(self)
        self._silent.setSingleShot(True)
        self._silent.setInterval(SILENT_MS)
        self._results: Iterator[FoundModel] | None = None
        self._query = ("", str(Sort.TRENDING))
        self._waiting = self._complete = False
        self._begun = False
        self._instead = False  # the rows are the catalog's
        self._unasked = False  # nobody pressed or typed for the question under way
        self._kept: list[FoundModel] | None = None  # the Hub's, while somebody looks at these
        self._said: Sentence | None = None  # why the Hub gave none
        self._connect()

    def begin(self) -> None:
        """Show what is trending, the first time somebody comes here."""
        if not self._begun:
            self._on_search_asked(*self._query)
        self._page.focus_search()

    def _connect(self) -> None:
        page = self._page
        page.search_asked.connect(self._on_search_asked)
        page.again_asked.connect(self._on_again_asked)
        page.results.end_neared.connect(self._more)
        page.results.chosen.connect(self._on_chosen)
        page.back_asked.connect(page.show_results)
        self._catalog.found.connect(self._on_known)
        self._silent.timeout.connect(lambda: self._catalog.search(self._query[0]))
        self._again.due.connect(self._on_again_due)

    def _on_search_asked(self, query: str, sort: str) -> None:
        self._begun = True
        self._query = (query, sort)
        self._complete = self._instead = False
        self._said = self._kept = None
        self._again.stop()
        self._catalog.stop()
        self._page.results.rows.restart()
        self._page.show_waiting()
        self._silent.start()
        self._search()

    def _on_again_due(self) -> None:
        self._search(unasked=True)

    def _on_again_asked(self) -> None:
        """What is shown of the catalog stays until there is an answer."""
        if self._kept is not None:
            self._show_page(self._kept)
            return
        if not self._instead:
            self._on_search_asked(*self._query)
            return
        self._again.stop()
        self._page.show_origin(list_origin(None, asking=True))
        self._search()

    def _search(self, *, unasked: bool = False) -> None:
        self._unasked = unasked
        query, sort = self._query
        self._results = search(self._parts.hub, query, Sort(sort))
        self._fetch(self._results)

    def _more(self) -> None:
        if self._results is None or self._waiting or self._complete or self._instead:
            return
        self._fetch(self._results)

    def _fetch(self, results: Iterator[FoundModel]) -> None:
        self._waiting = True
        self._ask.ask(
            lambda: list(islice(results, PAGE)), done=self._on_page, failed=self._on_failed
        )

    def _on_page(self, models: list[FoundModel]) -> None:
        self._silent.stop()
        self._again.stop()
        self._waiting = False
        if self._instead and self._unasked and self._page.results.in_use:
            self._kept = models
            self._page.show_origin(answers_origin())
        else:
            self._show_page(models)

    def _show_page(self, models: list[FoundModel]) -> None:
        self._catalog.stop()
        if self._instead:
            self._page.results.rows.restart()
        self._kept, self._instead = None, False
        self._complete = len(models) < PAGE
        now = datetime.now(UTC)
        self._page.results.rows.extend([result_row(model, now) for model in models])
        count = self._page.results.rows.rowCount()
        self._page.show_count(count, complete=self._complete)

    def _on_failed(self, error: Exception) -> None:
        self._silent.stop()
        self._again.stop()
        self._waiting = False
        said = sentence_for(error)
        listed = self._page.results.rows.rowCount() and not self._instead
        if may_stand_in(error) and not listed:
            self._said = said
            self._again.wait()
            self._catalog.search(self._query[0])
            return
        self._complete = True
        self._stand_back()
        self._page.show_failure(said.what, said.next)

    def _stand_back(self) -> None:
        """The Hub said something else: models of the catalog would hide it."""
        self._catalog.stop()
        if self._instead:
            self._instead = False
            self._page.results.rows.restart()

    def _on_known(self, rows: list[ResultRow]) -> None:
        """The catalog's models for the same words; where it has none either, why."""
        if rows:
            self._instead = True
            self._page.results.rows.show(rows)
            kept = self._kept is not None
            origin = answers_origin() if kept else list_origin(self._said)
            self._page.show_known(len(rows), origin)
        elif self._said is not None:
            self._page.show_failure(self._said.what, f"{NOTHING} {self._said.next}")

    def _on_chosen(self, repo: str) -> None:
        self._page.show_model()
        (self.known_opened if self._instead else self.opened).emit(repo)

"""The catalog searched in the background, and judged anew when the computer is another."""

from PySide6.QtCore import QObject, Signal

from ui.bridge.background import Background
from ui.bridge.latest import Latest
from ui.desk import Desk, OnDesk
from ui.pages.find.catalog_view import catalog_rows


class CatalogSearch(QObject):
    """`found` with the rows for the words asked for last, until it is told to stop."""

    found = Signal(list)  # of ResultRow

    def __init__(self, desk: Desk, background: Background, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._ask = Latest(background, self)
        self._query: str | None = None
        desk.changed.connect(self._on_desk_changed)

    def search(self, query: str) -> None:
        """Look for these words."""
        self._query = query
        machine, settings = self._desk.now.computer, self._desk.now.settings
        self._ask.ask(
            lambda: catalog_rows(query, machine, settings),
            done=self.found.emit,
            failed=lambda _error: self.found.emit([]),  # a damaged catalog has no models
        )

    def stop(self) -> None:
        """No rows are wanted any more."""
        self._query = None
        self._ask.drop()

    def _on_desk_changed(self, before: OnDesk, now: OnDesk) -> None:
        other = before.computer is not now.computer or before.settings != now.settings
        if other and self._query is not None:
            self.search(self._query)

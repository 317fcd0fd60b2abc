"""A repository on its way to a model's page: from the Hub, or while that is silent the catalog."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from launcher.actions.parts import Parts
from launcher.actions.repository import Headers, Repository, open_repository, read_headers
from launcher.actions.stand_in import StandIn, may_stand_in, repository_from, stand_in_of
from launcher.errors import BadModelFile, RepoEmpty, RepoGated, RepoNotFound
from ui.bridge.background import Background
from ui.bridge.latest import Latest
from ui.pages.find.again import Again
from ui.pages.find.catalog_view import Origin, elsewhere_origin, model_origin
from ui.text.failures import sentence_for

SILENT_MS: Final = 2_000  # without an answer before the catalog's model is shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A repository and what is known of its files; `origin` where that is the catalog's."""

    repository: Repository
    headers: Headers
    origin: Origin | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    one: StandIn
    repository: Repository
    headers: Headers


class Opening(QObject):
    """`opened` more than once where the catalog stands in first.

    `origin_changed` when there is another word on why it does; `failed` with the error where
    there is nothing to show, or no longer.
    """

    opened = Signal(object)  # Opened
    origin_changed = Signal(object)  # Origin
    failed = Signal(object)  # Exception

    def __init__(
        self, page: QWidget, parts: Parts, waiting: Background, background: Background
    ) -> None:
        """`waiting`: threads that may wait long for the Hub; the catalog does not wait there."""
        super().__init__(page)
        self._parts = parts
        self._asking = Latest(waiting, self, overlap=True)
        self._catalog = Latest(background, self)
        self._again = Again(page)
        self._again.due.connect(self._ask)
        self._silent = QTimer(self)
        self._silent.setSingleShot(True)
        self._silent.setInterval(SILENT_MS)
        self._silent.timeout.connect(lambda: self._stand_in(None))
        self._repo = ""
        self._one: StandIn | None = None  # whose model is shown instead
        self._origin: Origin | None = None  # what was said of it last

    def open(self, repo: str, *, known: bool = False) -> None:
        """Read the files and one header; `known` shows the catalog's model in the meantime."""
        self._repo, self._one = repo, None
        self._again.stop()
        self._catalog.drop()
        self._asking.drop()
        if known:
            self._silent.stop()
            self._stand_in(None, then=self._ask)
        else:
            self._silent.start()
            self._ask()

    def ask_again(self) -> None:
        """A person wants it now; what is shown stays until there is an answer."""
        if self._one is None:
            self.open(self._repo)
            return
        self._again.stop()
        self._say(model_origin(self._one, None, asking=True))
        self._ask()

    def _ask(self) -> None:
        repo = self._repo
        self._asking.ask(
            lambda: open_repository(self._parts, repo),
            done=self._on_listed,
            failed=self._on_failed,
        )

    def _on_listed(self, repository: Repository) -> None:
        self._silent.stop()
        self._asking.ask(
            lambda: Opened(repository=repository, headers=read_headers(self._parts, repository)),
            done=self._on_read,
            failed=self._on_failed,
        )

    def _on_read(self, opened: Opened) -> None:
        self._again.stop()
        self._catalog.drop()
        self._one = None
        self.opened.emit(opened)

    def _on_failed(self, error: Exception) -> None:
        self._silent.stop()
        self._again.stop()
        if may_stand_in(error):
            self._stand_in(error)
            return
        self._catalog.drop()
        if self._is_makers(error):
            self._say(elsewhere_origin(sentence_for(error)))
        else:
            self._one = None
            self.failed.emit(error)

    def _is_makers(self, error: Exception) -> bool:
        """Whether nobody expected files there: the model is the catalog's, its files elsewhere."""
        nowhere = isinstance(error, RepoEmpty | RepoNotFound | RepoGated)
        return nowhere and self._one is not None and self._one.files is None

    def _stand_in(
        self, error: Exception | None, *, then: Callable[[], None] | None = None
    ) -> None:
        """Show the catalog's model, or why it is still shown; ask again after a while."""
        if self._one is not None:
            self._say(model_origin(self._one, sentence_for(error) if error else None))
            if error is not None:
                self._again.wait()
            return
        repo = self._repo

        def found(known: _Known | None) -> None:
            self._on_known(known, error)
            if then is not None:
                then()

        self._catalog.ask(lambda: _known_in(repo), done=found, failed=lambda _error: found(None))

    def _on_known(self, known: _Known | None, error: Exception | None) -> None:
        if known is None:
            if error is not None:
                self.failed.emit(error)
            return
        self._one = known.one
        self._origin = model_origin(known.one, sentence_for(error) if error else None)
        self.opened.emit(
            Opened(repository=known.repository, headers=known.headers, origin=self._origin)
        )
        if error is not None:
            self._again.wait()

    def _say(self, origin: Origin) -> None:
        """Once: what is asked again by itself is not told every time."""
        if origin != self._origin:
            self._origin = origin
            self.origin_changed.emit(origin)


def _known_in(repo: str) -> _Known | None:
    """The catalog's model of this repository. Its headers take up to a tenth of a second."""
    try:
        one = stand_in_of(repo)
        if one is None:
            return None
        repository, headers = repository_from(one, repo)
    except BadModelFile:  # a damaged catalog stands in for nothing
        return None
    return _Known(one=one, repository=repository, headers=headers)

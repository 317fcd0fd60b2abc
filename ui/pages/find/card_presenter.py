"""The model card: fetched when somebody asks for it, and not before."""

from PySide6.QtCore import QObject

from launcher.actions.parts import Parts
from launcher.actions.repository import Repository, card_of
from ui.bridge.background import Background
from ui.bridge.latest import Latest
from ui.pages.find.model_page import ModelPage
from ui.text.failures import sentence_for
from ui.widgets.question import ask_to_open

NO_CARD = "This model has no card."


class CardPresenter(QObject):
    """Knows the open repository; addresses in its card are asked about before they are opened."""

    def __init__(self, page: ModelPage, parts: Parts, background: Background) -> None:
        super().__init__(page)
        self._page = page
        self._parts = parts
        self._fetching = Latest(background, self, overlap=True)
        self._repository: Repository | None = None
        page.card_asked.connect(self._on_card_asked)
        page.link_asked.connect(lambda address: ask_to_open(page, address))

    def take(self, repository: Repository | None) -> None:
        """From now on it is about this one; no answer about another is shown."""
        self._fetching.drop()
        self._repository = repository

    def _on_card_asked(self) -> None:
        repository = self._repository
        if repository is not None:
            self._fetching.ask(
                lambda: card_of(self._parts, repository),
                done=lambda text: self._page.show_card(text or NO_CARD),
                failed=lambda error: self._page.show_card(sentence_for(error).what),
            )

"""A model that needs more memory than is free: asked about before it is loaded."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from ui.composition.late import Late
from ui.composition.pages import Pages
from ui.desk import Desk
from ui.errands.loading import Doubt, LoadingErrand
from ui.study import CameFrom, Study
from ui.text.models import model_key
from ui.widgets.load_question import LoadQuestion
from ui.window.main_window import MainWindow

if TYPE_CHECKING:
    from ui.pages.memory.page import MemoryPage
    from ui.pages.memory.presenter import MemoryPresenter


class Doubting(QObject):
    """Loads anyway, shows the memory in detail, or does nothing, as a person says."""

    def __init__(
        self,
        window: MainWindow,
        pages: Pages,
        memory: "Late[MemoryPage, MemoryPresenter]",
        *,
        desk: Desk,
        loading: LoadingErrand,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._pages = pages
        self._memory = memory
        self._desk = desk
        self._loading = loading
        loading.doubted.connect(self._on_doubted)

    def _on_doubted(self, doubt: Doubt) -> None:
        question = LoadQuestion(self._window, doubt.name, doubt.words)
        question.accepted.connect(lambda: self._load(doubt))
        question.details_asked.connect(lambda: self._study(doubt))
        question.rejected.connect(self._wait_no_longer)
        question.open()

    def _load(self, doubt: Doubt) -> None:
        self._loading.load(doubt.path, doubt.name, doubt.choices, anyway=True)

    def _study(self, doubt: Doubt) -> None:
        machine = self._desk.now.room
        if machine is None:
            return
        models = self._desk.now.models or ()
        repo = next((one.repo for one in models if one.path == doubt.path), None)
        self._memory.now.presenter.open(
            Study(
                name=doubt.name,
                facts=doubt.facts,
                choices=doubt.choices,
                machine=machine,
                source=CameFrom.LIBRARY,
                key=model_key(repo or doubt.path, doubt.facts),
            )
        )
        self._window.show_aside(self._memory.holder)

    def _wait_no_longer(self) -> None:
        """A message that waited for this model is kept, and is not answered."""
        if self._desk.now.loading is None and self._desk.now.loaded is None:
            self._pages.chat.escape_pressed.emit()

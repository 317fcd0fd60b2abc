"""The built-in model put out of sight, and shown again while the window offers to undo it."""

from PySide6.QtCore import QObject

from ui.composition.passages import Passages
from ui.composition.presenters import Presenters
from ui.widgets.toast import Toast

HIDDEN = "Hidden. Settings can show it again."


class Hiding(QObject):
    """It is a setting, which the library follows."""

    def __init__(self, presenters: Presenters, passages: Passages, toast: Toast) -> None:
        super().__init__(passages)
        self._passages = passages
        self._toast = toast
        self._can_undo = False
        presenters.library.hide_asked.connect(self._on_hide_asked)
        toast.undo_asked.connect(self._on_undo_asked)
        toast.ended.connect(self._on_toast_ended)

    def _on_hide_asked(self) -> None:
        self._passages.keep(guide_hidden=True)
        self._toast.show_words(HIDDEN, undo="Undo")  # ends what it said before
        self._can_undo = True

    def _on_undo_asked(self) -> None:
        if self._can_undo:
            self._can_undo = False
            self._passages.keep(guide_hidden=False)

    def _on_toast_ended(self) -> None:
        """What is undone from now on is something else."""
        self._can_undo = False

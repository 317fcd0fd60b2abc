"""Every term in the window leads to Learn: labels open an address, and this is who answers."""

from typing import Final

from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices

from ui.composition.late_pages import LatePages
from ui.composition.passages import Passages
from ui.window.places import Place

SCHEME: Final = "snug"  # Qt hands addresses of this scheme to us, whichever widget opened them


class Learning(QObject):
    """'snug:term/kv-cache' shows that entry, 'snug:name/…' takes that name apart."""

    def __init__(self, passages: Passages, late: LatePages) -> None:
        super().__init__(passages)
        self._passages = passages
        self._learn = late.learn
        # The stub asks for bytes, which the binding refuses.
        QDesktopServices.setUrlHandler(SCHEME, self, "show_address")  # type: ignore[arg-type]

    @Slot(QUrl)
    def show_address(self, address: QUrl) -> None:
        """Go to Learn and show what is asked for; an address of another kind shows its start."""
        kind, _, what = address.path(QUrl.ComponentFormattingOption.FullyDecoded).partition("/")
        if kind == "term" and what:
            self._learn.now.presenter.show_term(what)
        elif kind == "name" and what:
            self._learn.now.presenter.show_name(what)
        self._passages.go(Place.LEARN)

    def close(self) -> None:
        """Answer no more."""
        QDesktopServices.unsetUrlHandler(SCHEME)

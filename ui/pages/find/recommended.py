"""Under the recommended row: why it is, what speaks against the next, and the arithmetic."""

import html
from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.theme.appearance import worn
from ui.theme.type import Type, px
from ui.widgets.button import Button, Kind, Size
from ui.widgets.label import Text


class Recommended(QWidget):
    """Folds the arithmetic out and in; what is folded out stays so while figures change."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._reason = _Led("Recommended.")
        self._next = Text("", ink="text2", wrap=True)
        self._why = Button("Why", Kind.QUIET, size=Size.SMALL, icon="chevron-down")
        self._lines = Text("", Type.SECONDARY, ink="text2", wrap=True)
        self._open = False
        self._why.clicked.connect(self._on_why_clicked)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, px(4))
        column.setSpacing(px(4))
        row = QHBoxLayout()
        row.setSpacing(px(8))
        words = QVBoxLayout()
        words.setSpacing(px(2))
        words.addWidget(self._reason)
        words.addWidget(self._next)
        row.addLayout(words, 1)
        row.addWidget(self._why, 0, Qt.AlignmentFlag.AlignBottom)
        column.addLayout(row)
        column.addWidget(self._lines)
        self._lines.setContentsMargins(0, px(4), 0, 0)
        self._lines.hide()

    def show_words(self, reason: str, runner_up: str, why: Sequence[str]) -> None:
        """Say this."""
        self._reason.show_rest(reason)
        self._next.show_text(runner_up)
        self._next.setVisible(bool(runner_up))
        self._why.setVisible(bool(why))
        self._lines.show_text("\n".join(why))
        self._lines.setVisible(self._open and bool(why))

    def fold(self) -> None:
        """Fold the arithmetic in, as at first."""
        if self._open:
            self._on_why_clicked()

    def _on_why_clicked(self) -> None:
        self._open = not self._open
        self._why.show_icon("chevron-up" if self._open else "chevron-down")
        self._why.setAccessibleDescription("Shown" if self._open else "")
        self._lines.setVisible(self._open)


class _Led(Text):
    """A word in the accent, then a sentence; the only text here that is markup, all of it ours."""

    def __init__(self, lead: str) -> None:
        super().__init__("", ink="text2", wrap=True)
        self._lead = lead
        self._rest = ""
        self.setTextFormat(Qt.TextFormat.RichText)

    def show_rest(self, rest: str) -> None:
        """Say this after the lead."""
        if rest != self._rest:
            self._rest = rest
            self._dress()

    def changeEvent(self, event: QEvent) -> None:
        """Another theme has another accent."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.PaletteChange):
            self._dress()

    def _dress(self) -> None:
        rest = getattr(self, "_rest", "")
        if rest:
            colour = worn().colours.accent
            lead = f'<b style="color:{colour}; font-weight:600">{html.escape(self._lead)}</b>'
            self.show_text(f"{lead} {html.escape(rest)}")

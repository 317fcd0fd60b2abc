"""A model's page: its files judged on this machine, the memory they take, the card, one button."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from launcher.memory.estimate import Basis
from ui.pages.find.catalog_view import Origin
from ui.pages.find.name_card import NameCard
from ui.pages.find.variant_table import VariantTable
from ui.pages.find.variant_view import VariantView
from ui.text.name_tips import name_lines
from ui.theme.type import Type, px
from ui.widgets.basis_legend import BasisLegend
from ui.widgets.button import Button, Kind, Size
from ui.widgets.label import Elided, Text
from ui.widgets.memory_panel import MemoryPanel, panel_width
from ui.widgets.notice import Notice
from ui.widgets.progress_row import ProgressRow
from ui.widgets.rich_text import RichText
from ui.widgets.scroll_column import ScrollColumn
from ui.widgets.surface import Card, Skeleton
from ui.widgets.tab_order import tab_as_laid_out

IN_TABLE = (Basis.MEASURED, Basis.ARITHMETIC, Basis.PUBLISHED, Basis.GUESS)
WIDE_ENOUGH = 820  # below it the panel stands under the files
_UNDER = 0.4  # of the height is the panel's there: what is chosen among are the files


class ModelPage(QWidget):
    """Shows a repository. `action_asked`: download, or load what is here already."""

    back_asked = Signal()
    action_asked = Signal()
    card_asked = Signal()
    link_asked = Signal(str)
    notice_pressed = Signal(str)
    pause_asked = Signal(bool)
    cancel_asked = Signal()
    imagine_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.table = VariantTable()
        self.panel = MemoryPanel()
        self.notice = Notice(closable=False)
        self.origin = Notice(closable=False)  # that the figures are the catalog's
        self._back = Button("Results", Kind.QUIET, size=Size.SMALL, icon="chevron-left")
        self._name = Elided("", kind=Type.TITLE, weight=600)
        self._repo = Elided("", ink="text2", middle=True)
        self._facts = Text("", ink="text2", wrap=True)
        self._advice = Text("", ink="text2", wrap=True)
        self._legend = BasisLegend(IN_TABLE)
        self.name = NameCard()
        self._others = Text("", Type.SECONDARY, ink="text2", wrap=True)
        self._imagine = Button("Another computer", Kind.QUIET, size=Size.SMALL, icon="cpu")
        self._imagine.setAccessibleName("Imagine another computer")
        self._waiting = Skeleton(6)
        self._action = Button("", Kind.PRIMARY, size=Size.LARGE)
        self._action_words = Text("", Type.SECONDARY, ink="text2", wrap=True)
        self._progress = ProgressRow("Download")
        self._card_button = Button("Model card", Kind.QUIET, icon="chevron-down")
        self._card = RichText()
        self._scroll = ScrollColumn(margin=24, gap=12)
        self._build()
        self._back.clicked.connect(self.back_asked)
        self._imagine.clicked.connect(self.imagine_asked)
        self._action.clicked.connect(self.action_asked)
        self._card_button.clicked.connect(self._on_card_clicked)
        self._card.link_asked.connect(self.link_asked)
        self._progress.pause_asked.connect(self.pause_asked)
        self._progress.stop_asked.connect(self.cancel_asked)
        self.notice.pressed.connect(self.notice_pressed)
        self.origin.pressed.connect(self.notice_pressed)

    def show_opening(self, repo: str) -> None:
        """A repository is being read; nothing of the last one stays."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)  # the search is hidden now
        owner, _, name = repo.partition("/")
        self._name.show_text(name or owner)
        self._repo.show_text(repo)
        self._repo.show_more(*name_lines(repo))
        self._facts.show_text("")
        self._advice.show_text("")
        self._others.hide()
        self.notice.hide()
        self.origin.hide()
        self._waiting.show()
        self.table.prepare()
        for widget in (self.table, self._legend, self.panel, self._card_box):
            widget.hide()
        self._card.show_text("")
        self._card.hide()
        self._card_button.show_icon("chevron-down")
        self._scroll.verticalScrollBar().setValue(0)

    def show_rows(
        self,
        rows: Sequence[VariantView],
        current: str,
        *,
        name: str,
        facts: str,
        advice: str,
        others: str,
    ) -> None:
        """Show the files as judged; `others` names what is here beside models."""
        if name:
            self._name.show_text(name)
        self._waiting.hide()
        self.table.show_rows(rows, current)
        self.table.show()
        self._legend.show()
        self._card_box.setVisible(self.origin.isHidden())  # a card is the Hub's
        self._facts.show_text(facts)
        self._advice.show_text(advice)
        self._advice.setVisible(bool(advice))
        self._others.show_text(others)
        self._others.setVisible(bool(others))

    def show_origin(self, origin: Origin | None) -> None:
        """Say that the files are the catalog's and why; None: they are the repository's."""
        if origin is None:
            self.origin.hide()
        else:
            self.origin.show_words(origin.kind, origin.what, origin.next, origin.buttons)

    def show_failure(self, what: str, next_step: str, buttons: Sequence[str]) -> None:
        """Say why there is nothing to show."""
        self._waiting.hide()
        self.notice.show_words("error", what, next_step, buttons)

    def show_action(
        self, text: str, icon: str, words: str, *, enabled: bool = True, primary: bool = True
    ) -> None:
        """What the one button does, and what stands under it."""
        self._action.show_kind(Kind.PRIMARY if primary else Kind.PLAIN)
        self._action.show_text(text)
        self._action.show_icon(icon)
        self._action.setEnabled(enabled)
        self._action_words.show_text(words)
        self._action_words.setVisible(bool(words))

    def show_download(self, share: float | None, words: str, *, paused: bool) -> None:
        """How far the download is; None: there is none."""
        self._progress.setVisible(share is not None)
        self._action.setVisible(share is None)
        if share is not None:
            self._progress.show_progress(share, words, paused=paused)

    def show_card(self, text: str) -> None:
        """Show the model card."""
        self._card.show_text(text)
        self._card.show()
        self._card_button.show_icon("chevron-up")

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002, FBT001  Qt's own
        """Tab goes as things are laid out, whenever they were made."""
        tab_as_laid_out(self)
        return super().focusNextPrevChild(next)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the panel beside the files, or under them."""
        super().resizeEvent(event)
        wide = self.width() >= px(WIDE_ENOUGH)
        vertical = QHBoxLayout.Direction.TopToBottom
        self._row.setDirection(QHBoxLayout.Direction.LeftToRight if wide else vertical)
        if wide:
            self.panel.setFixedWidth(panel_width(inspector=False))
            self.panel.setMaximumHeight(16_777_215)
        else:
            self.panel.setMaximumWidth(16_777_215)
            self.panel.setMaximumHeight(round(self.height() * _UNDER))

    def _build(self) -> None:
        column = self._scroll.column
        head = QHBoxLayout()
        head.addWidget(self._back)
        head.addStretch(1)
        head.addWidget(self._imagine)
        column.addLayout(head)
        title = QHBoxLayout()
        title.setSpacing(px(16))
        title.addWidget(self._name)
        title.addWidget(self._repo, 1, Qt.AlignmentFlag.AlignBottom)
        column.addLayout(title)
        column.addWidget(self._facts)
        above = (self.origin, self.notice, self._waiting, self._advice, self.table)
        for widget in above:
            column.addWidget(widget)
        for below in (self._legend, self.name, self._others):
            column.addWidget(below)
        self._card_box = Card("bg")
        card = QVBoxLayout(self._card_box)
        card.setContentsMargins(px(12), px(8), px(16), px(8))
        card.addWidget(self._card_button, 0, Qt.AlignmentFlag.AlignLeft)
        card.addWidget(self._card)
        self._card.hide()
        column.addWidget(self._card_box)
        column.addStretch(1)
        self.panel.foot.addWidget(self._progress)
        self.panel.foot.addWidget(self._action)
        self.panel.foot.addWidget(self._action_words)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._row.addWidget(self._scroll, 1)
        self._row.addWidget(self.panel)

    def _on_card_clicked(self) -> None:
        if self._card.isVisible():
            self._card.hide()
            self._card_button.show_icon("chevron-down")
        elif self._card.text:
            self.show_card(self._card.text)
        else:
            self.card_asked.emit()

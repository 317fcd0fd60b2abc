"""The Engine page: what runs now, the engines that are there, and how to add another."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QShowEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from launcher.sentences import Sentence
from ui.pages.engine.card import EngineCard
from ui.pages.engine.under_way import UnderWay
from ui.pages.engine.view import ADD_HELP, ANOTHER, EngineView, is_pack
from ui.theme.type import Type, px
from ui.widgets.button import Button
from ui.widgets.code_block import CodeBlock
from ui.widgets.label import Text
from ui.widgets.notice import Notice
from ui.widgets.scroll_column import ScrollColumn
from ui.widgets.surface import Skeleton
from ui.widgets.tab_order import tab_as_laid_out
from ui.widgets.warning_lines import WarningLines

_ARCHIVES = "Engine packs (*.zip *.tar.gz *.tgz);;All files (*)"


class EnginePage(QWidget):
    """Shows an EngineView; every signal is something a person asked for."""

    opened = Signal()  # every time it comes into sight
    add_asked = Signal(object)  # Path
    use_asked = Signal(str)
    test_asked = Signal(str)
    remove_asked = Signal(str)
    reveal_asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.under_way = UnderWay()
        self.told = Notice()
        self._busy = False
        self._view: EngineView | None = None
        self._cards: dict[str, EngineCard] = {}
        self._add = Button("Add engine…", icon="plus")
        self._add.clicked.connect(self._on_add_clicked)
        self._running = Text("", ink="text2", wrap=True)
        self._missing = WarningLines()
        self._given_up = Notice(closable=False)
        self._waiting = Skeleton(4)
        self._column = QVBoxLayout()
        self._advice = QVBoxLayout()
        self._another = Text(ANOTHER, Type.SECONDARY, ink="text2", wrap=True)
        self._command = CodeBlock()
        self._help = Text(ADD_HELP, Type.SECONDARY, ink="text3", wrap=True)
        self._build()

    def show_view(self, view: EngineView) -> None:
        """Show these engines; cards that stay are kept, so nothing jumps."""
        self._view = view
        self._waiting.hide()
        self._running.show_text("\n".join(one for one in (view.running, view.chosen) if one))
        self._missing.show_lines(view.missing)
        self._show_given_up(view.given_up)
        self._show_cards(view)
        self._show_advice(view)
        self._another.setVisible(bool(view.command))
        self._command.setVisible(bool(view.command))
        if view.command:
            self._command.show_code(view.command, "")

    def show_busy(self, *, busy: bool) -> None:
        """While something goes on, nothing else can be begun."""
        self._busy = busy
        self._add.setEnabled(not busy)
        if self._view is not None:
            self._show_cards(self._view)

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002, FBT001  Qt's own
        """Tab goes as things are laid out, whenever they were made."""
        tab_as_laid_out(self)
        return super().focusNextPrevChild(next)

    def showEvent(self, event: QShowEvent) -> None:
        """Tell that it is seen: what is listed may have changed meanwhile."""
        super().showEvent(event)
        self.opened.emit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take one pack; anything else is for whoever lies behind."""
        if not self._busy and _dropped(event) is not None:
            event.acceptProposedAction()
        else:
            event.ignore()

    def dropEvent(self, event: QDropEvent) -> None:
        """Add it."""
        source = _dropped(event)
        if source is not None and not self._busy:
            event.acceptProposedAction()
            self.add_asked.emit(source)

    def _build(self) -> None:
        scroll = ScrollColumn(widest=px(880), margin=32, gap=16)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)
        head = QHBoxLayout()
        head.addWidget(Text("Engine", Type.TITLE, weight=600), 1)
        head.addWidget(self._add, 0, Qt.AlignmentFlag.AlignVCenter)
        scroll.column.addLayout(head)
        self._column.setSpacing(px(8))
        self._advice.setSpacing(px(8))
        above = (self._running, self._missing, self._given_up)
        for widget in (*above, self.under_way, self.told, self._waiting):
            scroll.column.addWidget(widget)
        scroll.column.addLayout(self._column)
        scroll.column.addLayout(self._advice)
        for line in (self._another, self._command, self._help):
            scroll.column.addWidget(line)
        scroll.column.addStretch(1)
        self._another.hide()
        self._command.hide()

    def _show_given_up(self, said: Sentence | None) -> None:
        if said is None:
            self._given_up.hide()
        else:
            self._given_up.show_words("warning", said.what, said.next)

    def _show_cards(self, view: EngineView) -> None:
        for gone in self._cards.keys() - {line.ident for line in view.lines}:
            card = self._cards.pop(gone)
            self._column.removeWidget(card)
            card.hide()
            card.deleteLater()
        for place, line in enumerate(view.lines):
            if line.ident not in self._cards:
                self._cards[line.ident] = self._made()
            card = self._cards[line.ident]
            self._column.insertWidget(place, card)
            card.show_line(line, busy=self._busy)

    def _made(self) -> EngineCard:
        card = EngineCard(self)
        card.use_asked.connect(self.use_asked)
        card.test_asked.connect(self.test_asked)
        card.remove_asked.connect(self.remove_asked)
        card.reveal_asked.connect(self.reveal_asked)
        return card

    def _show_advice(self, view: EngineView) -> None:
        while (item := self._advice.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for said in view.advice:
            notice = Notice(self, closable=False)
            self._advice.addWidget(notice)
            notice.show_words("info", said.what, said.next)

    def _on_add_clicked(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("An archive (.zip, .tar.gz)…", self._ask_archive)
        menu.addAction("A folder…", self._ask_folder)
        menu.popup(self._add.mapToGlobal(self._add.rect().bottomLeft()))

    def _ask_archive(self) -> None:
        chosen, _filter = QFileDialog.getOpenFileName(self, "Add an engine", "", _ARCHIVES)
        if chosen:
            self.add_asked.emit(Path(chosen))

    def _ask_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "Add an engine's folder")
        if chosen:
            self.add_asked.emit(Path(chosen))


def _dropped(event: QDropEvent) -> Path | None:
    """The one pack that is dragged, None for anything else."""
    paths = [Path(one.toLocalFile()) for one in event.mimeData().urls() if one.isLocalFile()]
    return paths[0] if len(paths) == 1 and is_pack(paths[0]) else None

"""The About page: the program, newer versions, its folders, and whose work is inside."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from launcher.identity import NAME
from ui.pages.about.notice_list import NoticeList
from ui.pages.about.updates import Updates
from ui.pages.about.view import NOTICES_HELP, FactLine, FolderLine
from ui.theme.type import Type, px
from ui.widgets.button import Button, IconButton
from ui.widgets.code_block import COPIED_MS
from ui.widgets.label import Elided, Text
from ui.widgets.notice import Notice
from ui.widgets.scroll_column import ScrollColumn
from ui.widgets.surface import Card
from ui.widgets.tab_order import tab_as_laid_out

_COPY = "Copy details"
_TOP = Qt.AlignmentFlag.AlignTop


class AboutPage(QWidget):
    """Parts are public for the presenter; `opened` every time it comes into sight."""

    opened = Signal()
    copy_asked = Signal()
    folder_asked = Signal(object)  # Path

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.updates = Updates()
        self.notices = NoticeList()
        self.told = Notice()
        self._facts: dict[str, Text] = {}
        self._fact_grid = QGridLayout()
        self._folders: dict[str, Elided] = {}
        self._folder_grid = QGridLayout()
        self._shown_folders: tuple[FolderLine, ...] = ()
        self._updates_title = Text("Updates", Type.LEAD, weight=600)
        self._copy = Button(_COPY, icon="copy")
        self._copy.setToolTip("For a report of a fault; no paths or names of yours are in it")
        self._copy.clicked.connect(self.copy_asked)
        self._back = QTimer(self)
        self._back.setSingleShot(True)
        self._back.setInterval(COPIED_MS)
        self._back.timeout.connect(lambda: self._copy.show_text(_COPY))
        self._build()

    def show_facts(self, facts: Sequence[FactLine]) -> None:
        """Show the program in a few lines."""
        for row, fact in enumerate(facts):
            if fact.label not in self._facts:
                self._facts[fact.label] = words = Text("", wrap=True)
                words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
                self._fact_grid.addWidget(Text(fact.label, ink="text2"), row, 0, _TOP)
                self._fact_grid.addWidget(words, row, 1, _TOP)
            self._facts[fact.label].show_text(fact.words)
            self._facts[fact.label].setAccessibleName(f"{fact.label}: {fact.words}")

    def show_folders(self, folders: Sequence[FolderLine]) -> None:
        """Show where everything lies."""
        self._shown_folders = tuple(folders)
        for row, line in enumerate(self._shown_folders):
            if line.label not in self._folders:
                self._add_folder(row, line.label)
            self._folders[line.label].show_text(str(line.folder))
            self._folders[line.label].setAccessibleName(f"{line.label}: {line.folder}")

    def show_updates(self, *, shown: bool) -> None:
        """Whether anything is said of newer versions at all."""
        self._updates_title.setVisible(shown)
        self.updates.setVisible(shown)

    def show_copied(self) -> None:
        """Say for a moment that the details were copied."""
        self._copy.show_text("Copied")
        self._back.start()

    def showEvent(self, event: QShowEvent) -> None:
        """Tell that it is seen: notices are read no sooner."""
        super().showEvent(event)
        self.opened.emit()

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002, FBT001  Qt's own
        """Tab goes as things are laid out, whenever they were made."""
        tab_as_laid_out(self)
        return super().focusNextPrevChild(next)

    def _build(self) -> None:
        scroll = ScrollColumn(widest=px(960), margin=32, gap=16)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)
        column = scroll.column
        column.addWidget(Text(f"About {NAME}", Type.TITLE, weight=600))
        column.addWidget(self.told)
        column.addWidget(_card(self._fact_grid))
        column.addWidget(self._copy, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._updates_title)
        column.addWidget(self.updates)
        column.addWidget(Text("Where things lie", Type.LEAD, weight=600))
        column.addWidget(_card(self._folder_grid))
        column.addWidget(Text("Third-party notices", Type.LEAD, weight=600))
        column.addWidget(Text(NOTICES_HELP, Type.SECONDARY, ink="text2", wrap=True))
        column.addWidget(self.notices)
        column.addStretch(1)
        self._fact_grid.setColumnStretch(1, 1)
        self._folder_grid.setColumnStretch(1, 1)
        self._updates_title.hide()
        self.updates.hide()

    def _add_folder(self, row: int, label: str) -> None:
        folder = Elided("", Type.SECONDARY, middle=True)
        button = IconButton("folder", f"Open the folder: {label}")
        button.clicked.connect(lambda: self.folder_asked.emit(self._shown_folders[row].folder))
        self._folders[label] = folder
        self._folder_grid.addWidget(Text(label, ink="text2", wrap=True), row, 0)
        self._folder_grid.addWidget(folder, row, 1)
        self._folder_grid.addWidget(button, row, 2)
        self._folder_grid.setColumnMinimumWidth(0, px(160))


def _card(grid: QGridLayout) -> Card:
    card = Card()
    inside = QVBoxLayout(card)
    inside.setContentsMargins(px(16), px(12), px(16), px(12))
    grid.setHorizontalSpacing(px(24))
    grid.setVerticalSpacing(px(8))
    inside.addLayout(grid)
    return card

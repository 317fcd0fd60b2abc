"""The part of About that says whether there is a newer version."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.pages.about.update_view import UpdateView
from ui.theme.type import px
from ui.widgets.button import Button, Kind, Size
from ui.widgets.flow import Flow
from ui.widgets.label import Text
from ui.widgets.rich_text import RichText
from ui.widgets.surface import Card


class Updates(Card):
    """`download_asked` and `link_asked` carry an address, `skip_asked` a version or ''."""

    check_asked = Signal()
    setting_asked = Signal()
    download_asked = Signal(str)
    skip_asked = Signal(str)
    link_asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._view = UpdateView(words="")
        self._words = Text("", ink="text2", wrap=True)
        self._problem = Text("", ink="too_big", wrap=True)
        self._title = Text("", weight=600, wrap=True)
        self._notes = RichText()
        self._notes.link_asked.connect(self.link_asked)
        self._check = Button("Check now", size=Size.SMALL, icon="refresh")
        self._setting = Button("Update check…", Kind.QUIET, size=Size.SMALL, icon="sliders")
        self._download = Button("Download", Kind.PRIMARY, size=Size.SMALL, icon="external")
        self._skip = Button("Skip this version", Kind.QUIET, size=Size.SMALL)
        self._check.clicked.connect(self.check_asked)
        self._setting.clicked.connect(self.setting_asked)
        self._download.clicked.connect(lambda: self.download_asked.emit(self._view.address))
        self._skip.clicked.connect(self._on_skip_clicked)
        self._build()

    def show_view(self, view: UpdateView) -> None:
        """Show how things stand."""
        self._view = view
        self._words.show_text(view.words)
        for text, words in ((self._problem, view.problem), (self._title, view.title)):
            text.show_text(words)
            text.setVisible(bool(words))
        self._notes.show_text(view.notes)
        self._notes.setVisible(bool(view.notes))
        self._download.setVisible(bool(view.address))
        self._download.setAccessibleName(f"Download version {view.version} in the browser")
        self._skip.setVisible(bool(view.version))
        self._skip.show_text("Tell of it again" if view.skipped else "Skip this version")

    def show_asking(self, *, asking: bool) -> None:
        """While it is asked it cannot be asked again."""
        self._check.setEnabled(not asking)
        self._check.show_text("Checking…" if asking else "Check now")

    def _on_skip_clicked(self) -> None:
        self.skip_asked.emit("" if self._view.skipped else self._view.version)

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(px(16), px(12), px(16), px(12))
        column.setSpacing(px(8))
        for widget in (self._words, self._problem, self._title, self._notes):
            column.addWidget(widget)
        buttons = Flow()
        for button in (self._download, self._check, self._skip, self._setting):
            buttons.flow.addWidget(button)
        column.addWidget(buttons)

"""A run under way: how far each file is, how long it takes still, and how to stop it."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from ui.pages.measure.run_view import WAITING, FileProgress, RunView
from ui.theme.type import Type, px
from ui.widgets.button import Button, Kind
from ui.widgets.empty_state import Picture
from ui.widgets.label import Elided, Text
from ui.widgets.notice import Notice
from ui.widgets.progress_row import ProgressLine
from ui.widgets.surface import Card

ANYWAY = "Measure anyway"
_NAME = 180
_ICON = 16


class RunPanel(Card):
    """`stop_asked` while it goes on, `again_asked` to go on after that, `change_asked` instead."""

    stop_asked = Signal()
    again_asked = Signal()
    change_asked = Signal()
    anyway_asked = Signal()  # though the battery is low

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("panel", parent=parent)
        self._title = Elided("", Type.LEAD, weight=600, middle=True)
        self._left = Text("", Type.SECONDARY, ink="text2")
        self._line = ProgressLine("Measuring")
        self._wait = Text(WAITING, Type.SECONDARY, ink="tight", wrap=True)
        self._stop = Button("Stop", icon="stop")
        self._again = Button("Go on", Kind.PRIMARY, icon="play")
        self._change = Button("Change…", Kind.QUIET)
        self.notice = Notice(closable=False)
        self._stops = False  # Stop was pressed, and it still goes on
        self._rows: list[_FileLine] = []
        self._grid = QGridLayout()
        self._build()
        self._stop.clicked.connect(self.stop_asked)
        self._again.clicked.connect(self.again_asked)
        self._change.clicked.connect(self.change_asked)
        self.notice.pressed.connect(lambda _word: self.anyway_asked.emit())

    def show_view(self, view: RunView) -> None:
        """Show how far it is."""
        self.notice.hide()
        self._show_going(going=True)
        self._title.show_text(view.title)
        self._left.show_text("Stopping" if self._stops else view.left)
        self._line.show_share(view.share)
        self._line.setEnabled(not view.waiting)
        self._wait.setVisible(view.waiting)
        self._show_files(view.files)

    def show_working(self) -> None:
        """It is being worked out what there is to do."""
        self.notice.hide()
        self._wait.hide()
        self._stops = False
        self._show_going(going=True)
        self._title.show_text("Working out what there is to do")
        self._left.show_text("")

    def show_stopping(self) -> None:
        """Stop was pressed; it takes a moment."""
        self._left.show_text("Stopping")
        self._stops = True

    def show_stopped(
        self, what: str, next_step: str, *, failed: bool, anyway: bool = False
    ) -> None:
        """It goes on no more: why, and how it can."""
        self._stops = False
        self._show_going(going=False)
        self._wait.hide()
        self._left.show_text("")
        self._line.setEnabled(False)
        self._title.show_text("It did not go on" if failed else "Stopped")
        kind, buttons = "error" if failed else "info", [ANYWAY] if anyway else []
        self.notice.show_words(kind, what, next_step, buttons)

    def _show_going(self, *, going: bool) -> None:
        held = self.isAncestorOf(QApplication.focusWidget() or self)
        self._stop.setVisible(going)
        self._again.setVisible(not going)
        self._change.setVisible(not going)
        if held:
            self.take_keyboard()

    def take_keyboard(self) -> None:
        """To what can be done now."""
        there = [one for one in (self._stop, self._again) if not one.isHidden()]
        if there:
            there[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_files(self, files: Sequence[FileProgress]) -> None:
        while len(self._rows) < len(files):
            self._rows.append(_FileLine(self._grid, len(self._rows), self))
        for number, row in enumerate(self._rows):
            row.show_file(files[number] if number < len(files) else None)

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(px(16), px(12), px(16), px(16))
        column.setSpacing(px(8))
        head = QHBoxLayout()
        head.setSpacing(px(8))
        head.addWidget(self._title, 1)
        for widget in (self._left, self._change, self._again, self._stop):
            head.addWidget(widget)
        column.addLayout(head)
        column.addWidget(self._line)
        column.addWidget(self._wait)
        column.addWidget(self.notice)
        self._grid.setHorizontalSpacing(px(12))
        self._grid.setVerticalSpacing(px(4))
        self._grid.setColumnStretch(2, 1)
        column.addLayout(self._grid)
        for later in (self._wait, self._again, self._change):
            later.hide()


class _FileLine:
    """A file's row in the grid: sign, name, line, words."""

    def __init__(self, grid: QGridLayout, number: int, parent: QWidget) -> None:
        self._sign = Picture("clock", _ICON, parent=parent)
        self._name = Elided("", Type.SECONDARY, middle=True, parent=parent)
        self._name.setFixedWidth(px(_NAME))
        self._line = ProgressLine(parent=parent)
        self._words = Elided("", Type.SECONDARY, ink="text2", parent=parent)
        self._parts: tuple[QWidget, ...] = (self._sign, self._name, self._line, self._words)
        for place, widget in enumerate(self._parts):
            grid.addWidget(widget, number, place, Qt.AlignmentFlag.AlignVCenter)

    def show_file(self, file: FileProgress | None) -> None:
        for widget in self._parts:
            widget.setVisible(file is not None)
        if file is None:
            return
        icon, ink = ("check", "fits") if file.done else ("clock", "text3")
        if file.now:
            icon, ink = "play", "accent"
        self._sign.show_icon(icon, ink)
        self._name.show_text(file.title)
        self._line.setAccessibleName(f"{file.title}, {file.words}")
        self._line.show_share(file.share)
        self._words.show_text(file.words)
        self._words.show_ink("text" if file.now else "text2")

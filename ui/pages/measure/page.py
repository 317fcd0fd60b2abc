"""The Measure page: what to measure, how far it is, and what came of it.

Its parts are made when it is first opened; the plotting library with the first results.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from launcher.actions.made import Made
from launcher.sentences import Sentence
from ui.pages.measure.made_list import MadeList
from ui.pages.measure.run_panel import RunPanel
from ui.pages.measure.run_view import RunView
from ui.pages.measure.setup import Setup
from ui.pages.measure.view import Group
from ui.theme.type import Type, px
from ui.widgets.button import Button
from ui.widgets.empty_state import EmptyState
from ui.widgets.label import Text
from ui.widgets.notice import Notice
from ui.widgets.scroll_column import ScrollColumn
from ui.widgets.tab_order import tab_as_laid_out

if TYPE_CHECKING:
    from ui.pages.measure.results import Results

CHOOSE = "Choose files…"
GUIDE = "Measure the built-in guide"
EMPTY = "See what a quantization costs on this computer, measured instead of believed."


class MeasurePage(QWidget):
    """Parts are public for the presenter."""

    guide_asked = Signal()
    choose_asked = Signal()
    export_asked = Signal(str, object)  # kind, Path
    removed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._built = False
        self._results: Results | None = None
        self._with_guide = False

    @property
    def built(self) -> bool:
        """Whether it was opened before."""
        return self._built

    @property
    def results(self) -> "Results | None":
        """What shows the figures, once there are any."""
        return self._results

    def open(self) -> None:
        """Be ready to be used."""
        if not self._built:
            self._built = True
            self._make()

    def show_guide(self, *, there: bool) -> None:
        """Whether the built-in guide can be measured."""
        self._with_guide = there
        self._arrange()

    def show_groups(self, groups: Sequence[Group], said: Mapping[str, str], key: str = "") -> None:
        """Show what was measured; `key` is the group to look at."""
        if groups and self._results is None:
            self._make_results()
        if self._results is not None:
            self._results.setVisible(bool(groups))
            self._results.show_groups(groups, said, key)
        self._arrange()

    def show_made(self, made: Sequence[Made]) -> None:
        """Show the files that were made here."""
        self.made.show_made(made)
        self._arrange()

    def show_setup(self, *, there: bool) -> None:
        """Show the form, or put it away; the keyboard goes along."""
        held = self._holds_keyboard()
        if there:
            self.run.hide()
        self.setup.setVisible(there)
        self._arrange()
        if there:
            self._ground.verticalScrollBar().setValue(0)
            self.setup.take_keyboard()
        elif held:
            self._take_keyboard()

    def show_run(self, view: RunView) -> None:
        """Show how far the run is, instead of the form."""
        self._open_run()
        self.run.show_view(view)

    def show_working(self) -> None:
        """It is being worked out what there is to do."""
        self._open_run()
        self.run.show_working()

    def _open_run(self) -> None:
        if not self.run.isHidden():
            return
        held = self._holds_keyboard()
        self.run.show()
        if held:
            self.run.take_keyboard()
        self.setup.hide()
        self._arrange()
        self._ground.verticalScrollBar().setValue(0)

    def end_run(self) -> None:
        """Put the run away."""
        held = self._holds_keyboard()
        self.run.hide()
        self._arrange()
        if held:
            self._take_keyboard()

    def say(self, said: Sentence) -> None:
        """Say above everything what went wrong."""
        self.notice.show_words("error", said.what, said.next)

    def announce(self, words: str) -> None:
        """Said to those who hear the page; those who see it need no more."""
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))

    def _make(self) -> None:
        self.setup = Setup()
        self.run = RunPanel()
        self.made = MadeList()
        self.notice = Notice()
        self._choose = Button(CHOOSE, icon="plus")
        self._empty = EmptyState("compare", EMPTY, GUIDE)
        self._ground = ScrollColumn(margin=px(24), gap=px(16))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._ground)
        self._column = self._ground.column
        head = QHBoxLayout()
        head.setSpacing(px(12))
        head.addWidget(Text("Measure files on this computer", Type.TITLE, weight=600), 1)
        head.addWidget(self._choose)
        self._column.addLayout(head)
        for widget in (self.notice, self.setup, self.run, self._empty, self.made):
            self._column.addWidget(widget)
        self._column.addStretch(1)
        self._choose.clicked.connect(self.choose_asked)
        self._empty.pressed.connect(self._on_empty_pressed)
        for later in (self.setup, self.run):
            later.hide()
        self._arrange()

    def _make_results(self) -> None:
        from ui.pages.measure.results import Results  # noqa: PLC0415  plotting comes with it

        self._results = made = Results()
        self._column.insertWidget(self._column.indexOf(self.made), made)
        made.export_asked.connect(self.export_asked)
        made.removed.connect(self.removed)

    def _arrange(self) -> None:
        """Only what is of use now; an empty page has one line and one button."""
        if not self._built:
            return
        measured = self._results is not None and not self._results.isHidden()
        busy = not self.run.isHidden()
        asking = not self.setup.isHidden()
        empty = not (measured or busy or asking)
        self._choose.setVisible(not busy and not asking and (self._with_guide or not empty))
        self._empty.setVisible(empty)
        self._empty.show_words(EMPTY, GUIDE if self._with_guide else CHOOSE)
        tab_as_laid_out(self)

    def _holds_keyboard(self) -> bool:
        within = QApplication.focusWidget()
        return within is not None and self.isAncestorOf(within)

    def _take_keyboard(self) -> None:
        """Where what held it has gone."""
        (self if self._choose.isHidden() else self._choose).setFocus(
            Qt.FocusReason.OtherFocusReason
        )

    def _on_empty_pressed(self) -> None:
        (self.guide_asked if self._with_guide else self.choose_asked).emit()

"""Memory in detail: at the left what takes memory and why, at the right everything to turn.

It opens from a plan and is left for where one came from. Its two columns scroll each for
itself; where there is little room they are one.
"""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from ui.pages.memory.explained import Explained
from ui.pages.memory.fit_view import FitView
from ui.pages.memory.turning import Turning
from ui.pages.memory.view import MemoryPageView
from ui.theme.type import Type, px
from ui.widgets.button import Button, Kind, Size
from ui.widgets.fit_badge import FitBadge
from ui.widgets.imagined_mark import ImaginedMark
from ui.widgets.label import Elided, Text
from ui.widgets.scroll_column import ScrollColumn
from ui.widgets.surface import Surface
from ui.widgets.tab_order import tab_as_laid_out

WIDE_ENOUGH = 900  # below it there is one column
_RIGHT = 400
_MARGIN = 24
_LAST = "For the last possible choices: "


class MemoryPage(QWidget):
    """Parts are public for the presenter."""

    back_asked = Signal()
    imagine_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._wide: bool | None = None
        self._ordered: set[tuple[object, ...]] = set()
        self._figures = False  # something is known of this model
        self._make()

    def open(self) -> None:
        """Be ready to show a plan, from its beginning."""
        self._figures = False
        for scroll in (self._left, self._right):
            scroll.verticalScrollBar().setValue(0)

    def show_title(self, title: str, back: str) -> None:
        """Whose memory it is, and where one came from."""
        self._title.show_text(title)
        self._back.show_text(back)
        self._back.setAccessibleName(f"Back to {back}")

    def show_view(self, view: MemoryPageView) -> None:
        """Show this plan."""
        self.show_title(view.title, view.back)
        self._figures = True
        self._badge.show_fit(view.fit)
        self._sums.show_text(view.sums)
        self.turning.show_possible()
        self.explained.show_stale(stale=False)
        self._imagined.show_computer(view.computer)
        self.explained.show_view(view)
        self.turning.show_context(
            view.context,
            largest=view.largest,
            basis=view.largest_basis,
            largest_name=view.largest_name,
        )
        self.turning.show_levers(view.levers)
        self._order(len(view.devices), tuple(lever.key for lever in view.levers.turning))

    def show_refused(self, what: str, next_step: str, *, context: int) -> None:
        """These choices cannot be: nothing is claimed of them, and the way back is in sight.

        `context` is what is asked for, in tokens.
        """
        self._badge.show_fit("")
        sums = self._sums.text() if self._figures else ""
        if sums and not sums.startswith(_LAST):
            self._sums.show_text(f"{_LAST}{sums}")
        elif not sums:
            self._sums.show_text("")
        self.explained.show_stale(stale=True, known=self._figures)
        self.turning.show_refused(what, next_step, context=context)
        self._order("refused")

    def show_prices(self, found: FitView | None, *, why_not: str = "") -> None:
        """Show what would make room; None: it is not known yet, or why it cannot be."""
        self.explained.show_prices(found, why_not=why_not)
        self._order("prices", len(found.prices) if found else 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Two columns where there is room for them."""
        super().resizeEvent(event)
        self._arrange()

    def _make(self) -> None:
        self.explained = Explained()
        self.turning = Turning()
        self._back = Button("", Kind.QUIET, size=Size.SMALL, icon="chevron-left")
        self._title = Elided("", Type.TITLE, weight=600)
        self._badge = FitBadge()
        self._sums = Text("", ink="text2", wrap=True)
        self._imagined = ImaginedMark()
        self._jump = Button("Choices", Kind.QUIET, size=Size.SMALL, icon="sliders")
        self._jump.setAccessibleName("To what can be turned")
        self._imagine = Button("Another computer", Kind.QUIET, size=Size.SMALL, icon="cpu")
        self._imagine.setAccessibleName("Imagine another computer")
        self._left = ScrollColumn(margin=_MARGIN, gap=px(24), widest=px(720))
        self._right = ScrollColumn(margin=px(16), gap=px(24))
        self._panel = Surface("panel", line="left")
        self._build()
        self._back.clicked.connect(self.back_asked)
        self._imagine.clicked.connect(self.imagine_asked)
        self._jump.clicked.connect(self._on_jump_clicked)
        self._shortcut("Esc").activated.connect(self.back_asked)
        self._shortcut("Ctrl+Z").activated.connect(self.turning.undo_asked)
        self._shortcut("Ctrl+Shift+Z").activated.connect(self.turning.redo_asked)

    def _order(self, *made: object) -> None:
        """Tab goes on down the page where something new has come into it."""
        if made not in self._ordered:
            self._ordered.add(made)
            tab_as_laid_out(self)

    def _shortcut(self, keys: str) -> QShortcut:
        """Wherever in the window the keyboard is, while this page is seen."""
        return QShortcut(QKeySequence(keys), self)

    def _build(self) -> None:
        self._outer = outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self._head())
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self._left, 1)
        row.addWidget(self._panel)
        outer.addLayout(row, 1)
        self._inner = inner = QVBoxLayout(self._panel)
        inner.setContentsMargins(1, 0, 0, 0)
        inner.setSpacing(0)
        inner.addWidget(self._right, 1)
        self.turning.notice.setContentsMargins(px(16), px(12), px(16), 0)
        self._panel.setFixedWidth(px(_RIGHT))
        self._left.column.addWidget(self.explained)
        self._left.column.addStretch(1)
        self._right.column.addStretch(1)
        self._arrange()

    def _head(self) -> QWidget:
        head = Surface("bg", line="bottom")
        grid = self._grid = QGridLayout(head)
        grid.setContentsMargins(px(16), px(10), px(_MARGIN), px(10))
        grid.setHorizontalSpacing(px(12))
        grid.setVerticalSpacing(px(2))
        grid.setColumnStretch(1, 1)
        return head

    def _arrange(self) -> None:
        wide = self.width() >= px(WIDE_ENOUGH)
        if wide == self._wide:
            return
        self._wide = wide
        column = self._right.column if wide else self._left.column
        column.insertWidget(0 if wide else 1, self.turning)
        if wide:  # above what scrolls: it stays in sight
            self._inner.insertWidget(0, self.turning.notice)
        else:
            self._outer.insertWidget(1, self.turning.notice)
        self._panel.setVisible(wide)
        self._arrange_head(wide=wide)
        self._jump.setVisible(not wide)

    def _arrange_head(self, *, wide: bool) -> None:
        """One line for the way back and the title, or one for each."""
        grid, middle = self._grid, Qt.AlignmentFlag.AlignVCenter
        grid.addWidget(self._back, 0, 0, middle)
        grid.addWidget(self._jump, 0, 2, middle)
        grid.addWidget(self._imagine, 0, 3, middle)
        grid.addWidget(self._badge, 0, 4, middle)
        if wide:
            grid.addWidget(self._title, 0, 1)
            grid.addWidget(self._sums, 1, 1, 1, 4)
            grid.addWidget(self._imagined, 2, 1, 1, 4)
        else:
            grid.addWidget(self._title, 1, 0, 1, 5)
            grid.addWidget(self._sums, 2, 0, 1, 5)
            grid.addWidget(self._imagined, 3, 0, 1, 5)

    def _on_jump_clicked(self) -> None:
        """In one column the choices stand far below."""
        bar = self._left.verticalScrollBar()
        top = self.turning.mapTo(self._left.viewport(), self.turning.rect().topLeft()).y()
        bar.setValue(bar.value() + top - px(_MARGIN))

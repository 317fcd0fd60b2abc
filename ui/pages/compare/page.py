"""The Compare page: a board of files, the chosen ones side by side, and what follows.

It is made when it is first opened: the plotting library takes its time to import.
"""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from launcher.sentences import Sentence
from ui.pages.compare.facts_view import side_view, table_rows
from ui.pages.compare.legend import Legend
from ui.pages.compare.selectors import Selectors
from ui.pages.compare.side_by_side import SideBySide
from ui.pages.compare.so_what import SoWhat
from ui.pages.compare.table import PointsTable
from ui.pages.compare.verdict import Verdict
from ui.pages.compare.view import BoardView, PointView, not_drawn
from ui.theme.type import Type, px
from ui.widgets.dimmed import show_dimmed
from ui.widgets.empty_state import EmptyState
from ui.widgets.export_button import ExportButton
from ui.widgets.label import Text
from ui.widgets.notice import Notice
from ui.widgets.saving import picture_of
from ui.widgets.scroll_column import ScrollColumn
from ui.widgets.segmented import SegmentedChoice
from ui.widgets.surface import Skeleton
from ui.widgets.tab_order import tab_as_laid_out

WIDE_ENOUGH = 860  # below it what follows stands under the figures
AGAIN = "Try again"
NOTHING_YET = "There is nothing to compare yet."
NO_SPEED = "Nothing is known yet of how fast this computer answers, so there is nothing to draw."
_LEAST_BOARD = 270
_SO_WHAT = 272
_ANY_WIDTH = 16777215  # QWIDGETSIZE_MAX
_BOARD, _TABLE = "board", "table"


class ComparePage(QWidget):
    """Parts are public for the presenter. `model_asked` carries a repository and a variant."""

    model_asked = Signal(str, str)
    imagine_asked = Signal()
    again_asked = Signal()
    export_asked = Signal(str, object)  # 'png' or 'csv'; Path
    point_taken = Signal(str)  # the key of a point
    dropped = Signal(int)
    cleared = Signal()
    third_asked = Signal()
    taken = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._built = False
        self._wide: bool | None = None
        self._family = ""  # what is compared, for a picture that stands alone

    @property
    def built(self) -> bool:
        """Whether it was opened before."""
        return self._built

    def open(self) -> None:
        """Be ready to show a board."""
        if not self._built:
            self._built = True
            self._make()

    def show_waiting(self, words: str) -> None:
        """An answer is on its way; a board that is there stays, faintly."""
        self._status.show_text(words)
        if self._stack.currentWidget() in (self._empty, self._waiting):
            self._stack.setCurrentWidget(self._waiting)
        else:
            self._show_old(old=True)

    def show_board(self, view: BoardView) -> None:
        """Show this board."""
        self.notice.settle()
        self._status.show_text("")
        self._show_old(old=False)
        if not view.points:
            self._show_nothing(view)
            return
        self._family = view.board.family
        self._above.show_text(view.board.ordinate)
        self._under.show_text(view.abscissa)
        self._show_notes(view)
        self._legend.show_view(view)
        self.plot.show_view(view)
        self.table.show_rows(table_rows(view))
        self._below.show()
        self._show_kind()
        self._export.setEnabled(True)

    def show_chosen(self, view: BoardView, chosen: Sequence[PointView], verdict: Verdict) -> None:
        """Show these side by side, and what follows."""
        keys = [one.key for one in chosen]
        self.plot.show_chosen(keys)
        self.table.show_chosen(keys)
        self.side.setVisible(bool(chosen))
        if chosen:
            self.side.show_side(side_view(chosen, view))
        self._narrow_so_what()
        self.so_what.show_words(verdict.words, [one.title for one in chosen], verdict.take)
        tab_as_laid_out(self)

    def show_failure(self, said: Sentence) -> None:
        """Say why there is no board; the last one stays, faintly."""
        self._status.show_text("")
        self._show_old(old=True)
        self.notice.show_words("error", said.what, said.next, [AGAIN])
        if self._stack.currentWidget() is self._waiting:
            self._show_empty(NOTHING_YET)

    def show_none(self) -> None:
        """Nothing of what was asked for could be read; why is said beside each."""
        self.notice.settle()
        self._status.show_text("")
        self._show_old(old=False)
        self._show_empty(NOTHING_YET)

    def focus_board(self) -> None:
        """Take the keyboard to the points."""
        board = self._kind.value == _BOARD
        (self.plot if board else self.table).setFocus(Qt.FocusReason.OtherFocusReason)

    def say(self, words: str) -> None:
        """A quiet word beside the board."""
        self._status.show_text(words)

    def picture(self) -> QImage:
        """The board as a picture at twice the resolution of the page, without card and ring."""
        self._kind.show_value(_BOARD)
        self._show_kind()
        self.plot.show_pointed("")
        on_page = self._above.text()
        self._above.show_text(f"{self._family}. {on_page}")
        image = picture_of(self._drawing, margin=px(16), ground=self.palette().window().color())
        self._above.show_text(on_page)
        return image

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What follows stands beside the figures where there is room."""
        super().resizeEvent(event)
        if self._built:
            self._arrange()

    # --- making it ------------------------------------------------------------------------------

    def _make(self) -> None:
        from ui.pages.compare.plot import BoardPlot  # noqa: PLC0415  it imports the plotting library

        self.selectors = Selectors()
        self.notice = Notice(closable=False)
        self.plot = BoardPlot()
        self.table = PointsTable()
        self.side = SideBySide()
        self.so_what = SoWhat()
        self._kind = SegmentedChoice("Shown as", ((_BOARD, "Board"), (_TABLE, "Table")))
        self._kind.show_value(_BOARD)
        self._export = ExportButton(("png", "csv"), title="Save the board", name="board")
        self._export.setEnabled(False)
        self._above = Text("", Type.SECONDARY, ink="text2", wrap=True)
        self._status = Text("", Type.SECONDARY, ink="text2")
        self._under = Text("", Type.AXIS, ink="text2")
        self._notes = Text("", Type.SECONDARY, ink="text3", wrap=True)
        self._legend = Legend()
        self._waiting = Skeleton(8)
        self._empty = EmptyState("compare", "")
        self._build()
        self._connect()
        tab_as_laid_out(self)

    def _connect(self) -> None:
        self.selectors.imagine_asked.connect(self.imagine_asked)
        self.notice.pressed.connect(lambda _word: self.again_asked.emit())
        self.plot.taken.connect(self.point_taken)
        self.plot.cleared.connect(self.cleared)
        self.table.taken.connect(self.point_taken)
        self.side.dropped.connect(self.dropped)
        self.so_what.taken.connect(self.taken)
        self.so_what.third_asked.connect(self.third_asked)
        self._kind.edited.connect(lambda _kind: self._show_kind())
        self._export.export_asked.connect(self.export_asked)

    def _build(self) -> None:
        scroll = ScrollColumn(margin=px(24), gap=px(10))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)
        column = scroll.column
        column.addLayout(self._head())
        column.addWidget(self.selectors)
        column.addWidget(self.notice)
        self._drawing = QWidget()
        drawing = QVBoxLayout(self._drawing)
        drawing.setContentsMargins(0, 0, 0, 0)
        drawing.setSpacing(px(4))
        above = QHBoxLayout()
        above.addWidget(self._above, 1)
        above.addWidget(self._status)
        above.addWidget(self._legend)
        above.setSpacing(px(16))
        drawing.addLayout(above)
        self._stack = QStackedWidget()
        self._stack.setMinimumHeight(px(_LEAST_BOARD))
        shown: tuple[QWidget, ...] = (self._waiting, self._empty, self.plot, self.table)
        for one in shown:
            self._stack.addWidget(one)
        drawing.addWidget(self._stack, 1)
        drawing.addWidget(self._under, 0, Qt.AlignmentFlag.AlignRight)
        column.addWidget(self._drawing, 1)
        column.addWidget(self._notes)
        self._below = QWidget()
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self._below)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(px(24))
        self._row.addWidget(self.side, 1, Qt.AlignmentFlag.AlignTop)
        self._row.addWidget(self.so_what)
        column.addWidget(self._below)
        for later in (self._below, self._notes, self._legend):
            later.hide()
        self._arrange()

    def _head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(px(12))
        self._kind.setFixedWidth(px(148))
        head.addWidget(Text("Trade-off board", Type.TITLE, weight=600), 1)
        head.addWidget(self._kind)
        head.addWidget(self._export, 0, Qt.AlignmentFlag.AlignVCenter)
        return head

    def _arrange(self) -> None:
        wide = self.width() >= px(WIDE_ENOUGH)
        if wide == self._wide:
            return
        self._wide = wide
        directions = QBoxLayout.Direction
        self._row.setDirection(directions.LeftToRight if wide else directions.TopToBottom)
        self._narrow_so_what()

    def _narrow_so_what(self) -> None:
        """Beside the figures it is a column; alone it has the whole width."""
        beside = bool(self._wide) and not self.side.isHidden()
        self.so_what.setMinimumWidth(px(_SO_WHAT) if beside else 0)
        self.so_what.setMaximumWidth(px(_SO_WHAT) if beside else _ANY_WIDTH)

    # --- showing --------------------------------------------------------------------------------

    def _show_old(self, *, old: bool) -> None:
        """What is there is of another question: draw it faintly."""
        self.plot.show_old(old=old)
        for one in (self._below, self._legend, self.table):
            show_dimmed(one, dimmed=old)

    def _show_kind(self) -> None:
        board = self._kind.value == _BOARD
        if not self._below.isHidden():
            self._stack.setCurrentWidget(self.plot if board else self.table)
        self._above.setVisible(board)
        self._under.setVisible(board)
        self._legend.setVisible(board and not self._below.isHidden())

    def _show_notes(self, view: BoardView) -> None:
        notes = (*view.board.notes, *not_drawn(view))
        self._notes.show_text(" ".join(notes))
        self._notes.setVisible(bool(notes))

    def _show_nothing(self, view: BoardView) -> None:
        what = NO_SPEED if view.unplaced else " ".join((view.board.so_what, *not_drawn(view)))
        self._show_empty(" ".join((what, *view.board.notes)))

    def _show_empty(self, line: str) -> None:
        self._empty.show_words(line)
        self._stack.setCurrentWidget(self._empty)
        self._below.hide()
        self._notes.hide()
        for text in (self._above, self._under):
            text.show_text("")
        self._legend.hide()
        self._export.setEnabled(False)

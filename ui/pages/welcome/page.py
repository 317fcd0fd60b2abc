"""The first page: this computer, what matters to a person, three picks, one button."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from launcher.choosing.wish import Priority, Purpose, Wish
from ui.pages.welcome.computer import ComputerCard
from ui.pages.welcome.guide_row import MARGIN, WIDEST, GuideRow
from ui.pages.welcome.guide_view import GuideView
from ui.pages.welcome.pick_card import PickCard
from ui.pages.welcome.view import PRIORITIES, PURPOSES, ComputerView, PickView, heading
from ui.theme.type import Type, px
from ui.widgets.button import Button, Kind, Size
from ui.widgets.combo import Combo
from ui.widgets.label import Text
from ui.widgets.notice import Notice
from ui.widgets.progress_row import ProgressRow
from ui.widgets.scroll_column import ScrollColumn
from ui.widgets.segmented import SegmentedChoice
from ui.widgets.surface import Skeleton

MOST_PICKS = 3
GAP = 9  # so that the button is in sight in a window of the usual height, without the Hub too
NARROW = 780  # below it the cards stand one under another
HERE = "A model that fits this computer"
THERE = "A model that fits the imagined computer"


class WelcomePage(QWidget):
    """Shows what its presenter says, and tells what a person asked for."""

    skipped = Signal()
    wished = Signal()  # priority or purpose changed
    picked = Signal(int)  # the number of a card
    begin_asked = Signal()
    pause_asked = Signal(bool)
    cancel_asked = Signal()
    guide_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.notice = Notice()
        self._title = Text(HERE, Type.TITLE, weight=600)
        self._computer = ComputerCard()
        self._waiting = Skeleton(4)
        self._priority = SegmentedChoice("What matters to you", PRIORITIES)
        self._purpose = Combo("What it is for")
        self._purpose.show_options(PURPOSES)
        self._heading = Text("", weight=600)
        self._first = Text("", ink="text2")
        self._searching = Skeleton(6)
        self._nothing = Text("", ink="text2", wrap=True)
        self._cards = [PickCard() for _ in range(MOST_PICKS)]
        self._next = Text("", ink="text2", wrap=True)
        self._notes = Text("", ink="text2", wrap=True)
        self._why = Button("Why", Kind.QUIET, size=Size.SMALL, icon="chevron-down")
        self._arithmetic = Text("", Type.SECONDARY, ink="text2", wrap=True)
        self._begin = Button("Download and chat", Kind.PRIMARY, size=Size.LARGE, icon="download")
        self._begin_words = Text("", ink="text2", wrap=True)
        self._progress = ProgressRow("Download")
        self._guide = GuideRow()
        self._build()
        self._connect()
        self.show_wish(Wish())
        self.show_picks((), 0)
        self.show_waiting()

    def show_wish(self, wish: Wish) -> None:
        """Stand at this wish."""
        self._priority.show_value(wish.priority)
        self._purpose.show_value(wish.purpose)

    def wish(self, context: int) -> Wish:
        """What is chosen now, with room for so many tokens."""
        return Wish(
            priority=Priority(str(self._priority.value)),
            purpose=Purpose(str(self._purpose.value)),
            context=context,
        )

    def show_computer(self, view: ComputerView) -> None:
        """Show this computer."""
        self._waiting.hide()
        self._title.show_text(THERE if view.imagined else HERE)
        self._computer.show()
        self._computer.show_view(view)

    def show_waiting(self) -> None:
        """The picks are being worked out; the first time nothing stands there yet."""
        if not any(card.isVisibleTo(self) for card in self._cards):
            self._searching.show()
            self._nothing.hide()

    def show_picks(self, picks: Sequence[PickView], chosen: int) -> None:
        """Show these, one of them chosen."""
        self._searching.hide()
        self._nothing.hide()
        for number, card in enumerate(self._cards):
            card.setVisible(number < len(picks))
            if number < len(picks):
                card.show_view(picks[number])
        if picks:
            self._cards[chosen].setChecked(True)
        self._heading.show_text(heading(len(picks)) if picks else "")
        self._first.show_text("the first is recommended" if len(picks) > 1 else "")
        for widget in (self._next, self._notes, self._why, self._begin, self._begin_words):
            widget.setVisible(bool(picks))
        if picks:
            self._show_reasons(picks[chosen])
        else:
            self._arithmetic.hide()
            self._progress.hide()

    def show_nothing(self, words: str) -> None:
        """Say why there is no pick."""
        self.show_picks((), 0)
        self._nothing.show_text(words)
        self._nothing.show()

    def show_action(self, words: str, icon: str, beside: str, *, enabled: bool = True) -> None:
        """What the button does now, and what to know of it."""
        self._progress.hide()
        self._begin.show()
        self._begin_words.show()
        self._begin.show_text(words)
        self._begin.show_icon(icon)
        self._begin.setEnabled(enabled)
        self._begin_words.show_text(beside)

    def show_download(self, name: str, share: float, words: str, *, paused: bool) -> None:
        """How far the download is, in the button's place."""
        self._begin.hide()
        self._begin_words.hide()
        self._progress.show()
        self._progress.show_name(name)
        self._progress.show_progress(share, words, paused=paused)

    def show_guide(self, view: GuideView | None) -> None:
        """Offer the model that is built in; None where there is none to offer."""
        self._guide.setVisible(view is not None)
        if view is not None:
            self._guide.show_view(view)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cards side by side, or one under another."""
        super().resizeEvent(event)
        wide = self.width() >= px(NARROW)
        down, across = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._row.setDirection(across if wide else down)

    # --- how it is laid out ---------------------------------------------------------------------

    def _show_reasons(self, pick: PickView) -> None:
        self._next.show_text(pick.runner_up)
        self._next.setVisible(bool(pick.runner_up))
        self._notes.show_text(pick.notes)
        self._notes.setVisible(bool(pick.notes))
        self._arithmetic.show_text("\n".join(pick.why))
        self._why.setVisible(bool(pick.why))
        self._show_arithmetic(shown=self._arithmetic.isVisibleTo(self) and bool(pick.why))

    def _show_arithmetic(self, *, shown: bool) -> None:
        self._arithmetic.setVisible(shown)
        self._why.show_icon("chevron-up" if shown else "chevron-down")

    def _build(self) -> None:
        scroll = ScrollColumn(widest=px(WIDEST), margin=MARGIN, gap=GAP)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(scroll, 1)
        outer.addWidget(self._guide)  # in sight wherever one has scrolled to
        column = scroll.column
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        self._skip = Button("Skip", Kind.QUIET)
        head.addWidget(self._skip)
        column.addLayout(head)
        words = "Models run here, on your own machine. Nothing you write leaves it."
        column.addWidget(Text(words, ink="text2", wrap=True))
        column.addWidget(self._waiting)
        column.addWidget(self._computer)
        column.addSpacing(px(4))
        column.addWidget(Text("What matters to you", weight=600))
        column.addWidget(self._priority)
        column.addLayout(self._heading_row())
        for widget in (self._searching, self._nothing):
            column.addWidget(widget)
        self._row = QHBoxLayout()
        self._row.setSpacing(px(12))
        for card in self._cards:
            self._row.addWidget(card, 1)
        column.addLayout(self._row)
        column.addLayout(self._why_row())
        column.addWidget(self._arithmetic)
        column.addWidget(self._notes)
        column.addWidget(self.notice)
        column.addLayout(self._begin_row())
        column.addWidget(self._progress)
        column.addStretch(1)
        self._computer.hide()
        self._arithmetic.hide()
        self._progress.hide()
        self._guide.hide()

    def _heading_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(px(8))
        row.addWidget(self._heading)
        row.addWidget(self._first)
        row.addStretch(1)
        row.addWidget(self._purpose)
        return row

    def _why_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(px(8))
        row.addWidget(self._next, 1)
        row.addWidget(self._why, 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _begin_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(px(16))
        row.addWidget(self._begin)
        row.addWidget(self._begin_words, 1)
        return row

    def _connect(self) -> None:
        self._skip.clicked.connect(self.skipped)
        self._priority.edited.connect(lambda _value: self.wished.emit())
        self._purpose.edited.connect(lambda _value: self.wished.emit())
        self._begin.clicked.connect(self.begin_asked)
        self._guide.pressed.connect(self.guide_asked)
        self._why.clicked.connect(
            lambda: self._show_arithmetic(shown=not self._arithmetic.isVisibleTo(self))
        )
        self._progress.pause_asked.connect(self.pause_asked)
        self._progress.stop_asked.connect(self.cancel_asked)
        for number, card in enumerate(self._cards):
            card.toggled.connect(lambda on, n=number: self.picked.emit(n) if on else None)

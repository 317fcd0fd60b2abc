"""The chat page: conversations, the messages, where one writes, and the memory beside it."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from ui.pages.chat.composer import Composer
from ui.pages.chat.empty_chat import EmptyChat
from ui.pages.chat.sampling import SamplingCard
from ui.pages.chat.talks import TalkList
from ui.pages.chat.transcript import Transcript
from ui.theme.type import Type, px
from ui.widgets.button import Button, IconButton, Kind, Size
from ui.widgets.combo import Combo
from ui.widgets.label import Elided, Text
from ui.widgets.memory_panel import MemoryPanel, panel_width
from ui.widgets.notice import Notice
from ui.widgets.progress_row import ProgressRow
from ui.widgets.scroll_column import ScrollColumn
from ui.widgets.surface import Surface

WIDE_ENOUGH = 1000  # below it the inspector lies over the messages


class ChatPage(QWidget):
    """Parts are public for the presenter; what a person asks of the page itself is a signal."""

    inspector_edited = Signal(bool)
    model_chosen = Signal(object)  # Path
    empty_pressed = Signal()
    question_asked = Signal(str)  # one of those offered
    reload_asked = Signal()
    stop_loading_asked = Signal()
    escape_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.talks = TalkList()
        self.transcript = Transcript()
        self.composer = Composer()
        self.sampling = SamplingCard()
        self._tuning = ScrollColumn(margin=0, gap=0)
        self.panel = MemoryPanel(inspector=True, parent=self)
        self.notice = Notice()
        self.empty = EmptyChat()
        self._blank = ScrollColumn(margin=0)  # in a low window nothing of it is cut off
        self._quiet = Text("", Type.SECONDARY, ink="text2", wrap=True)
        self.models = Combo("Model")
        self._title = Elided("New conversation", weight=600)
        self._progress = ProgressRow("Loading", pausable=False)
        self._tune = IconButton("sliders", "How to answer", side=32)
        self._more = IconButton("more", "Rename, save or delete this conversation", side=32)
        self._inspect = IconButton("panel", "Memory beside the chat", side=32)
        self._reload = Button("Load again with this", Kind.PRIMARY, size=Size.NORMAL)
        self._stack = QStackedWidget()
        self._close = IconButton("close", "Fold the memory panel away")
        self._wants_inspector = True
        self._has_plan = False
        self._lies_over = False  # opened on purpose where there is no room beside the messages
        self._build()
        self._connect()

    def show_title(self, title: str) -> None:
        """The conversation's name."""
        self._title.show_text(title)

    def show_models(
        self, options: Sequence[tuple[object, str]], chosen: object, told: str = ""
    ) -> None:
        """The models one can chat with, the one that is loaded, and what its name says."""
        self.models.setToolTip(told)
        self.models.show_options(options)
        self.models.show_value(chosen)
        self.models.setVisible(bool(options))

    def show_quiet(self, words: str) -> None:
        """What to know of the model that answers, above the field where one writes."""
        self._quiet.show_text(words)
        self._quiet.setVisible(bool(words))

    def show_empty(self, line: str, button: str, questions: Sequence[str] = ()) -> None:
        """Nothing to read yet: say this instead of messages, and offer these questions."""
        self.empty.show_words(line, button)
        self.empty.show_questions(questions)
        self._stack.setCurrentWidget(self._blank)

    def show_messages(self) -> None:
        """Show the messages."""
        self._stack.setCurrentWidget(self.transcript)

    def show_progress(self, share: float | None, name: str = "", words: str = "") -> None:
        """Something under way before the first word; None takes it away."""
        self._progress.setVisible(share is not None)
        if share is not None:
            self._progress.show_name(name)
            self._progress.show_progress(share, words)

    def show_inspector(
        self, *, wanted: bool, has_plan: bool, reload: bool, possible: bool = True
    ) -> None:
        """Fold the memory panel in or out; `reload`: its choices are not the loaded model's.

        `possible`: they can be loaded with.
        """
        self._wants_inspector, self._has_plan = wanted, has_plan
        self._inspect.setEnabled(has_plan)
        self._reload.setVisible(reload)
        self._reload.setEnabled(possible)
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the inspector its place: beside the messages, or over them."""
        super().resizeEvent(event)
        self._arrange()
        self._limit_tuning()

    def _build(self) -> None:
        centre = Surface("bg")
        column = QVBoxLayout(centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head())
        self._blank.column.addWidget(self.empty)
        self._stack.addWidget(self._blank)
        self._stack.addWidget(self.transcript)
        self._stack.setMinimumHeight(px(32))  # in a low window the fields keep their height
        column.addWidget(self._stack, 1)
        column.addLayout(self._foot())
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._row.addWidget(self.talks)
        self._row.addWidget(centre, 1)
        self.panel.corner.addWidget(self._close)
        self.panel.foot.addWidget(self._reload)
        self._reload.hide()
        self.panel.hide()
        self.show_progress(None)
        self._tuning.hide()
        self._quiet.hide()

    def _head(self) -> QWidget:
        head = Surface("bg", line="bottom")
        head.setFixedHeight(px(48))
        row = QHBoxLayout(head)
        row.setContentsMargins(px(24), 0, px(12), 0)
        row.setSpacing(px(8))
        row.addWidget(self._title, 1)
        self.models.setMaximumWidth(px(260))
        self.models.setPlaceholderText("Choose a model")
        row.addWidget(self.models)
        self._tune.setCheckable(True)
        self._inspect.setCheckable(True)
        for button in (self._tune, self._more, self._inspect):
            row.addWidget(button)
        return head

    def _foot(self) -> QHBoxLayout:
        foot = QVBoxLayout()
        foot.setSpacing(px(8))
        self._tuning.column.addWidget(self.sampling)
        for widget in (self._tuning, self.notice, self._progress, self._quiet, self.composer):
            foot.addWidget(widget)
        inner = QWidget()
        inner.setLayout(foot)
        inner.setMaximumWidth(px(808))
        foot.setContentsMargins(px(24), px(8), px(24), px(16))
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.addStretch(1)
        row.addWidget(inner, 1000)
        row.addStretch(1)
        return row

    def _connect(self) -> None:
        self._tune.clicked.connect(self._on_tune_clicked)
        self._more.clicked.connect(self._on_more_clicked)
        self.talks.marked.connect(self._more.setEnabled)
        self._inspect.clicked.connect(self._on_inspect_clicked)
        self._close.clicked.connect(lambda: self._on_inspect_clicked(False))  # noqa: FBT003
        self._reload.clicked.connect(self.reload_asked)
        self._progress.stop_asked.connect(self.stop_loading_asked)
        self.models.edited.connect(self.model_chosen)
        self.empty.pressed.connect(self.empty_pressed)
        self.empty.asked.connect(self.question_asked)
        escape = QShortcut(QKeySequence("Esc"), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self.escape_pressed)

    def _on_tune_clicked(self, shown: bool) -> None:  # noqa: FBT001  Qt passes it so
        self._tuning.setVisible(shown)
        self._limit_tuning()

    def _limit_tuning(self) -> None:
        """As high as its fields need, and never more than half the page: then it scrolls."""
        layout, width = self.sampling.layout(), self.composer.width()
        needed = layout.totalHeightForWidth(width) if layout is not None else 0
        self._tuning.setMinimumHeight(min(needed, px(72)))
        self._tuning.setMaximumHeight(min(needed, self.height() // 2))

    def _on_more_clicked(self) -> None:
        self.talks.open_menu(self._more.mapToGlobal(self._more.rect().bottomLeft()))

    def _on_inspect_clicked(self, shown: bool) -> None:  # noqa: FBT001  Qt passes it so
        if self._has_room:
            self.inspector_edited.emit(shown)
        else:
            self._lies_over = shown
            self._arrange()

    @property
    def _has_room(self) -> bool:
        return self.width() >= px(WIDE_ENOUGH)

    def _arrange(self) -> None:
        """Beside the messages where there is room; over them only when asked for just now."""
        beside = self._has_room
        self._lies_over = self._lies_over and not beside
        shown = self._has_plan and (self._wants_inspector if beside else self._lies_over)
        width = panel_width(inspector=True)
        self._row.setContentsMargins(0, 0, width if shown and beside else 0, 0)
        self._inspect.setChecked(shown)
        self.panel.setVisible(shown)
        if shown:
            self.panel.setGeometry(self.width() - width, 0, width, self.height())
            self.panel.raise_()

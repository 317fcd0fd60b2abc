"""One message: the person's in a quiet tint at the right, an answer as plain text at the left."""

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QEnterEvent, QFontMetrics, QGuiApplication, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ui.pages.chat.view import MessageView
from ui.theme.type import Type, font, px
from ui.widgets.button import IconButton
from ui.widgets.label import Text
from ui.widgets.rich_text import RichText
from ui.widgets.term import Term

_ALL = 16_777_215  # Qt's own for no limit


class MessageWidget(QWidget):
    """Shows a message and offers what can be done with it, on hover and to the keyboard."""

    edit_asked = Signal(int)
    again_asked = Signal(int)
    link_asked = Signal(str)

    def __init__(self, view: MessageView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = view
        self._frame = QFrame()
        self._rich = RichText()
        self._rich.link_asked.connect(self.link_asked)
        self._notice = Text("", Type.SECONDARY, ink="text2", wrap=True)
        self._stats = Term("", "Answer speed", Type.SECONDARY, word="tokens/s", ink="text3")
        self._copy = _Action("copy", "Copy this message")
        self._edit = _Action("edit", "Edit and send again")
        self._again = _Action("refresh", "Answer again")
        self._copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self._view.text))
        self._edit.clicked.connect(lambda: self.edit_asked.emit(self._view.id))
        self._again.clicked.connect(lambda: self.again_asked.emit(self._view.id))
        self._build()
        self.show_view(view)

    @property
    def view(self) -> MessageView:
        """What it shows."""
        return self._view

    def show_view(self, view: MessageView) -> None:
        """Show this message in its final form."""
        self._view = view
        self.setAccessibleName(f"{'You' if view.mine else 'Answer'}: {view.text[:200]}")
        self._rich.show_text(view.text)
        if view.mine:
            self._frame.setMaximumWidth(_bubble_width(view.text))
        self._show_rest(view)

    def show_growing(self, view: MessageView) -> None:
        """Show an answer of which more is coming."""
        self._view = view
        self._rich.show_growing(view.text)
        self._show_rest(view)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Offer the actions to the mouse."""
        super().enterEvent(event)
        self._show_actions(shown=True)

    def leaveEvent(self, event: QEvent) -> None:
        """Take them away again; one that has the keyboard's focus stays."""
        super().leaveEvent(event)
        self._show_actions(shown=False)

    def _build(self) -> None:
        frame = self._frame
        frame.setObjectName("bubble" if self._view.mine else "answer")
        inside = QVBoxLayout(frame)
        side = px(12) if self._view.mine else 0
        inside.setContentsMargins(side, px(8) if self._view.mine else 0, side, 0)
        inside.setSpacing(px(4))
        inside.addWidget(self._rich)
        inside.addWidget(self._notice)
        foot = QHBoxLayout()
        foot.setContentsMargins(0, 0, 0, 0)
        foot.addWidget(self._stats)
        foot.addStretch(1)
        for button in (self._copy, self._edit, self._again):
            foot.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(4))
        line = QHBoxLayout()
        line.setContentsMargins(px(96) if self._view.mine else 0, 0, 0, 0)
        line.addStretch(1)
        line.addWidget(frame, 1000)
        column.addLayout(line)
        column.addLayout(foot)

    def _show_rest(self, view: MessageView) -> None:
        self._notice.show_text(view.notice)
        self._notice.setVisible(bool(view.notice))
        self._stats.show_text(view.stats)
        self._edit.setVisible(view.mine)
        self._again.setVisible((view.last_answer or view.unanswered) and not view.writing)
        self._again.show_name("Answer this message" if view.mine else "Answer again")
        self._copy.setVisible(not view.writing)

    def _show_actions(self, *, shown: bool) -> None:
        for button in (self._copy, self._edit, self._again):
            button.show_seen(seen=shown)


def _bubble_width(text: str) -> int:
    """As wide as its longest line; what may hold code or tables gets all the room there is."""
    if any(sign in text for sign in "`|#*_"):
        return _ALL
    metrics = QFontMetrics(font(Type.BODY))
    widest = max(metrics.horizontalAdvance(line) for line in text.splitlines() or [""])
    return min(_ALL, max(px(48), widest + 2 * px(12) + px(4)))


class _Action(IconButton):
    """Takes its place always, and is drawn when the mouse is near or the keyboard is on it."""

    _seen = False

    def show_seen(self, *, seen: bool) -> None:
        self._seen = seen
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._seen or self.hasFocus():
            super().paintEvent(event)

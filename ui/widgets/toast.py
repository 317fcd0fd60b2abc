"""A line at the foot of the window that says what was done and offers to undo it, for a while."""

from PySide6.QtCore import (
    QEasingCurve,
    QEvent,
    QObject,
    QPoint,
    QPropertyAnimation,
    QTimer,
    Signal,
)
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.theme import paint
from ui.theme.appearance import motion_ms, worn
from ui.theme.type import px
from ui.widgets.button import Button, IconButton, Kind, Size
from ui.widgets.label import Elided

SECONDS = 8
_MARGIN = 16
_FOOT = 112  # above what stands at a page's foot: the composer, the one button
_SLIDE = 16
_WIDEST = 520


class Toast(QWidget):
    """Lies over its parent's foot. `undo_asked` by its button, `ended` when the deed stands."""

    undo_asked = Signal()
    ended = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._ground = parent
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 8, 8)
        row.setSpacing(12)
        self._words = Elided()
        self._undo = Button("Undo", Kind.QUIET, size=Size.SMALL)
        self._undo.clicked.connect(self._on_undo)
        close = IconButton("close", "Put away")
        close.clicked.connect(self.end)
        row.addWidget(self._words, 1)
        row.addWidget(self._undo)
        row.addWidget(close)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.end)
        self._motion = QPropertyAnimation(self, b"pos", self)
        self._motion.setEasingCurve(QEasingCurve.Type.OutCubic)
        parent.installEventFilter(self)
        self.hide()

    def show_words(self, words: str, *, undo: str = "") -> None:
        """Say it. With `undo` as the button's word the deed can be undone until `ended`."""
        if self.isVisible():
            self.end()
        self._words.show_text(words)
        self._undo.show_text(undo)
        self._undo.setVisible(bool(undo))
        self._place()
        self._slide()
        self.show()
        self.raise_()
        self._timer.start(SECONDS * 1000)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))

    def end(self) -> None:
        """Go, and let what was done stand."""
        self._timer.stop()
        if self.isVisible():
            self.hide()
            self.ended.emit()

    def _on_undo(self) -> None:
        self._timer.stop()
        self.hide()
        self.undo_asked.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay at the foot."""
        if event.type() is QEvent.Type.Resize and self.isVisible():
            self._motion.stop()
            self._place()
        return super().eventFilter(watched, event)

    def _slide(self) -> None:
        end = self.pos()
        self._motion.stop()
        self._motion.setDuration(motion_ms())
        self._motion.setStartValue(end + QPoint(0, _SLIDE))
        self._motion.setEndValue(end)
        self._motion.start()

    def _place(self) -> None:
        parent = self._ground
        words = self._words.fontMetrics().horizontalAdvance(self._words.text())
        others = px(28) + 64 + (self._undo.sizeHint().width() if self._undo.text() else 0)
        width = min(parent.width() - 2 * _MARGIN, max(280, min(px(_WIDEST), words + others)))
        height = self.sizeHint().height()
        self.setGeometry(
            (parent.width() - width) // 2, parent.height() - height - px(_FOOT), width, height
        )

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the ground."""
        colours = worn().colours
        area = self.rect().toRectF()
        painter = paint.painter_of(self)
        paint.box(painter, area, paint.RADIUS, fill=colours.raised, edge=colours.line2)

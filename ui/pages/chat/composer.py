"""Where one writes: grows to a third of the window, sends on Enter, shows the context."""

from PySide6.QtCore import QMimeData, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from ui.pages.chat.view import GaugeView
from ui.theme import paint
from ui.theme.appearance import worn
from ui.theme.type import Type, font, px
from ui.widgets.button import IconButton
from ui.widgets.label import Elided


class Composer(QWidget):
    """`sent` with the text; `stop_asked` while an answer is being written."""

    sent = Signal(str)
    stop_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._writing = False
        self._field = _Field()
        self._gauge = ContextGauge()
        self._words = Elided("", kind=Type.SECONDARY, ink="text2")
        self._button = IconButton("send", "Send", side=32)
        self._button.make_primary()
        self._field.sent.connect(self._send)
        self._field.textChanged.connect(self._on_text_changed)
        self._button.clicked.connect(self._on_button_clicked)
        row = QHBoxLayout()
        row.setSpacing(px(12))
        row.addWidget(self._gauge, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._words, 1)
        row.addWidget(self._button)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(12), px(8), px(8), px(8))
        column.setSpacing(px(4))
        column.addWidget(self._field)
        column.addLayout(row)
        self._field.focused.connect(self.update)
        self._on_text_changed()

    @property
    def text(self) -> str:
        """What is written and not yet sent."""
        return self._field.toPlainText()

    def show_text(self, text: str) -> None:
        """Put this into the field, for editing."""
        self._field.setPlainText(text)
        self._field.moveCursor(self._field.textCursor().MoveOperation.End)

    def show_hint(self, words: str) -> None:
        """What the empty field says."""
        self._field.setPlaceholderText(words)

    def show_gauge(self, view: GaugeView) -> None:
        """How full the context is."""
        self._gauge.show_view(view)
        self._gauge.setVisible(bool(view.granted))
        self._words.show_text(view.words)

    def show_writing(self, *, writing: bool) -> None:
        """Offer Stop instead of Send."""
        self._writing = writing
        self._button.show_icon("stop" if writing else "send")
        self._button.show_name("Stop" if writing else "Send")
        self._on_text_changed()

    def focus(self) -> None:
        """Take the keyboard."""
        self._field.setFocus(Qt.FocusReason.OtherFocusReason)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the edge: 2 px of the accent while it has the keyboard."""
        colours = worn().colours
        focused = self._field.hasFocus()
        paint.box(
            paint.painter_of(self),
            self.rect().toRectF(),
            paint.RADIUS,
            fill=colours.raised,
            edge=colours.accent if focused else colours.line2,
            width=2 if focused else 1,
        )

    def _on_button_clicked(self) -> None:
        if self._writing:
            self.stop_asked.emit()
        else:
            self._send()

    def _send(self) -> None:
        """Enter sends and never stops: a draft may be finished while an answer comes."""
        text = self.text.strip()
        if text and not self._writing:
            self._field.clear()
            self.sent.emit(text)

    def _on_text_changed(self) -> None:
        self._button.setEnabled(self._writing or bool(self.text.strip()))


class _Field(QPlainTextEdit):
    sent = Signal()
    focused = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("bare", True)  # noqa: FBT003
        self.setAccessibleName("Message")
        self.setFont(font(Type.BODY))
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.viewport().setAutoFillBackground(False)
        self.document().documentLayout().documentSizeChanged.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        lines = max(1, int(self.document().size().height()))
        height = lines * self.fontMetrics().lineSpacing() + px(12)
        most = max(px(80), self.window().height() // 3)
        return QSize(px(200), min(height, most))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(80), self.sizeHint().height())

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        """Text is dropped here; a file is not, and goes to the window, which opens it."""
        files = any(url.isLocalFile() for url in source.urls())
        return not files and super().canInsertFromMimeData(source)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.sent.emit()
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.focused.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.focused.emit()


class ContextGauge(QWidget):
    """Used in the accent, granted in grey up to a line, hatched up to the trained length."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = GaugeView(used=0, granted=0, trained=0)
        self.setFixedSize(px(120), px(8))

    def show_view(self, view: GaugeView) -> None:
        """Show this."""
        if view != self._view:
            self._view = view
            self.setAccessibleName(f"Context: {view.words}")
            self.setToolTip(view.words)
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the three lengths; where the trained one is far longer, granted keeps a third."""
        view, theme = self._view, worn()
        if not view.granted:
            return
        painter = paint.painter_of(self)
        area = self.rect().toRectF()
        granted_share = max(0.34, view.granted / max(view.granted, view.trained, 1))
        granted = area.width() * granted_share
        used = granted * min(1.0, view.used / view.granted)
        painter.setClipPath(paint.rounded(area, area.height() / 2))
        painter.fillRect(area, QColor(theme.colours.line))
        painter.setPen(QColor(theme.colours.line2))
        step = px(4)
        for x in range(int(granted), int(area.width()) + step, step):
            painter.drawLine(x, int(area.height()), x + step, 0)
        painter.fillRect(QRectF(0, 0, granted, area.height()), QColor(theme.colours.line2))
        painter.fillRect(QRectF(0, 0, used, area.height()), QColor(theme.colours.accent))
        painter.fillRect(QRectF(granted - 1, 0, 2, area.height()), QColor(theme.colours.text))

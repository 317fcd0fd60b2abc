"""A block of code: its language, a button that copies it, its words in colour."""

from typing import Final

from PySide6.QtCore import QEvent, QSize, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QWheelEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QTextEdit, QVBoxLayout, QWidget

from ui.text.highlight import highlighted, language_name
from ui.theme.appearance import worn
from ui.theme.type import Type, font, px
from ui.widgets.button import Button, Kind, Size
from ui.widgets.label import Text

COPIED_MS: Final = 1500


class CodeBlock(QFrame):
    """Shows code as it grows; never wraps it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("codeBlock")
        self._code = ""
        self._language = ""
        self._name = Text("Code", Type.SECONDARY, ink="text2")
        self._copy = Button("Copy", Kind.QUIET, size=Size.SMALL, icon="copy")
        self._copy.setAccessibleName("Copy this code")
        self._copy.clicked.connect(self._on_copy_clicked)
        self._text = _CodeText()
        head = QHBoxLayout()
        head.setContentsMargins(px(12), 0, px(4), 0)
        head.addWidget(self._name, 1)
        head.addWidget(self._copy)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, px(2), 1, 1)
        column.setSpacing(px(2))
        column.addLayout(head)
        column.addWidget(self._text)
        self._back = QTimer(self)
        self._back.setSingleShot(True)
        self._back.setInterval(COPIED_MS)
        self._back.timeout.connect(lambda: self._copy.show_text("Copy"))

    @property
    def code(self) -> str:
        """The code as it was written."""
        return self._code

    def show_code(self, code: str, language: str) -> None:
        """Show this; costs nothing where it is shown already."""
        if (code, language) != (self._code, self._language):
            self._code, self._language = code, language
            self._name.show_text(language_name(language))
            self._refresh()

    def changeEvent(self, event: QEvent) -> None:
        """Wear another theme's colours."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and self._code:
            self._refresh()

    def _refresh(self) -> None:
        self._text.show_markup(highlighted(self._code, self._language, worn()))

    def _on_copy_clicked(self) -> None:
        QGuiApplication.clipboard().setText(self._code)
        self._copy.show_text("Copied")
        self._back.start()


class _CodeText(QTextEdit):
    """As high as its lines; the wheel scrolls the page, not this."""

    def __init__(self) -> None:
        super().__init__()
        self.setReadOnly(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setLineWrapMode(QTextEdit.LineWrapMode.NoWrap)
        self.setFont(font(Type.CODE))
        self.setAccessibleName("Code")
        self.setProperty("bare", True)  # noqa: FBT003
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(px(12))
        self.viewport().setAutoFillBackground(False)

    def show_markup(self, markup: str) -> None:
        self.setHtml(f'<pre style="line-height:150%; margin:0">{markup}</pre>')
        self.setFixedHeight(self._height())

    def wheelEvent(self, event: QWheelEvent) -> None:
        if abs(event.angleDelta().x()) > abs(event.angleDelta().y()):
            super().wheelEvent(event)
        else:
            event.ignore()

    def sizeHint(self) -> QSize:
        return QSize(px(200), self._height())

    def _height(self) -> int:
        bar = self.horizontalScrollBar().sizeHint().height()
        wide = self.document().idealWidth() > max(self.viewport().width(), 1)
        return int(self.document().size().height()) + (bar if wide else 0)

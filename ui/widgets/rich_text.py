"""Markdown as a column of prose and code, cheap to show while it still grows."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.text.markdown import Block, Code, Prose, blocks, settled_length
from ui.theme.type import px
from ui.widgets.code_block import CodeBlock
from ui.widgets.prose import ProseLabel


class RichText(QWidget):
    """Blocks that are settled are built once; only the growing end is read again."""

    link_asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = ""
        self._settled_text = ""
        self._settled_count = 0
        self._widgets: list[ProseLabel | CodeBlock] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(px(8))

    @property
    def text(self) -> str:
        """The Markdown as it was written."""
        return self._text

    def show_text(self, text: str) -> None:
        """Show this whole text, read at once."""
        if text == self._text and self._widgets:
            return
        if self._settled_text and text.startswith(self._settled_text):
            self.show_growing(text)
            return
        self._text = text
        self._settled_text, self._settled_count = "", 0
        self._fill(0, blocks(text))

    def show_growing(self, text: str) -> None:
        """Show a text of which more is coming; its settled part is not read again."""
        self._text = text
        if not text.startswith(self._settled_text):
            self._settled_text, self._settled_count = "", 0
        rest = text[len(self._settled_text) :]
        length = settled_length(rest)
        if length:
            done = blocks(rest[:length])
            self._fill(self._settled_count, done)
            self._settled_count += len(done)
            self._settled_text += rest[:length]
            rest = rest[length:]
        self._fill(self._settled_count, blocks(rest))

    def _fill(self, start: int, found: tuple[Block, ...]) -> None:
        for number, block in enumerate(found, start):
            self._show_block(number, block)
        for widget in self._widgets[start + len(found) :]:
            self._column.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        del self._widgets[start + len(found) :]

    def _show_block(self, number: int, block: Block) -> None:
        kind = CodeBlock if isinstance(block, Code) else ProseLabel
        if number < len(self._widgets) and not isinstance(self._widgets[number], kind):
            old = self._widgets.pop(number)
            self._column.removeWidget(old)
            old.hide()
            old.deleteLater()
            self._widgets.insert(number, self._made(kind, number))
        elif number == len(self._widgets):
            self._widgets.append(self._made(kind, number))
        widget = self._widgets[number]
        if isinstance(widget, CodeBlock) and isinstance(block, Code):
            widget.show_code(block.text, block.language)
        elif isinstance(widget, ProseLabel) and isinstance(block, Prose):
            widget.show_markup(block.html)

    def _made(
        self, kind: type[CodeBlock] | type[ProseLabel], number: int
    ) -> CodeBlock | ProseLabel:
        widget = kind()
        if isinstance(widget, ProseLabel):
            widget.link_asked.connect(self.link_asked)
        self._column.insertWidget(number, widget)
        return widget

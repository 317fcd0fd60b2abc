"""A name in its pieces: each in its place, underlined, with a few words under it.

Every piece can be reached with Tab, and says what it means to those who hear it; a click or
Enter opens the entry of the glossary that explains it.
"""

import math
from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPaintEvent,
    QTextOption,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QVBoxLayout, QWidget

from ui.text.name_view import NameView, PieceView
from ui.text.tips import tip
from ui.theme import paint
from ui.theme.appearance import worn
from ui.theme.type import Type, font, px
from ui.widgets.flow import Flow
from ui.widgets.label import Text
from ui.widgets.term import open_term

_SIDE: Final = 8  # left and right of a piece's text
_HEAD: Final = 28
_LINE: Final = 2
_WIDEST: Final = 420  # a longer piece is shortened
_GAP: Final = 4


class NameStrip(QWidget):
    """Pieces from left to right, going on in the next line. Made once and only re-said."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._flow = Flow(gap=_GAP, line_gap=px(12))
        self._pieces: list[Piece] = []
        self._further = Text("", Type.SECONDARY, ink="text2", parent=self)
        self._further.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(6))
        column.addWidget(self._flow)
        column.addWidget(self._further)

    def show_name(self, view: NameView) -> None:
        """Show this name."""
        while len(self._pieces) < len(view.pieces):
            piece = Piece(self._flow)
            self._pieces.append(piece)
            self._flow.flow.addWidget(piece)
        for number, piece in enumerate(self._pieces):
            there = number < len(view.pieces)
            if there:
                piece.show_piece(view.pieces[number])
            piece.setVisible(there)
        self._further.show_text(view.further_words)
        self._further.setVisible(bool(view.further))
        self.setAccessibleName(f"The name in {len(view.pieces)} parts")
        self._flow.updateGeometry()


class Piece(QWidget):
    """One piece: what stands before it faintly, its text, a line, its caption."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = PieceView(joint="", text="", caption="", meaning="")
        self._code = font(Type.CODE)
        self._small = font(Type.SECONDARY)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    @property
    def view(self) -> PieceView:
        """What it shows."""
        return self._view

    def show_piece(self, view: PieceView) -> None:
        """Show this piece."""
        if view == self._view:
            return
        self._view = view
        self.setAccessibleName(view.sentence)
        hand = Qt.CursorShape.PointingHandCursor
        self.setCursor(hand if view.term else Qt.CursorShape.ArrowCursor)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as its text or as its caption needs in two lines."""
        width = self._body()
        lines = self._caption_height(width - 2 * px(_SIDE))
        height = px(_HEAD) + _LINE + px(4) + lines
        return QSize(math.ceil(self._joint() + width), math.ceil(height))

    def minimumSizeHint(self) -> QSize:
        """A piece is never squeezed."""
        return self.sizeHint()

    def event(self, event: QEvent) -> bool:
        """Its sentence on hover."""
        if isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), tip(self._view.meaning), self)
            return True
        return super().event(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open what explains it."""
        left = event.button() == Qt.MouseButton.LeftButton
        if left and self._view.term and self.rect().contains(event.position().toPoint()):
            open_term(self._view.term)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter does the same."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
        if enter and self._view.term:
            open_term(self._view.term)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw joint, box, line and caption."""
        painter = paint.painter_of(self)
        colours = worn().colours
        view, joint = self._view, self._joint()
        head = QRectF(joint, 0, self.width() - joint, px(_HEAD))
        if view.joint:
            before = QRectF(0, 0, joint, px(_HEAD))
            paint.words(painter, before, view.joint, self._code, colours.text3)
        over = self.underMouse() or self.hasFocus()
        paint.box(painter, head, 4, fill=colours.tint if over else colours.bubble)
        line = QRectF(joint, head.bottom(), head.width(), _LINE)
        painter.fillRect(line, QColor(colours.accent if view.strong or over else colours.line2))
        ink = colours.accent if view.strong else colours.text
        inside = head.adjusted(px(_SIDE), 0, -px(_SIDE) + 1, 0)
        paint.words(painter, inside, view.text, self._code, ink)
        below = QRectF(inside.left(), line.bottom() + px(4), inside.width() + px(_SIDE), 0)
        below.setBottom(self.height())
        painter.setFont(self._small)
        painter.setPen(QColor(colours.text2))
        option = QTextOption(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        option.setWrapMode(QTextOption.WrapMode.WordWrap)
        painter.drawText(below, view.caption, option)
        if self.hasFocus():
            paint.ring(painter, self.rect().toRectF().adjusted(joint, 0, 0, 0), 4, colours.accent)

    def _joint(self) -> float:
        if not self._view.joint:
            return 0
        return math.ceil(paint.breadth(self._code, self._view.joint)) + _GAP

    def _body(self) -> float:
        text = paint.breadth(self._code, self._view.text)
        return min(max(text, self._two_lines()) + 1, px(_WIDEST)) + 2 * px(_SIDE)

    def _two_lines(self) -> float:
        """How wide the caption is in two lines, broken where they are most alike."""
        words = self._view.caption.split()
        lines = ((words[:place], words[place:]) for place in range(1, len(words) + 1))
        widths = (max(self._wide(above), self._wide(below)) for above, below in lines)
        return min(widths, default=0)

    def _wide(self, words: Sequence[str]) -> float:
        return paint.breadth(self._small, " ".join(words))

    def _caption_height(self, width: float) -> float:
        metrics = QFontMetricsF(self._small)
        area = QRectF(0, 0, width + px(_SIDE), 10_000)
        wrap = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft
        return metrics.boundingRect(area, int(wrap), self._view.caption).height()

"""A word the glossary explains: dotted beneath, said on hover, opened by a click or Enter.

A caption that stands beside a control stays out of the Tab order unless it is asked into it:
the same words can be reached by the keyboard on the Learn page.
"""

from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt, QUrl
from PySide6.QtGui import (
    QColor,
    QDesktopServices,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QWidget

from ui.text.terms import address, short_of
from ui.text.tips import tip
from ui.theme import paint
from ui.theme.appearance import worn
from ui.theme.type import Type
from ui.widgets.label import Text

_BELOW: Final = 2.0  # pixels under the line the letters stand on
_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class Term(Text):
    """Text that leads to an entry of the glossary; without such an entry it is text alone.

    `word` is the part of the text that is meant, else all of it. `reachable` puts it into
    the Tab order.
    """

    def __init__(
        self,
        text: str,
        term: str = "",
        kind: Type = Type.BODY,
        *,
        word: str = "",
        weight: int = 400,
        ink: str = "text",
        wrap: bool = False,
        reachable: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, kind, weight=weight, ink=ink, wrap=wrap, parent=parent)
        self._term = term or text
        self._word = word
        self._pressed = False
        short = short_of(self._term)
        self._leads = bool(short)
        if self._leads:
            self.setToolTip(tip(short))
            self.setAccessibleDescription(short)
            self.setMouseTracking(True)
            click = Qt.FocusPolicy.ClickFocus
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if reachable else click)

    @property
    def leads(self) -> bool:
        """Whether the glossary has it."""
        return self._leads

    def open(self) -> None:
        """Show its entry."""
        if self._leads:
            open_term(self._term)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The hand over the word alone."""
        super().mouseMoveEvent(event)
        if self._meant(event.position()):
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        else:
            self.unsetCursor()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click begins on the word."""
        left = event.button() == Qt.MouseButton.LeftButton
        self._pressed = left and self._meant(event.position())
        event.setAccepted(self._pressed)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """And ends on it."""
        if self._pressed and self._meant(event.position()):
            self.open()
        self._pressed = False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens it."""
        if self._leads and event.key() in _ENTER:
            self.open()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the text, and the dots under it."""
        super().paintEvent(event)
        if not self._leads:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ink = worn().colours.accent if self.hasFocus() else worn().colours.text3
        for line in self._lines():
            draw_dots(painter, line, ink)
        if self.hasFocus() and self.focusPolicy() & Qt.FocusPolicy.TabFocus:
            paint.ring(painter, self.rect().toRectF(), 4, worn().colours.accent)

    def _meant(self, at: QPointF) -> bool:
        """Whether the place is on the word; the descenders and the dots belong to it."""
        return self._leads and any(
            line.adjusted(-2, -2, 2, 4).contains(at) for line in self._lines()
        )

    def _lines(self) -> list[QRectF]:
        """Where the word stands, line by line."""
        area = self.contentsRect().toRectF()
        metrics = self.fontMetrics()
        if not self.wordWrap():
            begin = self.text().find(self._word) if self._word else 0
            if begin < 0 or not self.text():
                return []
            meant = self._word or self.text()
            whole = metrics.horizontalAdvance(self.text())
            left = self._left(area, whole) + metrics.horizontalAdvance(self.text()[:begin])
            top = self._top(area, metrics.height())
            return [QRectF(left, top, metrics.horizontalAdvance(meant), metrics.ascent() + 1)]
        return self._wrapped(area)

    def _wrapped(self, area: QRectF) -> list[QRectF]:
        layout = QTextLayout(self.text(), self.font(), self)
        layout.setTextOption(QTextOption(self.alignment()))
        layout.beginLayout()
        lines = []
        while (line := layout.createLine()).isValid():
            line.setLineWidth(area.width())
            lines.append((line.naturalTextWidth(), line.ascent()))
        layout.endLayout()
        height = self.fontMetrics().lineSpacing()
        top = self._top(area, height * len(lines))
        return [
            QRectF(self._left(area, width), top + number * height, width, ascent + 1)
            for number, (width, ascent) in enumerate(lines)
        ]

    def _left(self, area: QRectF, width: float) -> float:
        side = self.alignment()
        if side & Qt.AlignmentFlag.AlignRight:
            return area.right() - width
        if side & Qt.AlignmentFlag.AlignHCenter:
            return area.left() + (area.width() - width) / 2
        return area.left()

    def _top(self, area: QRectF, height: float) -> float:
        side = self.alignment()
        if side & Qt.AlignmentFlag.AlignTop:
            return area.top()
        if side & Qt.AlignmentFlag.AlignBottom:
            return area.bottom() - height
        return area.top() + (area.height() - height) / 2


def open_term(term: str) -> None:
    """Ask whoever handles such addresses to show this entry."""
    QDesktopServices.openUrl(QUrl(address(term)))


def draw_dots(painter: QPainter, line: QRectF, ink: str) -> None:
    """Dots under a line of text; `line` ends where its letters stand."""
    pen = QPen(QColor(ink), 1)
    pen.setDashPattern([1.0, 2.0])
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    painter.setPen(pen)
    below = round(line.bottom() + _BELOW) - 0.5
    painter.drawLine(QPointF(round(line.left()), below), QPointF(round(line.right()), below))
    painter.restore()

"""Text in one of the sizes there are, and text that shortens itself."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from ui.text.tips import tip
from ui.theme import paint
from ui.theme.appearance import worn
from ui.theme.type import Type, font


class Text(QLabel):
    """Plain text: what comes from a model or the network is never read as markup."""

    def __init__(
        self,
        text: str = "",
        kind: Type = Type.BODY,
        *,
        weight: int = 400,
        ink: str = "text",
        wrap: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(font(kind, weight=weight))
        self.setProperty("ink", ink)
        self.setWordWrap(wrap)
        self.setText(text)

    def minimumSizeHint(self) -> QSize:
        """Where it wraps, its width settles its height; QLabel's own guess leaves gaps."""
        own = super().minimumSizeHint()
        return QSize(min(own.width(), 40), 0) if self.wordWrap() else own

    def show_text(self, text: str) -> None:
        """Say this; costs nothing where it is said already."""
        if text != self.text():
            self.setText(text)

    def show_ink(self, ink: str) -> None:
        """Say it in this colour role."""
        if ink != self.property("ink"):
            self.setProperty("ink", ink)
            self.style().unpolish(self)
            self.style().polish(self)


class Elided(Text):
    """One line that is shortened with '…' where it has no room; the tooltip then has it all."""

    def __init__(
        self,
        text: str = "",
        kind: Type = Type.BODY,
        *,
        weight: int = 400,
        ink: str = "text",
        middle: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """`middle` keeps both ends, for file names and paths."""
        super().__init__(text, kind, weight=weight, ink=ink, parent=parent)
        self._mode = Qt.TextElideMode.ElideMiddle if middle else Qt.TextElideMode.ElideRight
        self._more: tuple[str, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    @property
    def shown(self) -> str:
        """What there is room for."""
        return self.fontMetrics().elidedText(self.text(), self._mode, self.width())

    def show_more(self, *more: str) -> None:
        """Say these lines in the tooltip too, under the whole text where that is shortened."""
        if more != self._more:
            self._more = more
            self._offer()

    def minimumSizeHint(self) -> QSize:
        """A few letters are enough."""
        full = super().sizeHint()
        return QSize(
            min(full.width(), self.fontMetrics().horizontalAdvance("mmm…")), full.height()
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Offer the whole text where it is shortened."""
        super().resizeEvent(event)
        self._offer()

    def setText(self, text: str) -> None:
        """As QLabel's."""
        super().setText(text)
        self._offer()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw what there is room for."""
        painter = QPainter(self)
        painter.setFont(self.font())
        painter.setPen(worn().ink(self.property("ink")))
        painter.drawText(self.rect(), self.alignment() | Qt.AlignmentFlag.AlignVCenter, self.shown)

    def _offer(self) -> None:
        if getattr(self, "_more", None) is None:  # its first text is set before it is whole
            return
        whole = "" if self.shown == self.text() else self.text()
        marked = bool(self._more) or "<" in whole  # Qt would read it as markup
        self.setToolTip(tip(whole, *self._more) if marked else whole)


class Figure(QWidget):
    """A figure and what it is of: '**10.51** of 12.00 GiB', at the right, redrawn cheaply."""

    def __init__(self, kind: Type = Type.BODY, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._strong = ""
        self._rest = ""
        self._ink = "text"
        self._fonts = (font(kind, weight=600), font(kind))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_figure(self, strong: str, rest: str = "", *, ink: str = "text") -> None:
        """Show the figure in bold and in `ink`, the rest after it in the colour of labels."""
        if (strong, rest, ink) != (self._strong, self._rest, self._ink):
            self._strong, self._rest, self._ink = strong, rest, ink
            self.setAccessibleName(f"{strong} {rest}".strip())
            self.update()

    def sizeHint(self) -> QSize:
        """Room for a figure of usual length."""
        return QSize(self._breadth(), self.fontMetrics().height())

    def minimumSizeHint(self) -> QSize:
        """As much as it says."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw both parts on one line."""
        painter = paint.painter_of(self)
        theme = worn()
        area = self.rect().toRectF()
        rest = f" {self._rest}" if self._rest else ""
        right = Qt.AlignmentFlag.AlignRight
        paint.words(painter, area, rest, self._fonts[1], theme.colours.text2, flags=right)
        area.setRight(area.right() - paint.breadth(self._fonts[1], rest))
        paint.words(painter, area, self._strong, self._fonts[0], theme.ink(self._ink), flags=right)

    def _breadth(self) -> int:
        rest = f" {self._rest}" if self._rest else ""
        total = paint.breadth(self._fonts[0], self._strong) + paint.breadth(self._fonts[1], rest)
        return int(total) + 2

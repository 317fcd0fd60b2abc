"""Two or three files side by side, each figure with where it comes from."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QWidget

from launcher.memory.estimate import Basis
from ui.pages.compare.facts_view import SideView
from ui.pages.compare.verdict import LETTERS
from ui.pages.compare.view import APART
from ui.text.words import BASES
from ui.theme import paint
from ui.theme.appearance import worn
from ui.theme.type import Type, font, px
from ui.widgets.basis_mark import BasisMark
from ui.widgets.button import IconButton
from ui.widgets.label import Elided, Text
from ui.widgets.surface import Hairline

_ROW = 28
_LETTER = 20
_AWAY = 22
_GAP = 6
_COLUMNS = 3


class SideBySide(QWidget):
    """`dropped` carries the place of the file a person puts away again."""

    dropped = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Side by side")
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(px(12))
        self._grid.setVerticalSpacing(0)
        self._heads = [_Head(number, self) for number in range(_COLUMNS)]
        self._rows: list[tuple[Text, list[_Cell], Hairline]] = []
        for number, head in enumerate(self._heads):
            self._grid.addWidget(head, 0, number + 1)
            head.dropped.connect(lambda number=number: self.dropped.emit(number))
            head.hide()

    def show_side(self, view: SideView) -> None:
        """Show these files; columns without one are put away."""
        count = len(view.titles)
        for number, head in enumerate(self._heads):
            there = number < count
            head.setVisible(there)
            self._grid.setColumnStretch(number + 1, 1 if there else 0)
            if there:
                head.show_title(view.titles[number], view.short[number])
        while len(self._rows) < len(view.rows):
            self._add_row()
        for name, cells, line in self._rows[len(view.rows) :]:
            for one in (name, *cells, line):
                one.hide()
        for row, (name, cells, line) in zip(view.rows, self._rows, strict=False):
            name.show_text(row.name)
            name.show()
            line.show()
            told = []
            for number, cell in enumerate(cells):
                cell.setVisible(number < count)
                if number < count:
                    figure = row.figures[number]
                    cell.show_figure(figure.words, figure.basis)
                    told.append(f"{LETTERS[number]} {cell.accessibleName()}")
            name.setAccessibleName(f"{row.name}: {', '.join(told)}")

    def _add_row(self) -> None:
        place = 2 * len(self._rows) + 1
        line = Hairline(parent=self)
        self._grid.addWidget(line, place, 0, 1, _COLUMNS + 1)
        name = Text("", ink="text2", parent=self)
        name.setFixedHeight(px(_ROW))
        cells = [_Cell(self) for _ in range(_COLUMNS)]
        self._grid.addWidget(name, place + 1, 0)
        for number, cell in enumerate(cells):
            self._grid.addWidget(cell, place + 1, number + 1)
        self._rows.append((name, cells, line))


class _Cell(QWidget):
    """A figure at the right, and its mark."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(8))
        self._words = Elided("")
        self._words.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._mark = BasisMark()
        kept = self._mark.sizePolicy()
        kept.setRetainSizeWhenHidden(True)
        self._mark.setSizePolicy(kept)
        row.addWidget(self._words, 1)
        row.addWidget(self._mark)
        self.setFixedHeight(px(_ROW))

    def show_figure(self, words: str, basis: Basis | None) -> None:
        """Show it; without a basis nothing is marked."""
        self._words.show_text(words)
        self._mark.show_basis(basis)
        self._mark.setVisible(basis is not None)
        self.setAccessibleName(f"{words}, {BASES[basis].word}" if basis else words)


class _Head(QWidget):
    """The letter, the file's name, and the button that puts it away."""

    dropped = Signal()

    def __init__(self, number: int, parent: QWidget) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, px(4))
        row.setSpacing(px(_GAP))
        self._letter = LETTERS[number]
        self._names = ("", "")
        self._title = Elided("", weight=600)
        self._title.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self._away = IconButton("close", "Put away", side=_AWAY)
        row.addStretch(1)
        row.addWidget(LetterMark(self._letter))
        row.addWidget(self._title)
        row.addWidget(self._away)
        self._away.clicked.connect(self.dropped)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Write as much of the name as there is room for."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        room = self.width() - px(_LETTER) - px(_AWAY) - 3 * px(_GAP) - 2
        self._title.show_text(fitting(*self._names, self._title.font(), room))

    def show_title(self, title: str, short: str) -> None:
        """Which file it is; `short` is written where there is little room."""
        self._names = (title, short)
        self._fit()
        self._title.setAccessibleName(f"{self._letter}: {title}")
        self._away.show_name(f"Put {title} away")


def fitting(title: str, short: str, face: QFont, room: float) -> str:
    """The title, the short one, or the model's name shortened: the file's type is never cut."""
    for words in (title, short):
        if paint.breadth(face, words) <= room:
            return words
    model, apart, variant = title.rpartition(APART)
    left = room - paint.breadth(face, f"{apart}{variant}")
    name = QFontMetricsF(face).elidedText(model, Qt.TextElideMode.ElideRight, max(left, 0.0))
    return f"{name}{apart}{variant}" if name.strip("…") else variant


class LetterMark(QWidget):
    """A letter in a ring, as on the board."""

    def __init__(self, letter: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._letter = letter
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """A small square."""
        return QSize(px(_LETTER), px(_LETTER))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw both."""
        painter, ink = paint.painter_of(self), worn().colours.text
        painter.setPen(QPen(QColor(ink), 1.6))
        radius = self.width() / 2 - 1
        painter.drawEllipse(QPointF(self.width() / 2, self.height() / 2), radius, radius)
        face = font(Type.SECONDARY, weight=600)
        middle = Qt.AlignmentFlag.AlignHCenter
        paint.words(painter, QRectF(self.rect()), self._letter, face, ink, flags=middle)

"""What a search found, as a list that loads more as one scrolls and never jumps."""

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ui.pages.find.view import ResultRow
from ui.text.name_tips import name_tip
from ui.text.words import FITS
from ui.theme import icons, paint
from ui.theme.appearance import worn
from ui.theme.type import Type, font, px

ROW = int(Qt.ItemDataRole.UserRole)
Index = QModelIndex | QPersistentModelIndex


class ResultsModel(QAbstractListModel):
    """Rows in the order they came."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._rows: list[ResultRow] = []

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's own default
        """How many there are so far."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The row, its name, or its words for a screen reader."""
        row = self._rows[index.row()]
        if role == ROW:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return row.repo
        if role == Qt.ItemDataRole.ToolTipRole:
            return name_tip(row.repo)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return row.sentence
        return None

    def restart(self) -> None:
        """Begin a new search."""
        self.beginResetModel()
        self._rows = []
        self.endResetModel()

    def show(self, rows: Sequence[ResultRow]) -> None:
        """These and no others; where they are the same models, nothing moves."""
        if [one.repo for one in rows] != [one.repo for one in self._rows]:
            self.beginResetModel()
            self._rows = list(rows)
            self.endResetModel()
        elif rows:
            self._rows = list(rows)
            self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))

    def extend(self, rows: Sequence[ResultRow]) -> None:
        """Add what came."""
        if rows:
            first = len(self._rows)
            self.beginInsertRows(QModelIndex(), first, first + len(rows) - 1)
            self._rows += rows
            self.endInsertRows()


class ResultList(QListView):
    """`chosen` with a repository, by click or Enter; `end_neared` when more should be fetched."""

    chosen = Signal(str)
    end_neared = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = ResultsModel(self)
        self.setModel(self.rows)
        self.setItemDelegate(_Delegate(self))
        self.setAccessibleName("Models found")
        self.setMouseTracking(True)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        self.clicked.connect(self._on_chosen)
        self.activated.connect(self._on_chosen)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        self.rows.modelReset.connect(self.scrollToTop)
        self.rows.rowsInserted.connect(self._on_rows_inserted, Qt.ConnectionType.QueuedConnection)
        self._last = ""

    @property
    def in_use(self) -> bool:
        """Whether a person has scrolled, or a row has the keyboard or was chosen."""
        return self.verticalScrollBar().value() > 0 or self.currentIndex().isValid()

    def _on_chosen(self, index: QModelIndex) -> None:
        row = index.data(ROW)
        if isinstance(row, ResultRow):
            self.chosen.emit(row.repo)

    def _on_rows_inserted(self) -> None:
        """In a window so tall that nothing scrolls, the end is near at once."""
        self.executeDelayedItemsLayout()
        if self.isVisible() and not self.verticalScrollBar().maximum():
            self.end_neared.emit()

    def _on_scrolled(self, value: int) -> None:
        bar = self.verticalScrollBar()
        if value >= bar.maximum() - self.viewport().height():
            self.end_neared.emit()


class _Delegate(QStyledItemDelegate):
    """Two lines: name and figures, then owner and facts."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(px(300), px(60))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = index.data(ROW)
        if not isinstance(row, ResultRow):
            return
        colours = worn().colours
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(option.rect).adjusted(0, 2, 0, -2)
        state = option.state
        over = state & QStyle.StateFlag.State_MouseOver
        chosen = state & QStyle.StateFlag.State_Selected
        fill = colours.tint if chosen else colours.bubble if over else colours.raised
        paint.box(painter, area, paint.RADIUS, fill=fill, edge=colours.line)
        if state & QStyle.StateFlag.State_HasFocus:
            paint.ring(painter, area, paint.RADIUS, colours.accent)
        inner = area.adjusted(px(16), px(8), -px(16), -px(8))
        half = inner.height() / 2
        top = QRectF(inner.x(), inner.y(), inner.width(), half)
        low = QRectF(inner.x(), inner.y() + half, inner.width(), half)
        right = _fit(painter, top, row.fit) if row.fit else _right(painter, top, row)
        _left(painter, top.adjusted(0, 0, -right, 0), row.name, colours.text, _strong())
        words = f"{row.owner} · {row.facts}" if row.facts else row.owner
        last = row.updated or row.size
        room = low.adjusted(0, 0, -_width(last) - px(12), 0)
        _left(painter, room, words, colours.text2, _small())
        painter.drawText(low, int(_RIGHT), last)
        painter.restore()


_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine


def _strong() -> QFont:
    return font(Type.BODY, weight=600)


def _small() -> QFont:
    return font(Type.SECONDARY)


def _width(text: str) -> float:
    return paint.breadth(_small(), text)


def _left(painter: QPainter, area: QRectF, text: str, colour: str, face: QFont) -> None:
    painter.setFont(face)
    painter.setPen(colour)
    elide = Qt.TextElideMode.ElideRight
    shown = painter.fontMetrics().elidedText(text, elide, max(0, int(area.width())))
    painter.drawText(area, int(_LEFT), shown)


def _fit(painter: QPainter, area: QRectF, fit: str) -> float:
    """The state of a usual file, as its icon and its word; the width they took."""
    words, state = FITS[fit], worn().states[fit]
    face = font(Type.SECONDARY, weight=500)
    painter.setFont(face)
    painter.setPen(state.ink)
    painter.drawText(area, int(_RIGHT), words.word)
    side, width = px(14), paint.breadth(face, words.word) + 2
    at = area.topLeft()
    at.setX(area.right() - width - side - 4)
    at.setY(area.center().y() - side / 2)
    icons.draw(painter, words.icon, state.ink, at, side)
    return area.right() - at.x() + px(12)


def _right(painter: QPainter, area: QRectF, row: ResultRow) -> float:
    """Downloads, likes and whether access must be asked for; the width they took."""
    colours = worn().colours
    painter.setFont(_small())
    painter.setPen(colours.text2)
    x = area.right()
    side = px(14)
    for icon, text in (("heart", row.likes), ("download", row.downloads)):
        if text:
            width = _width(text)
            box = QRectF(x - width - 2, area.y(), width + 2, area.height())
            painter.drawText(box, int(_RIGHT), text)
            at = box.topLeft()
            at.setX(at.x() - side - 4)
            at.setY(area.center().y() - side / 2)
            icons.draw(painter, icon, colours.text3, at, side)
            x = at.x() - px(12)
    if row.gated:
        at = area.topLeft()
        at.setX(x - side)
        at.setY(area.center().y() - side / 2)
        icons.draw(painter, "lock", colours.text3, at, side)
        x = at.x() - px(12)
    return area.right() - x

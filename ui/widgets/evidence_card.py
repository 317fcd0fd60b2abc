"""A pop-up that says where a class of quality comes from, figure by figure, with its sources."""

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QGuiApplication, QKeyEvent, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QDialog,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ui.text.evidence import EvidenceView, FigureView
from ui.text.tips import tip
from ui.text.words import BASES
from ui.theme import icons, paint
from ui.theme.appearance import worn
from ui.theme.type import Type, font, px
from ui.widgets.basis_mark import BasisMark
from ui.widgets.button import IconButton
from ui.widgets.label import Text
from ui.widgets.surface import Hairline

_WIDTH = 400
_LINK = 20
_ICON = 14
_EDGE = 8  # kept between the card and the edge of the screen
_SHARE = 0.7  # of the window's height, at most


class EvidenceCard(QDialog):
    """`link_asked` with the address of a source. A click beside it or Esc closes it."""

    link_asked = Signal(str)

    def __init__(self, parent: QWidget, view: EvidenceView) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName(f"Quality of {view.quantization}")
        self.setAccessibleDescription(f"{view.words}. {view.because}")
        self._ground = QWidget()
        self._build(view)
        self._scroll = QScrollArea(self)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(self._ground)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 1, 1, 1)
        outer.addWidget(self._scroll)

    def open_at(self, anchor: QWidget) -> None:
        """Open under that widget, or above it where there is more room; wholly on the screen."""
        window = anchor.window()
        width = min(px(_WIDTH), window.width() - 2 * _EDGE)
        layout = self._ground.layout()
        wanted = (layout.totalHeightForWidth(width - 2) if layout else 0) + 2
        height = min(wanted, round(window.height() * _SHARE))
        self.setFixedSize(width, height)
        self.move(self._place(anchor, width, height))
        self.show()
        self._close.setFocus(Qt.FocusReason.PopupFocusReason)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the ground and its edge."""
        colours = worn().colours
        painter = paint.painter_of(self)
        painter.fillRect(self.rect(), colours.raised)
        paint.box(painter, self.rect().toRectF(), 0, fill=colours.raised, edge=colours.line2)

    def _place(self, anchor: QWidget, width: int, height: int) -> QPoint:
        screen = QGuiApplication.screenAt(anchor.mapToGlobal(anchor.rect().center()))
        bounds = screen.availableGeometry() if screen else anchor.window().geometry()
        bounds = bounds.adjusted(_EDGE, _EDGE, -_EDGE, -_EDGE)
        corner = anchor.mapToGlobal(QPoint(0, anchor.height() + 4))
        if corner.y() + height > bounds.bottom():
            corner.setY(anchor.mapToGlobal(QPoint(0, 0)).y() - 4 - height)
        return _inside(QRect(corner.x(), corner.y(), width, height), bounds)

    def _build(self, view: EvidenceView) -> None:
        column = QVBoxLayout(self._ground)
        column.setContentsMargins(px(16), px(12), px(12), px(16))
        column.setSpacing(px(8))
        column.addLayout(self._head(view))
        because = Text(view.because, ink="text2", wrap=True)
        column.addWidget(because)
        for figure in view.figures:
            column.addWidget(Hairline())
            row = _FigureRow(figure)
            row.link_asked.connect(self._on_link)
            column.addWidget(row)
        column.addWidget(Hairline())
        column.addWidget(Text(view.note, Type.SECONDARY, ink="text2", wrap=True))
        column.addStretch(1)

    def _head(self, view: EvidenceView) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(px(8))
        row.addWidget(Text(view.words, Type.LEAD, weight=600))
        row.addWidget(BasisMark(view.basis))
        row.addWidget(Text(BASES[view.basis].word, Type.SECONDARY, ink="text2"))
        row.addStretch(1)
        row.addWidget(Text(view.quantization, Type.CODE, ink="text2"))
        self._close = IconButton("close", "Close")
        self._close.clicked.connect(self.reject)
        row.addWidget(self._close)
        return row

    def _on_link(self, address: str) -> None:
        self.reject()
        self.link_asked.emit(address)


class _FigureRow(QWidget):
    """One published figure: measure and value, of what, and its source."""

    link_asked = Signal(str)

    def __init__(self, view: FigureView) -> None:
        super().__init__()
        self.setAccessibleName(view.sentence)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(2))
        head = QHBoxLayout()
        measure = Text(view.measure, weight=500)
        measure.setToolTip(tip(view.meaning))
        value = Text(view.value, weight=500, wrap=True)
        value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        head.addWidget(measure, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(value, 1)
        column.addLayout(head)
        column.addWidget(Text(view.of, Type.SECONDARY, ink="text2", wrap=True))
        if view.link:
            link = _Link(view.source, view.link)
            link.clicked.connect(lambda: self.link_asked.emit(view.link))
            column.addWidget(link)
        else:
            column.addWidget(Text(view.source, Type.SECONDARY, ink="text2", wrap=True))


class _Link(QAbstractButton):
    """A source, on a line of its own."""

    def __init__(self, words: str, address: str) -> None:
        super().__init__()
        self._font = font(Type.SECONDARY)
        self.setText(words)
        self.setToolTip(tip(address))
        self.setAccessibleName(f"Open the source: {words}")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """One line."""
        return QSize(80, px(_LINK))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return opens it as Space does."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the icon and the words, underlined under the mouse."""
        painter = paint.painter_of(self)
        colours = worn().colours
        side = px(_ICON)
        words = QFont(self._font)
        words.setUnderline(self.underMouse())
        taken = side + 4 + paint.breadth(words, self.text()) + 2
        icons.draw(
            painter, "external", colours.accent, QPointF(0, (self.height() - side) / 2), side
        )
        area = QRectF(side + 4, 0, self.width() - side - 4, self.height())
        paint.words(painter, area, self.text(), words, colours.accent)
        if self.hasFocus():
            around = QRectF(-3, 0, min(taken + 6, self.width() + 3), self.height())
            paint.ring(painter, around.adjusted(3, 0, 0, 0), 4, colours.accent)


def _inside(card: QRect, bounds: QRect) -> QPoint:
    """The card's corner, pushed into the bounds."""
    left = max(bounds.left(), min(card.left(), bounds.right() - card.width()))
    top = max(bounds.top(), min(card.top(), bounds.bottom() - card.height()))
    return QPoint(left, top)

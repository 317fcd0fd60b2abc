"""A column that scrolls: the ground of every page and panel."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget


class ScrollColumn(QScrollArea):
    """Put things into `column`: at most `widest` pixels, centred; never scrolls sideways."""

    def __init__(
        self,
        *,
        widest: int | None = None,
        margin: int = 24,
        gap: int = 16,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._ground = QWidget()
        self._margin = margin
        self._row = row = QHBoxLayout(self._ground)
        row.setContentsMargins(margin, margin, margin, margin)
        self._inner = QWidget()
        if widest is not None:
            self._inner.setMaximumWidth(widest)
        self.column = QVBoxLayout(self._inner)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(gap)
        row.addStretch(1)
        row.addWidget(self._inner, 1000)
        row.addStretch(1)
        self.setWidget(self._ground)
        self._inner.installEventFilter(self)
        self.verticalScrollBar().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What is in it says how narrow it may become; the bar stands in the margin."""
        if watched is self._inner:
            if event.type() is QEvent.Type.LayoutRequest:
                self._ground.updateGeometry()
        elif event.type() in (QEvent.Type.Show, QEvent.Type.Hide, QEvent.Type.Resize):
            self._make_room()
        return super().eventFilter(watched, event)

    def _make_room(self) -> None:
        """As wide with the bar as without it."""
        bar = self.verticalScrollBar()
        taken = bar.width() if bar.isVisibleTo(self) else 0
        margin = self._margin
        self._row.setContentsMargins(margin, margin, max(0, margin - taken), margin)

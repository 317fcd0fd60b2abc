"""The rail: the places, the loaded model, and the memory as it is now."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QSize, Signal
from PySide6.QtGui import QKeySequence, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from launcher.identity import NAME
from ui.text.rail_view import NO_MODEL, LoadedView, MeterView
from ui.theme import icons, paint
from ui.theme.appearance import worn
from ui.theme.type import Type, font, px
from ui.widgets.meter import Meter
from ui.widgets.rail_button import RailButton
from ui.widgets.surface import Hairline, Surface
from ui.window.loaded_card import LoadedCard
from ui.window.places import AT_THE_FOOT, PLACES, Place, shortcut

WIDTH = 176
NARROW = 52


class Rail(Surface):
    """`place_chosen` and `eject_asked` when a person did; the show methods never emit."""

    place_chosen = Signal(object)  # Place
    eject_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("rail", line="right", parent=parent)
        self._narrow = False
        self._buttons = {place: _button(place) for place in Place}
        self._brand = _Brand()
        self._card = LoadedCard()
        self._meters: list[Meter] = []
        self._meter_box = QVBoxLayout()
        self._column = QVBoxLayout(self)
        self._build()
        self._card.eject_asked.connect(self.eject_asked)
        for place, button in self._buttons.items():
            button.clicked.connect(lambda _checked, place=place: self.place_chosen.emit(place))
        self.show_loaded(NO_MODEL)
        self.show_narrow(narrow=False)

    def show_place(self, place: Place) -> None:
        """Mark where one is."""
        self._buttons[place].setChecked(True)

    def show_loaded(self, loaded: LoadedView) -> None:
        """Show the model that is loaded."""
        self._card.show_view(loaded)

    def show_meters(self, meters: Sequence[MeterView]) -> None:
        """Show each device's memory."""
        while len(self._meters) < len(meters):
            meter = Meter()
            meter.show_narrow(narrow=self._narrow)
            self._meters.append(meter)
            self._meter_box.addWidget(meter)
        for number, meter in enumerate(self._meters):
            if number < len(meters):
                meter.show_view(meters[number])
            meter.setVisible(number < len(meters))

    def show_narrow(self, *, narrow: bool) -> None:
        """Show icons alone, or icons and words."""
        self._narrow = narrow
        side = 8 if narrow else 12
        self._column.setContentsMargins(side, 14, side + 1, 12)
        self.setFixedWidth(max(NARROW, px(36) + 17) if narrow else px(WIDTH))
        for button in self._buttons.values():
            button.show_narrow(narrow=narrow)
        for meter in self._meters:
            meter.show_narrow(narrow=narrow)
        self._brand.show_narrow(narrow=narrow)
        self._card.show_narrow(narrow=narrow)

    def _build(self) -> None:
        column = self._column
        column.setSpacing(4)
        column.addWidget(self._brand)
        column.addSpacing(8)
        for place, button in self._buttons.items():
            if place not in AT_THE_FOOT:
                column.addWidget(button)
        column.addStretch(1)
        for place in AT_THE_FOOT:
            column.addWidget(self._buttons[place])
        column.addSpacing(8)
        column.addWidget(Hairline())
        column.addSpacing(8)
        column.addWidget(self._card)
        column.addSpacing(6)
        self._meter_box.setSpacing(8)
        column.addLayout(self._meter_box)


def _button(place: Place) -> RailButton:
    words = PLACES[place]
    keys = QKeySequence(shortcut(place)).toString(QKeySequence.SequenceFormat.NativeText)
    return RailButton(words.icon, words.word, keys)


class _Brand(QWidget):
    """The program's mark and name."""

    def __init__(self) -> None:
        super().__init__()
        self._narrow = False
        self._font = font(Type.LEAD, weight=600)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_narrow(self, *, narrow: bool) -> None:
        self._narrow = narrow
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(36, px(32))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = paint.painter_of(self)
        colours = worn().colours
        side = px(22)
        left = (self.width() - side) / 2 if self._narrow else 7
        box = self.rect().toRectF()
        box.setRect(left, (self.height() - side) / 2, side, side)
        paint.box(painter, box, side * 0.3, fill=colours.accent)
        mark = QPointF(box.left(), box.top())
        icons.draw(painter, "mark", colours.on_accent, mark, side)
        if not self._narrow:
            area = self.rect().toRectF().adjusted(box.right() + 9, 0, 0, 0)
            paint.words(painter, area, NAME, self._font, colours.text)

"""The machine page: one figure that matters, then the parts of this computer."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from ui.pages.machine.pace_row import PaceRow
from ui.pages.machine.view import MachineView, PartView
from ui.text.rail_view import MeterView as BarView
from ui.theme.type import Type, px
from ui.widgets.button import Button, Kind, Size
from ui.widgets.empty_state import Picture
from ui.widgets.flow import Flow
from ui.widgets.label import Text
from ui.widgets.meter import Meter
from ui.widgets.scroll_column import ScrollColumn
from ui.widgets.surface import Card, Hairline, Skeleton


class MachinePage(QWidget):
    """Shows a MachineView. `find_asked`: a person wants to choose a model.

    `imagine_asked`: a person wonders what another computer could do; `advice_asked`: what
    suits this one.
    """

    find_asked = Signal()
    imagine_asked = Signal()
    advice_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self._parts: dict[str, _PartRow] = {}
        self._figure = Text("", Type.FIGURE, weight=600)
        self._unit = Text("", Type.LEAD, ink="text2")
        self._words = Text("", Type.BODY, ink="text2", wrap=True)
        self._waiting = Skeleton(4)
        self._card = Card()
        self._rows = QVBoxLayout(self._card)
        self._rows.setContentsMargins(px(20), px(8), px(20), px(8))
        self._rows.setSpacing(0)
        self.pace = PaceRow()
        self._notes = Text("", Type.SECONDARY, ink="text2", wrap=True)
        self._advice = Button(
            "What suits this computer", Kind.PRIMARY, size=Size.LARGE, icon="fits"
        )
        self._find = Button("Find a model", size=Size.LARGE, icon="search")
        self._imagine = Button("Imagine another computer", size=Size.LARGE, icon="cpu")
        self._advice.clicked.connect(self.advice_asked)
        self._find.clicked.connect(self.find_asked)
        self._imagine.clicked.connect(self.imagine_asked)
        self._build()

    def show_view(self, view: MachineView) -> None:
        """Show this machine; rows that stay are kept, so nothing jumps."""
        self._waiting.hide()
        self._card.show()
        self.pace.show()
        for button in (self._advice, self._find, self._imagine):
            button.show()
        self._figure.show_text(view.figure)
        self._unit.show_text(view.figure_unit)
        self._words.show_text(view.figure_words)
        if [part.key for part in view.parts] != list(self._parts):
            self._rebuild(view)
        for part in view.parts:
            self._parts[part.key].show_part(part)
        self._notes.show_text("\n".join(view.notes))
        self._notes.setVisible(bool(view.notes))

    def _build(self) -> None:
        scroll = ScrollColumn(widest=px(880), margin=32, gap=16)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)
        column = scroll.column
        column.addWidget(Text("Your computer", Type.TITLE, weight=600))
        column.addWidget(
            Text(
                "Models run here, on your own machine. Nothing you write leaves it.",
                ink="text2",
                wrap=True,
            )
        )
        figure = QHBoxLayout()
        figure.setSpacing(px(8))
        figure.addWidget(self._figure, 0, Qt.AlignmentFlag.AlignBaseline)
        figure.addWidget(self._unit, 0, Qt.AlignmentFlag.AlignBaseline)
        figure.addWidget(self._words, 1, Qt.AlignmentFlag.AlignBaseline)
        column.addLayout(figure)
        column.addWidget(self._waiting)
        column.addWidget(self._card)
        column.addWidget(self.pace)
        column.addWidget(self._notes)
        buttons = Flow()
        for button in (self._advice, self._find, self._imagine):
            buttons.flow.addWidget(button)
            button.hide()
        column.addWidget(buttons)
        column.addStretch(1)
        self._card.hide()
        self.pace.hide()
        self._notes.hide()

    def _rebuild(self, view: MachineView) -> None:
        while (item := self._rows.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._parts = {}
        for number, part in enumerate(view.parts):
            if number:
                self._rows.addWidget(Hairline())
            self._parts[part.key] = _PartRow()
            self._rows.addWidget(self._parts[part.key])


class _PartRow(QWidget):
    """One part: icon, title, lines, a meter of its memory, a warning if it cannot be used."""

    def __init__(self) -> None:
        super().__init__()
        self._icon = Picture("cpu", 20, "text2")
        self._title = Text("", Type.BODY, weight=600, wrap=True)
        self._lines = Text("", Type.BODY, ink="text2", wrap=True)
        self._warning = Text("", Type.BODY, ink="tight", wrap=True)
        self._meter = Meter()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, px(12), 0, px(12))
        grid.setHorizontalSpacing(px(16))
        grid.setVerticalSpacing(px(4))
        grid.addWidget(self._icon, 0, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self._title, 0, 1)
        grid.addWidget(self._lines, 1, 1)
        grid.addWidget(self._warning, 2, 1)
        grid.addWidget(self._meter, 0, 2, 2, 1, Qt.AlignmentFlag.AlignTop)
        grid.setColumnStretch(1, 3)
        grid.setColumnStretch(2, 2)

    def show_part(self, part: PartView) -> None:
        self._icon.show_icon(part.icon, "text2")
        self._title.show_text(part.title)
        self._lines.show_text("\n".join((*part.lines, part.pace) if part.pace else part.lines))
        self._warning.show_text(part.warning)
        self._warning.setVisible(bool(part.warning))
        self._meter.setVisible(part.meter is not None)
        if part.meter is not None:
            self._meter.show_view(
                BarView(
                    label="In use",
                    others=part.meter.used - part.meter.own,
                    own=part.meter.own,
                    total=part.meter.total,
                )
            )

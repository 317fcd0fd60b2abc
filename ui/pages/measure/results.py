"""What was measured: what follows from it, the table, the plots, the answers."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from launcher.memory.estimate import Basis
from ui.pages.measure.answers import Answers
from ui.pages.measure.notes import Notes
from ui.pages.measure.picture import titled_picture
from ui.pages.measure.plot_view import caption
from ui.pages.measure.table import MeasuredTable
from ui.pages.measure.view import Group, as_text, notes, rows, when_words
from ui.theme.type import Type, px
from ui.widgets.basis_mark import BasisMark
from ui.widgets.combo import Combo
from ui.widgets.export_button import ExportButton
from ui.widgets.label import Elided, Text
from ui.widgets.surface import Card

_HINT = "Point at a file in the table or the plots."


class Results(QWidget):
    """`export_asked` carries a kind and a file, `removed` the key of a row."""

    export_asked = Signal(str, object)
    removed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._groups: tuple[Group, ...] = ()
        self._said: Mapping[str, str] = {}
        self._key = ""
        self._choice = Combo("Which results")
        self._one = Elided("", Type.LEAD, weight=600, middle=True)
        self._export = ExportButton(
            ("png", "csv", "json"), title="Save what was measured", name="measured"
        )
        self._so_what = Text("", wrap=True)
        self.table = MeasuredTable()
        self._caption = Elided(_HINT, Type.SECONDARY, ink="text2")
        self._when = Text("", Type.SECONDARY, ink="text3", wrap=True)
        self._notes = Notes()
        self._answers = Answers()
        self._build()
        self._choice.edited.connect(lambda key: self._show(str(key)))
        self._export.export_asked.connect(self.export_asked)
        self.table.removed.connect(self.removed)
        self.table.pointed.connect(self._on_pointed)
        self.table.copied.connect(self._on_copied)
        self.plots.pointed.connect(self._on_pointed)

    @property
    def group(self) -> Group | None:
        """What is shown."""
        return next((one for one in self._groups if one.key == self._key), None)

    def show_groups(self, groups: Sequence[Group], said: Mapping[str, str], key: str = "") -> None:
        """Show these; what follows from each is in `said` by its key. `key`: the one to show."""
        self._groups, self._said = tuple(groups), said
        there = [one.key for one in groups]
        self._choice.show_options([(one.key, one.title) for one in groups])
        self._choice.setVisible(len(groups) > 1)
        self._one.setVisible(len(groups) == 1)
        wanted = key or self._key
        if there:
            self._show(wanted if wanted in there else there[0])

    def picture(self) -> QImage:
        """Title and figures without the answers, hints and what one presses."""
        title = self.group.title if self.group else ""
        told = self._caption.text()
        self._caption.show_text("" if told == _HINT else told)
        with self.plots.without_choices():
            ground = self.palette().window().color()
            image = titled_picture(self._drawing, title, ground=ground)
        self._caption.show_text(told)
        return image

    def _show(self, key: str) -> None:
        self._key = key
        group = self.group
        if group is None:
            return
        self._choice.show_value(key)
        self._one.show_text(group.title)
        self._so_what.show_text(self._said.get(key, ""))
        self.table.show_rows(rows(group))
        self.plots.show_group(group)
        self._answers.show_group(group)
        self._when.show_text(when_words(group.files))
        told = notes(group)
        self._notes.show_notes(told)
        self._on_pointed("")

    def _on_pointed(self, key: str) -> None:
        group = self.group
        file = next((one for one in group.files if one.content == key), None) if group else None
        self.table.show_pointed(key)
        self.plots.show_pointed(key)
        words = caption(file, group.title_of(file)) if file is not None and group else _HINT
        self._caption.show_text(words)

    def _on_copied(self, keys: tuple[str, ...]) -> None:
        if self.group is not None:
            QGuiApplication.clipboard().setText(as_text(self.group, keys))

    def _build(self) -> None:
        from ui.pages.measure.plots import Plots  # noqa: PLC0415  it imports the plotting library

        self.plots = Plots()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(16))
        head = QHBoxLayout()
        head.setSpacing(px(12))
        head.addWidget(self._one, 1)
        head.addWidget(self._choice, 1)
        head.addWidget(self._export)
        column.addLayout(head)
        self._drawing = QWidget()
        drawing = QVBoxLayout(self._drawing)
        drawing.setContentsMargins(0, 0, 0, 0)
        drawing.setSpacing(px(12))
        drawing.addWidget(self._conclusion())
        drawing.addWidget(self.table)
        drawing.addLayout(self._below())
        drawing.addWidget(self._notes)
        drawing.addWidget(self.plots)
        drawing.addWidget(self._caption)
        column.addWidget(self._drawing)
        column.addWidget(self._answers)
        self._choice.hide()

    def _conclusion(self) -> Card:
        card = Card("panel")
        column = QVBoxLayout(card)
        column.setContentsMargins(px(16), px(12), px(16), px(12))
        column.setSpacing(px(4))
        column.addWidget(Text("So what", weight=600))
        column.addWidget(self._so_what)
        return card

    def _below(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(px(6))
        line.addWidget(BasisMark(Basis.MEASURED), 0, Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(self._when, 1)
        return line

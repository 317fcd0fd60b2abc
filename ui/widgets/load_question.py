"""The question before a model is loaded that needs more memory than is free."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from ui.theme.type import Type, px
from ui.widgets.button import Button, Kind
from ui.widgets.label import Text


class LoadQuestion(QDialog):
    """`accepted`: load anyway. `details_asked` comes after it is closed; Esc and Enter do nothing.

    Whatever is not "Load anyway" rejects.
    """

    details_asked = Signal()

    def __init__(self, parent: QWidget, name: str, words: str) -> None:
        super().__init__(parent)
        self.setWindowTitle("Too big")
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(24), px(24), px(24), px(16))
        column.setSpacing(px(12))
        column.addWidget(Text(f"Load {name}?", Type.LEAD, weight=600, wrap=True))
        said = Text(words, Type.BODY, ink="text2", wrap=True)
        said.setMinimumWidth(px(360))
        column.addWidget(said)
        row = QHBoxLayout()
        details = Button("Memory in detail", Kind.QUIET)
        no = Button("Cancel")
        yes = Button("Load anyway", Kind.DANGER)
        details.clicked.connect(self._on_details_clicked)
        no.clicked.connect(self.reject)
        yes.clicked.connect(self.accept)
        no.setDefault(True)
        row.addWidget(details)
        row.addStretch(1)
        row.addWidget(no)
        row.addWidget(yes)
        column.addLayout(row)
        no.setFocus()

    def _on_details_clicked(self) -> None:
        self.reject()
        self.details_asked.emit()

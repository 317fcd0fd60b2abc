"""A question before something that cannot be taken back, or that leaves the program."""

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from ui.text.markdown import is_safe_link
from ui.theme.type import Type, px
from ui.widgets.button import Button, Kind
from ui.widgets.label import Text


class Question(QDialog):
    """One sentence, what hangs on it, and two buttons; Esc and Enter mean no harm."""

    def __init__(
        self, parent: QWidget, *, title: str, detail: str, agree: str, danger: bool = False
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(24), px(24), px(24), px(16))
        column.setSpacing(px(12))
        column.addWidget(Text(title, Type.LEAD, weight=600, wrap=True))
        words = Text(detail, Type.BODY, ink="text2", wrap=True)
        words.setMinimumWidth(px(360))
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(words)
        row = QHBoxLayout()
        row.addStretch(1)
        no = Button("Cancel")
        yes = Button(agree, Kind.DANGER if danger else Kind.PRIMARY)
        no.clicked.connect(self.reject)
        yes.clicked.connect(self.accept)
        no.setDefault(danger)
        yes.setDefault(not danger)
        row.addWidget(no)
        row.addWidget(yes)
        column.addLayout(row)


def ask_to_open(parent: QWidget, address: str) -> None:
    """Show where a link leads, and open it in the browser if the person agrees."""
    if not is_safe_link(address):
        return
    question = Question(parent, title="Open this address?", detail=address, agree="Open")
    question.accepted.connect(lambda: QDesktopServices.openUrl(QUrl(address)))
    question.open()

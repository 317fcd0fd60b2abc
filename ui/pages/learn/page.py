"""Learn: the first steps, every word explained, and any model's name taken apart."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from ui.pages.learn.naming import Naming
from ui.pages.learn.steps import Steps
from ui.pages.learn.view import Section
from ui.pages.learn.words import Words
from ui.theme.type import Type, px
from ui.widgets.label import Text
from ui.widgets.segmented import SegmentedChoice
from ui.widgets.surface import Hairline
from ui.widgets.tab_order import tab_as_laid_out

_CHOICE = 420


class LearnPage(QWidget):
    """Parts are public for the presenter; `opened` once, when it is first seen."""

    opened = Signal()
    section_edited = Signal(object)  # Section

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.steps = Steps()
        self.words = Words()
        self.naming = Naming()
        self._seen = False
        self._sections = {
            Section.STEPS: self.steps,
            Section.WORDS: self.words,
            Section.NAME: self.naming,
        }
        self._choice = SegmentedChoice("Learn", [(one, one.value) for one in Section])
        self._stack = QStackedWidget()
        self._build()
        self._choice.edited.connect(self._on_section_edited)
        self.show_section(Section.STEPS)

    @property
    def section(self) -> Section:
        """Which of the three is shown."""
        return next(
            one for one, page in self._sections.items() if page is self._stack.currentWidget()
        )

    def show_section(self, section: Section) -> None:
        """Show this one."""
        self._choice.show_value(section)
        self._stack.setCurrentWidget(self._sections[section])

    def showEvent(self, event: QShowEvent) -> None:
        """Tell when it is first seen: nothing is read before that."""
        super().showEvent(event)
        if not self._seen:
            self._seen = True
            self.opened.emit()

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002, FBT001  Qt's own
        """Tab goes as things are laid out, whenever they were made."""
        tab_as_laid_out(self)
        return super().focusNextPrevChild(next)

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(px(24), px(16), px(24), px(12))
        head.setSpacing(px(24))
        head.addWidget(Text("Learn", Type.TITLE, weight=600))
        self._choice.setMaximumWidth(px(_CHOICE))
        head.addWidget(self._choice, 1)
        head.addStretch(1)
        for page in self._sections.values():
            self._stack.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(Hairline())
        column.addWidget(self._stack, 1)

    def _on_section_edited(self, section: Section) -> None:
        self.show_section(section)
        self.section_edited.emit(section)

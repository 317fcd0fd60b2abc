"""The rows of a model's page at some choices, with all that is known of this computer by now."""

from PySide6.QtCore import QObject, Signal

from launcher.actions.corrections import Corrections
from launcher.actions.judging import VariantRow, rows_of
from launcher.actions.parts import Parts
from launcher.actions.repository import Headers, Repository
from launcher.choosing.wish import Wish, wish_of
from launcher.hardware.facts import Machine
from launcher.memory.choices import Choices
from ui.bridge.background import Background
from ui.desk import Desk, OnDesk
from ui.pages.find.lengths import Lengths


class Judging(QObject):
    """`found` when the rows would be other ones now, though nothing was chosen."""

    found = Signal()

    def __init__(self, parts: Parts, desk: Desk, background: Background, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._lengths = Lengths(background, self)
        self._corrections = Corrections(parts)
        self._lengths.found.connect(self.found)
        desk.changed.connect(self._on_desk_changed)

    def rows(
        self, repository: Repository, headers: Headers, choices: Choices, machine: Machine
    ) -> tuple[VariantRow, ...]:
        """Every variant judged. Raises ChoiceError for impossible choices."""
        reserve = self._desk.now.settings.reserve
        longest = self._lengths.tell(repository, headers, choices, machine, reserve=reserve)
        return rows_of(
            repository,
            headers,
            choices,
            machine,
            reserve=reserve,
            measured=self._desk.now.paces,
            corrections=self._corrections,
            longest=longest,
            wish=self.wish(choices),
        )

    def wish(self, choices: Choices) -> Wish:
        """What a file is recommended for: as a person chose it last."""
        return wish_of(self._desk.now.settings, choices.context)

    def _on_desk_changed(self, before: OnDesk, now: OnDesk) -> None:
        if before.paces != now.paces:
            self._corrections.forget()
            self.found.emit()

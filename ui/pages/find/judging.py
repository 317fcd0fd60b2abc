"""The rows of a model's page at some choices, with all that is known of this computer by now."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from launcher.actions.corrections import Corrections
from launcher.actions.judging import VariantRow, rows_of
from launcher.actions.measuring.evidence import measured_evidence
from launcher.actions.parts import Parts
from launcher.actions.repository import Headers, Repository
from launcher.choosing.wish import Wish, wish_of
from launcher.hardware.facts import Machine
from launcher.memory.choices import Choices
from ui.bridge.background import Background
from ui.bridge.latest import Latest
from ui.desk import Desk, OnDesk
from ui.pages.find.here import choices_of
from ui.pages.find.lengths import Lengths


class Judging(QObject):
    """`found` when the rows would be other ones now, though nothing was chosen."""

    found = Signal()

    def __init__(self, parts: Parts, desk: Desk, background: Background, parent: QObject) -> None:
        super().__init__(parent)
        self._parts = parts
        self._desk = desk
        self._lengths = Lengths(background, self)
        self._first = Latest(background, self)
        self._corrections = Corrections(parts)
        self._lengths.found.connect(self.found)
        desk.changed.connect(self._on_desk_changed)

    def prepare(
        self, repository: Repository, headers: Headers, *, done: Callable[[], None]
    ) -> None:
        """Judge once in the background, then call `done`; `rows` takes a tenth of it after that.

        What takes long the first time is remembered for each header, whatever is chosen.
        """
        now, facts = self._desk.now, next(iter(headers.own.values()), None)
        machine = now.computer
        if machine is None or facts is None:
            done()
            return
        choices = choices_of(repository.repo, facts, now)
        corrections, wish = Corrections(self._parts), self.wish(choices)
        self._first.ask(
            lambda: rows_of(
                repository,
                headers,
                choices,
                machine,
                reserve=now.settings.reserve,
                measured=now.paces,
                corrections=corrections,
                here=measured_evidence(self._parts, machine),
                wish=wish,
            ),
            done=lambda _rows: done(),
            failed=lambda _error: done(),  # said when it is asked for
        )

    def drop(self) -> None:
        """Whatever is being prepared is not wanted any more."""
        self._first.drop()

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
            here=measured_evidence(self._parts, machine),
            longest=longest,
            wish=self.wish(choices),
        )

    def wish(self, choices: Choices) -> Wish:
        """What a file is recommended for: as a person chose it last."""
        return wish_of(self._desk.now.settings, choices.context)

    def _on_desk_changed(self, before: OnDesk, now: OnDesk) -> None:
        if before.paces != now.paces:
            self._corrections.forget()
        if before.paces != now.paces or before.measured != now.measured:
            self.found.emit()

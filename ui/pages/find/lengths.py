"""The longest context of each file: searched for in the background, and not for every context."""

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from launcher.actions.judging import longest_of
from launcher.actions.repository import Headers, Repository
from launcher.hardware.facts import Machine
from launcher.memory.anatomy import Same
from launcher.memory.choices import Choices
from ui.bridge.background import Background
from ui.bridge.latest import Latest
from ui.errands.question import About, Question


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    repository: Repository
    headers: Headers
    question: Question

    def is_settled_by(self, other: "_Asked") -> bool:
        """Whether the other's answer is this one's: only the context may differ."""
        return (
            self.headers is other.headers
            and self.question.about == other.question.about
            and self.question.timeless == other.question.timeless
        )

    def may_show(self, other: "_Asked") -> bool:
        """Whether the other's answer may stand until this one's comes."""
        return self.repository is other.repository and self.question.about.is_like(
            other.question.about
        )


class Lengths(QObject):
    """`found` when the lengths are other ones than were told."""

    found = Signal()

    def __init__(self, background: Background, parent: QObject) -> None:
        super().__init__(parent)
        self._search = Latest(background, self)
        self._asked: _Asked | None = None
        self._known: Mapping[str, int] = {}

    def tell(
        self,
        repository: Repository,
        headers: Headers,
        choices: Choices,
        machine: Machine,
        *,
        reserve: int,
    ) -> Mapping[str, int]:
        """Tokens by the variant's name, as far as they are known; what lacks is looked for."""
        facts = next(iter(headers.own.values()))
        about = About(model=Same(facts), machine=machine, reserve=reserve)
        asked = _Asked(
            repository=repository,
            headers=headers,
            question=Question(about=about, choices=choices),
        )
        before, self._asked = self._asked, asked
        if before is None or not asked.may_show(before):
            self._known = {}
        if before is None or not asked.is_settled_by(before):
            self._search.ask(
                lambda: longest_of(repository, headers, choices, machine, reserve=reserve),
                done=self._on_found,
                failed=lambda _error: self._on_found({}),  # the plan says what cannot be
            )
        return self._known

    def _on_found(self, found: Mapping[str, int]) -> None:
        if found != self._known:
            self._known = found
            self.found.emit()

"""What stays the same while the context moves: worked out once and kept for the next tick."""

from dataclasses import replace

from launcher.memory.choices import Choices
from launcher.memory.fit import is_of_gpus_alone, largest_context, longest_asked
from ui.pages.memory.lengths_view import Lengths, lengths
from ui.study import Study

_Question = tuple[int, int, Choices, int, int]


class Standing:
    """The table of lengths, and the longest context that fits, for the question asked last."""

    def __init__(self) -> None:
        self._study: Study | None = None  # held, so that its identity is nobody else's
        self._asked: _Question | None = None
        self._lengths = Lengths(rows=(), slope="")
        self._largest: int | None = None
        self._gpus_alone = False

    def lengths(self, study: Study, reserve: int) -> Lengths:
        """By arithmetic. Raises ChoiceError for choices that cannot be."""
        self._ask(study, reserve)
        return self._lengths

    def largest(self, study: Study, reserve: int) -> int | None:
        """Tokens; None where not even the least fits. Raises ChoiceError as above."""
        self._ask(study, reserve)
        return self._largest

    def gpus_alone(self, study: Study, reserve: int) -> bool:
        """Whether that is the longest wholly on GPUs. Raises ChoiceError as above."""
        self._ask(study, reserve)
        return self._gpus_alone

    def _ask(self, study: Study, reserve: int) -> None:
        bare = replace(study.choices, context=0)
        most = longest_asked(study.facts, study.choices.context)
        question = (id(study.facts), id(study.machine), bare, most, reserve)
        if question == self._asked:
            return
        facts, choices, machine = study.facts, study.choices, study.machine
        self._lengths = lengths(facts, choices, machine, reserve=reserve)
        self._largest = largest_context(facts, choices, machine, reserve=reserve) or None
        self._gpus_alone = is_of_gpus_alone(facts, choices, machine, reserve=reserve)
        self._study, self._asked = study, question

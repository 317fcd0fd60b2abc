"""What a longer conversation takes: one row for each usual context length. No Qt."""

from dataclasses import dataclass, replace

from launcher.actions.estimate import estimate_now
from launcher.hardware.facts import Machine
from launcher.memory.choices import Choices
from launcher.memory.estimate import Estimate
from launcher.memory.fit import judge
from launcher.models.facts import ModelFacts
from launcher.units import pages, tokens_text
from ui.text.numbers import gib, whole, with_unit
from ui.widgets.context_scale import scale_for


@dataclass(frozen=True, slots=True, kw_only=True)
class LengthRow:
    """One context length (tokens), what it takes (bytes), and whether that fits."""

    tokens: int
    memory: int  # KV cache and recurrent state
    total: int
    fit: str

    @property
    def cells(self) -> tuple[str, str, str, str]:
        """Context, pages, working memory, in all."""
        return (
            tokens_text(self.tokens),
            whole(pages(self.tokens)),
            gib(self.memory),
            gib(self.total),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Lengths:
    """All rows, and what a further thousand tokens take, in words."""

    rows: tuple[LengthRow, ...]
    slope: str


def lengths(facts: ModelFacts, choices: Choices, machine: Machine, *, reserve: int) -> Lengths:
    """By arithmetic, from 2k up to the trained length. `reserve` is in bytes.

    Raises ChoiceError for choices that cannot be.
    """
    trained = facts.trained_context
    marks = [mark for mark in scale_for(trained).marks if not trained or mark <= trained]
    if trained and trained not in marks:
        marks.append(trained)
    rows = []
    for tokens in marks:
        found = estimate_now(facts, replace(choices, context=tokens), machine, reserve=reserve)
        rows.append(
            LengthRow(
                tokens=tokens,
                memory=_memory(found),
                total=found.total,
                fit=str(judge(found, reserve=reserve)),
            )
        )
    return Lengths(rows=tuple(rows), slope=_slope(rows))


def _memory(estimate: Estimate) -> int:
    return sum(share.kv + share.recurrent for share in estimate.devices)


def _slope(rows: list[LengthRow]) -> str:
    """From the two longest: where a window is full, only what still grows counts."""
    if len(rows) < 2:
        return ""
    before, last = rows[-2:]
    if last.tokens == before.tokens or last.memory == before.memory:
        return "A longer conversation takes no more memory." if last.memory else ""
    each = (last.memory - before.memory) * 1000 // (last.tokens - before.tokens)
    return f"Each further 1,000 tokens take {with_unit(each)}."

"""Which parts of a rendered conversation a person wrote.

Marks are put around what was said before the template is rendered, and found
again in the result: between them is text, everything else is the template's.
Only the template may write control tokens. White space at the ends stays
outside the marks, because templates trim.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from launcher.protocol.messages import Turn

PRIVATE: Final = range(0xE000, 0xF8FF)  # characters that mean nothing to anybody


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of text; `said` where a person or the model wrote it."""

    text: str
    said: bool


@dataclass(frozen=True, slots=True)
class Marks:
    """Three characters that occur nowhere: before a number, and after it at a begin or an end."""

    number: str
    begin: str
    end: str

    def around(self, text: str, index: int) -> str:
        """The text with marks, its outer white space left outside."""
        core = text.strip()
        if not core:
            return text
        at = text.index(core)
        first, last = f"{self.number}{index}{self.begin}", f"{self.number}{index}{self.end}"
        return f"{text[:at]}{first}{core}{last}{text[at + len(core) :]}"

    @property
    def pattern(self) -> re.Pattern[str]:
        """A mark, with its message's number and which end it is."""
        return re.compile(f"{self.number}(\\d+)([{self.begin}{self.end}])")


def marks_for(*texts: str) -> Marks:
    """Marks that are in none of the texts."""
    used = set().union(*texts)
    free = (chr(code) for code in PRIVATE if chr(code) not in used)
    return Marks(next(free), next(free), next(free))


def spans_of(rendered: str, plain: str, marks: Marks, turns: Sequence[Turn]) -> list[Span] | None:
    """The rendered text in spans; None where the marks changed what the template wrote.

    A template may drop the beginning of an answer (its reasoning), and a mark
    with it: then the said part is as much as agrees with the message, seen from
    the mark that is left.
    """
    pieces = marks.pattern.split(rendered)
    if "".join(pieces[::3]) != plain:
        return None
    spans: list[Span] = []
    inside: str | None = None
    for at, text in enumerate(pieces[::3]):
        mark = pieces[3 * at + 1 : 3 * at + 3]
        ends = bool(mark) and mark[1] == marks.end
        if inside is not None and ends and mark[0] == inside:
            spans.append(Span(text, said=True))
        elif inside is not None:
            kept = _agreeing_start(text, turns[int(inside)].text.strip())
            spans += [Span(text[:kept], said=True), Span(text[kept:], said=False)]
        elif ends:
            kept = _agreeing_end(text, turns[int(mark[0])].text.strip())
            cut = len(text) - kept
            spans += [Span(text[:cut], said=False), Span(text[cut:], said=True)]
        else:
            spans.append(Span(text, said=False))
        inside = mark[0] if mark and not ends else None
    return [span for span in spans if span.text]


def spans_by_search(plain: str, turns: Sequence[Turn]) -> list[Span] | None:
    """Spans by looking for each message in turn; None where one that is there is not verbatim."""
    spans: list[Span] = []
    at = 0
    for turn in turns:
        core = turn.text.strip()
        found = plain.find(core, at) if core else -1
        if not core:
            continue
        if found < 0:
            return None
        spans += [Span(plain[at:found], said=False), Span(core, said=True)]
        at = found + len(core)
    spans.append(Span(plain[at:], said=False))
    return [span for span in spans if span.text]


def _agreeing_start(text: str, message: str) -> int:
    length = 0
    while length < min(len(text), len(message)) and text[length] == message[length]:
        length += 1
    return length


def _agreeing_end(text: str, message: str) -> int:
    return _agreeing_start(text[::-1], message[::-1])

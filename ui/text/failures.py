"""Any exception as the sentence a person reads."""

from collections.abc import Sequence
from typing import Final

from launcher.errors import SnugError
from launcher.sentences import Sentence, sentence_of, unexpected

MOST: Final = 8  # named beside the first; so many can be noticed at a start


def sentence_for(error: BaseException) -> Sentence:
    """What happened and what to do; also for what nobody foresaw."""
    return sentence_of(error) if isinstance(error, SnugError) else unexpected(error)


def together(said: Sequence[Sentence]) -> Sentence:
    """Several things in one notice: the first leads, each keeps what is to be done.

    Of very many the first few are named: a notice must leave room for the page under it.
    """
    first, *others = said
    named, left = others[:MOST], len(others[MOST:])
    lines = [first.next, *(f"{one.what} {one.next}" for one in named)]
    if left:
        lines.append(f"And {left:,} more.")
    return Sentence(what=first.what, next="\n".join(line for line in lines if line))

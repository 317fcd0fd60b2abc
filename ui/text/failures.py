"""Any exception as the sentence a person reads."""

from collections.abc import Sequence

from launcher.errors import SnugError
from launcher.sentences import Sentence, sentence_of, unexpected


def sentence_for(error: BaseException) -> Sentence:
    """What happened and what to do; also for what nobody foresaw."""
    return sentence_of(error) if isinstance(error, SnugError) else unexpected(error)


def together(said: Sequence[Sentence]) -> Sentence:
    """Several things in one notice: the first leads, each keeps what is to be done."""
    first, *others = said
    lines = [first.next, *(f"{one.what} {one.next}" for one in others)]
    return Sentence(what=first.what, next="\n".join(line for line in lines if line))

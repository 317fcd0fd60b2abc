"""Any exception as the sentence a person reads."""

from launcher.sentences import Sentence, sentence_of, unexpected

from launcher.errors import SnugError


def sentence_for(error: BaseException) -> Sentence:
    """What happened and what to do; also for what nobody foresaw."""
    return sentence_of(error) if isinstance(error, SnugError) else unexpected(error)

"""Why the program did not start, in a person's words."""

from launcher.errors import NoHome, PartUnusable, SnugError
from launcher.paths import HomeUnknown
from launcher.sentences import Sentence, sentence_of, unexpected
from launcher.shipped import damage_found
from launcher.system_libraries import missing_library


def why(error: BaseException) -> Sentence:
    """What happened and what to do. Where a file of the installation is damaged, which one."""
    if isinstance(error, SnugError):
        return sentence_of(error)
    if isinstance(error, HomeUnknown):
        return sentence_of(NoHome())
    damage = damage_found()
    if damage is not None:
        return sentence_of(damage)
    if isinstance(error, ImportError):
        missing = missing_library(str(error))
        return sentence_of(missing or PartUnusable(str(error)))
    return unexpected(error)

"""What to do with memory that is left: more bits per weight, as far as one can notice them."""

from typing import Final

from launcher.choosing.budget import READABLE
from launcher.choosing.contenders import Contender, Field
from launcher.choosing.file_types import base_name
from launcher.choosing.sound import SMALL_MODEL
from launcher.choosing.wish import Priority
from launcher.memory.fit import Fit

FLUENT: Final = 12.0  # tokens a second that more bits must leave, unless answers are all
TINY: Final = 2.2e9  # weights up to which bits are never spared: there are few
SHORTER: Final = 0.97  # of the longest context that more bits must leave


def finished(field: Field, one: Contender) -> Contender:
    """The model with the file to take, its longest context looked for."""
    plain = field.contender(one.starter, one.file.variant, longest=True)
    quick = field.wish.priority is Priority.FASTEST and one.file.parameters > TINY
    if one.file.fit is not Fit.FITS or quick:
        return plain
    sizes = field.sizes(one.starter)
    for variant in reversed(field.rungs(one.starter)):
        if sizes[variant] <= sizes[one.file.variant]:
            break
        if not _is_noticed(one, variant):
            continue
        more = field.contender(one.starter, variant, longest=True)
        if _is_affordable(field, plain, more):
            return more
    return plain


def _is_noticed(one: Contender, variant: str) -> bool:
    """Whether so many bits can be told from the next fewer: eight only in small models."""
    return base_name(variant) != "Q8_0" or one.file.parameters <= SMALL_MODEL


def _is_affordable(field: Field, plain: Contender, more: Contender) -> bool:
    """Whether the larger file keeps more, lies as well with as good a cache, and is quick."""
    if more.value <= plain.value:  # of some models Q3_K_M is larger than IQ4_XS
        return False
    if more.file.fit is not Fit.FITS or more.file.choices != plain.file.choices:
        return False
    if field.wish.priority is Priority.BEST:
        return more.answers_at(READABLE)
    if field.wish.priority is Priority.LONGEST:
        shorter = (more.file.longest or 0) < SHORTER * (plain.file.longest or 0)
        if shorter:
            return False
    return more.answers_at(FLUENT)

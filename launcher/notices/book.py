"""All notices, the most important first."""

from functools import cache
from typing import Final

from launcher.notices.components import component_notices
from launcher.notices.distributions import needed, notice_of
from launcher.notices.notice import Notice
from launcher.notices.shelf import read_notices
from launcher.paths import bundle

PLACE: Final = "notices/notices.json"  # in a frozen program's folder of parts


@cache
def notices() -> tuple[Notice, ...]:
    """What is inside this very Snug. Raises NoticesMissing for a damaged installation."""
    parts = bundle()
    if parts is not None:
        return read_notices(parts / PLACE)
    return (*component_notices(), *map(notice_of, needed().values()))

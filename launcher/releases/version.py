"""Versions in their order: 0.2.0.dev1 < 0.2.0a1 < 0.2.0rc1 < 0.2.0 < 0.2.0.post1 < 0.10.0.

Source: PEP 440, "Summary of permitted suffixes and relative ordering"; epochs and local
versions are not used here and are refused.
"""

import re
from typing import Final

_VERSION: Final = re.compile(
    r"(?P<release>\d{1,6}(?:\.\d{1,6}){0,3})"
    r"(?:(?P<stage>a|b|rc)(?P<step>\d{1,6}))?"
    r"(?:\.post(?P<post>\d{1,6}))?"
    r"(?:\.dev(?P<dev>\d{1,6}))?",
    re.ASCII,
)
_LAST: Final = 10**9  # after every number that a version may hold
Order = tuple[tuple[int, ...], tuple[str, int], int, int]


def order_of(version: str) -> Order:
    """What sorts versions. Raises ValueError for a text that is none."""
    found = _VERSION.fullmatch(version)
    if found is None:
        raise ValueError(version)
    release = [int(part) for part in found["release"].split(".")]
    while release and not release[-1]:  # 1.0 is 1
        release.pop()
    dev = _LAST if found["dev"] is None else int(found["dev"])
    post = -1 if found["post"] is None else int(found["post"])
    if found["stage"]:
        stage = (found["stage"], int(found["step"]))
    else:  # a .dev of a release comes before its alphas, everything else after its candidates
        stage = ("" if post < 0 and dev < _LAST else "z", 0)
    return tuple(release), stage, post, dev


def is_version(text: str) -> bool:
    """Whether it is a version as we write them."""
    return _VERSION.fullmatch(text) is not None


def is_newer(one: str, other: str) -> bool:
    """Whether version `one` comes after `other`. Raises ValueError where either is none."""
    return order_of(one) > order_of(other)


def is_final(version: str) -> bool:
    """Whether it is a finished version and not one to try out."""
    _, stage, _, dev = order_of(version)
    return stage[0] == "z" and dev == _LAST

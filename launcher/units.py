"""Honest units: GiB when divided by 2^30, and never a rounded figure that lies.

Bytes are integers everywhere in the program; these functions make the words.
"""

from typing import Final

KIB: Final = 1 << 10
MIB: Final = 1 << 20
GIB: Final = 1 << 30
PAGE_TOKENS: Final = 650  # about 500 English words of 1.3 tokens: one printed page


def gib(count: int) -> float:
    """Bytes as GiB."""
    return count / GIB


def size_text(count: int) -> str:
    """Bytes in words: '6.79 GiB', '812 MiB', '17 KiB', '5 bytes'."""
    if count >= GIB:
        return f"{count / GIB:.2f} GiB"
    if count >= MIB:
        return f"{count / MIB:.0f} MiB" if count >= 10 * MIB else f"{count / MIB:.1f} MiB"
    if count >= KIB:
        return f"{count / KIB:.0f} KiB"
    return "1 byte" if count == 1 else f"{count} bytes"


def difference_text(count: int) -> str:
    """So many bytes more or less: '+212 MiB', '−3.0 MiB', '0 bytes'."""
    sign = "+" if count > 0 else "−" if count < 0 else ""
    return f"{sign}{size_text(abs(count))}"


def tokens_text(count: int) -> str:
    """A context length as people write it: '2k', '32k', '1M', or '3,000' where it is not round."""
    if count >= 1 << 20 and count % (1 << 20) == 0:
        return f"{count >> 20}M"
    if count >= 1 << 10 and count % (1 << 10) == 0:
        return f"{count >> 10}k"
    return f"{count:,}"


def pages(tokens: int) -> int:
    """How many printed pages so many tokens are, roughly and at least one."""
    return max(1, round(tokens / PAGE_TOKENS))


def duration_text(seconds: float) -> str:
    """Time in words: '40 s', '9 min', '2 h 5 min'."""
    whole = max(0, round(seconds))
    if whole < 90:
        return f"{whole} s"
    minutes = round(whole / 60)
    if minutes < 90:
        return f"{minutes} min"
    hours, rest = divmod(minutes, 60)
    return f"{hours} h {rest} min" if rest else f"{hours} h"

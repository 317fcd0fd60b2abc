"""Speeds as the window writes them. No Qt."""

from launcher.planning.speed import Speed

UNKNOWN_SPEED = "Nothing is known of how fast this computer reads its memory."


def range_words(speed: Speed | None) -> str:
    """Tokens a second as '44–52', or '8.5' where both ends read alike; '' where unknown."""
    if speed is None:
        return ""
    low, high = rate_words(speed.low), rate_words(speed.high)
    return low if low == high else f"{low}–{high}"


def rate_words(rate: float) -> str:
    """'44', '8.5'; what is there never reads 0."""
    if rate >= 9.95:
        return f"{rate:,.0f}"
    return f"{rate:.1f}" if rate >= 0.05 else "<0.1"

"""Numbers and dates as the window writes them. No Qt."""

from datetime import date, datetime

from launcher.units import GIB, MIB


def gib(count: int) -> str:
    """Bytes as GiB with two decimals, without the unit: '6.79'. What is there never reads 0.00."""
    if 0 < count < GIB // 200:
        return "<0.01"
    return f"{count / GIB:,.2f}"


def gib_coarse(count: int) -> str:
    """Bytes as GiB with one decimal, for the meters: '10.5'."""
    return f"{count / GIB:,.1f}"


def with_unit(count: int) -> str:
    """Bytes with their unit: '6.79 GiB', or '312 MiB' for what is small."""
    if count >= GIB // 10 or count == 0:
        return f"{gib(count)} GiB"
    if count >= MIB:
        return f"{count / MIB:,.0f} MiB"
    return f"{count / 1024:,.0f} KiB"


def whole(count: int) -> str:
    """A count with its thousands apart: '32,768'."""
    return f"{count:,}"


def day_word(when: datetime, today: date) -> str:
    """The heading under which something of that day stands: 'Today', 'Yesterday', 'Last week' …"""
    days = (today - when.date()).days
    if days <= 0:
        return "Today"
    if days == 1:
        return "Yesterday"
    if days < 7:
        return "This week"
    if days < 14:
        return "Last week"
    if when.year == today.year:
        return when.strftime("%B")
    return when.strftime("%B %Y")


def percent(share: float) -> str:
    """A share of 1 in whole per cent: '70 %'."""
    return f"{share * 100:.0f} %"

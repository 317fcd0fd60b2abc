"""Single values as they come out of a file, refused where they cannot be what they should."""

from datetime import UTC, datetime


def text(value: object) -> str:
    """Some text. Raises TypeError."""
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def count(value: object) -> int:
    """A whole number, 0 or more. Raises TypeError, ValueError."""
    if type(value) is not int:
        raise TypeError(value)
    if value < 0:
        raise ValueError(value)
    return value


def positive(value: object, *, most: float = 1e18) -> float:
    """A number above 0, at most `most`. Raises TypeError, ValueError."""
    if type(value) not in (int, float):
        raise TypeError(value)
    number = float(str(value))
    if not 0 < number <= most:
        raise ValueError(value)
    return number


def positive_or_none(value: object) -> float | None:
    """The same, or nothing."""
    return None if value is None else positive(value)


def moment(value: object) -> datetime:
    """A moment in UTC. Raises TypeError, ValueError."""
    when = datetime.fromisoformat(text(value))
    if when.tzinfo is None:
        raise ValueError(value)
    return when.astimezone(UTC)

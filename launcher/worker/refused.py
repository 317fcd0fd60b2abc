"""Why a request could not be done, on its way to becoming a Failed event."""

from dataclasses import dataclass, field


@dataclass(eq=False)
class Refused(Exception):
    """A request that cannot be done; the fields are those of Failed."""

    kind: str
    detail: str = ""
    numbers: tuple[int, ...] = ()
    log: tuple[str, ...] = field(default=())

"""What the parts of a download tell each other when a connection fails; no person hears of it."""


class Broken(Exception):
    """The connection could not be made or broke; the reason in words.

    `wait` is how long the server asks us to wait before the next try (seconds), and
    `refused` the status it gave, 0 where there was none.
    """

    def __init__(self, reason: str, *, wait: float | None = None, refused: int = 0) -> None:
        super().__init__(reason)
        self.wait = wait
        self.refused = refused


class Halted(Exception):
    """Somebody said stop."""


class NoRanges(Exception):
    """The server sends the whole file, whatever part of it is asked for."""

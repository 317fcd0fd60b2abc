"""What a probe raises when it cannot tell. No probe lets any other error of its own out."""


class ProbeFailed(Exception):
    """A probe has no answer. `note` is a sentence where a person gains by knowing, else empty."""

    def __init__(self, detail: str, *, note: str = "") -> None:
        super().__init__(detail)
        self.note = note

"""One piece of software of others, and its licence."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """`version` is '' where none is known, `licence` an SPDX expression or words.

    `text` holds the full text of every licence and notice that goes with it, `url` an
    address to read more, '' where none is known.
    """

    name: str
    version: str
    licence: str
    text: str
    url: str

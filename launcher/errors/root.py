"""Where the tree of errors begins."""

from dataclasses import dataclass


@dataclass(eq=False)
class SnugError(Exception):
    """Something a person should hear about, with what is needed to tell it."""

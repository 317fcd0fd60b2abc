"""The words after `snug update`, `snug privacy` and `snug notices`."""

import argparse
from typing import Final


def _update(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--skip", metavar="VERSION", help="say no more of this version by itself; '' for none"
    )


def _notices(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", nargs="?", help="show the full text of this one; all to show all")


def _nothing(parser: argparse.ArgumentParser) -> None:
    """`snug privacy` has no words of its own."""


ABOUT: Final = (
    ("update", "ask whether there is a newer version", _update),
    ("privacy", "every host Snug talks to, when, and what it sends", _nothing),
    ("notices", "the software of others inside Snug, and its licences", _notices),
)

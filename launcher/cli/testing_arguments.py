"""The words after `snug self-test`."""

import argparse
from typing import Final

LIMIT: Final = 300  # seconds


def _self_test(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--report", metavar="FILE", help="write the answer to this file as well, as JSON"
    )
    parser.add_argument(
        "--thorough", action="store_true", help="compute the SHA-256 of every installed file"
    )
    parser.add_argument(
        "--window", action="store_true", help="open the window too, go everywhere, ask something"
    )
    parser.add_argument("--picture", metavar="FILE", help="keep a picture of that window (PNG)")
    parser.add_argument(
        "--seconds",
        type=_seconds,
        default=LIMIT,
        help=f"give up after so long; {LIMIT} unless said",
    )


def _seconds(text: str) -> int:
    try:
        number = int(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number") from error
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is less than 1")
    return number


TESTING: Final = (
    ("self-test", "check that everything works, without network or display", _self_test),
)

"""The words after `snug engines`."""

import argparse
from typing import Final

from launcher.engines.values import BUILT_IN

_DOING: Final = (
    ("list", "list the engines; so does `snug engines` alone", ""),
    ("add", "add an engine pack: a folder, a .zip or a .tar.gz", "path"),
    ("try", "test an engine: it is loaded, and the little guide answers", "name"),
    ("use", "use an engine from now on, after its self-test", "name"),
    ("remove", "delete an engine pack", "name"),
)


def _engines(parser: argparse.ArgumentParser) -> None:
    doing = parser.add_subparsers(dest="doing", metavar="list|add|try|use|remove")
    for name, text, word in _DOING:
        one = doing.add_parser(name, help=text, description=text, allow_abbrev=False)
        one.add_argument(
            "--json",
            action="store_true",
            default=argparse.SUPPRESS,  # said before the verb, it holds as well
            help="answer with one JSON object",
        )
        if not word:
            continue
        if name == "try":
            one.add_argument(word, nargs="?", default=BUILT_IN, metavar="NAME")
        else:
            one.add_argument(word, metavar=word.upper())


ENGINES: Final = (("engines", "the engines here: list, add, try, use or remove one", _engines),)

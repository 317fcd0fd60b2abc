"""`snug …`: the same program in a terminal.

Exit 0 done, 1 it could not be done, 2 the call is wrong.
"""

import sys
from collections.abc import Sequence

from launcher.cli.arguments import parse
from launcher.cli.output import Output


def main(words: Sequence[str] | None = None) -> int:
    """Run one command; the exit status. Only a wrong call ends by SystemExit, with 2."""
    arguments = parse(sys.argv[1:] if words is None else list(words))
    output = Output(json=arguments.json)
    from launcher.cli.run import run  # noqa: PLC0415  `--help` answers without the whole program

    return run(arguments, output)


if __name__ == "__main__":
    sys.exit(main())

"""`snug …`: the same program in a terminal.

Exit 0 done, 1 it could not be done, 2 the call is wrong.
"""

import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from launcher.cli.arguments import parse
from launcher.cli.output import Output
from launcher.foreign import restore_library_path


def main(words: Sequence[str] | None = None) -> int:
    """Run one command; the exit status. Only a wrong call ends by SystemExit, with 2."""
    restore_library_path()
    _open_missing_streams()
    arguments = parse(sys.argv[1:] if words is None else list(words))
    output = Output(json=arguments.json)
    handler = logging.StreamHandler()
    handler.setFormatter(_Plain())
    logging.basicConfig(handlers=[handler])
    try:
        from launcher.cli.run import run  # noqa: PLC0415  `--help` answers without all of it

        return run(arguments, output)
    except ImportError as error:  # a part of the program is missing or damaged
        from launcher.why import why  # noqa: PLC0415  hardly ever

        said = why(error)
        output.say(f"{said.what} {said.next}")
        return 1
    except KeyboardInterrupt:  # before there was anything to stop, or while all was put in order
        output.say("Stopped.")
        return 1


class _Plain(logging.Formatter):
    """What is logged, without the traces: people read it beside the answer."""

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        return record.getMessage()


def _open_missing_streams() -> None:
    """A stream that the caller has closed reads nothing and takes everything."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115


if __name__ == "__main__":
    sys.exit(main())

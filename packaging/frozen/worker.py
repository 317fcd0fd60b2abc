"""The engine's process, and the terminal where the program itself has none (Windows)."""

import os
import sys

TERMINAL = "--terminal"


def main(words: list[str]) -> int:
    """Serve the engine, or run the terminal's words; the exit status."""
    if words[:1] == [TERMINAL]:
        from launcher.cli.__main__ import main as run  # noqa: PLC0415  the engine needs none of it

        return run(words[1:])
    from launcher.worker.__main__ import main as serve  # noqa: PLC0415  as above

    return serve()


if __name__ == "__main__":
    status = main(sys.argv[1:])
    sys.stdout.flush()
    sys.stderr.flush()
    if sys.argv[1:2] == [TERMINAL]:
        sys.exit(status)
    os._exit(status)  # the engine's own ending is not worth a crash that says nothing

"""The trials themselves, in a mount and process namespace of their own.

`shipping.bare.run` starts this; by hand, as root:
unshare --mount --propagation private --pid --fork --kill-child --mount-proc
python -m shipping.bare PACKAGE OUT
"""

import sys
from pathlib import Path

from bootstrap.talk import SetupError, say
from shipping.bare.matrix import matrix


def main(words: list[str]) -> int:
    """Run the matrix; 0 when nothing failed."""
    package, out, *only = words
    try:
        return 0 if matrix(Path(package).resolve(), Path(out).resolve(), only=tuple(only)) else 1
    except SetupError as error:
        say(str(error))
        return error.status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

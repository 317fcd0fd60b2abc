"""`python packaging/catalog build [FOLDER]` makes resources/catalog, `… table` docs/memory.md."""

import sys
from pathlib import Path


def main(words: list[str]) -> int:
    """Do what the one word says."""
    if words and words[0] == "build":
        from build import FOLDER, build  # noqa: PLC0415 - the table needs no dimensions

        build(Path(words[1]) if words[1:] else FOLDER)
    elif words == ["table"]:
        from table import write_table  # noqa: PLC0415

        write_table()
    else:
        sys.stderr.write(f"{__doc__}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""The notes of a release: the section of its version in CHANGELOG.md.

    python packaging/shipping/release_notes.py [TAG]

With a tag (v0.2.0) its version must be the program's own. Ends with 1 where there is no section,
or where the section still says that it was not released.
"""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
if __name__ == "__main__":
    sys.path[:0] = [str(ROOT), str(ROOT / "packaging")]

from bootstrap.talk import SetupError  # noqa: E402  after the path, as a command

from launcher.identity import VERSION  # noqa: E402

HEADING = re.compile(r"^## (?P<version>\S+)(?: \((?P<state>.+)\))?\s*$", re.MULTILINE)
NOT_YET = "not released"


def notes(changelog: str, version: str, *, released: bool = True) -> str:
    """The section's text. Raises SetupError where there is none to publish.

    `released` asks that the heading bears a date in place of "not released".
    """
    headings = list(HEADING.finditer(changelog))
    for number, heading in enumerate(headings):
        if heading["version"] != version:
            continue
        if released and heading["state"] == NOT_YET:
            raise SetupError(
                f"CHANGELOG.md says that {version} is not released: put the date in its place."
            )
        end = headings[number + 1].start() if number + 1 < len(headings) else len(changelog)
        text = changelog[heading.end() : end].strip()
        if not text:
            raise SetupError(f"CHANGELOG.md has nothing below {version}: write what is new.")
        return text + "\n"
    raise SetupError(f"CHANGELOG.md has no section `## {version}`: write one.")


def version_of(tag: str) -> str:
    """The version a tag names. Raises SetupError where it is not the program's own."""
    if tag != f"v{VERSION}":
        raise SetupError(f"The tag {tag} does not fit the program's version {VERSION}.")
    return VERSION


def main(words: list[str]) -> int:
    """The command; its exit status."""
    try:
        version = version_of(words[0]) if words else VERSION
        changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
        sys.stdout.write(notes(changelog, version, released=bool(words)))
    except (SetupError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""The release feed that installed programs ask, made from the packages of a release.

    python3 packaging/shipping/release_feed.py NOTES.md ADDRESS FOLDER > feed.json

ADDRESS is where the packages can be downloaded, without their names. What is written is
read again as the program reads it, so a feed that nobody could use is not written.
"""

import hashlib
import json
import re
import sys
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
if __name__ == "__main__":
    sys.path[:0] = [str(ROOT), str(ROOT / "packaging")]

from bootstrap.talk import SetupError, say  # noqa: E402  found where it is run from

from launcher.identity import VERSION  # noqa: E402
from launcher.releases.release import FORMAT, PackageKind, release_of  # noqa: E402

# ending: which kind of package it is, and for which system
ENDINGS = {
    ".deb": (PackageKind.DEB, "linux"),
    ".tar.zst": (PackageKind.PORTABLE, "linux"),
    ".AppImage": (PackageKind.APPIMAGE, "linux"),
    ".exe": (PackageKind.NSIS, "windows"),
    ".dmg": (PackageKind.DMG, "macos"),
}
_PROCESSOR = re.compile(r"(?<![a-z0-9])(amd64|x86_64|x64|arm64|aarch64)(?![a-z0-9])")


def feed(
    packages: Iterable[Path], *, notes: str, address: str, day: date, version: str = VERSION
) -> dict[str, object]:
    """The feed's object. Raises SetupError for what the program would refuse."""
    rows = [_row(file, address) for file in sorted(packages)]
    made: dict[str, object] = {
        "format": FORMAT,
        "version": version,
        "date": day.isoformat(),
        "notes": notes,
        "downloads": rows,
    }
    try:
        found = release_of(made)
    except ValueError as error:
        raise SetupError(f"The release feed would be refused: {error}.") from None
    offered = {(one.system, one.kind) for one in found.downloads}
    if len(offered) != len(rows) or not rows:
        raise SetupError("The release feed needs one package of each kind and system, no more.")
    return made


def packages_in(folder: Path) -> list[Path]:
    """Files of a folder that are packages. Raises SetupError where there is no folder."""
    try:
        return sorted(file for file in folder.iterdir() if _ending(file))
    except OSError as error:
        raise SetupError(f"{folder} cannot be read: {error.strerror}.") from None


def _ending(file: Path) -> str:
    return next((one for one in ENDINGS if file.name.endswith(one)), "")


def _row(file: Path, address: str) -> dict[str, object]:
    found = _PROCESSOR.search(file.name.removesuffix(_ending(file)))
    if found is None or not _ending(file):
        raise SetupError(f"{file.name} does not say what it is for, as snug_1.0_amd64.deb does.")
    kind, system = ENDINGS[_ending(file)]
    arm = "aarch64" if system == "linux" else "arm64"
    processor = arm if found[0] in ("arm64", "aarch64") else "x86_64"
    with file.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return {
        "system": f"{system}-{processor}",
        "kind": str(kind),
        "url": f"{address.rstrip('/')}/{file.name}",
        "size": file.stat().st_size,
        "sha256": digest,
    }


def main(words: list[str]) -> int:
    """Write the feed to stdout; the exit status."""
    if len(words) != 3:
        say("Usage: release_feed.py NOTES.md ADDRESS FOLDER")
        return 2
    try:
        notes = Path(words[0]).read_text(encoding="utf-8")
        found = packages_in(Path(words[2]))
        made = feed(found, notes=notes, address=words[1], day=datetime.now(UTC).date())
    except SetupError as error:
        say(str(error))
        return 1
    except OSError as error:
        say(f"{words[0]} cannot be read: {error.strerror}.")
        return 1
    sys.stdout.write(json.dumps(made, indent=1, ensure_ascii=False) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

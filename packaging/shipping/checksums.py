"""SHA256SUMS beside the packages of a release, as `sha256sum --check` reads it.

python packaging/shipping/checksums.py FOLDER
"""

import sys
from fnmatch import fnmatchcase
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
if __name__ == "__main__":
    sys.path[:0] = [str(ROOT), str(ROOT / "packaging")]

from bootstrap.talk import SetupError  # noqa: E402  after the path, as a command
from shipping.source import sha256  # noqa: E402

NAME = "SHA256SUMS"
WHOLE = (  # what a release consists of
    "snug_*_amd64.deb",
    "snug_*_arm64.deb",
    "Snug-*-linux-x86_64.tar.zst",
    "Snug-*-linux-aarch64.tar.zst",
    "Snug-*x86_64.AppImage",
    "Snug-*aarch64.AppImage",
    "Snug-*-windows-x64-setup.exe",
    "Snug-*-macos-arm64.dmg",
    "Snug-*-linux-x86_64.cdx.json",
    "Snug-*-linux-aarch64.cdx.json",
    "Snug-*-windows-x86_64.cdx.json",
    "Snug-*-macos-arm64.cdx.json",
)


def make(folder: Path) -> Path:
    """Write the sums of every file in the folder. Raises SetupError where there is none."""
    files = sorted(file for file in folder.iterdir() if file.is_file() and file.name != NAME)
    if not files:
        raise SetupError(f"{folder} holds no packages.")
    sums = folder / NAME
    lines = [f"{sha256(file)}  {file.name}\n" for file in files]
    sums.write_text("".join(lines), encoding="utf-8", newline="\n")
    return sums


def check(folder: Path) -> None:
    """Raises SetupError where a package of a release is missing, twice there, or none of it."""
    names = sorted(file.name for file in folder.iterdir() if file.name != NAME)
    for pattern in WHOLE:
        found = [name for name in names if fnmatchcase(name, pattern)]
        if len(found) != 1:
            told = ", ".join(found) or "nothing"
            raise SetupError(f"A release has one {pattern}; {folder} has {told}.")
    foreign = [name for name in names if not any(fnmatchcase(name, one) for one in WHOLE)]
    if foreign:
        raise SetupError(f"{', '.join(foreign)} is no part of a release.")


def main(words: list[str]) -> int:
    """The command; its exit status."""
    if not words or words[1:] not in ([], ["--release"]):
        sys.stderr.write("Name the folder of the packages, then --release or nothing.\n")
        return 2
    try:
        if words[1:]:
            check(Path(words[0]))
        sys.stdout.write(f"{make(Path(words[0]))}\n")
    except (SetupError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

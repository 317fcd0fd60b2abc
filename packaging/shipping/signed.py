"""After a tree was signed: its own lists follow, for a signature changes the file that it is in.

    python packaging/shipping/signed.py TREE

engine.json names the engine's libraries with their SHA-256, and contents.json names every file,
engine.json among them. On a Mac this comes before the app itself is signed, which seals both.
"""

import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
if __name__ == "__main__":
    sys.path[:0] = [str(ROOT), str(ROOT / "packaging")]

from bootstrap.talk import SetupError  # noqa: E402  after the path, as a command
from shipping import contents  # noqa: E402
from shipping.engine_folder import MANIFEST  # noqa: E402
from shipping.source import sha256  # noqa: E402

from launcher.identity import VERSION  # noqa: E402


def renew(tree: Path) -> None:
    """Write both lists anew. Raises SetupError where one is missing or cannot be read."""
    found = (tree / contents.PARTS, tree / "Contents" / "Resources")
    parts = next((folder for folder in found if folder.is_dir()), None)
    if parts is None:
        raise SetupError(f"{tree} is no frozen program.")
    renew_engine(parts / "engine" / MANIFEST)
    contents.write(tree, version=VERSION, parts=parts)


def renew_engine(manifest: Path) -> None:
    """Sizes and sums of the files that this engine.json names. Raises SetupError."""
    try:
        told = json.loads(manifest.read_text(encoding="utf-8"))
        for one in told["files"]:
            file = manifest.parent / one["name"]
            one |= {"size": file.stat().st_size, "sha256": sha256(file)}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SetupError(f"{manifest} cannot be brought up to date: {error}.") from error
    manifest.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


def main(words: list[str]) -> int:
    """The command; its exit status."""
    if len(words) != 1:
        sys.stderr.write("Name the tree that was signed.\n")
        return 2
    try:
        renew(Path(words[0]))
    except SetupError as error:
        sys.stderr.write(f"{error}\n")
        return error.status
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

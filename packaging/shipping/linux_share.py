"""What a Linux desktop is told of the program: entry, description, file type, icons, manual.

The same files go into the .deb and into the AppDir, under their `usr`.
"""

import gzip
import re
import shutil
from pathlib import Path
from typing import Final

from bootstrap.folder import ROOT
from bootstrap.talk import SetupError

from launcher.identity import APP_ID, VERSION

SOURCES: Final = ROOT / "packaging" / "linux"
PICTURE: Final = ROOT / "resources" / "icons" / "snug.svg"
_FIELD: Final = re.compile(r"@([A-Z_]+)@")


def fill_in(template: Path, **values: str) -> str:
    """The template with every @NAME@ replaced. Raises SetupError where one has no value."""
    text = template.read_text(encoding="utf-8")
    lacking = set(_FIELD.findall(text)) - set(values)
    if lacking:
        raise SetupError(f"{template} asks for {', '.join(sorted(lacking))}, which is not known.")
    return _FIELD.sub(lambda found: values[found[1]], text)


def write(path: Path, text: str, *, mode: int = 0o644) -> Path:
    """A file of the package, with the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)
    return path


def packed(path: Path, text: str) -> Path:
    """The same, compressed, with no time in it, so that the same text gives the same bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(text.encode(), compresslevel=9, mtime=0))
    path.chmod(0o644)
    return path


def lay_out(usr: Path, *, version: str = VERSION) -> None:
    """Everything a desktop looks for, under this `usr` folder."""
    share = usr / "share"
    _copy(SOURCES / f"{APP_ID}.desktop", share / "applications" / f"{APP_ID}.desktop")
    _copy(SOURCES / f"{APP_ID}.metainfo.xml", share / "metainfo" / f"{APP_ID}.metainfo.xml")
    _copy(SOURCES / f"{APP_ID}.mime.xml", share / "mime" / "packages" / f"{APP_ID}.xml")
    _icons(share / "icons" / "hicolor")
    manual = fill_in(SOURCES / "snug.1", VERSION=version)
    packed(share / "man" / "man1" / "snug.1.gz", manual)


def _icons(theme: Path) -> None:
    _copy(PICTURE, theme / "scalable" / "apps" / f"{APP_ID}.svg")
    for picture in sorted((SOURCES / "icons").glob("*.png")):
        size = f"{picture.stem}x{picture.stem}"
        _copy(picture, theme / size / "apps" / f"{APP_ID}.png")


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
    target.chmod(0o644)

"""Which package this very program came in, so that the same kind is offered again."""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Final

from launcher.engines.pinned import this_system
from launcher.paths import bundle
from launcher.releases.release import PackageKind

DEB_FOLDER: Final = "/opt/snug"


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """`system` is as 'linux-x86_64'; `kind` is None in a source checkout."""

    system: str
    kind: PackageKind | None


def this_installation(
    *,
    system: str = sys.platform,
    machine: str = "",
    parts: PurePath | None = None,
    environment: Mapping[str, str] | None = None,
) -> Installation:
    """What runs here. The arguments stand in for another computer's answers."""
    folder = parts or bundle()
    env = os.environ if environment is None else environment
    return Installation(
        system=this_system(system, machine),
        kind=None if folder is None else _kind(system, folder, env),
    )


def _kind(system: str, folder: PurePath, environment: Mapping[str, str]) -> PackageKind:
    """The AppImage runtime sets APPIMAGE. Source: docs.appimage.org, "Environment variables"."""
    if system == "win32":
        return PackageKind.NSIS
    if system == "darwin":
        return PackageKind.DMG
    if environment.get("APPIMAGE") and environment.get("APPDIR", "/") in _up(folder):
        return PackageKind.APPIMAGE
    return PackageKind.DEB if DEB_FOLDER in _up(folder) else PackageKind.PORTABLE


def _up(folder: PurePath) -> set[str]:
    real = Path(folder).resolve() if isinstance(folder, Path) else folder
    return {str(folder), *(str(each) for each in (*folder.parents, *real.parents))} - {"/"}

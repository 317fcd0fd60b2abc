"""The AppDir, which an AppImage is made of: the frozen tree, an entry, an icon.

AppRun is a link to the program itself, which finds its parts beside the file it really is; so
nothing is set that its children would inherit. What the tree asks of the system beyond what
every desktop has is laid beside its own libraries.
"""

import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from bootstrap.talk import SetupError
from shipping.elf import from_outside
from shipping.linux_share import lay_out
from shipping.linux_tree import check, copy, fresh, moment, settle, version_of

from launcher.identity import APP_ID

HOME: Final = Path("opt") / "snug"
# What every Linux desktop of these years brings, and what must be its own (drivers, the display
# server's and the C library's clients), in the manner of the AppImage project's list of
# libraries not to bundle (github.com/AppImageCommunity/pkg2appimage, excludelist).
OF_EVERY_DESKTOP: Final = frozenset(
    {
        *("libc.so.6", "libm.so.6", "libdl.so.2", "libpthread.so.0", "librt.so.1"),
        *("ld-linux-x86-64.so.2", "ld-linux-aarch64.so.1", "libresolv.so.2", "libutil.so.1"),
        *("libstdc++.so.6", "libgcc_s.so.1", "libgomp.so.1", "libz.so.1", "libexpat.so.1"),
        *("libGL.so.1", "libEGL.so.1", "libOpenGL.so.0", "libGLX.so.0", "libGLESv2.so.2"),
        *("libX11.so.6", "libX11-xcb.so.1", "libxcb.so.1", "libdrm.so.2", "libgbm.so.1"),
        *("libxcb-randr.so.0", "libxcb-render.so.0", "libxcb-shape.so.0", "libxcb-shm.so.0"),
        *("libxcb-sync.so.1", "libxcb-xfixes.so.0", "libxcb-glx.so.0"),
        *("libwayland-client.so.0", "libwayland-cursor.so.0", "libwayland-egl.so.1"),
        *("libfontconfig.so.1", "libfreetype.so.6", "libharfbuzz.so.0", "libdbus-1.so.3"),
        *("libglib-2.0.so.0", "libgthread-2.0.so.0", "libgobject-2.0.so.0", "libgio-2.0.so.0"),
        *("libuuid.so.1", "libvulkan.so.1", "libICE.so.6", "libSM.so.6", "libcom_err.so.2"),
    }
)


def make(tree: Path, out: Path) -> Path:
    """The AppDir of a frozen tree, `out`/Snug.AppDir. Raises SetupError."""
    check(tree)
    folder = fresh(out / "Snug.AppDir")
    copy(tree, folder / HOME)
    bring_along(folder / HOME)
    lay_out(folder / "usr", version=version_of(tree))
    (folder / "AppRun").symlink_to(HOME / "snug")
    (folder / "usr" / "bin").mkdir()
    (folder / "usr" / "bin" / "snug").symlink_to(Path("../..") / HOME / "snug")
    share = Path("usr") / "share"
    entry = f"{APP_ID}.desktop"
    (folder / entry).symlink_to(share / "applications" / entry)
    icon = share / "icons" / "hicolor" / "256x256" / "apps" / f"{APP_ID}.png"
    (folder / f"{APP_ID}.png").symlink_to(icon)
    (folder / ".DirIcon").symlink_to(icon)
    settle(folder, at=moment(tree))
    return folder


def bring_along(tree: Path) -> tuple[str, ...]:
    """Copy what the tree asks for beyond every desktop's own libraries; their names."""
    brought: list[str] = []
    while lacking := [name for name in from_outside(tree) if name not in OF_EVERY_DESKTOP]:
        places = libraries(_cache(), lacking)
        for name in lacking:
            if name not in places:
                raise SetupError(f"{name} is not on this system: install it, then run this again.")
            shutil.copyfile(places[name], tree / "_internal" / name)
        brought += lacking
    return tuple(brought)


def _cache() -> str:
    """The dynamic loader's own list."""
    words = ["/sbin/ldconfig", "--print-cache"]
    return subprocess.run(words, check=True, capture_output=True, encoding="utf-8").stdout


def libraries(cache: str, names: Iterable[str]) -> dict[str, Path]:
    """Where the loader finds these libraries of 64 bits, by its printed list."""
    wanted = set(names)
    found: dict[str, Path] = {}
    for line in cache.splitlines():
        name, _, rest = line.strip().partition(" ")
        kind, arrow, path = rest.partition(" => ")
        if arrow and name in wanted and ("x86-64" in kind or "AArch64" in kind):
            found.setdefault(name, Path(path))
    return found

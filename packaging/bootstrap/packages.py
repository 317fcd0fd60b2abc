"""What a Linux system must bring along, and what each distribution calls it.

`python3 packaging/bootstrap/packages.py` prints Debian's names, for scripts.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Manager:
    """A distribution's package manager."""

    install: tuple[str, ...]
    unasked: tuple[str, ...]  # the options with which it asks nothing
    refresh: tuple[tuple[str, ...], ...]  # what may help when it fails
    compiler: str


MANAGERS = {
    "apt-get": Manager(
        install=("apt-get", "install"),
        unasked=("-qq", "-y", "--no-install-recommends"),
        refresh=(("dpkg", "--configure", "-a"), ("apt-get", "-qq", "update")),
        compiler="g++",
    ),
    "dnf": Manager(install=("dnf", "install"), unasked=("-y",), refresh=(), compiler="gcc-c++"),
    "zypper": Manager(
        install=("zypper", "install"),
        unasked=("--no-confirm",),
        refresh=(("zypper", "refresh"),),
        compiler="gcc-c++",
    ),
    "pacman": Manager(
        install=("pacman", "-S", "--needed"), unasked=("--noconfirm",), refresh=(), compiler="gcc"
    ),
}

# What Qt's window needs: (library, Debian's package, Arch's package). RPM systems install by
# the library's name. Source: the NEEDED entries of PySide6-Essentials 6.12's libraries and of
# its xcb and Wayland plugins, less what the wheel brings.
QT_LIBRARIES = (
    ("libEGL.so.1", "libegl1", "libglvnd"),
    ("libGL.so.1", "libgl1", "libglvnd"),
    ("libX11-xcb.so.1", "libx11-xcb1", "libx11"),
    ("libdbus-1.so.3", "libdbus-1-3", "dbus"),
    ("libfontconfig.so.1", "libfontconfig1", "fontconfig"),
    ("libfreetype.so.6", "libfreetype6", "freetype2"),
    ("libglib-2.0.so.0", "libglib2.0-0", "glib2"),
    ("libwayland-client.so.0", "libwayland-client0", "wayland"),
    ("libwayland-cursor.so.0", "libwayland-cursor0", "wayland"),
    ("libwayland-egl.so.1", "libwayland-egl1", "wayland"),
    ("libxcb-cursor.so.0", "libxcb-cursor0", "xcb-util-cursor"),
    ("libxcb-glx.so.0", "libxcb-glx0", "libxcb"),
    ("libxcb-icccm.so.4", "libxcb-icccm4", "xcb-util-wm"),
    ("libxcb-image.so.0", "libxcb-image0", "xcb-util-image"),
    ("libxcb-keysyms.so.1", "libxcb-keysyms1", "xcb-util-keysyms"),
    ("libxcb-randr.so.0", "libxcb-randr0", "libxcb"),
    ("libxcb-render-util.so.0", "libxcb-render-util0", "xcb-util-renderutil"),
    ("libxcb-render.so.0", "libxcb-render0", "libxcb"),
    ("libxcb-shape.so.0", "libxcb-shape0", "libxcb"),
    ("libxcb-shm.so.0", "libxcb-shm0", "libxcb"),
    ("libxcb-sync.so.1", "libxcb-sync1", "libxcb"),
    ("libxcb-util.so.1", "libxcb-util1", "xcb-util"),
    ("libxcb-xfixes.so.0", "libxcb-xfixes0", "libxcb"),
    ("libxcb-xkb.so.1", "libxcb-xkb1", "libxcb"),
    ("libxkbcommon-x11.so.0", "libxkbcommon-x11-0", "libxkbcommon-x11"),
    ("libxkbcommon.so.0", "libxkbcommon0", "libxkbcommon"),
)


def library_packages(manager: str, libraries: tuple[str, ...]) -> list[str]:
    """What to ask a package manager for to get these libraries, each name once."""
    if manager in {"dnf", "zypper"}:
        return [f"{library}()(64bit)" for library in libraries]
    column = {"apt-get": 1, "pacman": 2}[manager]
    names = [row[column] for row in QT_LIBRARIES if row[0] in libraries]
    return list(dict.fromkeys(names))


if __name__ == "__main__":
    print(*(row[1] for row in QT_LIBRARIES))

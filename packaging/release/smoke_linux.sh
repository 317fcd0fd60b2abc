#!/usr/bin/env bash
# On a clean computer with Debian's package manager: install the .deb, try it, remove it; then the
# portable archive and the AppImage, from folders a person might choose.
#
#   smoke_linux.sh PACKAGES OUT
set -euo pipefail

fail() {
    echo "smoke_linux.sh: $*" >&2
    exit 1
}

[ $# -eq 2 ] || fail "name the folder of the packages and the one for the reports"
here=$(cd "$(dirname "$0")" && pwd)
packages=$(cd "$1" && pwd)
mkdir -p "$2"
out=$(cd "$2" && pwd)
as_root=()
[ "$(id -u)" -eq 0 ] || as_root=(sudo)

only() { # the one file of this pattern
    local found
    found=$(find "$packages" -maxdepth 1 -name "$1")
    if [ -z "$found" ] || [ "$(printf '%s\n' "$found" | wc -l)" -ne 1 ]; then
        fail "there is not one $1 in $packages"
    fi
    printf '%s' "$found"
}

deb=$(only "*_$(dpkg --print-architecture).deb")
archive=$(only "Snug-*-linux-$(uname -m).tar.zst")
image=$(only "Snug-*$(uname -m).AppImage")

echo "== the .deb, with only what it declares"
"${as_root[@]}" apt-get -qq update
"${as_root[@]}" apt-get -qq install -y --no-install-recommends "$deb"
[ "$(readlink -f /usr/bin/snug)" = /opt/snug/snug ] || fail "/usr/bin/snug does not lead to the program"
QT_QPA_PLATFORM=offscreen python3 "$here/smoke.py" "$out/deb" -- /usr/bin/snug

echo "== the window on an X server"
"${as_root[@]}" apt-get -qq install -y --no-install-recommends xvfb xauth zstd
SNUG_HOME=$out/x11-home xvfb-run -a snug self-test --window --picture "$out/x11.png" --report "$out/x11.json"

echo "== removed, and nothing left"
"${as_root[@]}" apt-get -qq remove -y snug
[ ! -e /opt/snug ] || fail "/opt/snug is still there"
[ ! -e /usr/bin/snug ] || fail "/usr/bin/snug is still there"

echo "== the portable archive, in a folder with a space"
mkdir -p "$out/a folder"
tar --zstd -xf "$archive" -C "$out/a folder"
portable=$(find "$out/a folder" -maxdepth 2 -type f -name snug)
[ -n "$portable" ] || fail "the archive has no snug"
QT_QPA_PLATFORM=offscreen python3 "$here/smoke.py" "$out/portable" -- "$portable"

echo "== the AppImage, without FUSE"
chmod +x "$image"
APPIMAGE_EXTRACT_AND_RUN=1 SNUG_HOME=$out/appimage-home QT_QPA_PLATFORM=offscreen \
    "$image" self-test --window --picture "$out/appimage.png" --report "$out/appimage.json"

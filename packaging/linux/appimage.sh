#!/usr/bin/env bash
# Make an AppImage of an AppDir: the type 2 runtime, then the AppDir as a SquashFS image.
#
#   appimage.sh APPDIR OUT
#
# The runtime is a small static program of the AppImage project. It is either a file that
# APPIMAGE_RUNTIME names, or it is fetched from APPIMAGE_RUNTIME_URL; in both cases its SHA-256
# must be APPIMAGE_RUNTIME_SHA256. The format: github.com/AppImage/AppImageSpec, "Type 2".
set -euo pipefail

fail() {
    printf 'appimage.sh: %s\n' "$1" >&2
    exit 1
}

[ $# -eq 2 ] || fail "Say which AppDir, and the folder for the AppImage."
appdir=$1
out=$2
[ -x "$appdir/AppRun" ] || fail "$appdir has no AppRun: run 'python3 snug.py package appdir' first."
command -v mksquashfs >/dev/null || fail "mksquashfs is missing: install squashfs-tools."

contents="$appdir/opt/snug/_internal/contents.json"
version=$(sed -n 's/^ *"version": *"\([^"]*\)".*/\1/p' "$contents" | head -n 1)
[ -n "$version" ] || fail "$contents names no version."
case $(od -An -t u2 -j 18 -N 2 "$appdir/opt/snug/snug" | tr -d ' ') in
    62) processor=x86_64 ;;
    183) processor=aarch64 ;;
    *) fail "The program is for a processor that no AppImage is made for." ;;
esac

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

runtime=${APPIMAGE_RUNTIME:-}
if [ -z "$runtime" ]; then
    [ -n "${APPIMAGE_RUNTIME_URL:-}" ] ||
        fail "Set APPIMAGE_RUNTIME to the runtime's file, or APPIMAGE_RUNTIME_URL to its address (runtime-$processor of github.com/AppImage/type2-runtime, 20251108 or newer)."
    runtime=$work/runtime
    curl --fail --silent --show-error --location --output "$runtime" "$APPIMAGE_RUNTIME_URL"
fi
[ -n "${APPIMAGE_RUNTIME_SHA256:-}" ] || fail "Set APPIMAGE_RUNTIME_SHA256 to the sum the runtime must have."
printf '%s  %s\n' "$APPIMAGE_RUNTIME_SHA256" "$runtime" | sha256sum --check --status ||
    fail "The runtime is not the one that was named: its SHA-256 is $(sha256sum "$runtime" | cut -d ' ' -f 1)."

# One time for every file, so that the same AppDir gives the same bytes.
moment=${SOURCE_DATE_EPOCH:-$(stat -c %Y "$contents")}
unset SOURCE_DATE_EPOCH # mksquashfs refuses it beside its own options
mksquashfs "$appdir" "$work/image" -quiet -no-progress -root-owned -noappend \
    -comp zstd -Xcompression-level 19 -b 256K -all-time "$moment" -mkfs-time "$moment"

mkdir -p "$out"
target="$out/Snug-$version-$processor.AppImage"
cat "$runtime" "$work/image" >"$target"
chmod 755 "$target"
printf '%s\n' "$target"

#!/usr/bin/env bash
# On a clean Mac: copy the app out of the disk image, look at its signature, try it, remove it.
#
#   smoke_macos.sh PACKAGES OUT
set -euo pipefail

fail() {
    echo "smoke_macos.sh: $*" >&2
    exit 1
}

[ $# -eq 2 ] || fail "name the folder of the packages and the one for the reports"
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$2"
out=$(cd "$2" && pwd)
image=$(find "$1" -maxdepth 1 -name 'Snug-*-macos-arm64.dmg')
[ -n "$image" ] || fail "there is no disk image in $1"

mounted=$(mktemp -d)
hdiutil attach -nobrowse -readonly -mountpoint "$mounted" "$image"
applications=$out/Applications
mkdir -p "$applications"
ditto "$mounted/Snug.app" "$applications/Snug.app"
hdiutil detach "$mounted"
app=$applications/Snug.app

codesign --verify --deep --strict --verbose=2 "$app"
if codesign --display --verbose=2 "$app" 2>&1 | grep -q 'Authority=Developer ID'; then
    spctl --assess --type execute --verbose "$app"
    xcrun stapler validate "$app"
else
    echo "Signed ad hoc: Gatekeeper was not asked." >&2
fi
plutil -lint "$app/Contents/Info.plist"
python3 "$here/smoke.py" "$out/app" -- "$app/Contents/MacOS/Snug"
codesign --verify --deep --strict "$app" || fail "running the app changed it"

rm -rf "$app"

#!/usr/bin/env bash
# The disk image people download: Snug.app beside a link to Applications.
#
#   dmg.sh Snug.app Snug-0.1.0-macos-arm64.dmg
#
# With SNUG_MAC_IDENTITY the image is signed too; without, this says so.
set -euo pipefail

fail() {
    echo "dmg.sh: $*" >&2
    exit 1
}

[ $# -eq 2 ] || fail "name the app and the disk image"
app=${1%/}
image=$2
[ -d "$app/Contents/MacOS" ] || fail "$app is not an app"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/Snug"
ditto "$app" "$work/Snug/$(basename "$app")"
ln -s /Applications "$work/Snug/Applications"

# Spotlight sometimes holds on to the new volume for a moment ("Resource busy").
for try in 1 2 3; do
    if hdiutil create -volname Snug -srcfolder "$work/Snug" -fs HFS+ -format ULMO -ov "$image"; then break; fi
    [ "$try" != 3 ] || fail "hdiutil made no disk image"
    sleep $((try * ${SNUG_DMG_PAUSE:-10}))
done

if [ -n "${SNUG_MAC_IDENTITY:-}" ]; then
    codesign --force --sign "$SNUG_MAC_IDENTITY" --timestamp "$image"
else
    echo "Disk image not signed: no credentials (set SNUG_MAC_IDENTITY)." >&2
fi
hdiutil verify "$image"

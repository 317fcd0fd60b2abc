#!/usr/bin/env bash
# Have Apple look at Snug.app or at the disk image, wait, and staple the answer to it.
#
#   notarize.sh Snug.app | Snug.dmg
#
# Credentials: SNUG_NOTARY_KEY (a .p8 file of App Store Connect), SNUG_NOTARY_KEY_ID and
# SNUG_NOTARY_ISSUER; or SNUG_NOTARY_PROFILE (stored with `notarytool store-credentials`).
# Without them this says so and ends well; SNUG_SIGN_REQUIRED=1 makes that an error.
set -euo pipefail

fail() {
    echo "notarize.sh: $*" >&2
    exit 1
}

[ $# -eq 1 ] || fail "name the app or the disk image"
target=${1%/}
[ -e "$target" ] || fail "$target does not exist"

if [ -n "${SNUG_NOTARY_PROFILE:-}" ]; then
    credentials=(--keychain-profile "$SNUG_NOTARY_PROFILE")
elif [ -n "${SNUG_NOTARY_KEY:-}" ] && [ -n "${SNUG_NOTARY_KEY_ID:-}" ] && [ -n "${SNUG_NOTARY_ISSUER:-}" ]; then
    credentials=(--key "$SNUG_NOTARY_KEY" --key-id "$SNUG_NOTARY_KEY_ID" --issuer "$SNUG_NOTARY_ISSUER")
else
    echo "Not notarized: no credentials (set SNUG_NOTARY_KEY, SNUG_NOTARY_KEY_ID and SNUG_NOTARY_ISSUER)." >&2
    [ "${SNUG_SIGN_REQUIRED:-}" != 1 ] || exit 1
    exit 0
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
sent=$target
if [ -d "$target" ]; then # Apple takes archives, not folders
    sent=$work/$(basename "$target").zip
    ditto -c -k --keepParent "$target" "$sent"
fi

xcrun notarytool submit "$sent" --wait --timeout 1h --output-format json "${credentials[@]}" >"$work/answer.json" || {
    cat "$work/answer.json" >&2
    fail "Apple did not take $target"
}
answer() { python3 -c 'import json, sys; print(json.load(open(sys.argv[1])).get(sys.argv[2], ""))' "$work/answer.json" "$1"; }
if [ "$(answer status)" != Accepted ]; then
    xcrun notarytool log "$(answer id)" "${credentials[@]}" >&2 || true
    fail "Apple answered: $(answer status)"
fi
xcrun stapler staple "$target"
xcrun stapler validate "$target"

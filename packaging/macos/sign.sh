#!/usr/bin/env bash
# Sign Snug.app, from the inside out: every library and program in it, then the app, which seals
# everything. In between the lists of the engine and of the contents follow what was signed.
#
#   sign.sh Snug.app
#
# SNUG_MAC_IDENTITY names a "Developer ID Application" certificate in the keychain; without it
# the signature is ad hoc, and the app runs only where a person allows it. With
# SNUG_SIGN_REQUIRED=1 that is an error. Written for the bash 3.2 that macOS has.
set -euo pipefail

ENTITLEMENTS="$(cd "$(dirname "$0")" && pwd)/worker.entitlements"
LISTS="$(cd "$(dirname "$0")/../shipping" && pwd)/signed.py"
readonly ENTITLEMENTS LISTS
readonly IDENTITY="${SNUG_MAC_IDENTITY:--}"
readonly PROGRAM=Snug WORKER=snug-worker

fail() {
    echo "sign.sh: $*" >&2
    exit 1
}

# An ad-hoc signature has no team, so the hardened runtime would refuse our own libraries.
sign() {
    if [ "$IDENTITY" = - ]; then
        codesign --force --sign - "$@"
    else
        codesign --force --sign "$IDENTITY" --options runtime --timestamp "$@"
    fi
}

is_mach_o() {
    case "$(head -c 4 "$1" | od -An -tx1 | tr -d ' \n')" in
        cffaedfe | cefaedfe | cafebabe | cafebabf) return 0 ;;
        *) return 1 ;;
    esac
}

# The deepest first: a folder's signature covers those of what lies in it.
deepest_first() {
    awk -F/ '{ print NF "\t" $0 }' | sort -rn -k1,1 | cut -f2-
}

sign_inner() {
    local app=$1 file
    find "$app/Contents" -type f ! -path "$app/Contents/MacOS/$PROGRAM" ! -path "$app/Contents/MacOS/$WORKER" |
        deepest_first | while IFS= read -r file; do
        if is_mach_o "$file"; then sign "$file"; fi
    done
    find "$app/Contents" -type d -name '*.framework' | deepest_first | while IFS= read -r file; do
        sign "$file"
    done
    # Only the engine's process may load libraries of others: engine packs.
    sign --entitlements "$ENTITLEMENTS" "$app/Contents/MacOS/$WORKER"
}

main() {
    [ $# -eq 1 ] || fail "name the app"
    local app=${1%/}
    [ -f "$app/Contents/MacOS/$PROGRAM" ] || fail "$app is not Snug.app"
    [ -f "$app/Contents/MacOS/$WORKER" ] || fail "$app has no $WORKER"
    if [ "$IDENTITY" = - ]; then
        echo "Not signed with a Developer ID: no credentials (set SNUG_MAC_IDENTITY). Signing ad hoc." >&2
        [ "${SNUG_SIGN_REQUIRED:-}" != 1 ] || exit 1
    fi
    sign_inner "$app"
    python3 "$LISTS" "$app" || fail "the lists in $app could not be brought up to date"
    sign "$app"
    codesign --verify --deep --strict "$app"
}

main "$@"

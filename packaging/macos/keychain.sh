#!/usr/bin/env bash
# On a builder: put the signing certificate into a keychain of its own, or say there is none.
#
#   keychain.sh
#
# SNUG_MAC_CERTIFICATE is a .p12 in base64, SNUG_MAC_CERTIFICATE_PASSWORD its password. Prints
# the line `SNUG_MAC_IDENTITY=…` for the environment of the next steps.
set -euo pipefail

if [ -z "${SNUG_MAC_CERTIFICATE:-}" ]; then
    echo "No certificate: no credentials (set SNUG_MAC_CERTIFICATE). The app is signed ad hoc." >&2
    [ "${SNUG_SIGN_REQUIRED:-}" != 1 ] || exit 1
    exit 0
fi

keychain=${RUNNER_TEMP:-$(mktemp -d)}/snug.keychain-db
certificate=$(mktemp)
trap 'rm -f "$certificate"' EXIT
password=$(openssl rand -hex 16)
printf %s "$SNUG_MAC_CERTIFICATE" | base64 --decode >"$certificate"

security create-keychain -p "$password" "$keychain"
security set-keychain-settings -lut 21600 "$keychain"
security unlock-keychain -p "$password" "$keychain"
security import "$certificate" -k "$keychain" -f pkcs12 -P "${SNUG_MAC_CERTIFICATE_PASSWORD:-}" -T /usr/bin/codesign
security set-key-partition-list -S apple-tool:,apple: -k "$password" "$keychain" >/dev/null
security list-keychains -d user -s "$keychain" login.keychain-db

identity=$(security find-identity -v -p codesigning "$keychain" | awk '/Developer ID Application/ { print $2; exit }')
if [ -z "$identity" ]; then
    echo "The certificate is no Developer ID Application certificate." >&2
    exit 1
fi
echo "SNUG_MAC_IDENTITY=$identity"

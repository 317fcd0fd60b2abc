#!/usr/bin/env bash
# On a builder: LunarG's Vulkan SDK, whose shader compiler knows what makes GPUs fast.
#
#   vulkan_sdk.sh FOLDER
#
# Prints the lines `VULKAN_SDK=…` and `PATH_ADDED=…` for the environment of the next steps.
# Nothing is built with a download whose SHA-256 is not the one written here: change version and
# sums together, and only after comparing them with LunarG's page (vulkan.lunarg.com/sdk/home).
# For Arm there is no archive: the one for x86-64 carries the sources and builds its tools.
set -euo pipefail

readonly VERSION=${SNUG_VULKAN_SDK:-1.4.357.0}
readonly LINUX_SHA256=${SNUG_VULKAN_SDK_LINUX_SHA256-0f09bf6a0625e346bf004be70b92907e934a4c76606b323441b2baf3a5a0e66d}
readonly WINDOWS_SHA256=${SNUG_VULKAN_SDK_WINDOWS_SHA256-81f474711e9042f4cd22b31b2f7a8870db2e428b21586fb43dd80150be97310d}
readonly SITE=https://sdk.lunarg.com/sdk/download

fail() {
    echo "vulkan_sdk.sh: $*" >&2
    exit 1
}

fetch() { # the address, the sum, the file
    [ -n "$2" ] || fail "no SHA-256 is written down for $1: add the one that LunarG's page shows."
    curl --fail --location --retry 3 --silent --show-error --output "$3" "$1"
    echo "$2  $3" | sha256sum --check --quiet >&2 || fail "$1 is not the file that is expected."
}

linux() {
    fetch "$SITE/$VERSION/linux/vulkansdk-linux-x86_64-$VERSION.tar.xz" "$LINUX_SHA256" "$1/sdk.tar.xz"
    tar -xJf "$1/sdk.tar.xz" -C "$1"
    rm "$1/sdk.tar.xz"
    local sdk=$1/$VERSION
    if [ "$(uname -m)" = aarch64 ]; then
        (cd "$sdk" && ./vulkansdk --skip-installing-deps --maxjobs shaderc headers spirv-headers loader) >&2
        sdk=$sdk/aarch64
    else
        sdk=$sdk/x86_64
    fi
    told "$sdk" "$sdk/bin" "$sdk/bin/glslc"
}

windows() {
    local installer=$1/sdk.exe sdk
    fetch "$SITE/$VERSION/windows/vulkansdk-windows-X64-$VERSION.exe" "$WINDOWS_SHA256" "$installer"
    sdk="$(cygpath -w "$1")\\$VERSION"
    "$installer" --root "$sdk" --accept-licenses --default-answer --confirm-command install com.lunarg.vulkan.core >&2
    rm "$installer"
    told "$sdk" "$sdk\\Bin" "$(cygpath -u "$sdk")/Bin/glslc.exe"
}

told() { # the SDK, its programs, its compiler
    [ -x "$3" ] || fail "the SDK has no $3."
    "$3" --version >&2
    echo "VULKAN_SDK=$1"
    echo "PATH_ADDED=$2"
}

main() {
    [ $# -eq 1 ] || fail "name the folder to put it in"
    mkdir -p "$1"
    local folder
    folder=$(cd "$1" && pwd)
    case "$(uname -s)" in
        Linux) linux "$folder" ;;
        MINGW* | MSYS*) windows "$folder" ;;
        *) fail "only Linux and Windows need it" ;;
    esac
}

main "$@"

"""Sign programs for Windows, or say plainly that nothing was signed.

    python packaging/shipping/windows_signing.py FILE …
    python packaging/shipping/windows_signing.py --tree FOLDER   what has no signature in it yet

Credentials come from the environment, one of:
    SNUG_SIGN_DLIB + SNUG_SIGN_METADATA         Azure Artifact Signing: its DLL and its JSON
    SNUG_SIGN_THUMBPRINT                        a certificate of Windows's own store, by SHA-1
    SNUG_SIGN_PFX + SNUG_SIGN_PASSWORD_FILE     a file (PKCS#12), signed with osslsigncode
Also: SNUG_SIGN_TIMESTAMP (a server's address, or "none"), and SNUG_SIGN_REQUIRED=1, with which
a missing credential is an error.
"""

import os
import shutil
import struct
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

AZURE_TIMESTAMP = "http://timestamp.acs.microsoft.com"
TIMESTAMP = "http://timestamp.digicert.com"
PROGRAMS = (".exe", ".dll", ".pyd")
SIGNATURE_ENTRY = 4  # the data directory of certificates in a PE header
NOT_SIGNED = (
    "Not signed: no credentials (set SNUG_SIGN_DLIB and SNUG_SIGN_METADATA, SNUG_SIGN_THUMBPRINT, "
    "or SNUG_SIGN_PFX and SNUG_SIGN_PASSWORD_FILE)."
)


class SigningFailed(Exception):
    """A signature was asked for and could not be made; the text is a sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """A program that signs: its words before the file, and whether it writes a copy."""

    words: tuple[str, ...]
    copies: bool


def signer(environment: Mapping[str, str]) -> Signer | None:
    """The signer that the credentials allow; None where there are none."""
    get = environment.get
    if get("SNUG_SIGN_DLIB") and get("SNUG_SIGN_METADATA"):
        words = [
            "/dlib",
            environment["SNUG_SIGN_DLIB"],
            "/dmdf",
            environment["SNUG_SIGN_METADATA"],
        ]
        return _signtool(words, server=get("SNUG_SIGN_TIMESTAMP", AZURE_TIMESTAMP))
    if get("SNUG_SIGN_THUMBPRINT"):
        words = ["/sha1", environment["SNUG_SIGN_THUMBPRINT"]]
        return _signtool(words, server=get("SNUG_SIGN_TIMESTAMP", TIMESTAMP))
    if get("SNUG_SIGN_PFX"):
        return _osslsigncode(environment, server=get("SNUG_SIGN_TIMESTAMP", TIMESTAMP))
    return None


def _signtool(words: list[str], *, server: str) -> Signer:
    stamp = [] if server == "none" else ["/tr", server, "/td", "SHA256"]
    return Signer(words=("signtool", "sign", "/fd", "SHA256", *stamp, *words), copies=False)


def _osslsigncode(environment: Mapping[str, str], *, server: str) -> Signer:
    words = ["osslsigncode", "sign", "-h", "sha256", "-pkcs12", environment["SNUG_SIGN_PFX"]]
    if environment.get("SNUG_SIGN_PASSWORD_FILE"):
        words += ["-readpass", environment["SNUG_SIGN_PASSWORD_FILE"]]
    words += [] if server == "none" else ["-ts", server]
    return Signer(words=tuple(words), copies=True)


def sign(file: Path, by: Signer) -> None:
    """Sign one file in its place. Raises SigningFailed."""
    program = shutil.which(by.words[0])
    if program is None:
        raise SigningFailed(f"{by.words[0]} is not installed: install it, then run this again.")
    if not by.copies:
        _run([program, *by.words[1:], str(file)], file)
        return
    copy = file.with_name(file.name + ".signed")
    copy.unlink(missing_ok=True)
    _run([program, *by.words[1:], "-in", str(file), "-out", str(copy)], file)
    copy.replace(file)


def _run(words: Sequence[str], file: Path) -> None:
    done = subprocess.run(words, check=False, capture_output=True, text=True)
    if done.returncode:
        said = (done.stdout + done.stderr).strip()
        raise SigningFailed(f"{file} could not be signed:\n{said}")


def is_signed(file: Path) -> bool | None:
    """Whether a program carries a signature; None when it is no program for Windows."""
    with file.open("rb") as stream:
        head = stream.read(4096)
    if head[:2] != b"MZ" or len(head) < 0x40:
        return None
    start = struct.unpack_from("<I", head, 0x3C)[0]
    if head[start : start + 4] != b"PE\0\0":
        return None
    options = start + 24
    wide = struct.unpack_from("<H", head, options)[0] == 0x20B
    place = options + (112 if wide else 96) + 8 * SIGNATURE_ENTRY
    return bool(struct.unpack_from("<I", head, place + 4)[0])


def unsigned(tree: Path) -> list[Path]:
    """Every program and library in the folder without a signature."""
    found = (path for path in sorted(tree.rglob("*")) if path.suffix.lower() in PROGRAMS)
    return [path for path in found if path.is_file() and is_signed(path) is False]


def main(words: Sequence[str], environment: Mapping[str, str]) -> int:
    """The command; its exit status."""
    by = signer(environment)
    if by is None:
        sys.stderr.write(f"{NOT_SIGNED}\n")
        return 1 if environment.get("SNUG_SIGN_REQUIRED") == "1" else 0
    whole = words[:1] == ["--tree"]
    files = unsigned(Path(words[1])) if whole else [Path(word) for word in words]
    try:
        for file in files:
            sign(file, by)
    except (SigningFailed, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stderr.write(f"Signed: {len(files)} files.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], os.environ))

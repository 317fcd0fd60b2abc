"""Whether the hub still has the file that was listed, by what it says along with its address."""

import re
from collections.abc import Mapping
from typing import Final

from launcher.errors import FileChanged

HASH: Final = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")


def check_same(
    headers: Mapping[str, str],
    path: str,
    *,
    size: int,
    sha256: str | None = None,
    git_oid: str | None = None,
) -> None:
    """Raise FileChanged where hash or size (bytes) are another file's.

    `headers` have lower-case names. A hash of another kind, or none, proves nothing.
    """
    tag = (headers.get("x-linked-etag") or headers.get("etag", "")).removeprefix("W/")
    tag = tag.strip('"').lower()
    known = {value for value in (sha256, git_oid) if value}
    if HASH.fullmatch(tag) and any(len(tag) == len(each) != 0 for each in known - {tag}):
        raise FileChanged(path)
    linked = headers.get("x-linked-size")
    if linked is not None and linked != str(size):
        raise FileChanged(path)

"""The way to the Hub: which address, whose token, and one session made when first needed.

huggingface_hub takes half a second to import, so nothing imports it before a
request is made. It reads its environment at that moment, so it is set here.
"""

import os
from collections.abc import Callable
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

if TYPE_CHECKING:
    from launcher.hub.session import Session

DEFAULT_ENDPOINT: Final = "https://huggingface.co"
# No second transport (it can neither be paused nor resumed), no telemetry, no bars on stderr.
ENVIRONMENT: Final = {
    "HF_HUB_DISABLE_XET": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
}


def no_token() -> str | None:
    """Nobody's token."""
    return None


class Hub:
    """One hub and the person's token for it. Making one costs nothing and asks nobody."""

    def __init__(
        self,
        *,
        endpoint: str | Callable[[], str | None] | None = None,
        token: Callable[[], str | None] = no_token,
        headers_folder: Path,
    ) -> None:
        """`endpoint` and `token` may be functions, asked anew each time (settings change)."""
        self._endpoint = endpoint
        self._token = token
        self.headers_folder = headers_folder
        self._session: Session | None = None
        self._lock = Lock()

    @property
    def endpoint(self) -> str:
        """The setting, SNUG_HUB_ENDPOINT, HF_ENDPOINT, or huggingface.co; no slash at the end."""
        given = self._endpoint() if callable(self._endpoint) else self._endpoint
        named = given or os.environ.get("SNUG_HUB_ENDPOINT") or os.environ.get("HF_ENDPOINT")
        return (named or DEFAULT_ENDPOINT).rstrip("/")

    @property
    def session(self) -> "Session":
        """What speaks HTTP; the first use imports huggingface_hub."""
        with self._lock:
            if self._session is None:
                os.environ.update(ENVIRONMENT)
                from launcher.hub.session import Session  # noqa: PLC0415  half a second

                self._session = Session(self)
            return self._session

    def token(self) -> str | None:
        """HF_TOKEN, then the one handed in (keyring), then huggingface's own login."""
        return os.environ.get("HF_TOKEN") or self._token() or self.session.stored_token()

    def file_address(self, repo: str, commit: str, path: str) -> str:
        """Where a file of a commit is asked for."""
        return f"{self.endpoint}/{quote(repo)}/resolve/{quote(commit, safe='')}/{quote(path)}"

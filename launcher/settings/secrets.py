"""The access token for the Hub: where it is looked for, and where it is kept.

Looked for in this order:

1. `HF_TOKEN`, then `HUGGING_FACE_HUB_TOKEN`, in the environment;
2. our own file, which exists only where the person agreed to it because the
   system had no keyring (a token that then enters a keyring removes the file,
   so the file is never the older of the two);
3. the system's keyring;
4. Hugging Face's own login on this computer (`hf auth login`).

The token is in no log, no repr and no error.
"""

import os
from collections.abc import Mapping
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from typing import Final

from launcher.errors import CannotDelete, InvalidToken, KeyringUnavailable
from launcher.kept import write_bytes
from launcher.settings.vault import Vault

VARIABLES: Final = ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN")
LONGEST: Final = 4096  # bytes of a file that may be a token


class TokenSource(StrEnum):
    """Where the token is from, in words that follow 'kept in'."""

    ENVIRONMENT = "the environment variable HF_TOKEN"
    FILE = "a file that only you can read"
    KEYRING = "the system's keyring"
    LOGIN = "Hugging Face's own login on this computer"

    @property
    def ours(self) -> bool:
        """Whether we keep it, so that we can forget it."""
        return self in (TokenSource.FILE, TokenSource.KEYRING)


class Secrets:
    """The access token. Any thread may ask; the keyring may take seconds, once."""

    def __init__(
        self,
        folder: Path,
        *,
        environment: Mapping[str, str] | None = None,
        vault: Vault | None = None,
    ) -> None:
        """`folder` is where our file would be. Nothing is read yet."""
        self._file = folder / "token"
        self._environment = os.environ if environment is None else environment
        self._vault = vault or Vault()
        self._problem: KeyringUnavailable | None = None

    def __repr__(self) -> str:
        """Says nothing of the token."""
        return "Secrets()"

    @property
    def problem(self) -> KeyringUnavailable | None:
        """Why the keyring could not be read, where it was asked and could not."""
        return self._problem

    def token(self) -> str | None:
        """The token, or None. Raises nothing: a store that cannot be read has none."""
        return self._find()[0]

    def token_source(self) -> TokenSource | None:
        """Where the token is from; None where there is none."""
        return self._find()[1]

    def save_token(self, token: str, *, allow_file: bool) -> TokenSource:
        """Keep a token, in the keyring where there is one.

        Raises InvalidToken for what cannot be one, KeyringUnavailable when there
        is no keyring and a file is not allowed, NotSaved when the file fails.
        """
        clean = token.strip()
        if not clean or not clean.isascii() or not clean.isprintable() or " " in clean:
            raise InvalidToken
        try:
            self._vault.write(clean)
        except KeyringUnavailable as error:
            self._problem = error
            if not allow_file:
                raise
            write_bytes(self._file, clean.encode())
            return TokenSource.FILE
        self._problem = None
        self._remove_file()
        return TokenSource.KEYRING

    def forget_token(self) -> None:
        """Forget what we keep; the environment and Hugging Face's login are not ours to change.

        Raises CannotDelete, or KeyringUnavailable when a keyring holds it and does not obey.
        """
        self._remove_file()
        try:
            self._vault.forget()
        except KeyringUnavailable as error:
            self._problem = error
            if self._vault.holds_secret:
                raise

    def _find(self) -> tuple[str | None, TokenSource | None]:
        for name in VARIABLES:
            if found := _clean(self._environment.get(name, "")):
                return found, TokenSource.ENVIRONMENT
        if found := _token_in(self._file):
            return found, TokenSource.FILE
        if found := self._in_keyring():
            return found, TokenSource.KEYRING
        if found := _token_in(_login_file(self._environment)):
            return found, TokenSource.LOGIN
        return None, None

    def _in_keyring(self) -> str:
        try:
            found = self._vault.read()
        except KeyringUnavailable as error:
            self._problem = error
            return ""
        self._problem = None
        return _clean(found or "")

    def _remove_file(self) -> None:
        try:
            self._file.unlink(missing_ok=True)
        except OSError as error:
            raise CannotDelete(str(self._file), error.strerror or str(error)) from error


def _login_file(environment: Mapping[str, str]) -> Path:
    """Where `hf auth login` keeps its token. Source: huggingface_hub constants.py."""
    if path := environment.get("HF_TOKEN_PATH"):
        return Path(os.path.expandvars(path)).expanduser()
    cache = environment.get("XDG_CACHE_HOME") or "~/.cache"
    home = environment.get("HF_HOME") or str(Path(cache) / "huggingface")
    return Path(os.path.expandvars(home)).expanduser() / "token"


def _token_in(file: Path) -> str:
    with suppress(OSError, RuntimeError), file.open("rb") as stream:  # RuntimeError: no home
        return _clean(stream.read(LONGEST).decode("ascii", "replace"))
    return ""


def _clean(text: str) -> str:
    return text.replace("\r", "").replace("\n", "").strip()

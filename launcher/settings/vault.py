"""The system's own store for secrets, asked so that it can neither hang nor crash us.

A locked keyring asks the person for a password, and D-Bus may never answer. So
every call runs in a thread of its own and is given up after a while; until it
comes back the store counts as unavailable and nobody waits for it again.
"""

import queue
import threading
from collections.abc import Callable
from typing import Final, Protocol

from launcher.errors import KeyringUnavailable
from launcher.identity import NAME

ACCOUNT: Final = "huggingface.co"
LEAST_PRIORITY: Final = 1  # keyring's own bar; below it are plain files and backends that forget
READ_SECONDS: Final = 5.0
WRITE_SECONDS: Final = 60.0  # a person may have to type the keyring's password


class Backend(Protocol):
    """What we need of a keyring."""

    def get_password(self, service: str, username: str) -> str | None:
        """The secret, or None."""

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep the secret."""

    def delete_password(self, service: str, username: str) -> None:
        """Forget the secret."""


def system_backend() -> Backend:
    """The keyring of this system. Raises KeyringUnavailable when it has none we can trust."""
    import keyring  # noqa: PLC0415 - 0.1 s and D-Bus, needed only by those who have a token

    backend = keyring.get_keyring()
    if type(backend).__module__ in ("keyring.backends.null", "keyring.backends.fail"):
        raise KeyringUnavailable("none is set up on this system")
    if backend.priority < LEAST_PRIORITY:
        raise KeyringUnavailable(f"{backend.name} would not keep it secret")
    return backend


class Vault:
    """One secret in the system's keyring, under our name. Read once, then remembered."""

    def __init__(
        self,
        backend: Callable[[], Backend] = system_backend,
        *,
        read_seconds: float = READ_SECONDS,
        write_seconds: float = WRITE_SECONDS,
    ) -> None:
        """Nothing is imported or asked yet."""
        self._backend = backend
        self._read_seconds = read_seconds
        self._write_seconds = write_seconds
        self._lock = threading.Lock()
        self._reading = threading.Lock()
        self._busy = False
        self._known = False
        self._secret: str | None = None
        self._refusal: KeyringUnavailable | None = None

    def __repr__(self) -> str:
        """Says nothing of the secret."""
        return "Vault()"

    @property
    def holds_secret(self) -> bool:
        """Whether a secret is known to be in it."""
        return self._secret is not None

    def read(self) -> str | None:
        """The secret, or None where there is none.

        Raises KeyringUnavailable. A keyring that refused is not asked again, so
        that the person is not; one that is late is heard when it answers.
        """

        def work(backend: Backend) -> None:
            self._remember(backend.get_password(NAME, ACCOUNT))

        with self._reading:  # who asks meanwhile waits for the same answer
            if not self._known:
                if self._refusal is not None:
                    raise KeyringUnavailable(self._refusal.reason)
                self._ask(work, self._read_seconds)
            return self._secret

    def write(self, secret: str) -> None:
        """Keep the secret. Raises KeyringUnavailable, whose reason never contains it."""

        def work(backend: Backend) -> None:
            backend.set_password(NAME, ACCOUNT, secret)
            self._remember(secret)

        try:
            self._ask(work, self._write_seconds)
        except KeyringUnavailable as error:
            raise KeyringUnavailable(error.reason.replace(secret, "…")) from None

    def forget(self) -> None:
        """Forget the secret, if there is one. Raises KeyringUnavailable."""

        def work(backend: Backend) -> None:
            if backend.get_password(NAME, ACCOUNT) is not None:
                backend.delete_password(NAME, ACCOUNT)
            self._remember(None)

        self._ask(work, self._write_seconds)

    def _remember(self, secret: str | None) -> None:
        with self._lock:
            self._secret, self._known, self._refusal = secret, True, None

    def _ask(self, call: Callable[[Backend], None], seconds: float) -> None:
        with self._lock:
            if self._busy:
                raise KeyringUnavailable("it has not answered yet")
            self._busy = True
        outcome: queue.SimpleQueue[KeyringUnavailable | None] = queue.SimpleQueue()

        def work() -> None:
            refusal: KeyringUnavailable | None = None
            try:
                call(self._backend())
            except Exception as error:  # noqa: BLE001  backends raise whatever D-Bus brings
                refusal = _translated(error)
            with self._lock:
                self._busy = False
                self._refusal = refusal
            outcome.put(refusal)

        threading.Thread(target=work, name="keyring", daemon=True).start()
        try:
            refusal = outcome.get(timeout=seconds)
        except queue.Empty:
            refusal = KeyringUnavailable(f"it did not answer within {seconds:.0f} seconds")
        if refusal is not None:
            raise refusal


def _translated(error: Exception) -> KeyringUnavailable:
    if isinstance(error, KeyringUnavailable):
        return error
    return KeyringUnavailable(str(error) or type(error).__name__)

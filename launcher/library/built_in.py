"""The model that ships with the program, as the library lists it.

Nothing is remembered of it: its hash stands beside it, and it is not to be deleted.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from launcher.errors import BadModelFile, ChecksumMismatch, GuideDamaged
from launcher.library.hashing import sha256_of
from launcher.library.headers import Headers, Reading
from launcher.library.local_model import LocalModel
from launcher.models.guide import is_promised, promised_hash

BUILT_IN: Final = "built-in"


class BuiltInModel:
    """Read where it lies; hashed again only when it has changed. Not for several threads."""

    def __init__(self, file: Callable[[], Path | None]) -> None:
        """`file` says where it lies; None where it is missing or is not to be seen."""
        self._file = file
        self._hashed: tuple[tuple[int, int], str] | None = None

    @property
    def path(self) -> Path | None:
        """Where it lies, where it is to be seen."""
        return self._file()

    def model(self, headers: Headers) -> LocalModel | None:
        """It as a model of the library, a damaged one with its problem; None where it is not."""
        path = self._file()
        if path is None:
            return None
        reading = headers.read((path,))
        sha256: str | None = None
        try:
            status = path.stat()
            sha256 = self._hash(path, (status.st_size, status.st_mtime_ns))
        except OSError:
            return None
        except BadModelFile as error:
            problem: BadModelFile | None = error
        else:
            problem = _problem(path, reading, sha256)
        return LocalModel(
            path=path,
            files=(path,),
            size=status.st_size,
            facts=reading.facts,
            sha256=sha256,
            verified=sha256 is not None and sha256 == promised_hash(),
            origin=BUILT_IN,
            repo=None,
            commit=None,
            added=status.st_mtime,
            problem=problem,
        )

    def verify(self, model: LocalModel, on_progress: Callable[[int, int], None]) -> None:
        """Compare its hash with the one it shipped with. Raises ChecksumMismatch."""
        done = 0

        def on_bytes(count: int) -> None:
            nonlocal done
            done += count
            on_progress(done, model.size)

        actual, promised = sha256_of(model.path, on_bytes), promised_hash()
        if promised is not None and actual != promised:
            raise ChecksumMismatch(str(model.path), promised, actual)

    def _hash(self, path: Path, stamp: tuple[int, int]) -> str:
        if self._hashed is None or self._hashed[0] != stamp:
            self._hashed = stamp, sha256_of(path, lambda _count: None)
        return self._hashed[1]


def _problem(path: Path, reading: Reading, sha256: str) -> BadModelFile | None:
    """What shipped can be read and chatted with; anything else is damaged, not to be mended."""
    whole = is_promised(sha256) and reading.facts is not None and reading.problem is None
    return None if whole else GuideDamaged(str(path))

"""Reading the beginning of a file of the Hub as it streams in, and no more than is looked at."""

from collections.abc import Generator, Iterator
from typing import TYPE_CHECKING, Final

from launcher.errors import NoNetwork
from launcher.hub.broken import Broken
from launcher.hub.client import Hub
from launcher.hub.files import HubFile
from launcher.hub.halt import Halt
from launcher.hub.patience import FOR_ANSWERS
from launcher.hub.sameness import check_same

if TYPE_CHECKING:
    from launcher.hub.line import Line

ATTEMPTS: Final = 3  # in a row without a byte


def first_bytes(
    hub: Hub, repo: str, commit: str, path: str, *, listed: HubFile | None = None
) -> Generator[bytes]:
    """The file from its start, by one ranged request that ends when this is closed.

    A connection that breaks is made again from the byte where it broke. With `listed` the
    file must still be that one. Raises HubError, FileChanged.
    """
    position = failures = 0
    with hub.session.line(FOR_ANSWERS, Halt()) as line:
        while True:
            before = position
            pieces = _from(hub, line, (repo, commit, path), position, listed)
            try:
                for piece in pieces:
                    position += len(piece)
                    yield piece
            except Broken as broken:
                failures = 0 if position > before else failures + 1
                if failures >= ATTEMPTS:
                    raise NoNetwork(hub.session.question().host, str(broken)) from None
            else:
                return
            finally:
                pieces.close()


def _from(
    hub: Hub,
    line: "Line",
    file: tuple[str, str, str],
    position: int,
    listed: HubFile | None,
) -> Generator[bytes]:
    repo, _, path = file
    address = hub.file_address(*file)
    with line.get(address, hub.session.headers(address), start=position) as answer:
        if answer.status == 416:
            return  # an empty file, or all of it has been read
        hub.session.check(answer, repo=repo, path=path)
        if listed is not None:
            check_same(
                answer.first_headers,
                path,
                size=listed.size,
                sha256=listed.sha256,
                git_oid=listed.git_oid,
            )
        at = position if answer.status == 206 else 0  # 0: a server that knows no ranges
        yield from _after(position - at, answer.pieces())


def _after(skip: int, pieces: Iterator[bytes]) -> Iterator[bytes]:
    for piece in pieces:
        if len(piece) > skip:
            yield piece[skip:]
        skip = max(0, skip - len(piece))

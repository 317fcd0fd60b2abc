"""What a model on the Hub is, from the header of its file, before anything is downloaded.

One streamed range read per file ends with the last entry of the tensor table.
The slim header is kept under the content's hash: asked again, it costs nothing.
"""

import hashlib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Final

from launcher.errors import BadModelFile, FileNotInRepo, StorageError
from launcher.hub.client import Hub
from launcher.hub.files import HubFile, Listing
from launcher.hub.reading import first_bytes
from launcher.kept import write_bytes
from launcher.models.facts import ModelFacts
from launcher.models.gguf import HeaderParser
from launcher.models.header import Header
from launcher.models.shards import facts_from_parts
from launcher.models.slim import facts_from_slim, slim_bytes

AT_ONCE: Final = 4  # shards read side by side


def remote_facts(hub: Hub, listing: Listing, files: Sequence[str]) -> ModelFacts:
    """The facts of one model, all its shards in order, from the cache or the Hub.

    Raises HubError, BadModelFile, and FileChanged where a file is another than was listed.
    """
    wanted = [_file(listing, path) for path in files]
    kept = kept_header(hub.headers_folder, wanted)
    facts = None if kept is None else _from_cache(kept)
    if facts is not None:
        return facts
    facts = facts_from_parts(_read_all(hub, listing, wanted))
    if kept is not None:
        _keep(kept, facts)
    return facts


def read_header(hub: Hub, repo: str, commit: str, file: HubFile) -> Header:
    """One file's header off the Hub. Raises HubError, FileChanged, BadModelFile."""
    parser = HeaderParser(file.path)
    with closing(first_bytes(hub, repo, commit, file.path, listed=file)) as pieces:
        if not any(parser.feed(piece) for piece in pieces):
            parser.close()
    return parser.header


def kept_header(folder: Path, files: Sequence[HubFile]) -> Path | None:
    """Where the slim header of these files is kept: by their content, not by their names."""
    hashes = [file.sha256 or file.git_oid for file in files]
    if not hashes or not all(hashes):
        return None
    joined = "\n".join(str(each) for each in hashes)
    key = hashes[0] if len(hashes) == 1 else hashlib.sha256(joined.encode()).hexdigest()
    return folder / f"{key}.slim"


def _file(listing: Listing, path: str) -> HubFile:
    file = listing.file(path)
    if file is None:
        raise FileNotInRepo(listing.repo, path)
    return file


def _read_all(hub: Hub, listing: Listing, files: Sequence[HubFile]) -> list[tuple[Header, int]]:
    def read(file: HubFile) -> tuple[Header, int]:
        return read_header(hub, listing.repo, listing.commit, file), file.size

    if len(files) == 1:
        return [read(files[0])]
    with ThreadPoolExecutor(AT_ONCE, "header") as pool:
        return list(pool.map(read, files))


def _from_cache(path: Path) -> ModelFacts | None:
    try:
        return facts_from_slim(path.read_bytes())
    except (OSError, BadModelFile):  # absent or damaged: it is read again
        return None


def _keep(path: Path, facts: ModelFacts) -> None:
    try:
        write_bytes(path, slim_bytes(facts))
    except StorageError:  # without a cache it is only slower
        return

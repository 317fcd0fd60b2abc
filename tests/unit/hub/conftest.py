"""A hub on loopback and the program's way to it, for the tests of this room."""

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from launcher.hub.client import Hub
from launcher.hub.download import Download
from launcher.hub.files import list_files
from launcher.hub.halt import Halt
from launcher.hub.patience import Patience
from launcher.hub.queue import Downloads
from launcher.hub.source import Source
from tests.fakes.hub import FakeHub

REPO = "someone/tiny-GGUF"
MODEL = "tiny-Q4_K_M.gguf"
SEGMENT = 256 << 10
SIZE = 8 * SEGMENT + 12_345
QUICK = Patience(connect=2.0, silence=0.4, attempts=5, first_wait=0.01, most_wait=0.05)


@pytest.fixture
def server() -> Iterator[FakeHub]:
    with FakeHub() as hub:
        yield hub


@pytest.fixture
def hub(server: FakeHub, tmp_path: Path) -> Hub:
    return Hub(endpoint=server.endpoint, headers_folder=tmp_path / "headers")


@pytest.fixture(scope="session")
def content() -> bytes:
    return random.Random(7).randbytes(SIZE)  # noqa: S311  the same bytes every time


@pytest.fixture
def stocked(server: FakeHub, content: bytes) -> FakeHub:
    """The hub with one repository of one model."""
    server.add_repo(REPO, {MODEL: content, "README.md": "# Tiny\n"}, downloads=3)
    return server


@pytest.fixture
def small_segments(monkeypatch: pytest.MonkeyPatch) -> None:
    """Segments small enough that a test's file has nine of them."""
    monkeypatch.setattr("launcher.hub.part_file.segment_size", lambda size: SEGMENT)


@pytest.fixture
def models(tmp_path: Path) -> Path:
    return tmp_path / "models"


@pytest.fixture
def target(models: Path) -> Path:
    return models / REPO / MODEL


@pytest.fixture
def make_download(
    stocked: FakeHub, hub: Hub, target: Path, small_segments: None
) -> Callable[..., Download]:
    """A download of the one model, with little patience."""

    def make(
        *, connections: int = 3, patience: Patience = QUICK, halt: Halt | None = None
    ) -> Download:
        listing = list_files(hub, REPO)
        file = listing.file(MODEL)
        assert file is not None
        return Download(
            hub,
            Source.of(REPO, listing.commit, file),
            target,
            halt=halt or Halt(),
            connections=connections,
            patience=patience,
        )

    return make


@pytest.fixture
def make_queue(
    hub: Hub, models: Path, tmp_path: Path, small_segments: None
) -> Iterator[Callable[[], Downloads]]:
    """Queues over one state file, as a program that is started again and again."""
    made: list[Downloads] = []

    def make() -> Downloads:
        queue = Downloads(
            hub=hub,
            models_folder=lambda: models,
            state_file=tmp_path / "downloads.json",
            connections=lambda: 3,
            patience=QUICK,
        )
        made.append(queue)
        return queue

    yield make
    for queue in made:
        queue.close()

from collections.abc import Iterator
from pathlib import Path

import pytest

from launcher.actions.parts import Parts, assemble
from launcher.paths import places
from tests.fakes.hub import FakeHub


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeHub]:
    """A hub on loopback that the program talks to."""
    with FakeHub() as made:
        monkeypatch.setenv("SNUG_HUB_ENDPOINT", made.endpoint)
        yield made


@pytest.fixture
def parts(snug_home: Path) -> Iterator[Parts]:
    """The whole program without a face, in folders of its own."""
    made = assemble(places())
    yield made
    made.close()

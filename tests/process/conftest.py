"""Real workers and real, tiny models for the tests in this folder."""

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from launcher.models.slim import write_slim
from launcher.models.write import write_model
from launcher.runtime.measurer import Measurer
from launcher.runtime.planner import Planner
from launcher.runtime.session import Session
from tests.fakes.model_facts import facts_of

MakeModel = Callable[..., Path]


@pytest.fixture(scope="module")
def session() -> Iterator[Session]:
    made = Session()
    made.hello()  # its process is this module's, not the first test's
    yield made
    made.close()


@pytest.fixture
def own_session() -> Iterator[Session]:
    """A worker for one test alone, which may harm it."""
    made = Session()
    yield made
    made.close()


@pytest.fixture(scope="module")
def planner() -> Iterator[Planner]:
    made = Planner(idle=3600)
    made.hello()
    yield made
    made.close()


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> MakeModel:
    """Writes a generated model once: tiny('qwen3', quantization='Q4_0', layers=4)."""
    folder = tmp_path_factory.mktemp("models")

    @cache
    def make(architecture: str, **how: object) -> Path:
        path = folder / (
            "-".join([architecture, *map(str, how)]) + f"-{len(list(folder.iterdir()))}"
        )
        return write_model(path.with_suffix(".gguf"), architecture, **how)[0]  # type: ignore[arg-type]

    return make


@pytest.fixture(scope="session")
def large_slim(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A header of 8B size in a sparse file: what a dry run sees of a remote model."""
    path = tmp_path_factory.mktemp("slim") / "8b.gguf"
    write_slim(facts_of(), path)
    return path


@pytest.fixture(scope="session")
def slow_to_load(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some 500 MB of zeros in a sparse file: long enough to be met while loading."""
    facts = facts_of(
        layers=12,
        embedding=1024,
        feed_forward=4096,
        heads=8,
        kv_heads=2,
        vocabulary=32_000,
        kind="F16",
        better="F16",
    )
    path = tmp_path_factory.mktemp("slow") / "slow.gguf"
    write_slim(facts, path)
    return path


@pytest.fixture(scope="module")
def measurer() -> Iterator[Measurer]:
    with Measurer() as made:
        made.hello()  # its process is this module's, not the first test's
        yield made

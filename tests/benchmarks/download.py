"""Downloading beside a plain GET of the same file from the same hub, and what stands around it.

The hub answers on loopback from a process of its own. The plain GET writes to
disk and checks nothing; ours checks the SHA-256 on the way. No network is as
quick as loopback, so the ratio is the worst case.
"""

import json
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from launcher.actions.download import download
from launcher.actions.parts import Parts, assemble
from launcher.actions.repository import Repository, facts_of, open_repository
from launcher.hub.job import JobState
from launcher.models.slim import slim_bytes
from launcher.models.variants import Variant
from launcher.models.wire import header_bytes
from launcher.paths import places
from tests.benchmarks.figures import Figure, median_of, milliseconds, share_of
from tests.benchmarks.hub_process import REPO
from tests.fakes.model_facts import facts_of as made_facts

SIZE = 256 << 20
TIMES = 9
PAUSES = 12
TOKENS = 128_256
PIECE = 1 << 20


def measure() -> Iterator[Figure]:
    """Throughput by turns, pausing, and a header."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        header = _write_models(folder)
        with _hub(folder) as hub:
            parts = assemble(places())
            parts.settings.change(endpoint=hub.endpoint)
            try:
                repository = open_repository(parts, REPO)
                yield from _header(parts, repository, hub, header)
                yield from _throughput(parts, repository, hub, folder)
                yield from _pausing(parts, repository, hub)
            finally:
                parts.close()


def _throughput(
    parts: Parts, repository: Repository, hub: "_Hub", folder: Path
) -> Iterator[Figure]:
    variant = _variant(repository, "large")
    rounds = [
        (
            _plain_get(hub, variant.files[0], folder / "plain"),
            _ours(parts, repository, variant, connections=1),
            _ours(parts, repository, variant, connections=4),
        )
        for _ in range(TIMES + 1)
    ]
    plain, single, four = zip(*rounds[1:], strict=True)  # the first warms the caches
    speeds = [SIZE / 1e6 / seconds for seconds in four]
    yield median_of("Download over four connections, SHA-256 checked", speeds, "MB/s")
    yield median_of(
        "… over one, as a share of a plain GET's speed",
        [raw / mine for raw, mine in zip(plain, single, strict=True)],
        "×",
        promise="≥ 0.9",
    )
    yield median_of(
        "… over four, as a share of a plain GET's speed",
        [raw / mine for raw, mine in zip(plain, four, strict=True)],
        "×",
    )


def _pausing(parts: Parts, repository: Repository, hub: "_Hub") -> Iterator[Figure]:
    variant = _variant(repository, "large")
    for fault, name in (("slow", "Pause of a download"), ("stall", "… of one that has stalled")):
        hub.ask(fault)
        times = [_pause(parts, repository, variant) for _ in range(PAUSES)]
        yield share_of(name, milliseconds(times), "ms", share=0.95, promise="≤ 50")
    hub.ask("mend")


def _header(parts: Parts, repository: Repository, hub: "_Hub", size: int) -> Iterator[Figure]:
    before = int(hub.ask("sent"))
    began = time.perf_counter()
    facts = facts_of(parts, repository, _variant(repository, "vocabulary"))
    took = time.perf_counter() - began
    served = int(hub.ask("sent")) - before
    yield median_of(
        f"Header of a remote file: bytes served, of a header of {size / 1024:,.0f} KiB",
        [served / 1024],
        "KiB",
        promise="one range, little more than the header",
    )
    yield median_of("… kept on disk", [len(slim_bytes(facts)) / 1024], "KiB")
    yield median_of("… time to its facts", milliseconds([took]), "ms")


def _ours(parts: Parts, repository: Repository, variant: Variant, *, connections: int) -> float:
    parts.settings.change(connections=connections)
    began = time.perf_counter()
    job = parts.downloads.wait(download(parts, repository, variant))
    took = time.perf_counter() - began
    if job.path is None:
        raise RuntimeError(f"{job.state}: {job.error}")
    job.path.unlink()
    return took


def _plain_get(hub: "_Hub", file: str, target: Path) -> float:
    began = time.perf_counter()
    address = f"{hub.endpoint}/{REPO}/resolve/main/{file}"
    with urllib.request.urlopen(address) as answer, target.open("wb") as out:
        while piece := answer.read(PIECE):
            out.write(piece)
    took = time.perf_counter() - began
    target.unlink()
    return took


def _pause(parts: Parts, repository: Repository, variant: Variant) -> float:
    """Seconds from the call to the state; begun anew each time, with bytes flowing before."""
    flowing, paused = threading.Event(), threading.Event()

    def heard(job: JobState) -> None:
        if job.state == "running" and job.bytes:
            flowing.set()
        if job.state == "paused":
            paused.set()

    parts.downloads.listen(heard)
    number = download(parts, repository, variant)
    if not flowing.wait(30):
        raise RuntimeError("no byte came")
    began = time.perf_counter()
    parts.downloads.pause(number)
    if not paused.wait(30):
        raise RuntimeError("it was never paused")
    took = time.perf_counter() - began
    parts.downloads.cancel(number)
    return took


def _variant(repository: Repository, word: str) -> Variant:
    return next(v for v in repository.variants if word in v.files[0])


def _write_models(folder: Path) -> int:
    """A large file, and a small one with a large vocabulary; the latter's header in bytes."""
    small = made_facts(layers=4, embedding=512, feed_forward=1024, heads=4, kv_heads=2)
    tokens = tuple(f"token{number:06}" for number in range(TOKENS))
    metadata = {
        **small.metadata,
        "tokenizer.ggml.model": "gpt2",
        "tokenizer.ggml.tokens": tokens,
        "tokenizer.ggml.token_type": (1,) * TOKENS,
        "tokenizer.ggml.merges": tuple(f"to ken{number:06}" for number in range(TOKENS)),
    }
    header = header_bytes(metadata, small.tensors)
    body = max(tensor.offset + tensor.size for tensor in small.tensors)
    for name, size in (("vocabulary-Q4_K_M", len(header) + body), ("large-Q8_0", SIZE)):
        with (folder / f"{name}.gguf").open("wb") as file:
            file.write(header)
            file.truncate(size)
    return len(header)


class _Hub:
    """The hub's process."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        self.endpoint = str(self._answer())

    def ask(self, word: str) -> Any:
        """Say a word, hear its answer."""
        assert self._process.stdin
        self._process.stdin.write(word + "\n")
        self._process.stdin.flush()
        return self._answer()

    def _answer(self) -> Any:
        assert self._process.stdout
        return json.loads(self._process.stdout.readline())


@contextmanager
def _hub(folder: Path) -> Iterator[_Hub]:
    command = [sys.executable, "-m", "tests.benchmarks.hub_process", str(folder)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield _Hub(process)
        assert process.stdin
        process.stdin.close()

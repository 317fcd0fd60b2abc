"""A program killed in the middle of a download, and the next one that goes on."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from launcher.hub.client import Hub
from launcher.hub.files import list_files
from launcher.hub.part_file import journal_path, part_path
from launcher.hub.queue import Downloads
from launcher.units import MIB
from tests.fakes.hub import FakeHub, Fault

REPO, MODEL, SIZE = "a/b", "big.gguf", 40 * MIB
PROGRAM = """
import sys
from pathlib import Path
from launcher.hub.client import Hub
from launcher.hub.files import list_files
from launcher.hub.part_file import PartFile, bytes_held
from launcher.hub.queue import Downloads

home, endpoint = Path(sys.argv[1]), sys.argv[2]
hub = Hub(endpoint=endpoint, headers_folder=home / "headers")
queue = Downloads(
    hub=hub,
    models_folder=lambda: home / "models",
    state_file=home / "downloads.json",
    connections=lambda: 3,
)
real = PartFile.note

def note(self):
    real(self)
    print(bytes_held(self.target, self.source), flush=True)

PartFile.note = note
queue.wait(queue.add(list_files(hub, "a/b"), ["big.gguf"]))
"""


@pytest.fixture
def server() -> Iterator[FakeHub]:
    with FakeHub() as hub:
        yield hub


def killed_after_a_journal(server: FakeHub, home: Path) -> int:
    """Start the download in a process of its own and kill it; the bytes it had noted."""
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(home), server.endpoint], stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        noted = 0
        while noted == 0:
            noted = int(process.stdout.readline())
        process.kill()
        process.stdout.read()
    if sys.platform != "win32":
        assert process.returncode == -signal.SIGKILL
    return noted


def test_what_was_there_when_it_was_killed_is_not_fetched_again(
    server: FakeHub, tmp_path: Path
) -> None:
    content = bytes(range(256)) * (SIZE // 256)
    server.add_repo(REPO, {MODEL: content})
    server.break_file(REPO, MODEL, Fault(throttle=6 * MIB, times=3))
    noted = killed_after_a_journal(server, tmp_path)
    target = tmp_path / "models" / REPO / MODEL
    assert 0 < noted < SIZE
    assert part_path(target).exists()
    assert not target.exists()
    held = sum(present for present, _ in json.loads(journal_path(target).read_text())["held"])
    assert held >= noted  # it may have written another journal before it died
    for request in server.requests("cdn"):
        assert request.over.wait(20)
    before = server.bytes_sent()

    queue = Downloads(
        hub=Hub(endpoint=server.endpoint, headers_folder=tmp_path / "headers"),
        models_folder=lambda: tmp_path / "models",
        state_file=tmp_path / "downloads.json",
        connections=lambda: 3,
    )
    (job,) = queue.jobs()
    assert (job.state, job.bytes) == ("paused", held)
    queue.resume(job.id)
    assert queue.wait(job.id).state == "done"
    queue.close()
    assert server.bytes_sent() - before == SIZE - held
    assert target.read_bytes() == content


def test_killed_again_and_again_it_still_ends_well(server: FakeHub, tmp_path: Path) -> None:
    content = bytes(reversed(range(256))) * (SIZE // 256)
    server.add_repo(REPO, {MODEL: content})
    server.break_file(REPO, MODEL, Fault(throttle=3 * MIB, times=6))
    first = killed_after_a_journal(server, tmp_path)
    assert killed_after_a_journal(server, tmp_path) >= first
    hub = Hub(endpoint=server.endpoint, headers_folder=tmp_path / "headers")
    queue = Downloads(
        hub=hub,
        models_folder=lambda: tmp_path / "models",
        state_file=tmp_path / "downloads.json",
        connections=lambda: 1,
    )
    assert queue.wait(queue.add(list_files(hub, REPO), [MODEL])).state == "done"
    queue.close()
    assert (tmp_path / "models" / REPO / MODEL).read_bytes() == content

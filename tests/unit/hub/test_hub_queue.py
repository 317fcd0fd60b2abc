"""The queue as a person uses it: add, pause, resume, cancel, close the program and come back."""

import json
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from launcher.errors import (
    ChecksumMismatch,
    DiskFull,
    FileNotInRepo,
    FolderNotWritable,
    UnsafePath,
)
from launcher.hub.client import Hub
from launcher.hub.files import Listing, list_files
from launcher.hub.job import JobState
from launcher.hub.part_file import bad_path, journal_path, part_path
from launcher.hub.queue import Downloads
from tests.fakes.hub import FakeHub, Fault
from tests.unit.hub.conftest import MODEL, REPO, SEGMENT, SIZE

Make = Callable[[], Downloads]
SECONDS = 20.0  # for something that takes milliseconds, on a busy machine


class Heard:
    """What a listener was told, and a way to wait for it."""

    def __init__(self, queue: Downloads) -> None:
        self.states: list[JobState] = []
        self._news = threading.Condition()
        queue.listen(self._on_change)

    def _on_change(self, state: JobState) -> None:
        with self._news:
            self.states.append(state)
            self._news.notify_all()

    def wait(self, true: Callable[[JobState], bool]) -> JobState:
        with self._news:
            assert self._news.wait_for(lambda: any(map(true, self.states)), SECONDS)
            return next(state for state in self.states if true(state))


@pytest.fixture
def listing(stocked: FakeHub, hub: Hub) -> Listing:
    return list_files(hub, REPO)


def test_a_job_ends_with_its_file(
    make_queue: Make, listing: Listing, content: bytes, target: Path
) -> None:
    queue = make_queue()
    heard = Heard(queue)
    done = queue.wait(queue.add(listing, [MODEL]))
    assert (done.state, done.error, done.bytes, done.size) == ("done", None, SIZE, SIZE)
    assert done.path == target
    assert target.read_bytes() == content
    assert done.sha256 == {MODEL: listing.file(MODEL).sha256}  # type: ignore[union-attr]
    assert heard.states[0].state == "waiting"
    assert heard.states[-1] == done


def test_shards_are_one_job(
    make_queue: Make, server: FakeHub, hub: Hub, models: Path, content: bytes
) -> None:
    names = [f"Q4/big-{part:05}-of-00003.gguf" for part in (1, 2, 3)]
    server.add_repo(REPO, dict.fromkeys(names, content) | {names[1]: content[:1000]})
    queue = make_queue()
    heard = Heard(queue)
    done = queue.wait(queue.add(list_files(hub, REPO), names))
    assert (done.state, done.bytes) == ("done", 2 * SIZE + 1000)
    assert done.path == models / REPO / names[0]
    assert sorted(p.name for p in (models / REPO / "Q4").iterdir()) == [
        Path(name).name for name in names
    ]
    counts = [state.bytes for state in heard.states]
    assert counts == sorted(counts)


def test_a_paused_job_is_silent_and_goes_on_where_it_stopped(
    make_queue: Make, stocked: FakeHub, listing: Listing, content: bytes, target: Path
) -> None:
    stocked.break_file(REPO, MODEL, Fault(stall_after=SEGMENT // 2, times=3))
    queue = make_queue()
    heard = Heard(queue)
    job = queue.add(listing, [MODEL])
    assert stocked.stalled.wait(SECONDS)
    heard.wait(lambda state: state.bytes > 0)
    queue.pause(job)
    assert queue.jobs()[0].state == "paused"
    paused = queue.wait(job)
    for request in stocked.requests("cdn"):
        assert request.over.wait(SECONDS)
    before = stocked.bytes_sent()
    assert not target.exists()
    assert 0 < paused.bytes < SIZE
    assert paused.rate == 0.0
    assert paused.seconds_left is None
    queue.resume(job)
    assert queue.wait(job).state == "done"
    assert stocked.bytes_sent() - before == SIZE - paused.bytes
    assert target.read_bytes() == content


def test_pausing_and_resuming_at_once_loses_nothing(
    make_queue: Make, stocked: FakeHub, listing: Listing, content: bytes, target: Path
) -> None:
    stocked.break_file(REPO, MODEL, Fault(throttle=3_000_000, times=None))
    queue = make_queue()
    job = queue.add(listing, [MODEL])
    for _ in range(20):
        queue.pause(job)
        queue.resume(job)
    assert queue.wait(job).state == "done"
    assert target.read_bytes() == content


def test_a_cancelled_job_leaves_nothing(
    make_queue: Make, stocked: FakeHub, listing: Listing, target: Path
) -> None:
    stocked.break_file(REPO, MODEL, Fault(stall_after=SEGMENT // 2, times=None))
    queue = make_queue()
    heard = Heard(queue)
    job = queue.add(listing, [MODEL])
    heard.wait(lambda state: state.bytes > 0)
    queue.cancel(job)
    assert queue.wait(job).state == "cancelled"
    assert list(target.parent.iterdir()) == []
    assert make_queue().jobs() == ()


def test_a_paused_job_can_be_cancelled(
    make_queue: Make, stocked: FakeHub, listing: Listing, target: Path
) -> None:
    stocked.break_file(REPO, MODEL, Fault(stall_after=SEGMENT // 2, times=None))
    queue = make_queue()
    heard = Heard(queue)
    job = queue.add(listing, [MODEL])
    heard.wait(lambda state: state.bytes > 0)
    queue.pause(job)
    queue.wait(job)
    assert part_path(target).exists()
    queue.cancel(job)
    assert list(target.parent.iterdir()) == []


def test_a_failed_job_tells_why_and_may_be_tried_again(
    make_queue: Make, stocked: FakeHub, listing: Listing, content: bytes, target: Path
) -> None:
    stocked.break_file(REPO, MODEL, Fault(wrong_byte=3, times=None))
    queue = make_queue()
    failed = queue.wait(queue.add(listing, [MODEL]))
    assert failed.state == "failed"
    assert isinstance(failed.error, ChecksumMismatch)
    assert bad_path(target).exists()
    stocked.mend()
    queue.resume(failed.id)
    done = queue.wait(failed.id)
    assert (done.state, done.error) == ("done", None)
    assert [path.name for path in target.parent.iterdir()] == [MODEL]


def test_after_a_restart_unfinished_jobs_are_there_paused(
    make_queue: Make, stocked: FakeHub, listing: Listing, content: bytes, target: Path
) -> None:
    stocked.break_file(REPO, MODEL, Fault(stall_after=SEGMENT // 2, times=3))
    first = make_queue()
    heard = Heard(first)
    job = first.add(listing, [MODEL])
    heard.wait(lambda state: state.bytes > 0)
    first.close()
    second = make_queue()
    (again,) = second.jobs()
    assert (again.id, again.state, again.files, again.commit) == (
        job,
        "paused",
        (MODEL,),
        listing.commit,
    )
    assert 0 < again.bytes < SIZE
    before = stocked.bytes_sent()
    second.resume(job)
    assert second.wait(job).state == "done"
    assert stocked.bytes_sent() - before == SIZE - again.bytes
    assert target.read_bytes() == content
    assert make_queue().jobs() == ()


def test_ids_are_not_used_twice(
    make_queue: Make, stocked: FakeHub, listing: Listing, hub: Hub
) -> None:
    stocked.break_file(REPO, MODEL, Fault(stall_after=0, times=None))
    first = make_queue()
    job = first.add(listing, [MODEL])
    first.close()
    assert make_queue().add(listing, ["README.md"]) == job + 1


def test_the_same_files_are_not_downloaded_twice_at_a_time(
    make_queue: Make, stocked: FakeHub, listing: Listing
) -> None:
    stocked.break_file(REPO, MODEL, Fault(throttle=3_000_000, times=None))
    queue = make_queue()
    job = queue.add(listing, [MODEL])
    assert queue.add(listing, [MODEL]) == job
    both = queue.add(listing, [MODEL, "README.md"])
    assert both != job
    assert queue.wait(both).state == "done"
    assert queue.jobs()[0].state == "done"
    assert stocked.bytes_sent() == SIZE


def test_adding_a_paused_download_again_resumes_it(
    make_queue: Make, stocked: FakeHub, listing: Listing
) -> None:
    stocked.break_file(REPO, MODEL, Fault(stall_after=0, times=3))
    queue = make_queue()
    job = queue.add(listing, [MODEL])
    assert stocked.stalled.wait(SECONDS)
    queue.pause(job)
    assert queue.add(listing, [MODEL]) == job
    assert queue.wait(job).state == "done"


def test_two_run_and_the_third_waits(
    make_queue: Make, server: FakeHub, hub: Hub, content: bytes
) -> None:
    names = ["a.gguf", "b.gguf", "c.gguf"]
    server.add_repo(REPO, dict.fromkeys(names, content))
    for name in names[:2]:
        server.break_file(REPO, name, Fault(stall_after=SEGMENT // 2, times=3))
    listing = list_files(hub, REPO)
    queue = make_queue()
    heard = Heard(queue)
    first, second, third = (queue.add(listing, [name]) for name in names)
    for job in (first, second):
        heard.wait(lambda state, job=job: state.id == job and state.bytes > 0)  # type: ignore[misc]
    assert [job.state for job in queue.jobs()] == ["running", "running", "waiting"]
    queue.pause(first)
    assert queue.wait(third).state == "done"
    queue.resume(first)
    assert queue.wait(first).state == queue.wait(second).state == "done"


def test_finished_shards_are_not_read_again_after_a_pause(
    make_queue: Make,
    server: FakeHub,
    hub: Hub,
    content: bytes,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    names = [f"m-{part:05}-of-00002.gguf" for part in (1, 2)]
    server.add_repo(REPO, dict.fromkeys(names, content))
    server.break_file(REPO, names[1], Fault(stall_after=SEGMENT // 2, times=None))
    first = make_queue()
    heard = Heard(first)
    job = first.add(list_files(hub, REPO), names)
    heard.wait(lambda state: state.bytes > SIZE)
    first.close()
    server.mend()
    read: list[object] = []
    monkeypatch.setattr(
        "launcher.hub.download.Download._hash_target", lambda self, tick: read.append(self)
    )
    second = make_queue()
    assert second.jobs()[0].bytes > SIZE
    second.resume(job)
    assert second.wait(job).state == "done"
    assert read == []


def test_a_listener_that_fails_disturbs_nobody(make_queue: Make, listing: Listing) -> None:
    def fail(state: JobState) -> None:
        raise RuntimeError(state)

    queue = make_queue()
    queue.listen(fail)
    heard = Heard(queue)
    assert queue.wait(queue.add(listing, [MODEL])).state == "done"
    assert heard.states[-1].state == "done"


def test_who_stops_listening_hears_no_more(make_queue: Make, listing: Listing) -> None:
    heard: list[JobState] = []
    queue = make_queue()
    queue.listen(heard.append)()
    queue.wait(queue.add(listing, [MODEL]))
    assert heard == []


@pytest.mark.parametrize("text", ["", "{", "[]", '{"jobs": 3}', '{"jobs": [{"id": 1}]}', "null"])
def test_a_damaged_list_of_downloads_is_put_aside(
    text: str, make_queue: Make, tmp_path: Path
) -> None:
    (tmp_path / "downloads.json").write_text(text)
    assert make_queue().jobs() == ()
    kept = [path for path in tmp_path.iterdir() if "damaged" in path.name]
    assert [path.read_text() for path in kept] == [text]


def test_a_list_that_would_leave_the_models_folder_is_put_aside(
    make_queue: Make, tmp_path: Path
) -> None:
    told = {
        "id": 1,
        "folder": str(tmp_path / "models"),
        "repo": "a/b",
        "commit": "c",
        "files": [{"path": "../../../evil", "size": 3}],
    }
    (tmp_path / "downloads.json").write_text(json.dumps({"version": 1, "jobs": [told]}))
    assert make_queue().jobs() == ()


def test_what_cannot_begin_is_told_at_once(
    make_queue: Make,
    stocked: FakeHub,
    listing: Listing,
    hub: Hub,
    models: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    queue = make_queue()
    with pytest.raises(FileNotInRepo):
        queue.add(listing, ["other.gguf"])
    stocked.add_repo("a/b", {"../evil.gguf": b"x"})
    with pytest.raises(UnsafePath):
        queue.add(list_files(hub, "a/b"), ["../evil.gguf"])
    with monkeypatch.context() as patch:
        patch.setattr("shutil.disk_usage", lambda path: type("Usage", (), {"free": 5}))
        with pytest.raises(DiskFull):
            queue.add(listing, [MODEL])
    models.rmdir() if not any(models.iterdir()) else None
    assert queue.jobs() == ()


def test_a_folder_that_is_a_file_is_told_at_once(
    make_queue: Make, listing: Listing, models: Path
) -> None:
    models.write_text("not a folder")
    with pytest.raises(FolderNotWritable):
        make_queue().add(listing, [MODEL])


def test_another_program_at_the_same_file_is_waited_for(
    make_queue: Make, stocked: FakeHub, listing: Listing, tmp_path: Path, target: Path
) -> None:
    from launcher.hub.part_file import PartFile  # noqa: PLC0415
    from launcher.hub.source import Source  # noqa: PLC0415

    file = listing.file(MODEL)
    assert file is not None
    queue = make_queue()
    with PartFile(target, Source.of(REPO, listing.commit, file)):
        job = queue.add(listing, [MODEL])
        queue.pause(job)
        assert queue.wait(job).state == "paused"
        assert stocked.requests("cdn") == []
    queue.resume(job)
    assert queue.wait(job).state == "done"


def test_closing_pauses_and_ends_every_thread(
    make_queue: Make, stocked: FakeHub, listing: Listing
) -> None:
    stocked.break_file(REPO, MODEL, Fault(stall_after=100, times=None))
    queue = make_queue()
    queue.add(listing, [MODEL])
    assert stocked.stalled.wait(SECONDS)
    queue.close()
    assert [job.state for job in queue.jobs()] == ["paused"]
    assert [t.name for t in threading.enumerate() if t.name.startswith("download")] == []


def test_a_finished_job_is_forgotten_but_not_its_file(
    make_queue: Make, listing: Listing, target: Path
) -> None:
    queue = make_queue()
    job = queue.add(listing, [MODEL])
    queue.wait(job)
    queue.cancel(job)
    assert queue.jobs() == ()
    assert target.exists()
    assert not journal_path(target).exists()

"""A file from the loopback hub, with everything that can go wrong on the way."""

import hashlib
import json
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from launcher.errors import (
    ChecksumMismatch,
    ConnectionLost,
    DiskFull,
    FileChanged,
    FileNotInRepo,
    FolderNotWritable,
    HubRefused,
    RateLimited,
    RepoGated,
    RepoNotFound,
)
from launcher.hub import fetch
from launcher.hub.broken import Halted
from launcher.hub.destination import MARGIN
from launcher.hub.download import Download
from launcher.hub.files import HubFile
from launcher.hub.halt import Halt
from launcher.hub.part_file import bad_path, journal_path, part_path
from launcher.hub.patience import Patience
from launcher.hub.source import Source
from tests.fakes.hub import FakeHub, Fault
from tests.unit.hub.conftest import MODEL, QUICK, REPO, SEGMENT, SIZE

KIB = 1 << 10
Make = Callable[..., Download]

MENDABLE = {
    "nothing": [],
    "a reset": [Fault(reset_after=100 * KIB)],
    "a reset of every connection": [Fault(reset_after=100 * KIB, times=6)],
    "an end before its time": [Fault(cut_after=70 * KIB)],
    "an end every 90 KiB": [Fault(cut_after=90 * KIB, times=None)],
    "an end at once": [Fault(cut_after=0, times=2)],
    "silence": [Fault(stall_after=50 * KIB)],
    "silence from the first byte": [Fault(stall_after=0)],
    "503": [Fault(status=503, times=2)],
    "503 with a time": [Fault(status=503, retry_after="0", times=3)],
    "429": [Fault(status=429, retry_after="0", times=3)],
    "429 with a date that is past": [
        Fault(status=429, retry_after="Wed, 21 Oct 2015 07:28:00 GMT")
    ],
    "500 of the hub": [Fault(at="hub", status=500, times=2)],
    "429 of the hub": [Fault(at="hub", status=429, retry_after="0", times=2)],
    "an expired link": [Fault(expire=True)],
    "links that expire again and again": [Fault(expire=True, times=3)],
    "no ranges, once": [Fault(ignore_range=True)],
    "no ranges at all": [Fault(ignore_range=True, times=None)],
    "no ranges and an end before its time": [
        Fault(ignore_range=True, times=6),
        Fault(ignore_range=True, cut_after=700 * KIB, times=2),
        Fault(ignore_range=True, times=None),
    ],
    "another part than asked for": [Fault(wrong_start=True)],
    "a page of a captive portal": [Fault(page=b"<html>Please sign in</html>", times=2)],
    "404 of the CDN": [Fault(status=404)],
    "410": [Fault(status=410)],
    "everything after another": [
        Fault(reset_after=30 * KIB),
        Fault(status=503),
        Fault(expire=True),
        Fault(cut_after=1),
        Fault(stall_after=10 * KIB),
        Fault(page=b"<html>", times=1),
    ],
}
FATAL = {
    "a wrong byte": ([Fault(wrong_byte=SIZE // 2, times=None)], ChecksumMismatch),
    "nothing but ends": ([Fault(cut_after=0, times=None)], ConnectionLost),
    "nothing but resets": ([Fault(reset_after=0, times=None)], ConnectionLost),
    "nothing but 503": ([Fault(status=503, times=None)], HubRefused),
    "nothing but 429": ([Fault(status=429, retry_after="0", times=None)], RateLimited),
    "429 for an hour": ([Fault(status=429, retry_after="3600")], RateLimited),
    "a portal that stays": ([Fault(page=b"<html>", times=None)], HubRefused),
}


def no_tick() -> None:
    """Nobody looks."""


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def only_the_model(target: Path) -> bool:
    return [path.name for path in target.parent.iterdir()] == [target.name]


@pytest.mark.parametrize("connections", [1, 3])
@pytest.mark.parametrize("name", MENDABLE)
def test_a_download_survives(
    name: str,
    connections: int,
    make_download: Make,
    stocked: FakeHub,
    content: bytes,
    target: Path,
) -> None:
    stocked.break_file(REPO, MODEL, *(_copy(fault) for fault in MENDABLE[name]))
    make_download(connections=connections).run(no_tick)
    assert target.read_bytes() == content
    assert only_the_model(target)


@pytest.mark.parametrize("connections", [1, 3])
@pytest.mark.parametrize("name", FATAL)
def test_a_download_says_what_it_cannot_mend(
    name: str, connections: int, make_download: Make, stocked: FakeHub, target: Path
) -> None:
    faults, error = FATAL[name]
    stocked.break_file(REPO, MODEL, *(_copy(fault) for fault in faults))
    with pytest.raises(error):
        make_download(connections=connections).run(no_tick)
    assert not target.exists()


@pytest.mark.full
@pytest.mark.parametrize("seed", range(100))
def test_a_download_survives_any_mixture_of_faults(
    seed: int, make_download: Make, stocked: FakeHub, content: bytes, target: Path
) -> None:
    chance = random.Random(seed)  # noqa: S311  the same mixture every time
    for _ in range(chance.randint(1, 8)):
        fault = _copy(chance.choice([f for faults in MENDABLE.values() for f in faults]))
        fault.times = min(fault.times or 4, 4)
        stocked.break_file(REPO, MODEL, fault)
    patience = Patience(connect=2, silence=0.3, attempts=40, first_wait=0.01, most_wait=0.02)
    make_download(connections=chance.randint(1, 6), patience=patience).run(no_tick)
    assert target.read_bytes() == content


def test_wrong_bytes_are_put_aside_and_the_next_try_starts_afresh(
    make_download: Make, stocked: FakeHub, content: bytes, target: Path
) -> None:
    stocked.break_file(REPO, MODEL, Fault(wrong_byte=5, times=None))
    with pytest.raises(ChecksumMismatch) as told:
        make_download().run(no_tick)
    assert told.value.expected == hashlib.sha256(content).hexdigest()
    assert told.value.actual == sha256(bad_path(target))
    assert not part_path(target).exists()
    stocked.mend()
    make_download().run(no_tick)
    assert only_the_model(target)
    assert target.read_bytes() == content


def test_bytes_are_fetched_once_over_several_connections(
    make_download: Make, stocked: FakeHub
) -> None:
    make_download(connections=3).run(no_tick)
    assert stocked.bytes_sent() == SIZE
    ranges = {one.range for one in stocked.requests("cdn")}
    assert f"bytes=0-{SEGMENT - 1}" in ranges
    assert len(ranges) == 9


def test_one_connection_asks_once_for_everything(make_download: Make, stocked: FakeHub) -> None:
    make_download(connections=1).run(no_tick)
    assert [one.range for one in stocked.requests("cdn")] == [f"bytes=0-{SIZE - 1}"]


def test_the_token_never_reaches_the_cdn(
    make_download: Make,
    stocked: FakeHub,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stocked.add_token("hf_secret", REPO)
    stocked.repos[REPO].gated = True
    stocked.break_file(REPO, MODEL, Fault(expire=True, times=2), Fault(reset_after=5))
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    make_download().run(no_tick)
    assert {one.headers.get("authorization") for one in stocked.requests("hub")} == {
        "Bearer hf_secret"
    }
    assert all("hf_secret" not in str(one.headers) for one in stocked.requests("cdn"))


def test_signed_addresses_are_neither_noted_nor_logged(
    make_download: Make,
    stocked: FakeHub,
    target: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(0)
    stocked.break_file(REPO, MODEL, Fault(cut_after=0, times=None, from_byte=SEGMENT))
    with pytest.raises(ConnectionLost) as told:
        make_download().run(no_tick)
    assert stocked.signature not in journal_path(target).read_text()
    assert stocked.signature not in caplog.text
    assert stocked.signature not in str(told.value.detail)


def test_what_was_there_is_not_fetched_again(
    make_download: Make, stocked: FakeHub, content: bytes, target: Path
) -> None:
    stocked.break_file(REPO, MODEL, Fault(cut_after=0, times=None, from_byte=5 * SEGMENT))
    with pytest.raises(ConnectionLost):
        make_download().run(no_tick)
    there = sum(present for present, _ in json.loads(journal_path(target).read_text())["held"])
    assert there >= SEGMENT
    before = stocked.bytes_sent()
    stocked.mend()
    make_download().run(no_tick)
    assert stocked.bytes_sent() - before == SIZE - there
    assert target.read_bytes() == content


def test_what_a_power_cut_has_lost_is_fetched_again_and_nothing_else(
    make_download: Make, stocked: FakeHub, content: bytes, target: Path
) -> None:
    stocked.break_file(REPO, MODEL, Fault(cut_after=6 * SEGMENT), Fault(cut_after=0, times=None))
    with pytest.raises(ConnectionLost):
        make_download(connections=1).run(no_tick)
    before = stocked.bytes_sent()
    stocked.mend()
    with part_path(target).open("r+b") as part:
        part.seek(2 * SEGMENT + 100)
        part.write(bytes(5000))
    make_download().run(no_tick)
    assert target.read_bytes() == content
    assert stocked.bytes_sent() - before == SIZE - 6 * SEGMENT + SEGMENT


def test_a_begun_segment_that_was_damaged_is_begun_again(
    make_download: Make, stocked: FakeHub, content: bytes, target: Path
) -> None:
    stocked.break_file(REPO, MODEL, Fault(cut_after=100_000), Fault(cut_after=0, times=None))
    with pytest.raises(ConnectionLost):
        make_download(connections=1).run(no_tick)
    stocked.mend()
    with part_path(target).open("r+b") as part:
        part.write(bytes(10))
    make_download(connections=1).run(no_tick)
    assert target.read_bytes() == content


@pytest.mark.parametrize(
    "journal",
    [b"", b"{", b"[]", b'{"version": 1}', b"\xff\xfe", b'{"version": 1, "held": [[9, 9]]}'],
)
def test_a_damaged_journal_only_costs_the_bytes(
    journal: bytes, make_download: Make, stocked: FakeHub, content: bytes, target: Path
) -> None:
    stocked.break_file(REPO, MODEL, Fault(cut_after=0, times=None, from_byte=SEGMENT))
    with pytest.raises(ConnectionLost):
        make_download().run(no_tick)
    stocked.mend()
    journal_path(target).write_bytes(journal)
    make_download().run(no_tick)
    assert target.read_bytes() == content


def test_a_part_of_another_file_is_not_gone_on_with(
    make_download: Make, stocked: FakeHub, content: bytes, target: Path
) -> None:
    stocked.break_file(REPO, MODEL, Fault(cut_after=0, times=None, from_byte=SEGMENT))
    with pytest.raises(ConnectionLost):
        make_download().run(no_tick)
    newer = bytes(reversed(content))
    stocked.add_repo(REPO, {MODEL: newer})
    make_download().run(no_tick)
    assert target.read_bytes() == newer


def test_a_file_that_lies_there_is_checked_and_not_fetched(
    make_download: Make, stocked: FakeHub, content: bytes, target: Path
) -> None:
    target.parent.mkdir(parents=True)
    target.write_bytes(content)
    ticks: list[bool] = []
    download = make_download()
    download.run(lambda: ticks.append(download.checking))
    assert stocked.bytes_sent() == 0
    assert all(ticks)
    assert ticks


def test_a_file_of_this_size_with_other_bytes_is_replaced_when_the_right_ones_are_whole(
    make_download: Make, content: bytes, target: Path
) -> None:
    target.parent.mkdir(parents=True)
    target.write_bytes(bytes(SIZE))
    make_download().run(no_tick)
    assert target.read_bytes() == content


def test_a_small_text_file_is_checked_by_its_git_hash(
    stocked: FakeHub, models: Path, make_download: Make
) -> None:
    made = make_download()
    file = stocked.repos[REPO].files["README.md"]
    listed = HubFile(path="README.md", size=file.size, git_oid=file.git_oid)
    target = models / "README.md"
    Download(
        made._hub, Source.of(REPO, stocked.repos[REPO].commit, listed), target, halt=Halt()
    ).run(no_tick)
    assert target.read_text() == "# Tiny\n"
    stocked.break_file(REPO, "README.md", Fault(at="hub", wrong_byte=2, times=None))
    target.unlink()
    with pytest.raises(ChecksumMismatch):
        Download(
            made._hub, Source.of(REPO, stocked.repos[REPO].commit, listed), target, halt=Halt()
        ).run(no_tick)


def test_an_empty_file_is_a_file(stocked: FakeHub, make_download: Make, models: Path) -> None:
    stored = stocked.add_repo("a/b", {"empty.gguf": b""})
    file = stored.files["empty.gguf"]
    source = Source.of(
        "a/b", stored.commit, HubFile(path="empty.gguf", size=0, sha256=file.sha256)
    )
    Download(make_download()._hub, source, models / "empty.gguf", halt=Halt()).run(no_tick)
    assert (models / "empty.gguf").stat().st_size == 0


def test_the_hub_is_asked_once_where_the_file_is(make_download: Make, stocked: FakeHub) -> None:
    make_download(connections=3).run(no_tick)
    assert len(stocked.requests("hub", method="HEAD")) == 1


def test_another_file_under_the_name_is_told(
    make_download: Make, stocked: FakeHub, content: bytes
) -> None:
    download = make_download()
    stocked.repos[REPO].files[MODEL].sha256 = "0" * 64
    with pytest.raises(FileChanged):
        download.run(no_tick)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ("gated", RepoGated),
        ("private", RepoNotFound),
        ("file", FileNotInRepo),
    ],
)
def test_a_refusal_of_the_hub_has_its_name(
    change: str, error: type[Exception], make_download: Make, stocked: FakeHub
) -> None:
    download = make_download()
    repo = stocked.repos[REPO]
    if change == "file":
        del repo.files[MODEL]
    else:
        setattr(repo, change, True)
    with pytest.raises(error):
        download.run(no_tick)


def test_without_a_network_it_says_so_in_the_end(make_download: Make, stocked: FakeHub) -> None:
    download = make_download()
    stocked.close()
    with pytest.raises(ConnectionLost) as told:
        download.run(no_tick)
    assert told.value.attempts == QUICK.attempts
    assert "refused" in told.value.detail.lower()


def test_too_little_room_is_told_before_the_first_byte(
    make_download: Make, stocked: FakeHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Usage:
        free = SIZE + MARGIN - 1

    monkeypatch.setattr("shutil.disk_usage", lambda path: Usage)
    with pytest.raises(DiskFull) as told:
        make_download().run(no_tick)
    assert (told.value.needed, told.value.free) == (SIZE + MARGIN, Usage.free)
    assert stocked.requests("cdn") == []


def test_a_disk_that_fills_up_keeps_what_has_arrived(
    make_download: Make,
    stocked: FakeHub,
    content: bytes,
    target: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real, room = fetch._write_all, [3 * SEGMENT]

    def full(file: object, data: memoryview) -> None:
        room[0] -= len(data)
        if room[0] < 0:
            raise OSError(28, "No space left on device")
        real(file, data)  # type: ignore[arg-type]

    monkeypatch.setattr(fetch, "_write_all", full)
    with pytest.raises(DiskFull):
        make_download().run(no_tick)
    monkeypatch.setattr(fetch, "_write_all", real)
    before = stocked.bytes_sent()
    make_download().run(no_tick)
    assert stocked.bytes_sent() - before < SIZE - 2 * SEGMENT
    assert target.read_bytes() == content


def test_a_folder_that_cannot_be_written_is_told(make_download: Make, models: Path) -> None:
    models.write_text("a file, where a folder should be")
    with pytest.raises(FolderNotWritable):
        make_download().run(no_tick)


def test_one_connection_too_many_is_no_trouble_while_others_flow(
    make_download: Make, stocked: FakeHub, content: bytes, target: Path
) -> None:
    stocked.break_file(
        REPO,
        MODEL,
        Fault(status=503, times=12, from_byte=SEGMENT),
        Fault(throttle=4_000_000, times=None),
    )
    make_download(connections=4).run(no_tick)
    assert target.read_bytes() == content


def test_it_stops_at_a_word_and_goes_on_later(
    make_download: Make, stocked: FakeHub, content: bytes, target: Path
) -> None:
    stocked.break_file(REPO, MODEL, Fault(stall_after=SEGMENT // 2, times=3))
    halt = Halt()
    download = make_download(halt=halt, patience=Patience())
    with pytest.raises(Halted):
        download.run(lambda: halt.say() if stocked.stalled.is_set() else None)
    there = download.present
    assert there > 0
    before = stocked.bytes_sent()
    make_download().run(no_tick)
    assert stocked.bytes_sent() - before == SIZE - there
    assert target.read_bytes() == content


def _copy(fault: Fault) -> Fault:
    return Fault(**{name: getattr(fault, name) for name in fault.__dataclass_fields__})

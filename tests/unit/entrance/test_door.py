import json
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from launcher.errors import OtherVersionOpen, WindowSilent
from launcher.identity import VERSION
from ui.entrance import door as door_module
from ui.entrance import knock as knock_module
from ui.entrance.address import address_of
from ui.entrance.door import Door, Knock, knock_from, told
from ui.entrance.knock import come_in

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pipes have no files there")


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder, and a private folder for its socket."""
    run = tmp_path / "r"
    run.mkdir(mode=0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(run))
    return tmp_path / "data"


@pytest.fixture
def first(data: Path) -> Iterator[Door]:
    """The open window's."""
    door = Door.take(data)
    assert door is not None
    yield door
    door.close()


def answered(door: Door) -> list[Knock]:
    """A window that does everything at once; what it was asked."""
    heard: list[Knock] = []

    def answer(knock: Knock, done: Callable[[], None]) -> None:
        heard.append(knock)
        done()

    door.answer_with(answer)
    return heard


def test_the_second_start_hands_its_files_over_and_ends(data: Path, first: Door) -> None:
    heard = answered(first)
    files = [Path("/models/With spaces/ü 模型.gguf"), Path("/b.gguf")]
    assert come_in(data, files) is None
    (knock,) = heard
    assert (knock.version, knock.files) == (VERSION, tuple(files))


def test_the_desktops_permission_is_handed_over(
    data: Path, first: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard = answered(first)
    monkeypatch.setenv("XDG_ACTIVATION_TOKEN", "token-1")
    come_in(data, [])
    assert heard[0].token == "token-1"


def test_a_name_that_is_no_text_arrives_as_it_was(data: Path, first: Door) -> None:
    heard = answered(first)
    come_in(data, [Path("/models/\udcff.gguf")])
    assert heard[0].files == (Path("/models/\udcff.gguf"),)


def test_another_data_folder_has_a_window_of_its_own(data: Path, first: Door) -> None:
    other = come_in(data.with_name("other"), [])
    assert other is not None
    other.close()


def test_after_the_first_has_closed_the_next_is_first(data: Path) -> None:
    for _ in range(3):
        door = come_in(data, [])
        assert door is not None
        door.close()
    assert not Path(address_of(data)).exists()


def test_what_came_before_the_window_was_there_is_answered_and_kept_for_it(
    data: Path, first: Door
) -> None:
    assert come_in(data, [Path("/early.gguf")]) is None
    heard = answered(first)
    assert [one.files for one in heard] == [(Path("/early.gguf"),)]


def test_a_socket_left_by_a_killed_process_blocks_nobody(data: Path) -> None:
    address = address_of(data)
    stale = socket.socket(socket.AF_UNIX)
    stale.bind(address)
    stale.close()
    assert Path(address).exists()
    door = come_in(data, [])
    assert door is not None
    heard = answered(door)
    assert come_in(data, []) is None
    assert len(heard) == 1
    door.close()


def test_a_window_that_hangs_is_told_after_a_while(
    data: Path, first: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door_module, "ANSWERING", 0.1)
    first.answer_with(lambda _knock, _done: None)
    began = time.monotonic()
    with pytest.raises(WindowSilent):
        come_in(data, [], seconds=2.0)
    assert time.monotonic() - began < 2.0


def test_a_process_that_takes_the_call_and_says_nothing_is_told(data: Path) -> None:
    """As one that was stopped: the system takes the call, nobody answers it."""
    import fcntl  # noqa: PLC0415  not on Windows

    address = address_of(data)
    with (
        Path(f"{address}.lock").open("w") as lock,
        socket.socket(socket.AF_UNIX) as silent,
    ):
        fcntl.flock(lock, fcntl.LOCK_EX)
        silent.bind(address)
        silent.listen()
        with pytest.raises(WindowSilent):
            come_in(data, [], seconds=0.3)


def test_one_that_is_just_closing_leaves_the_door_to_the_next(data: Path) -> None:
    """Its socket is gone already, its lock not yet."""
    import fcntl  # noqa: PLC0415  not on Windows

    lock = Path(f"{address_of(data)}.lock").open("w")  # noqa: SIM115  closed by the timer
    fcntl.flock(lock, fcntl.LOCK_EX)
    closing = threading.Timer(0.15, lock.close)
    closing.start()
    door = come_in(data, [], seconds=5.0)
    assert lock.closed
    assert door is not None
    door.close()
    closing.join()


def test_another_versions_window_comes_forward_and_is_named(
    data: Path, first: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard = answered(first)
    monkeypatch.setattr(knock_module, "VERSION", "9.9.9")
    with pytest.raises(OtherVersionOpen) as caught:
        come_in(data, [Path("/a.gguf")])
    assert (caught.value.version, caught.value.own) == (VERSION, "9.9.9")
    assert heard[0].version == "9.9.9"
    assert heard[0].files == (Path("/a.gguf"),)


@pytest.mark.parametrize(
    "line", [b"", b"hello\n", b"[]\n", b"{}\n", b'{"version": 1, "files": 3, "token": ""}\n']
)
def test_a_caller_that_speaks_nonsense_does_no_harm(data: Path, first: Door, line: bytes) -> None:
    heard = answered(first)
    with socket.socket(socket.AF_UNIX) as caller:
        caller.connect(address_of(data))
        caller.sendall(line)
        caller.shutdown(socket.SHUT_WR)
        assert caller.recv(100) == b""
    assert come_in(data, []) is None
    assert len(heard) == 1


def test_where_no_door_can_be_made_the_window_opens_without_one(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on a full disk, or where no folder is this person's own."""

    def full(_address: str) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(door_module, "listen", full)
    door = come_in(data, [])
    assert door is not None
    door.answer_with(lambda _knock, _done: None)
    door.close()


def test_what_is_said_comes_back_as_it_was() -> None:
    knock = Knock(version="1", files=(Path("/a b.gguf"),), token="t")
    assert knock_from(told(knock)) == knock
    assert json.loads(told(knock))["files"] == ["/a b.gguf"]


def test_a_start_whose_window_closes_just_then_has_a_window_of_its_own(
    data: Path, first: Door
) -> None:
    asked = threading.Event()
    first.answer_with(lambda _knock, _done: asked.set())  # and never gets to it
    found: list[Door | None] = []
    second = threading.Thread(target=lambda: found.append(come_in(data, [Path("/a.gguf")])))
    second.start()
    assert asked.wait(10)
    began = time.monotonic()
    first.close()
    second.join(10)
    assert time.monotonic() - began < door_module.ANSWERING
    (door,) = found
    assert door is not None
    door.close()

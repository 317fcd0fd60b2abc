"""Files on Windows: replaced while open, locked, sparse, made in folders that take none."""

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from launcher.errors import NotSaved
from launcher.hub.lock import InUse
from launcher.kept import TRIES, open_fresh, patiently, try_writing, write_bytes
from tests.fakes.windows import Windows


@pytest.fixture
def windows(monkeypatch: pytest.MonkeyPatch) -> Windows:
    return Windows(monkeypatch)


def refusing(times: int) -> tuple[Callable[[], object], list[int]]:
    """A rename that a scanner's open handle refuses so many times (error 32, so EACCES)."""
    tried: list[int] = []

    def act() -> None:
        tried.append(len(tried))
        if len(tried) <= times:
            raise PermissionError(errno.EACCES, "The process cannot access the file")

    return act, tried


def test_on_windows_a_file_that_is_held_open_for_a_moment_is_tried_again() -> None:
    act, tried = refusing(3)
    pauses: list[float] = []
    patiently(act, system="nt", pause=pauses.append)
    assert (len(tried), len(pauses)) == (4, 3)


def test_on_windows_a_file_that_stays_in_use_is_given_up_after_two_seconds() -> None:
    act, tried = refusing(1000)
    pauses: list[float] = []
    with pytest.raises(PermissionError):
        patiently(act, system="nt", pause=pauses.append)
    assert len(tried) == TRIES
    assert 1 < sum(pauses) < 3


def test_elsewhere_a_refusal_is_final_at_once() -> None:
    act, tried = refusing(1)
    with pytest.raises(PermissionError):
        patiently(act, system="posix", pause=pytest.fail)
    assert len(tried) == 1


def test_a_folder_that_takes_no_file_says_so_at_once(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Windows' access lists are not seen by os.access, on which tempfile relies there."""
    asked: list[str] = []

    def refuse(path: Path, *_more: int) -> int:
        asked.append(str(path))
        raise PermissionError(errno.EACCES, "Access is denied")

    monkeypatch.setattr(os, "open", refuse)
    for act in (open_fresh, try_writing):
        with pytest.raises(PermissionError):
            act(tmp_path)
    with pytest.raises(NotSaved):
        write_bytes(tmp_path / "a.json", b"{}")
    assert len(asked) == 3


def test_on_windows_new_files_are_binary_and_not_inherited(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    flags: list[int] = []

    def note(path: Path, given: int, mode: int) -> int:
        flags.append(given)
        assert mode == 0o600
        return real(path, os.O_RDWR | os.O_CREAT, mode)

    real = os.open
    monkeypatch.setattr(os, "O_BINARY", 0x8000, raising=False)  # fcntl.h of the C library
    monkeypatch.setattr(os, "O_NOINHERIT", 0x80, raising=False)
    monkeypatch.setattr(os, "open", note)
    number, _path = open_fresh(tmp_path)
    os.close(number)
    assert flags[0] & 0x8080 == 0x8080
    assert flags[0] & os.O_EXCL


def test_on_windows_no_folder_is_opened_to_sync_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, windows: Windows
) -> None:
    kept = windows.module("launcher/kept.py")
    opened: list[str] = []
    real = os.open

    def note(path: Path, flags: int, *mode: int) -> int:
        opened.append(str(path))
        return real(path, flags, *mode)

    monkeypatch.setattr(kept.os, "open", note)
    with monkeypatch.context() as patch:
        patch.setattr(kept.os, "name", "nt")
        kept._sync_folder(tmp_path)
    assert opened == []
    kept._sync_folder(tmp_path)
    assert opened == [str(tmp_path)]


def test_on_windows_a_long_file_is_made_without_writing_its_zeros(
    windows: Windows, tmp_path: Path
) -> None:
    sparse = windows.module("launcher/models/sparse.py")
    with windows.here():
        sparse.write_sparse(tmp_path / "model.gguf", b"GGUF", 8 << 40)
    made = tmp_path / "model.gguf"
    assert made.stat().st_size == 8 << 40
    with made.open("rb") as file:
        assert file.read(6) == b"GGUF\0\0"
    (hole, end) = windows.kernel.asked
    assert hole[::2] == ("DeviceIoControl", 0x900C4)  # winioctl.h: FSCTL_SET_SPARSE
    assert end[2:] == (6, 8 << 40, 8)  # minwinbase.h: FileEndOfFileInfo


def test_on_windows_a_full_disk_is_told_as_one(windows: Windows, tmp_path: Path) -> None:
    sparse = windows.module("launcher/models/sparse.py")
    windows.kernel.refuses_length = 112  # winerror.h: ERROR_DISK_FULL
    full = pytest.raises(OSError, match="112")
    with windows.here(), (tmp_path / "a").open("wb") as file, full as caught:
        sparse.set_length(file, 1 << 30)
    assert caught.value.errno == errno.ENOSPC


def test_on_windows_one_process_at_a_time_has_a_part(windows: Windows, tmp_path: Path) -> None:
    lock = windows.module("launcher/hub/lock.py")
    path = tmp_path / "Model.gguf.part"
    with windows.here(), path.open("ab") as file:
        first = lock.Lock(path, file)
        with pytest.raises(lock.InUse):
            lock.Lock(path, file)
        with pytest.raises(lock.InUse):  # names are the same in any case there
            lock.Lock(path.with_name("MODEL.GGUF.part"), file)
        lock.Lock(path.with_name("other.part"), file).release()
        first.release()
        first.release()
        lock.Lock(path, file).release()
    assert windows.kernel.mutexes == {}


def test_on_windows_a_mutex_has_a_name_that_windows_takes(
    windows: Windows, tmp_path: Path
) -> None:
    """At most MAX_PATH characters and no backslash but the prefix's: CreateMutexW."""
    lock = windows.module("launcher/hub/lock.py")
    path = tmp_path / ("x" * 200) / "m.part"
    with windows.here(), (tmp_path / "file").open("ab") as file:
        lock.Lock(path, file).release()
    name = windows.kernel.asked[0][2]
    prefix, _, rest = name.partition("\\")
    assert prefix == "Local"
    assert "\\" not in rest
    assert len(name) < 260


def test_a_second_download_of_the_same_file_is_refused_here(tmp_path: Path) -> None:
    from launcher.hub.lock import Lock  # noqa: PLC0415  this system's, beside the other

    path = tmp_path / "m.part"
    with path.open("ab") as one, path.open("ab") as other:
        held = Lock(path, one)
        with pytest.raises(InUse):
            Lock(path, other)
        held.release()


def turns(windows: Windows) -> Any:
    return windows.module("launcher/measurement/turns.py")


def test_on_windows_a_turn_locks_the_first_byte_and_gives_it_back(
    windows: Windows, tmp_path: Path
) -> None:
    module = turns(windows)
    with windows.here(), module.alone_with(tmp_path / "a.json"):
        assert len(windows.runtime.locked) == 1
    assert windows.runtime.locked == {}
    assert windows.runtime.calls == [(2, 0), (0, 0)]  # LK_NBLCK, LK_UNLCK: both at byte 0


def test_on_windows_a_turn_somebody_has_is_waited_for_and_then_told(
    windows: Windows, tmp_path: Path
) -> None:
    module = turns(windows)
    file = tmp_path / "a.json"
    refused = pytest.raises(NotSaved, match="in use")
    with windows.here(), module.alone_with(file), refused, module.alone_with(file, patience=0.01):
        pytest.fail("two at once")
    with windows.here(), module.alone_with(file, patience=0):
        assert len(windows.runtime.locked) == 1

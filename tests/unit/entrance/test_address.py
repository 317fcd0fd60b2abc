import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from ui.entrance.address import LONGEST, address_of

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="folders have other rights there")


@pytest.fixture
def short() -> Iterator[Path]:
    """A folder whose path leaves room for a socket's, which may have some 100 characters."""
    with tempfile.TemporaryDirectory(prefix="s") as folder:
        yield Path(folder)


def private(folder: Path) -> Path:
    folder.mkdir(mode=0o700, parents=True)
    return folder


def test_it_lies_in_the_sessions_own_folder_and_follows_from_the_data_folder(
    tmp_path: Path,
) -> None:
    env = {"XDG_RUNTIME_DIR": str(private(tmp_path / "run"))}
    one = address_of(tmp_path / "a", env, system="linux")
    other = address_of(tmp_path / "b", env, system="linux")
    assert Path(one).parent == tmp_path / "run"
    assert one != other
    assert one == address_of(tmp_path / "x" / ".." / "a", env, system="linux")


def test_without_a_session_it_lies_in_a_folder_nobody_else_may_enter(short: Path) -> None:
    temporary = private(short / "t")
    where = Path(address_of(short, {"TMPDIR": str(temporary)}, system="linux")).parent
    assert where.parent == temporary
    assert where.stat().st_mode & 0o077 == 0


def test_a_folder_that_others_may_write_to_is_passed_over(short: Path) -> None:
    open_to_all = private(short / "run")
    open_to_all.chmod(0o777)
    temporary = private(short / "t")
    env = {"XDG_RUNTIME_DIR": str(open_to_all), "TMPDIR": str(temporary)}
    assert str(open_to_all) not in address_of(short, env, system="linux")


def test_a_link_in_the_place_of_our_folder_is_passed_over(short: Path) -> None:
    temporary, elsewhere = private(short / "t"), private(short / "elsewhere")
    (temporary / f"snug-{os.getuid()}").symlink_to(elsewhere)
    address = address_of(short, {"TMPDIR": str(temporary)}, system="linux")
    assert not address.startswith(str(temporary))


def test_a_path_too_long_for_a_socket_is_passed_over(tmp_path: Path) -> None:
    deep = private(tmp_path / ("d" * 120))
    address = address_of(tmp_path, {"XDG_RUNTIME_DIR": str(deep)}, system="linux")
    assert len(address) <= LONGEST


def test_windows_has_a_pipe_for_each_person() -> None:
    one = address_of(Path("data"), {}, system="win32", user="anna")
    other = address_of(Path("data"), {}, system="win32", user="berta")
    assert one.startswith("\\\\.\\pipe\\snug-")
    assert one != other


def test_where_there_is_no_place_at_all_it_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.entrance.address._is_ours", lambda _folder: False)
    with pytest.raises(OSError, match="no folder"):
        address_of(tmp_path, {}, system="linux")

"""Folders and names on Windows and macOS: where Snug keeps things, and what may be stored."""

import dataclasses
import errno
import os
import sqlite3
from contextlib import closing
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath

import platformdirs.macos
import platformdirs.windows
import pytest

from launcher import paths
from launcher.chat.database import address_of
from launcher.errors import DiskFull, FolderNotWritable, PathTooLong, UnsafePath
from launcher.hub.destination import (
    ROOM_FOR_OURS,
    WINDOWS_LONGEST,
    destination,
    destinations,
    is_safe_name,
    longest_path,
    require_short,
)
from launcher.hub.part_file import journal_path
from launcher.kept import open_fresh
from launcher.paths import Places
from launcher.sentences import sentence_of
from tests.fakes.windows import Windows

NO_HOME: dict[str, str] = {}


@pytest.fixture
def windows_places(monkeypatch: pytest.MonkeyPatch) -> Places:
    """As Windows' own variables say it for a person with letters of another script."""
    local = r"C:\Users\Jürgen 語\AppData\Local"
    for name in ("LOCALAPPDATA", "APPDATA"):
        monkeypatch.setenv(name, local)
    from_variables = platformdirs.windows.get_win_folder_from_env_vars
    monkeypatch.setattr(platformdirs.windows, "get_win_folder", from_variables)
    monkeypatch.setattr(platformdirs.windows.os.path, "normpath", str)
    monkeypatch.setattr(platformdirs.windows.os.path, "join", lambda *parts: "\\".join(parts))
    monkeypatch.setattr(paths, "PlatformDirs", platformdirs.windows.Windows)
    return paths.places(NO_HOME)


def test_on_windows_things_are_kept_in_the_persons_local_folder(windows_places: Places) -> None:
    local = r"C:\Users\Jürgen 語\AppData\Local\Snug"
    assert PureWindowsPath(windows_places.settings) == PureWindowsPath(local)
    assert PureWindowsPath(windows_places.data) == PureWindowsPath(local)
    assert PureWindowsPath(windows_places.cache) == PureWindowsPath(local, "Cache")


def test_on_macos_things_are_kept_in_the_library(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr(paths, "PlatformDirs", platformdirs.macos.MacOS)
    places = paths.places(NO_HOME)
    library = tmp_path / "Library"
    assert places.settings == places.data == library / "Application Support/Snug"
    assert places.cache == library / "Caches/Snug"
    assert places.models == library / "Application Support/Snug/models"


def test_no_two_things_have_one_place_where_settings_and_data_share_a_folder(
    tmp_path: Path,
) -> None:
    """So it is on Windows and macOS, whose disks take 'Models' and 'models' for one name."""
    one = tmp_path / "Snug"
    places = Places(settings=one, data=one, cache=one / "Cache")
    names = [
        name
        for name, what in vars(Places).items()
        if isinstance(what, property) and name not in {"settings", "data", "cache"}
    ]
    kept = [str(getattr(places, name)).casefold() for name in names]
    assert len(kept) > 12
    assert len(kept) == len(set(kept))
    assert str(places.cache).casefold() not in kept


def test_the_folders_of_an_installation_are_values() -> None:
    assert {field.name for field in dataclasses.fields(Places)} == {"settings", "data", "cache"}


@pytest.mark.parametrize(
    "name",
    [
        "CON", "con.gguf", "PRN", "AUX.txt", "NUL", "nul.", "COM1", "com9.gguf", "LPT1", "CONIN$",
        "a<b", "a>b", "a:b", 'a"b', "a|b", "a?b", "a*b", "a\\b", "a/b", "dot.", "space ", "\x1f",
    ],
)  # fmt: skip
def test_a_name_windows_cannot_store_is_refused_on_every_system(name: str) -> None:
    assert not is_safe_name(name) or "/" in name
    with pytest.raises(UnsafePath):
        destination(Path("models"), "owner/name", f"sub/{name}" if "/" not in name else f"{name}:")


@pytest.mark.parametrize(
    "name", ["console.gguf", "comma.gguf", "NULL", "auxiliary", "COM10", ".x"]
)
def test_a_name_that_only_looks_reserved_is_stored(name: str) -> None:
    assert is_safe_name(name)


def test_two_files_that_one_disk_takes_for_one_are_refused() -> None:
    """NTFS and APFS keep the case of a name and do not tell names apart by it."""
    with pytest.raises(UnsafePath):
        destinations(Path("models"), "a/b", ["Q4/Model.gguf", "q4/model.gguf"])


class LongPaths:
    """The registry value that lifts the limit, or none."""

    def __init__(self, value: object = None, *, broken: bool = False) -> None:
        self._value, self._broken = value, broken

    def values(self, path: str) -> dict[str, object]:
        assert path == r"SYSTEM\CurrentControlSet\Control\FileSystem"
        if self._broken:
            raise PermissionError(path)
        return {} if self._value is None else {"LongPathsEnabled": self._value}

    def keys(self, _path: str) -> tuple[str, ...]:
        return ()

    def present(self, _device_class: str) -> tuple[str, ...]:
        return ()


@pytest.mark.parametrize(
    ("registry", "most"),
    [
        (LongPaths(1), None),
        (LongPaths(0), WINDOWS_LONGEST),
        (LongPaths(), WINDOWS_LONGEST),
        (LongPaths(broken=True), WINDOWS_LONGEST),
    ],
)
def test_windows_counts_the_characters_of_a_path_unless_that_was_lifted(
    registry: LongPaths, most: int | None
) -> None:
    assert longest_path("win32", registry) == most
    assert longest_path("linux", registry) is None
    assert longest_path("darwin", registry) is None


def test_a_path_that_windows_would_cut_is_refused_before_anything_is_made(
    tmp_path: Path,
) -> None:
    target = tmp_path / ("m" * (WINDOWS_LONGEST - ROOM_FOR_OURS - len(str(tmp_path)) - 1))
    require_short([target], lambda: WINDOWS_LONGEST)
    longer = target.with_name(target.name + "x")
    with pytest.raises(PathTooLong) as refused:
        require_short([target, longer], lambda: WINDOWS_LONGEST)
    assert refused.value.length == refused.value.most + 1
    assert "characters" in sentence_of(refused.value).what
    require_short([longer], lambda: None)
    require_short([longer])  # here nobody counts


def test_our_own_endings_are_what_the_room_is_for(tmp_path: Path) -> None:
    target = tmp_path / "m.gguf"
    number, fresh = open_fresh(tmp_path, prefix=f".{journal_path(target).name}.", suffix=".new")
    os.close(number)
    assert len(str(fresh)) - len(str(target)) == ROOM_FOR_OURS


@pytest.mark.parametrize(
    "folder", [r"D:\Models", r"\\server\share\models", r"C:\Users\Jürgen\模型", r"\\?\D:\Models"]
)
def test_drives_and_shares_are_folders_like_any_other(folder: str) -> None:
    target = PureWindowsPath(folder).joinpath("owner", "name", "m.gguf")
    assert target.is_absolute()
    assert target.parts[-3:] == ("owner", "name", "m.gguf")
    assert target.is_relative_to(PureWindowsPath(folder))


def test_a_drive_or_share_in_a_strangers_name_is_no_way_out() -> None:
    for path in ("D:m.gguf", "D:/m.gguf", "//server/share/m.gguf", r"\\?\C:\m.gguf"):
        with pytest.raises(UnsafePath):
            destination(Path("models"), "owner/name", path)


@pytest.mark.parametrize(
    ("file", "address"),
    [
        (PureWindowsPath(r"C:\a b\50%\c.db"), "file:///C:/a%20b/50%25/c.db?mode=ro"),
        (PureWindowsPath(r"\\server\share\c.db"), "file:////server/share/c.db?mode=ro"),
        (PurePosixPath("/a b/what?/c.db"), "file:///a%20b/what%3F/c.db?mode=ro"),
    ],
)
def test_a_file_is_an_address_sqlite_takes_also_on_a_share(file: PurePath, address: str) -> None:
    """SQLite refuses an address that names a computer (sqlite.org/uri.html)."""
    assert address_of(file, "ro") == address
    with pytest.raises(sqlite3.OperationalError, match="unable to open"):  # and no other complaint
        sqlite3.connect(address, uri=True)


def test_sqlite_itself_refuses_the_usual_address_of_a_share() -> None:
    usual = PureWindowsPath(r"\\server\share\c.db").as_uri()
    with pytest.raises(sqlite3.OperationalError, match="authority"):
        sqlite3.connect(usual, uri=True)


def test_odd_names_of_this_system_are_addresses_too(tmp_path: Path) -> None:
    for name in ("a b%20c?d#e.db", "größer 語.db"):
        with closing(sqlite3.connect(address_of(tmp_path / name, "rwc"), uri=True)) as made:
            made.execute("CREATE TABLE a (b)")
        assert (tmp_path / name).is_file()


def test_a_full_disk_is_one_also_where_there_are_no_quotas(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delattr(errno, "EDQUOT")
    fresh = Windows(monkeypatch).module("launcher/hub/destination.py")
    full = fresh.disk_error(OSError(errno.ENOSPC, "full"), tmp_path, 7)
    assert isinstance(full, DiskFull)
    assert full.needed == 7
    assert isinstance(fresh.disk_error(OSError(13, "denied"), tmp_path), FolderNotWritable)

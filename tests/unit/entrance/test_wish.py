import os
from pathlib import Path

import pytest

from launcher.errors import NoSuchFile
from ui.entrance.wish import existing, file_of, wish_of

COMMANDS = ("list", "chat", "self-test")


def nobody_asks() -> tuple[str, ...]:
    raise AssertionError("the terminal's commands were read without need")


def test_no_words_open_the_window() -> None:
    assert wish_of([], commands=nobody_asks).command == ()


def test_the_finders_serial_number_is_no_wish() -> None:
    wish = wish_of(["-psn_0_12345"], commands=nobody_asks)
    assert (wish.command, wish.files) == ((), ())


@pytest.mark.parametrize("words", [["list", "--json"], ["--help"], ["--version"], ["lisst"]])
def test_commands_options_and_mistakes_go_to_the_terminal(words: list[str]) -> None:
    assert wish_of(words, commands=lambda: COMMANDS).command == tuple(words)


@pytest.mark.parametrize("name", ["tiny.gguf", "Tiny Ü 模型.GGUF", "sub/tiny", "./list"])
def test_words_that_look_like_a_file_are_files_whether_or_not_they_are_there(name: str) -> None:
    wish = wish_of([name], commands=nobody_asks)
    assert wish.files == (Path(os.path.abspath(name)),)  # noqa: PTH100  links stay


def test_a_name_without_an_ending_is_a_file_where_there_is_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "llama").write_bytes(b"GGUF")
    (tmp_path / "list").write_bytes(b"GGUF")
    assert wish_of(["llama"], commands=lambda: COMMANDS).files == (tmp_path / "llama",)
    assert wish_of(["list"], commands=lambda: COMMANDS).command == ("list",)


@pytest.mark.parametrize(
    ("word", "path"),
    [
        ("file:///home/a%20b/m%C3%BCde.gguf", "/home/a b/müde.gguf"),
        ("file://localhost/models/x.gguf", "/models/x.gguf"),
        ("file:/models/x.gguf", "/models/x.gguf"),
        ("FILE:///models/100%25.gguf", "/models/100%.gguf"),
        ("/models/file:x.gguf", "/models/file:x.gguf"),
    ],
)
def test_addresses_as_desktops_write_them_are_paths(word: str, path: str) -> None:
    assert file_of(word, windows=False) == Path(path)


def test_addresses_of_windows_have_their_drive_or_their_host() -> None:
    assert str(file_of("file:///C:/My%20models/x.gguf", windows=True)) == r"C:\My models\x.gguf"
    assert str(file_of("file://server/share/x.gguf", windows=True)) == r"\\server\share\x.gguf"


def test_a_file_that_is_nowhere_is_said_and_one_of_several_is_enough(tmp_path: Path) -> None:
    here, gone = tmp_path / "here.gguf", tmp_path / "gone.gguf"
    here.write_bytes(b"")
    with pytest.raises(NoSuchFile):
        existing([gone])
    assert existing([gone, here]) == (gone, here)
    assert existing([]) == ()
    with pytest.raises(NoSuchFile):
        existing([Path("a\0b.gguf")])


def test_with_the_current_folder_gone_a_relative_name_stays_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert wish_of(["x.gguf"], commands=nobody_asks).files == (Path("x.gguf"),)

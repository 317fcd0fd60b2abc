import os
from dataclasses import replace
from pathlib import Path

import pytest

from launcher.measurement.windows_kept import (
    KeptWindow,
    WholeText,
    WindowsKept,
    WindowsOf,
    tidy,
)

OF = WindowsOf(content="c" * 32, text="t" * 64, window=512, engine="1 (x)")
WHOLE = WholeText(tokens=2000, windows=3, vocabulary="v")


def window(index: int, logs: int = 0) -> KeptWindow:
    return KeptWindow(index=index, nll=(1.5, 0.25), kld=(0.0, 1e-7), same_top=(1, 0), logs=logs)


def test_windows_are_there_again_after_a_restart(tmp_path: Path) -> None:
    first = WindowsKept(tmp_path, OF)
    first.add(window(0))
    first.add(window(1))
    again = WindowsKept(tmp_path, OF)
    assert again.windows == (window(0), window(1))
    assert again.whole is None
    assert again.count_for(16) == 16
    again.add(window(2))
    again.end(WHOLE)
    last = WindowsKept(tmp_path, OF)
    assert len(last.windows) == 3
    assert last.whole == WHOLE
    assert last.count_for(16) == 3
    assert last.count_for(2) == 2


@pytest.mark.parametrize(
    "other",
    [
        replace(OF, content="d"),
        replace(OF, text="u"),
        replace(OF, window=256),
        replace(OF, engine="2"),
        replace(OF, reference="r"),
    ],
)
def test_of_another_file_text_engine_or_reference_nothing_is_kept(
    tmp_path: Path, other: WindowsOf
) -> None:
    WindowsKept(tmp_path, OF).add(window(0))
    assert WindowsKept(tmp_path, other).windows == ()


def test_a_line_that_was_cut_is_left_out_and_overwritten(tmp_path: Path) -> None:
    kept = WindowsKept(tmp_path, OF)
    kept.add(window(0))
    kept.add(window(1))
    (lines,) = tmp_path.glob("*/windows.jsonl")
    lines.write_bytes(lines.read_bytes()[:-20])
    again = WindowsKept(tmp_path, OF)
    assert again.windows == (window(0),)
    again.add(window(1))
    assert WindowsKept(tmp_path, OF).windows == (window(0), window(1))


@pytest.mark.parametrize("line", [b"[]\n", b"{}\n", b"\xff\xfe\n", b'{"index": 1}\n', b"nan\n"])
def test_a_line_that_makes_no_sense_ends_what_is_believed(tmp_path: Path, line: bytes) -> None:
    WindowsKept(tmp_path, OF).add(window(0))
    (lines,) = tmp_path.glob("*/windows.jsonl")
    lines.write_bytes(lines.read_bytes() + line)
    assert WindowsKept(tmp_path, OF).windows == (window(0),)


def test_a_window_out_of_turn_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="3"):
        WindowsKept(tmp_path, OF).add(window(3))


def with_logs(folder: Path, size: int) -> WindowsKept:
    """Three windows with a hundred bytes of log-probabilities each, and a file of `size`."""
    kept = WindowsKept(folder, OF)
    for index in range(3):
        kept.add(window(index, logs=100 * (index + 1)))
    kept.end(WHOLE)
    kept.logs.write_bytes(b"x" * size)
    return WindowsKept(folder, OF)


def test_log_probabilities_count_as_far_as_they_are_there(tmp_path: Path) -> None:
    kept = with_logs(tmp_path, 250)
    assert kept.with_logs() == 2
    assert kept.has_logs(2)
    assert not kept.has_logs(3)
    assert not kept.has_logs(0)


def test_what_was_half_written_is_cut_off(tmp_path: Path) -> None:
    kept = with_logs(tmp_path, 250)
    assert kept.cut_logs() == 2
    assert kept.logs.stat().st_size == 200
    again = WindowsKept(tmp_path, OF)
    assert len(again.windows) == 2
    assert again.whole == WHOLE


def test_windows_read_without_keeping_them_have_no_log_probabilities(tmp_path: Path) -> None:
    kept = with_logs(tmp_path, 300)
    kept.add(window(3))
    assert kept.with_logs() == 3
    assert kept.cut_logs() == 3
    assert len(kept.windows) == 3


def test_without_log_probabilities_all_windows_are_read_again(tmp_path: Path) -> None:
    kept = with_logs(tmp_path, 300)
    kept.logs.unlink()
    assert kept.cut_logs() == 0
    assert WindowsKept(tmp_path, OF).windows == ()


def test_forgetting_leaves_nothing(tmp_path: Path) -> None:
    kept = with_logs(tmp_path, 300)
    kept.forget()
    assert kept.windows == ()
    assert list(tmp_path.iterdir()) == []
    kept.add(window(0))
    assert len(WindowsKept(tmp_path, OF).windows) == 1


def test_the_oldest_is_tidied_away_first(tmp_path: Path) -> None:
    for number, name in enumerate(("old", "new")):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "windows.jsonl").write_bytes(b"y" * 600)
        os.utime(folder / "windows.jsonl", (1000 + number, 1000 + number))
    tidy(tmp_path, most=1200)
    assert len(list(tmp_path.iterdir())) == 2
    tidy(tmp_path, most=1000)
    assert [one.name for one in tmp_path.iterdir()] == ["new"]
    tidy(tmp_path / "never made")

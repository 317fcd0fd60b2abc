"""The bare-system test's own parts: what counts as a sentence, a picture, a person's find."""

import json
import struct
import zlib
from pathlib import Path

import pytest
from bootstrap.talk import SetupError
from shipping.bare import run as run_module
from shipping.bare.check import (
    CheckFailed,
    CheckSkipped,
    a_sentence,
    claim,
    tried,
    worked,
    works_or_speaks,
    write,
)
from shipping.bare.display import HEADER, read_xwd
from shipping.bare.host import read_targets
from shipping.bare.matrix import checks
from shipping.bare.person import best, middle, on_screen, until
from shipping.bare.surroundings import ALL, plain
from shipping.bare.system import Account, Ran, System


def ran(status: int | None, said: str = "", complained: str = "") -> Ran:
    return Ran(words=("snug",), status=status, said=said, complained=complained, seconds=1.0)


def test_a_program_that_ends_badly_without_a_word_fails_the_check() -> None:
    with pytest.raises(CheckFailed, match="without a word"):
        works_or_speaks(ran(1))


def test_a_program_that_says_why_in_a_sentence_passes() -> None:
    told = works_or_speaks(ran(1, complained="The disk is full. Free some space.\n"))
    assert told == "says: The disk is full. Free some space."


@pytest.mark.parametrize(
    "told",
    [
        "Traceback (most recent call last):\n  File x\nValueError: It broke.",
        "Segmentation fault",
        "",
    ],
)
def test_a_traceback_or_a_bare_word_is_no_sentence(told: str) -> None:
    with pytest.raises(CheckFailed):
        a_sentence(told)


def test_a_program_that_never_ends_fails_the_check() -> None:
    with pytest.raises(CheckFailed, match="did not end"):
        worked(ran(None))
    with pytest.raises(CheckFailed, match="did not end"):
        works_or_speaks(ran(None, complained="Wait."))


def test_failed_lines_are_shown_before_others() -> None:
    said = "ok    one\nFAIL  two: broken\nok    three"
    with pytest.raises(CheckFailed, match=r"ended with 1: FAIL  two: broken$"):
        worked(ran(1, said))


def failing() -> str:
    raise CheckFailed("it did not")


def skipping() -> str:
    raise CheckSkipped("not here")


def test_results_say_what_came_of_each_check_and_whether_any_failed(tmp_path: Path) -> None:
    results = [tried("a", lambda: "fine"), tried("b", skipping)]
    write(results, tmp_path / "fine.json")
    assert json.loads((tmp_path / "fine.json").read_text())["ok"] is True
    write([*results, tried("c", failing)], tmp_path / "failed.json")
    told = json.loads((tmp_path / "failed.json").read_text())
    assert told["ok"] is False
    assert [(one["name"], one["outcome"]) for one in told["checks"]] == [
        ("a", "ok"),
        ("b", "skipped"),
        ("c", "failed"),
    ]
    assert told["checks"][2]["detail"] == "CheckFailed: it did not"


def test_every_check_has_a_name_and_a_picture_of_its_own() -> None:
    names = [name for name, _ in checks()]
    assert len(set(names)) == len(names) > 20
    pictures = {plain(one.name) for one in ALL}
    assert len(pictures) == len(ALL)
    assert all("/" not in one and " " not in one for one in pictures)


def test_a_screen_is_read_with_its_colours_in_order() -> None:
    width, height, stride = 2, 1, 12
    numbers = [0] * 25
    name, colours = b"screen\0\0", 1
    numbers[0] = HEADER.size + len(name)
    numbers[4], numbers[5], numbers[12], numbers[19] = width, height, stride, colours
    pixels = bytes([3, 2, 1, 0, 30, 20, 10, 0]) + bytes(stride - 8)  # blue, green, red, nothing
    seen = read_xwd(HEADER.pack(*numbers) + name + bytes(12 * colours) + pixels)
    assert seen.pixels == bytes([1, 2, 3, 10, 20, 30])
    assert seen.colours == 2
    png = seen.png()
    assert png.startswith(b"\x89PNG")
    assert struct.unpack(">II", png[16:24]) == (2, 1)
    start = png.index(b"IDAT") + 4
    assert zlib.decompress(png[start:-16]) == b"\0" + seen.pixels


def test_the_bare_system_is_the_hosts_own_release() -> None:
    text = (
        "Debian|bookworm|main|http://mirror/debian/\n"
        "Debian|bookworm|contrib|http://mirror/debian/\n"
        "Debian|bookworm-updates|main|http://mirror/debian/\n"
        "Other|bookworm|main|http://elsewhere/\n"
    )
    found = read_targets(text, codename="bookworm")
    assert found.components == ("main", "contrib")
    assert found.mirror == "http://mirror/debian/"
    with pytest.raises(SetupError, match="apt-get update"):
        read_targets(text, codename="trixie")


def test_things_are_found_by_their_whole_name_first_and_clicked_in_their_middle() -> None:
    thing = {"role": "push button", "name": "Download 7 MB", "box": [10, 20, 100, 40]}
    label = {"role": "label", "name": "Download", "box": [0, 0, 5, 5]}
    assert best([thing, label], "Download") is label
    assert best([thing, label], "Download ") is thing
    assert best([label, thing], "Download", role="push button") is thing
    assert best([label], "Load") is None
    assert middle(thing) == (60, 40)
    assert on_screen(thing)
    assert not on_screen({"box": [0, 5000, 10, 10]})


def test_waiting_ends_with_what_was_waited_for() -> None:
    with pytest.raises(CheckFailed, match="a miracle"):
        until(lambda: None, "a miracle", patience=0.01)
    assert until(lambda: 7, "a number") == 7
    with pytest.raises(CheckFailed, match="otherwise"):
        claim([], "otherwise")


def test_a_command_inside_sees_nothing_of_this_environment_and_no_network(
    tmp_path: Path,
) -> None:
    anna = Account(name="anna", home="/home/anna b")
    words = System(tmp_path).words(["snug", "list"], account=anna, environment={"LC_ALL": "C"})
    assert words[:2] == ["unshare", "--net"]
    assert "--userspec=anna:anna" in words
    start = words.index("/usr/bin/env")
    assert words[start + 1 : start + 3] == ["-i", "--chdir=/home/anna b"]
    assert {"HOME=/home/anna b", "LC_ALL=C"} <= set(words)
    assert words[-2:] == ["snug", "list"]
    assert "unshare" not in System(tmp_path).words(["true"], network=True)


def test_a_missing_package_is_told_before_anything_is_made(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="package deb"):
        run_module.run(tmp_path / "none.deb", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_without_root_it_says_so_plainly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "snug.deb"
    package.touch()
    monkeypatch.setattr(run_module.os, "geteuid", lambda: 1000)
    with pytest.raises(SetupError, match="only root may: run it with sudo"):
        run_module.run(package, tmp_path / "out")

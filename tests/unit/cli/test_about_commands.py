"""`snug update`, `snug privacy`, `snug notices`, from their words to their exit status."""

import json
from pathlib import Path
from typing import Any

import pytest

from launcher.actions import updates
from launcher.cli import about
from launcher.cli.__main__ import main
from launcher.identity import NAME, VERSION
from launcher.notices import notices
from launcher.releases.installed import Installation
from launcher.releases.release import PackageKind
from tests.fakes.feed_server import FeedServer, says

NEWER: dict[str, Any] = {
    "format": 1,
    "version": "9.0",
    "date": "2030-01-01",
    "notes": "- It is faster.",
    "downloads": [
        {
            "system": "linux-x86_64",
            "kind": "deb",
            "url": "https://downloads.example/snug.deb",
            "size": 7_340_032,
            "sha256": "0f" * 32,
        }
    ],
}


def ran(*words: str) -> int:
    """The exit status of a command."""
    return main(list(words))


def asked_of(
    server: FeedServer, monkeypatch: pytest.MonkeyPatch, kind: PackageKind | None
) -> None:
    """Let the command ask this server, as if installed from such a package."""
    here = Installation(system="linux-x86_64", kind=kind)

    def check(parts: Any, **words: Any) -> updates.Update | None:
        return updates.check_for_update(parts, feed=server.feed, here=here, **words)

    monkeypatch.setattr(about, "check_for_update", check)


def test_without_a_feed_it_says_so(snug_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    if updates.updates_possible():
        pytest.skip("this version names a feed")
    assert ran("update") == 1
    assert "names no place to ask" in capsys.readouterr().err


def test_a_newer_version_is_told_with_notes_and_package(
    snug_home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with FeedServer(says(NEWER)) as server:
        asked_of(server, monkeypatch, PackageKind.DEB)
        assert ran("update") == 0
        said = capsys.readouterr().out
        assert f"{NAME} 9.0 of 2030-01-01 is there; this is {VERSION}." in said
        assert "- It is faster." in said
        assert "https://downloads.example/snug.deb (7 MiB)" in said.replace("7.0", "7")
        assert ran("update", "--json") == 0
        told = json.loads(capsys.readouterr().out)
    assert told["version"] == VERSION
    assert told["update"]["download"]["sha256"] == "0f" * 32


def test_a_checkout_is_told_of_the_version_without_a_package(
    snug_home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with FeedServer(says(NEWER)) as server:
        asked_of(server, monkeypatch, None)
        assert ran("update", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["update"]["download"] is None
    assert told["update"]["address"] is None or told["update"]["address"].startswith("https://")


def test_the_newest_version_is_called_that(
    snug_home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with FeedServer(says({**NEWER, "version": VERSION})) as server:
        asked_of(server, monkeypatch, PackageKind.DEB)
        assert ran("update") == 0
    assert "is the newest version" in capsys.readouterr().out


def test_a_version_is_skipped_and_what_is_none_refused(
    snug_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ran("update", "--skip", "9.0") == 0
    assert "Version 9.0 is skipped." in capsys.readouterr().out
    assert ran("update", "--skip", "tomorrow") == 2
    assert "tomorrow" in capsys.readouterr().err


def test_privacy_lists_the_hosts_as_they_are_set(
    snug_home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SNUG_HUB_ENDPOINT", "https://mirror.example")
    assert ran("privacy", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["telemetry"] is False
    assert told["hosts"][0]["host"] == "mirror.example"
    assert all(row["when"] and row["sent"] for row in told["hosts"])
    assert ran("privacy") == 0
    assert "No telemetry." in capsys.readouterr().out


def test_notices_are_listed_and_shown_whole(
    snug_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ran("notices") == 0
    listed = capsys.readouterr().out
    assert all(one.name in listed for one in notices())
    assert ran("notices", "qt") == 0
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in capsys.readouterr().out
    assert ran("notices", "all", "--json") == 0
    told = json.loads(capsys.readouterr().out)["notices"]
    assert [one["text"] for one in told] == [one.text for one in notices()]


@pytest.mark.parametrize(
    ("asked", "said"), [("nunpy", "numpy"), ("zzz", "snug notices"), ("", "")]
)
def test_an_unknown_name_is_refused(
    asked: str, said: str, snug_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ran("notices", asked) == 2
    assert said in capsys.readouterr().err

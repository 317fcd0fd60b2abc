import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from launcher.releases.release import (
    LONGEST_NOTES,
    MOST_DOWNLOADS,
    PackageKind,
    Release,
    object_of,
    release_from,
    release_of,
)

ONE: dict[str, Any] = {
    "system": "linux-x86_64",
    "kind": "deb",
    "url": "https://downloads.example/snug_0.2.0_amd64.deb",
    "size": 71_234_567,
    "sha256": "ab" * 32,
}
FEED: dict[str, Any] = {
    "format": 1,
    "version": "0.2.0",
    "date": "2027-01-15",
    "notes": "## New\n- faster",
    "downloads": [ONE],
}


def test_a_feed_is_read_as_it_is_written() -> None:
    found = release_from(json.dumps(FEED).encode())
    assert (found.version, found.date, found.notes) == ("0.2.0", date(2027, 1, 15), FEED["notes"])
    assert [(one.system, one.kind, one.size) for one in found.downloads] == [
        ("linux-x86_64", PackageKind.DEB, 71_234_567)
    ]
    assert release_of(json.loads(json.dumps(object_of(found)))) == found


def test_lines_of_windows_are_lines() -> None:
    assert release_of({**FEED, "notes": "a\r\nb"}).notes == "a\nb"


def test_what_a_later_version_adds_is_passed_over() -> None:
    later = {**FEED, "colour": 1, "downloads": [{**ONE, "kind": "flatpak"}, {**ONE, "new": []}]}
    assert [one.kind for one in release_of(later).downloads] == [PackageKind.DEB]


@pytest.mark.parametrize(
    "change",
    [
        {"format": 2},
        {"format": True},
        {"format": "1"},
        {"version": "newest"},
        {"version": None},
        {"date": "15.1.2027"},
        {"date": 20270115},
        {"notes": None},
        {"notes": "x" * (LONGEST_NOTES + 1)},
        {"notes": "New\x1b]0;title\x07"},
        {"notes": "half a character \ud83d"},
        {"downloads": None},
        {"downloads": [7]},
        {"downloads": [ONE] * (MOST_DOWNLOADS + 1)},
    ],
    ids=str,
)
def test_a_feed_that_is_wrong_anywhere_is_refused_whole(change: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"its |one of "):
        release_of({**FEED, **change})


@pytest.mark.parametrize(
    "change",
    [
        {"url": "http://downloads.example/a.deb"},
        {"url": "https://"},
        {"url": "https://user:secret@downloads.example/a.deb"},
        {"url": "https://downloads.example/a b.deb"},
        {"url": 'https://downloads.example/"><b>'},
        {"url": "https://downloads.example/\u202egro.deb"},
        {"url": "https://downloads.example/" + "x" * 3000},
        {"url": "https://[::1/a.deb"},
        {"url": "file:///etc/passwd"},
        {"size": 0},
        {"size": -1},
        {"size": 1.5},
        {"size": True},
        {"size": 1 << 50},
        {"sha256": "AB" * 32},
        {"sha256": "ab" * 31},
        {"system": "Linux x86_64"},
        {"system": "../../etc"},
        {"kind": 7},
    ],
    ids=str,
)
def test_a_download_that_is_not_safe_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"download|its kind"):
        release_of({**FEED, "downloads": [{**ONE, **change}]})


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused_in_words(text: bytes) -> None:
    with pytest.raises(ValueError, match=r"^it"):
        release_from(text)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner),
    max_leaves=8,
)


@given(st.sampled_from(sorted(FEED)), json_values)
def test_any_value_in_any_place_is_read_or_refused(name: str, value: object) -> None:
    raw = {**FEED, name: value}
    try:
        found = release_of(raw)
    except ValueError:
        return  # anything but a ValueError fails the test
    assert isinstance(found, Release)
    assert release_of(object_of(found)) == found


def test_a_deeply_nested_answer_is_refused() -> None:
    with pytest.raises(ValueError, match="not JSON"):
        release_from(b"[" * 100_000)

"""Nothing inside is without its licence. What counts as inside is asked of others than us."""

import json
import os
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from launcher.errors import NoticesMissing
from launcher.notices import Notice, book, notices
from launcher.notices.components import FOLDER, components
from launcher.notices.distributions import installed, licence_text, needed, plain
from launcher.notices.shelf import read_notices, write_notices

ROOT = Path(__file__).resolve().parents[3]


def everything_required(name: str, extras: frozenset[str] = frozenset()) -> set[str]:
    """What a distribution requires here and now, by the reference reading of its markers."""
    found: set[str] = set()
    waiting = [(name, extras)]
    seen: set[tuple[str, frozenset[str]]] = set()
    while waiting:
        one = waiting.pop()
        if one in seen:
            continue
        seen.add(one)
        found.add(canonicalize_name(one[0]))
        for line in metadata.distribution(one[0]).requires or ():
            asked = Requirement(line)
            wishes = one[1] or {""}
            if asked.marker is None or any(asked.marker.evaluate({"extra": w}) for w in wishes):
                waiting.append((asked.name, frozenset(asked.extras)))
    return found - {canonicalize_name(name)}


def test_every_distribution_snug_stands_on_has_a_notice() -> None:
    told = {plain(one.name) for one in notices()}
    assert everything_required("snug") - told == set()


@pytest.mark.parametrize("name", sorted(needed()))
def test_every_distribution_has_the_text_of_its_licence(name: str) -> None:
    text = licence_text(installed()[name])
    assert len(text) > 500
    assert any(word in text.lower() for word in ("copyright", "licence", "license"))


def test_every_notice_has_words_and_a_text() -> None:
    for one in notices():
        assert one.name
        assert one.licence
        assert len(one.text) > 500, one.name
        assert one.url == "" or one.url.startswith("https://"), one.url
    assert len({one.name for one in notices()}) == len(notices())


def test_qt_comes_first_with_both_licences_and_how_to_replace_it() -> None:
    qt = notices()[0]
    assert (qt.name, qt.licence) == ("Qt", "LGPL-3.0-only")
    assert qt.version == metadata.version("PySide6_Essentials")
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in qt.text
    assert "GNU GENERAL PUBLIC LICENSE\n                       Version 3" in qt.text
    assert "You may replace them" in qt.text


def test_every_file_of_licences_is_used_by_something() -> None:
    used = {name for row in components() for name in row.texts}
    table = json.loads((FOLDER / "components.json").read_text(encoding="utf-8"))
    used |= {name for names in table["distributions"].values() for name in names}
    there = {file.relative_to(FOLDER).as_posix() for file in FOLDER.rglob("*.txt")}
    assert used == there


def test_an_incomplete_licence_text_would_be_seen() -> None:
    gpl = (FOLDER / "GPL-3.0.txt").read_text(encoding="utf-8")
    assert gpl.lstrip().startswith("GNU GENERAL PUBLIC LICENSE")
    assert "END OF TERMS AND CONDITIONS" in gpl
    assert "17. Interpretation of Sections 15 and 16." in gpl
    lesser = (FOLDER / "LGPL-3.0.txt").read_text(encoding="utf-8")
    assert "6. Revised Versions of the GNU Lesser General Public License." in lesser


def test_notices_are_written_and_read_again_with_each_text_once(tmp_path: Path) -> None:
    file = tmp_path / "notices.json"
    write_notices(file, notices())
    assert read_notices(file) == notices()
    texts = json.loads(file.read_text(encoding="utf-8"))["texts"]
    assert len(texts) == len(set(texts)) < len(notices())
    assert file.stat().st_size < 2 << 20
    if os.name == "posix":
        assert file.stat().st_mode & 0o777 == 0o644  # installed for everybody


@pytest.mark.parametrize(
    "kept",
    [
        None,
        b"",
        b"[]",
        b'{"format": 2, "texts": [], "notices": []}',
        b'{"format": 1, "texts": [], "notices": [{"name": "a", "text": 0}]}',
        b'{"format": 1, "texts": [7], "notices": '
        b'[{"name": "a", "version": "", "licence": "", "url": "", "text": 0}]}',
        b'{"format": 1, "texts": {}, "notices": 3}',
    ],
)
def test_damaged_notices_are_told(tmp_path: Path, kept: bytes | None) -> None:
    file = tmp_path / "notices.json"
    if kept is not None:
        file.write_bytes(kept)
    with pytest.raises(NoticesMissing):
        read_notices(file)


def test_a_frozen_program_shows_what_it_was_made_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = Notice(name="Inside", version="1", licence="MIT", text="words\n", url="")
    write_notices(tmp_path / book.PLACE, [one])
    monkeypatch.setattr(book, "bundle", lambda: tmp_path)
    notices.cache_clear()
    try:
        assert notices() == (one,)
    finally:
        notices.cache_clear()

import re
import tomllib
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from bootstrap.talk import SetupError
from shipping import release_notes

from launcher.identity import VERSION

CHANGELOG = """# Changelog

## 0.3.0 (not released)

- Soon.

## 0.2.0 (2027-01-31)

- New: a thing
  on two lines.

### Mended

- Another.

## 0.1.0 (2026-12-24)
"""


def test_the_notes_are_the_versions_own_section() -> None:
    assert release_notes.notes(CHANGELOG, "0.2.0") == (
        "- New: a thing\n  on two lines.\n\n### Mended\n\n- Another.\n"
    )


def test_a_version_that_is_not_released_has_no_notes_to_publish() -> None:
    with pytest.raises(SetupError, match=r"says that 0\.3\.0 is not released: put the date"):
        release_notes.notes(CHANGELOG, "0.3.0")
    assert release_notes.notes(CHANGELOG, "0.3.0", released=False) == "- Soon.\n"


def test_a_version_without_a_section_or_with_an_empty_one_is_refused() -> None:
    with pytest.raises(SetupError, match=r"no section `## 0\.2`"):
        release_notes.notes(CHANGELOG, "0.2")
    with pytest.raises(SetupError, match=r"nothing below 0\.1\.0"):
        release_notes.notes(CHANGELOG, "0.1.0")


def test_a_tag_must_fit_the_programs_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert release_notes.main(["v99.0.0"]) == 1
    assert f"does not fit the program's version {VERSION}" in capsys.readouterr().err
    assert release_notes.version_of(f"v{VERSION}") == VERSION


def test_the_changelog_has_notes_for_this_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert release_notes.main([]) == 0
    assert capsys.readouterr().out.startswith("- ")


def test_the_version_is_the_same_wherever_it_is_written(repository: Path) -> None:
    project = tomllib.loads((repository / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["version"] == VERSION
    metainfo = repository / "packaging" / "linux" / "app.snug.Snug.metainfo.xml"
    newest = ElementTree.parse(metainfo).find("./releases/release")  # noqa: S314  our own file
    assert newest is not None
    assert newest.get("version") == VERSION
    # Windows's and macOS's recipes name none: the makers pass it to them.
    recipe = (repository / "packaging" / "windows" / "snug.nsi").read_text(encoding="utf-8")
    code = re.sub(r"(?m);.*$", "", recipe)
    assert VERSION not in code
    plist = (repository / "packaging" / "macos" / "Info.plist").read_text(encoding="utf-8")
    assert "CFBundleShortVersionString" not in plist

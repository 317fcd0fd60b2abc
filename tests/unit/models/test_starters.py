import json
import re
import shutil
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from launcher.errors import BadModelFile, DamagedHeader, NoSuchFile
from launcher.models import starters as room
from launcher.models.starters import ROLES, starters
from launcher.paths import RESOURCES

FOLDER = RESOURCES / "catalog"


def test_there_is_a_model_for_every_role_and_size() -> None:
    found = starters()
    assert 30 <= len(found) <= 60
    assert {role for one in found for role in one.roles} == set(ROLES)
    sizes = sorted(one.total for one in found)
    assert sizes[0] < 0.5
    assert sizes[-1] > 200
    assert all(after < 3 * before for before, after in pairwise(sizes))


def test_each_says_what_it_is_good_at_where_its_files_lie_and_its_licence() -> None:
    for one in starters():
        assert re.fullmatch(r"[\w.-]+/[\w.-]+", one.files), one.files
        assert one.why.endswith(".")
        assert "!" not in one.why
        assert len(one.why) <= 100
        assert one.licence
        assert set(one.variants) <= set(one.known.variants)


def test_the_file_names_its_source() -> None:
    told = json.loads(FOLDER.joinpath("starters.json").read_text("utf-8"))
    assert told["source"]


def test_no_model_is_listed_twice_but_for_its_training() -> None:
    kinds = [(one.known.repo, one.qat) for one in starters()]
    assert len(set(kinds)) == len(kinds)


def test_a_mixture_of_experts_uses_fewer_weights_than_it_has() -> None:
    for one in starters():
        assert one.used <= one.total
        assert one.is_mixture == (one.active is not None)
    mixture = next(one for one in starters() if one.known.name == "Qwen 3 30B A3B")
    assert mixture.used < mixture.total


def test_the_month_is_told_in_words() -> None:
    one = next(one for one in starters() if one.known.name == "Qwen 3.5 9B")
    assert one.month == "March 2026"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("index.json", "starters.json"):
        shutil.copy(FOLDER / name, tmp_path / name)
    return tmp_path


def rewritten(folder: Path, **changes: Any) -> None:
    path = folder / "starters.json"
    told = json.loads(path.read_text("utf-8"))
    told["models"][0] |= changes
    path.write_text(json.dumps(told), "utf-8")


@pytest.mark.parametrize(
    "changes",
    [
        {"repo": "nobody/nothing"},
        {"roles": []},
        {"roles": ["singing"]},
        {"variants": ["Q9_Z"]},
        {"released": "soon"},
        {"active_b": -1},
        {"files": None, "why": None, "roles": None},
    ],
)
def test_a_row_that_cannot_be_right_is_refused(folder: Path, changes: dict[str, Any]) -> None:
    rewritten(folder, **changes)
    with pytest.raises(DamagedHeader):
        room._read(folder)


def test_a_damaged_or_missing_file_is_an_error_with_a_name(folder: Path) -> None:
    (folder / "starters.json").write_text("{", "utf-8")
    with pytest.raises(BadModelFile, match="JSON"):
        room._read(folder)
    other = folder / "empty"
    other.mkdir()
    with pytest.raises(NoSuchFile):
        room._read(other)

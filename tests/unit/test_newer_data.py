"""Two versions on one data folder: the older one leaves the newer one's files as they are."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from launcher.engines.state import EngineState, read_state, write_state
from launcher.errors import NewerData, NotSaved
from launcher.hub.queue_file import load_jobs, save_jobs
from launcher.kept import read_object, write_object
from launcher.library.store import Library
from launcher.measurement.paces import Paces
from launcher.models.write import write_model
from launcher.settings.store import SettingsStore

NEWER = {"format": 999, "models": {"/a.gguf": {"surprise": [1]}}, "rows": "another shape"}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "data" / "kept.json"
    path.parent.mkdir()
    path.write_text(json.dumps(NEWER))
    return path


def is_untouched(file: Path) -> bool:
    return json.loads(file.read_text()) == NEWER and [*file.parent.iterdir()] == [file]


def test_a_newer_format_is_told_from_damage(file: Path) -> None:
    with pytest.raises(NewerData):
        read_object(file, newest=1)
    assert read_object(file, newest=999) == NEWER
    assert read_object(file) == NEWER


def test_nothing_older_is_written_over_it(file: Path) -> None:
    with pytest.raises(NotSaved, match="newer version"):
        write_object(file, {"format": 1, "models": {}})
    assert is_untouched(file)
    write_object(file, {"format": 999})
    write_object(file, {"format": 1000})
    assert json.loads(file.read_text()) == {"format": 1000}


@pytest.mark.parametrize("number", [True, None, "2", 1.5, -3])
def test_what_is_no_number_of_a_format_is_not_newer(file: Path, number: object) -> None:
    file.write_text(json.dumps({"format": number}))
    assert read_object(file, newest=1) == {"format": number}


def test_the_library_lists_what_it_finds_and_tells_of_the_rest(file: Path, tmp_path: Path) -> None:
    models = tmp_path / "models"
    models.mkdir()
    (model,) = write_model(models / "tiny.gguf", "llama")
    library = Library(file, lambda: models)
    assert [one.path for one in library.scan()] == [model]
    (notice,) = library.notices
    assert isinstance(notice, NewerData)
    (elsewhere,) = write_model(tmp_path / "other.gguf", "llama")
    with pytest.raises(NotSaved):
        library.adopt(elsewhere)
    assert is_untouched(file)


def test_measured_rows_are_not_mixed_with_newer_ones(file: Path) -> None:
    paces = Paces(file)
    (notice,) = paces.notices
    assert isinstance(notice, NewerData)
    assert paces.notices == (notice,)
    assert json.loads(file.read_text()) == NEWER


@pytest.mark.parametrize(
    "use", [load_jobs, lambda file: save_jobs(file, ())], ids=["read", "write"]
)
def test_the_list_of_downloads_stays(file: Path, use: Callable[[Path], object]) -> None:
    use(file)
    assert is_untouched(file)


def test_the_list_of_engines_stays_and_the_built_in_one_is_used(file: Path) -> None:
    state, notice = read_state(file)
    assert state == EngineState()
    assert isinstance(notice, NewerData)
    with pytest.raises(NotSaved):
        write_state(file, state)
    assert is_untouched(file)


def test_settings_of_a_newer_version_keep_what_is_unknown_here(tmp_path: Path) -> None:
    file = tmp_path / "settings.json"
    file.write_text(json.dumps({"threads": 3, "holograms": {"on": True}}))
    store = SettingsStore(file)
    store.load()
    store.change(threads=2)
    assert json.loads(file.read_text()) == {"threads": 2, "holograms": {"on": True}}

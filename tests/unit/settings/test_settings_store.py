import json
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from launcher.errors import (
    OutOfRange,
    SettingsDamaged,
    SettingsIgnored,
    SettingsNotKept,
    UnknownChoice,
)
from launcher.settings.schema import DEFAULTS, Settings, Theme, settings_from
from launcher.settings.store import SettingsStore

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
NAMES = st.sampled_from([*Settings.__dataclass_fields__]) | st.text()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "settings" / "settings.json"


def loaded(file: Path) -> SettingsStore:
    store = SettingsStore(file)
    store.load()
    return store


def write(file: Path, text: str | bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text if isinstance(text, bytes) else text.encode())


def test_without_a_file_the_defaults_hold_and_nothing_is_written(file: Path) -> None:
    store = loaded(file)
    assert store.settings == DEFAULTS
    assert store.notices == ()
    assert not file.exists()


def test_a_change_is_there_after_a_restart(file: Path) -> None:
    loaded(file).change(theme=Theme.DARK, threads=3)
    again = loaded(file)
    assert again.settings.theme is Theme.DARK
    assert again.settings.threads == 3


def test_only_what_differs_from_the_defaults_is_stored(file: Path) -> None:
    store = loaded(file)
    store.change(threads=3, theme=Theme.LIGHT)
    store.change(threads=DEFAULTS.threads)
    assert json.loads(file.read_text()) == {"theme": "light"}


def test_keys_this_version_does_not_know_stay(file: Path) -> None:
    write(file, '{"from_tomorrow": {"a": [1]}, "threads": 2}')
    loaded(file).change(theme="dark")
    assert json.loads(file.read_text()) == {
        "from_tomorrow": {"a": [1]},
        "threads": 2,
        "theme": "dark",
    }


def test_a_value_that_makes_no_sense_falls_back_and_is_told(file: Path) -> None:
    write(file, '{"theme": "sepia", "threads": -4, "context": 4096}')
    store = loaded(file)
    assert store.settings == Settings(context=4096)
    (notice,) = store.notices
    assert isinstance(notice, SettingsIgnored)
    assert notice.names == ("Theme", "Threads")


def test_a_senseless_value_stays_in_the_file_until_that_setting_is_chosen(file: Path) -> None:
    write(file, '{"theme": "sepia"}')
    store = loaded(file)
    store.change(threads=2)
    assert json.loads(file.read_text()) == {"theme": "sepia", "threads": 2}
    store.change(theme=Theme.SYSTEM)  # the default, but chosen
    assert json.loads(file.read_text()) == {"threads": 2}


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"\x00\xff", b"<html>", b"SQLite format 3\x00"]
)
def test_a_damaged_file_is_kept_aside_and_told(file: Path, content: bytes) -> None:
    write(file, content)
    store = loaded(file)
    assert store.settings == DEFAULTS
    (notice,) = store.notices
    assert isinstance(notice, SettingsDamaged)
    assert notice.path == str(file)
    assert Path(notice.kept).name == "settings.damaged-1.json"
    assert Path(notice.kept).read_bytes() == content
    store.change(threads=1)
    assert loaded(file).settings.threads == 1


def test_a_folder_in_the_files_place_does_not_stop_the_start(file: Path) -> None:
    file.mkdir(parents=True)
    store = loaded(file)
    assert isinstance(store.notices[0], SettingsDamaged)
    store.change(threads=1)
    assert loaded(file).settings.threads == 1


def test_what_cannot_be_saved_holds_for_the_session_and_is_told_at_the_start(
    tmp_path: Path,
) -> None:
    (tmp_path / "settings").write_text("a file where the folder should be")
    store = loaded(tmp_path / "settings" / "settings.json")
    (notice,) = store.notices
    assert isinstance(notice, SettingsNotKept)
    heard: list[Settings] = []
    store.listen(heard.append)
    store.change(threads=1)
    store.change(connections=2)
    assert (store.settings.threads, store.settings.connections) == (1, 2)
    assert heard[-1] == store.settings
    assert (tmp_path / "settings").read_text() == "a file where the folder should be"


def test_a_file_that_can_no_longer_be_written_is_told_once_and_the_settings_hold(
    file: Path,
) -> None:
    store = loaded(file)
    assert store.notices == ()
    file.parent.mkdir(parents=True, exist_ok=True)
    file.parent.rmdir()
    file.parent.write_text("now a file is in the folder's place")
    with pytest.raises(SettingsNotKept):
        store.change(threads=1)
    assert store.settings.threads == 1
    store.change(threads=2)
    assert store.settings.threads == 2


def test_a_number_out_of_range_is_refused_with_its_limits(file: Path) -> None:
    with pytest.raises(OutOfRange) as caught:
        loaded(file).change(connections=99)
    assert (caught.value.what, caught.value.asked) == ("Connections per file", 99)
    assert (caught.value.least, caught.value.most) == (1, 8)


def test_a_word_that_is_none_is_refused_with_those_that_are(file: Path) -> None:
    with pytest.raises(UnknownChoice) as caught:
        loaded(file).change(theme="sepia")
    assert caught.value.allowed == ("system", "light", "dark")
    with pytest.raises(UnknownChoice):
        loaded(file).change(threads="four")
    assert not file.exists()


def test_a_setting_that_does_not_exist_is_a_mistake_of_ours(file: Path) -> None:
    with pytest.raises(AttributeError, match="colour"):
        loaded(file).change(colour="red")


def test_listeners_hear_changes_and_only_changes(file: Path) -> None:
    store = loaded(file)
    heard: list[Settings] = []
    stop = store.listen(heard.append)
    store.change(threads=2)
    store.change(threads=2)
    assert heard == [Settings(threads=2)]
    stop()
    store.change(threads=3)
    assert len(heard) == 1


def test_a_listener_may_change_settings_itself(file: Path) -> None:
    store = loaded(file)

    def follow(settings: Settings) -> None:
        if settings.threads and not settings.last_model:
            store.change(last_model="x")

    store.listen(follow)
    store.change(threads=2)
    assert loaded(file).settings == Settings(threads=2, last_model="x")


def test_two_threads_lose_no_change(file: Path) -> None:
    store = loaded(file)
    many = range(1, 30)
    threads = [
        threading.Thread(target=lambda: [store.change(threads=n) for n in many]),
        threading.Thread(target=lambda: [store.change(context=256 + n) for n in many]),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert loaded(file).settings == Settings(threads=29, context=285)


@given(st.dictionaries(NAMES, JSON))
def test_any_json_object_gives_settings(raw: dict[str, object]) -> None:
    settings, bad = settings_from(raw)
    assert set(bad) <= set(raw)
    again, still_bad = settings_from({k: v for k, v in raw.items() if k not in bad})
    assert again == settings
    assert still_bad == ()


@given(st.binary(max_size=200) | JSON.map(lambda value: json.dumps(value).encode()))
def test_any_file_lets_the_program_start(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    file = tmp_path_factory.mktemp("any") / "settings.json"
    write(file, content)
    store = loaded(file)
    store.change(threads=5)
    assert loaded(file).settings.threads == 5

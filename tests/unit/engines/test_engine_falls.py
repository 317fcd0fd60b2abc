"""Engines that crash or hang as they start: when they are left out, and what brings them back."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from launcher.engines.store import EngineStore
from launcher.engines.values import BUILT_IN, Trial
from tests.fakes.engine_home import Home, whole
from tests.fakes.engines import library

TRIAL = Trial(
    when="2026-11-21T20:53:00+00:00", ok=True, detail="It answered.", devices=("CPU",), seconds=0.5
)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def fallen(home: Home, times: int) -> EngineStore:
    """A computer whose graphics hung in so many sessions; a session after those."""
    for _time in range(times):
        store = home.opened()
        first = store.order()[0]
        for _line in range(2):  # two workers start at once, and both tell
            store.give_up(first, "It said nothing for 30 s.", fell=True)
        store.started(store.order()[0])
    return home.opened()


def test_what_hung_once_is_tried_again_and_what_hung_twice_is_left_out(home: Home) -> None:
    assert fallen(home, 1).order()[0] == whole(home)
    store = fallen(home, 1)
    assert store.order() == (replace(whole(home), graphics=False),)
    (given,) = store.given_up
    assert "failed twice" in given.why
    assert "said nothing for 30 s" in given.why


def test_what_was_only_not_there_is_tried_at_every_start(home: Home) -> None:
    for _time in range(3):
        store = home.opened()
        store.give_up(whole(home), "libvulkan.so.1 is missing")
    assert home.opened().order()[0] == whole(home)


def test_a_start_that_went_well_forgets_the_fall_before(home: Home) -> None:
    fallen(home, 1).started(whole(home))
    assert fallen(home, 1).order()[0] == whole(home)


@pytest.mark.parametrize("what", ["driver", "engine", "chosen", "tested"])
def test_what_was_left_out_comes_back_when_something_changed(home: Home, what: str) -> None:
    store = fallen(home, 2)
    if what == "driver":
        home.driver = "Mesa 26.2"
    elif what == "engine":
        (home.shipped / "libggml-vulkan.so").write_bytes(library("new"))
    elif what == "chosen":
        assert len(store.order()) == 1
        store.activate(BUILT_IN)
    else:
        assert len(store.order()) == 1
        store.record(BUILT_IN, TRIAL)
    for again in (store, home.opened()):
        assert again.order()[0] == whole(home)


def test_a_trial_that_failed_brings_nothing_back(home: Home) -> None:
    store = fallen(home, 2)
    store.record(BUILT_IN, replace(TRIAL, ok=False))
    assert home.opened().order() == (replace(whole(home), graphics=False),)


def test_a_pack_that_fell_twice_leaves_the_built_in_engine_and_is_forgotten_when_removed(
    home: Home,
) -> None:
    ident = home.add_module()
    home.store.activate(ident)
    store = fallen(home, 2)
    assert store.order() == (whole(home), replace(whole(home), graphics=False))
    store.remove(ident)
    shutil.rmtree(home.folder / "cuda")
    assert home.add_module() == ident
    home.store.activate(ident)
    assert home.opened().order()[0].ident == ident


def test_a_list_from_before_falls_were_kept_is_read(home: Home) -> None:
    told = {"format": 1, "active": "built-in", "stamp": {}, "trials": {}}
    (home.folder / "engines.json").write_text(json.dumps(told), "utf-8")
    assert home.store.notices == ()

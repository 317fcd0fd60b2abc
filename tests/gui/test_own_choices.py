"""Choices belong to a model and a computer: none of them is found on another."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QListView
from pytestqt.qtbot import QtBot

from launcher.actions.imagine import imagined
from launcher.library.store import LocalModel
from launcher.memory.choices import Choices, FlashAttention
from launcher.models.write import write_model
from tests.fakes.catalogue import fill
from tests.fakes.hub import FakeHub
from tests.fakes.machine_facts import machine_of
from tests.fakes.model_facts import facts_of
from tests.gui.conftest import OpenSnug
from tests.gui.person import Person
from ui.app import Snug
from ui.desk import Desk, OnDesk
from ui.pages.find.variants import VariantWidget
from ui.text.models import model_key, usual_choices
from ui.window.places import Place

LLAMA = "bartowski/Meta-Llama-3.1-8B-Instruct-GGUF"


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeHub]:
    with FakeHub() as made:
        fill(made, tmp_path)
        monkeypatch.setenv("SNUG_HUB_ENDPOINT", made.endpoint)
        yield made


@pytest.fixture
def snug(open_snug: OpenSnug, qtbot: QtBot, tmp_path: Path) -> Snug:
    """With two models on the disk, trained for 512 tokens and for 32,768."""
    made = open_snug()
    someone = Person(qtbot, made.window)
    for name, context in (("short", 512), ("long", 32768)):
        path = tmp_path / f"{name}.gguf"
        write_model(path, "llama", context=context, name=name)
        made.errands.models.adopt(path)
    someone.waits_until(lambda: len(made.desk.now.models or ()) == 2 and made.desk.now.room)
    someone.waits_until(lambda: made.desk.now.machine and made.desk.now.machine.engine)
    return made


def model(snug: Snug, name: str) -> LocalModel:
    return next(one for one in snug.desk.now.models or () if one.path.stem == name)


def study(snug: Snug, name: str) -> None:
    snug.passages.go(Place.MODELS)
    snug.pages.models.memory_asked.emit(model(snug, name).path)


def imagine(snug: Snug, cards: str) -> None:
    machine = snug.desk.now.machine
    assert machine is not None
    snug.desk.put(imagined=imagined(machine, ram=64.0, gpus=cards))


def load(snug: Snug, name: str, qtbot: QtBot) -> Choices:
    snug.passages.load(model(snug, name))
    Person(qtbot, snug.window).waits_until(
        lambda: snug.desk.now.loaded and snug.desk.now.loaded.path.stem == name
    )
    assert snug.desk.now.loaded is not None
    return snug.desk.now.loaded.choices


# --- each model its own -------------------------------------------------------------------------


def test_what_is_turned_for_one_model_is_not_for_another(snug: Snug, qtbot: QtBot) -> None:
    study(snug, "short")
    for key, value in (("cpu_moe", 1), ("parallel", 2), ("context", 300)):
        snug.late.memory.now.page.turning.turned.emit(key, value)
    other = load(snug, "long", qtbot)
    assert replace(other, threads=0) == Choices(context=8192)  # as Settings say
    own = load(snug, "short", qtbot)
    assert (own.context, own.parallel, own.cpu_moe) == (300, 2, 1)


def test_a_model_starts_from_settings_whatever_was_looked_at_before(snug: Snug) -> None:
    study(snug, "short")
    snug.late.memory.now.page.turning.turned.emit("batch", 1024)
    now = snug.desk.now
    assert now.choices_of(model(snug, "short"), there=False).context == 512
    assert now.choices_of(model(snug, "long"), there=False).context == 8192
    snug.passages.keep(context=4096)
    assert snug.desk.now.choices_of(model(snug, "long"), there=False).context == 4096


def test_a_context_shorter_than_settings_ask_for_says_why(snug: Snug, qtbot: QtBot) -> None:
    told = "Settings ask for 8,192 tokens; this model was trained for 512."
    study(snug, "short")
    page = snug.late.memory.now.page.explained
    assert told in page._notes.text()
    study(snug, "long")
    assert told not in page._notes.text()
    load(snug, "short", qtbot)
    assert told in snug.pages.chat.panel._notes.text()


def test_files_of_one_repository_share_their_choices(snug: Snug) -> None:
    facts = facts_of()
    assert model_key("a/b", facts) == model_key("a/b", replace(facts, file_size=1))
    assert model_key("a/b", facts) != model_key("a/b", facts_of(layers=16))
    assert model_key("a/b", facts) != model_key("a/c", facts)


# --- another computer ---------------------------------------------------------------------------


def test_what_was_turned_for_an_imagined_computer_ends_with_it(snug: Snug, qtbot: QtBot) -> None:
    study(snug, "short")
    snug.late.memory.now.page.turning.turned.emit("parallel", 2)
    imagine(snug, "2x RTX 3090")
    snug.late.memory.now.page.turning.turned.emit("main_gpu", 1)
    snug.late.memory.now.page.turning.turned.emit("cpu_moe", 1)
    snug.desk.put(imagined=None)
    assert snug.window.toast.isVisible()
    assert not snug.late.memory.now.page.turning.notice.isVisible()
    snug.late.memory.now.page.turning.turned.emit("context", 256)  # plans of it are made again
    assert not snug.late.memory.now.page.turning.notice.isVisible()
    own = load(snug, "short", qtbot)
    assert (own.context, own.parallel, own.main_gpu, own.cpu_moe) == (256, 2, None, 0)


def test_what_was_turned_there_cannot_be_taken_back_to_here(snug: Snug) -> None:
    imagine(snug, "2x RTX 3090")
    study(snug, "short")
    snug.late.memory.now.page.turning.turned.emit("main_gpu", 1)
    snug.late.memory.now.page.turning.turned.emit("parallel", 2)
    snug.desk.put(imagined=None)
    snug.late.memory.now.page.turning.undo_asked.emit()
    assert snug.desk.now.choices_of(model(snug, "short"), there=False).main_gpu is None


def test_loading_meanwhile_takes_the_choices_for_this_computer(snug: Snug, qtbot: QtBot) -> None:
    imagine(snug, "2x RTX 3090")
    study(snug, "short")
    snug.late.memory.now.page.turning.turned.emit("main_gpu", 1)
    assert load(snug, "short", qtbot).main_gpu is None
    assert snug.window.toast.isVisible()


def test_another_imagined_computer_has_other_cards(qtbot: QtBot, snug: Snug) -> None:
    desk = Desk(OnDesk(settings=snug.desk.now.settings, machine=machine_of(32, 8, 8)))
    facts = facts_of()
    desk.turn("a", Choices(main_gpu=1), there=False)
    desk.put(imagined=replace(machine_of(64, 24), imagined=True))
    assert desk.now.choices_for("a", facts, there=True).main_gpu is None
    desk.turn("a", Choices(gpu_layers=20, cpu_moe=3), there=True)
    desk.put(imagined=replace(machine_of(64, 12), imagined=True))
    assert desk.now.choices_for("a", facts, there=True) == Choices(cpu_moe=3)
    desk.put(imagined=None)
    assert desk.now.choices_for("a", facts, there=False) == Choices(main_gpu=1)
    assert desk.now.choices_for("b", facts, there=False) == usual_choices(facts, desk.now.settings)


# --- a model's page -----------------------------------------------------------------------------


def test_moving_the_context_keeps_the_file_and_says_which_is_recommended(
    qtbot: QtBot, hub: FakeHub, open_snug: OpenSnug
) -> None:
    snug = open_snug()
    someone = Person(qtbot, snug.window)
    someone.waits_until(lambda: snug.desk.now.machine and snug.desk.now.machine.engine)
    imagine(snug, "RTX 4070")
    snug.passages.go(Place.FIND)
    page = snug.late.find.now.page.model
    results = someone.finds("Models found", QListView)
    someone.waits_until(lambda: results.model().rowCount() > 0)
    snug.late.find.now.presenter.search._on_chosen(LLAMA)
    someone.waits_until(page.panel.isVisible)
    someone.waits_until(lambda: marked(someone))
    first = marked(someone)
    assert page.panel._title.text() == f"Memory with {first}"
    assert not page._advice.isVisible()
    page.panel._context.edited.emit(65536)
    second = marked(someone)
    assert second != first
    assert snug.late.find.now.presenter.model._variant is not None
    assert snug.late.find.now.presenter.model._variant.quantization == first
    assert page.panel._title.text() == f"Memory with {first}"
    assert page._advice.text() == (
        f"Recommended is now {second}. {first} stays chosen until you take another."
    )
    page.panel._context.edited.emit(8192)
    assert marked(someone) == first
    assert not page._advice.isVisible()
    someone.clicks(someone.finds("Q3_K_M", VariantWidget))
    assert not page._advice.isVisible()  # taken knowing what is recommended
    assert page.panel._title.text() == "Memory with Q3_K_M"


def marked(someone: Person) -> str:
    """The recommended row's quantization."""
    rows = [one for one in someone._window.findChildren(VariantWidget) if one.isVisible()]
    return next((one._view.quantization for one in rows if one._view.recommended), "")


# --- beside the chat ----------------------------------------------------------------------------


def test_choices_that_cannot_be_are_not_loaded_with_and_judged_as_nothing(
    snug: Snug, qtbot: QtBot
) -> None:
    load(snug, "long", qtbot)
    chat = snug.pages.chat
    assert chat._reload.isHidden()
    assert chat.panel._badge.fit == "fits"
    chat.panel._choose.edited.emit({"kv_type_v": "q8_0", "kv_type_k": "q8_0"})
    chat.panel._choose.edited.emit({"flash_attention": FlashAttention.OFF})
    assert not chat.panel._refused.isHidden()
    assert not chat._reload.isHidden()
    assert not chat._reload.isEnabled()
    assert chat.panel._badge.fit == ""
    assert chat.notice.isHidden()  # said once, beside what was turned
    chat.panel._choose.edited.emit({"flash_attention": FlashAttention.AUTO})
    assert chat.panel._refused.isHidden()
    assert chat._reload.isEnabled()
    assert chat.panel._badge.fit == "fits"


def test_what_was_refused_is_not_said_any_longer_when_the_next_model_is_loaded(
    snug: Snug, qtbot: QtBot
) -> None:
    load(snug, "long", qtbot)
    chat = snug.pages.chat
    chat.panel._choose.edited.emit({"kv_type_v": "q8_0", "flash_attention": FlashAttention.OFF})
    assert not chat.panel._refused.isHidden()
    load(snug, "short", qtbot)
    assert chat.panel._refused.isHidden()
    assert chat.notice.isHidden()
    assert chat._reload.isHidden()

from dataclasses import replace
from pathlib import Path

import pytest

from launcher.errors import GuideDamaged
from launcher.library.local_model import LocalModel
from launcher.library.store import Library
from launcher.memory.choices import Choices
from launcher.models.guide import guide_file
from launcher.models.write import write_model
from launcher.settings.schema import Settings
from tests.fakes.little_guide import place_guide
from tests.fakes.machine_facts import machine_of
from ui.pages.chat.guide_view import answerer_view
from ui.pages.models.view import model_rows
from ui.pages.settings.view import setting_groups
from ui.pages.welcome.guide_view import built_in, guide_view
from ui.text.models import shortened_note, usual_choices


@pytest.fixture
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[LocalModel, ...]:
    place_guide(tmp_path / "program", monkeypatch)
    folder = tmp_path / "a-folder"
    folder.mkdir()
    write_model(folder / "another.gguf", "llama")
    return Library(tmp_path / "library.json", lambda: folder, guide_file).scan()


def test_it_stands_first_in_my_models_and_is_labelled_tiny(
    models: tuple[LocalModel, ...],
) -> None:
    rows = model_rows(
        models, machine_of(16), lambda _model: Choices(context=1024), reserve=0, loaded=None
    )
    assert [row.built_in for row in rows] == [True, False]
    assert (rows[0].title, rows[0].origin) == ("Snug's little guide", "Built in, tiny")
    assert rows[0].bytes == models[0].size
    assert rows[0].can_load


def test_the_first_page_offers_it_with_the_size_of_its_file(
    models: tuple[LocalModel, ...],
) -> None:
    found = built_in(models)
    assert found is models[0]
    view = guide_view(found)
    size = f"{found.size / 1024:.0f} KiB"
    assert view.title == f"Talk to Snug's little guide: {size}, works offline"
    assert "tiny" in view.words
    assert built_in(models[1:]) is None
    assert built_in([replace(found, problem=GuideDamaged(str(found.path)))]) is None


def test_a_damaged_one_is_shown_with_the_reason_and_not_loaded(
    models: tuple[LocalModel, ...],
) -> None:
    damaged = replace(models[0], facts=None, problem=GuideDamaged(str(models[0].path)))
    (row,) = model_rows(
        (damaged,), machine_of(16), lambda _model: Choices(), reserve=0, loaded=None
    )
    assert "is damaged" in row.problem
    assert "Set the program up again" in row.problem
    assert (row.built_in, row.can_load) == (True, False)


def test_its_short_context_is_expected_and_that_of_others_is_explained(
    models: tuple[LocalModel, ...],
) -> None:
    ours, other = (model.facts for model in models)
    assert ours is not None
    assert other is not None
    settings = Settings(context=8192)
    assert ours.trained_context < settings.context
    assert not shortened_note(ours, settings, usual_choices(ours, settings))
    assert "trained for" in shortened_note(other, settings, usual_choices(other, settings))


def test_in_the_chat_it_is_called_very_small_and_has_questions_to_begin_with(
    models: tuple[LocalModel, ...],
) -> None:
    ours, other = (answerer_view(model.facts) for model in models)
    assert "very small" in ours.quiet
    assert "only about running models" in ours.quiet
    assert "temperature is 0" in ours.drawing
    assert ours.questions == (
        "What is a KV cache?",
        "Which file should I take?",
        "What can you do?",
    )
    assert (other.quiet, other.drawing, other.questions) == ("", "", ())
    assert answerer_view(None).quiet == ""


def test_settings_offer_to_hide_it() -> None:
    rows = {row.name: row for group in setting_groups(Settings()) for row in group.rows}
    assert rows["guide_hidden"].value is False
    assert "little guide" in rows["guide_hidden"].label

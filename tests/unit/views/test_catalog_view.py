"""What the Find page says of models of the catalog."""

import pytest

from launcher.actions.stand_in import StandIn, stand_in_of
from launcher.errors import NoNetwork, RepoEmpty
from launcher.models.catalog import known_as
from launcher.sentences import sentence_of
from launcher.settings.schema import Settings
from tests.fakes.machine_facts import machine_of
from ui.pages.find.catalog_view import (
    AGAIN,
    ITS_FILES,
    catalog_rows,
    count_words,
    download_words,
    elsewhere_origin,
    list_origin,
    model_origin,
)

NAMED, UNNAMED = "unsloth/Qwen3-8B-GGUF", "mistralai/Mistral-7B-Instruct-v0.3"
SILENT = sentence_of(NoNetwork("hub.example", "no answer in time"))


def model(repo: str) -> StandIn:
    found = stand_in_of(repo)
    assert found is not None
    return found


def test_rows_have_a_usual_file_its_size_and_whether_it_fits():
    rows = {row.repo: row for row in catalog_rows("qwen", machine_of(16, 8), Settings())}
    row = rows[NAMED]
    assert (row.name, row.owner, row.size) == ("Qwen 3 8B", "Qwen", "Q4_K_M, 4.68 GiB")
    assert row.fit == "fits"
    assert rows["unsloth/Qwen3-235B-A22B-GGUF"].fit == "too_big"
    assert row.sentence == (
        "Qwen 3 8B by Qwen, 8.2 B weights · qwen3 · trained to 40k tokens, Q4_K_M, 4.68 GiB, fits"
    )


def test_without_a_known_computer_nothing_is_said_of_fitting():
    assert {row.fit for row in catalog_rows("qwen", None, Settings())} == {""}


def test_two_files_of_one_model_are_told_apart():
    rows = catalog_rows("gemma 3 12b", None, Settings())
    assert len({(row.name, row.repo) for row in rows}) == len(rows) == 2
    assert {row.name for row in rows} == {"Gemma 3 12B Instruct", "Gemma 3 12B Instruct QAT"}


def test_the_notice_says_why_where_from_and_what_comes():
    waiting, silent = list_origin(None), list_origin(SILENT)
    assert (waiting.kind, waiting.buttons) == ("info", ())
    assert (silent.kind, silent.buttons) == ("warning", (AGAIN,))
    assert "hub.example" in silent.what
    for origin in (waiting, silent, list_origin(None, asking=True)):
        assert "built-in catalog" in origin.next
        assert "worked out by the engine" in origin.next


def test_a_models_notice_names_the_repository_that_replaces_it():
    assert NAMED in model_origin(model(NAMED), SILENT).next
    assert UNNAMED not in model_origin(model(UNNAMED), SILENT).next


def test_a_makers_repository_without_files_leads_to_a_search():
    origin = elsewhere_origin(sentence_of(RepoEmpty(UNNAMED)))
    assert UNNAMED in origin.what
    assert origin.buttons == (ITS_FILES,)


@pytest.mark.parametrize("repo", [NAMED, UNNAMED])
def test_a_download_says_that_it_needs_a_connection_and_where_it_comes_from(repo: str):
    words = download_words(repo, model(repo).known)
    assert "needs a connection" in words
    assert (repo in words) == (repo == NAMED)


def test_all_its_words_are_sentences():
    one = model(NAMED)
    origins = (list_origin(None), list_origin(SILENT), model_origin(one, None, asking=True))
    told = [words for origin in origins for words in (origin.what, origin.next)]
    assert all(words.endswith(".") for words in (*told, download_words(NAMED, one.known)))
    assert (count_words(1), count_words(2)) == (
        "1 model of the built-in catalog",
        "2 models of the built-in catalog",
    )
    assert known_as("Qwen/Qwen3-8B") is one.known

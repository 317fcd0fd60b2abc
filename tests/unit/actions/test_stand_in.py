"""The catalog stands in for a Hub that cannot be asked, and for no other answer."""

import pytest

from launcher.actions.judging import advice_of, rows_of
from launcher.actions.parts import Parts
from launcher.actions.stand_in import (
    found_models,
    may_stand_in,
    repository_from,
    stand_in_of,
    stand_ins,
    stand_ins_for,
    variant_of,
)
from launcher.actions.target import resolve, resolve_or_known
from launcher.errors import (
    FileNotInRepo,
    HubRefused,
    InvalidToken,
    NoNetwork,
    RateLimited,
    RepoEmpty,
    RepoGated,
    RepoNotFound,
    SnugError,
)
from launcher.memory.choices import Choices
from launcher.models.catalog import catalog, is_from_catalog
from launcher.units import GIB
from tests.fakes.hub import FakeHub
from tests.fakes.machine_facts import machine_of

QWEN = "unsloth/Qwen3-8B-GGUF"
NOWHERE = "http://127.0.0.1:9"
SILENT = (
    NoNetwork("hub", "no answer in time"),
    RateLimited(30.0),
    HubRefused(503, "busy"),
    HubRefused(200, "The answer is not one of a model hub."),
)
HONEST = (
    RepoNotFound(QWEN),
    RepoGated(QWEN, has_token=False),
    RepoEmpty(QWEN),
    FileNotInRepo(QWEN, "x.gguf"),
    InvalidToken(),
    HubRefused(403, "forbidden"),
)


@pytest.fixture
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SNUG_HUB_ENDPOINT", NOWHERE)


@pytest.mark.parametrize("error", SILENT)
def test_where_the_hub_said_nothing_the_catalog_may_answer(error: SnugError) -> None:
    assert may_stand_in(error)


@pytest.mark.parametrize("error", HONEST)
def test_what_the_hub_says_of_a_repository_is_not_hidden(error: SnugError) -> None:
    assert not may_stand_in(error)


def test_every_model_of_the_catalog_is_there() -> None:
    assert {one.known.repo for one in stand_ins()} == {known.repo for known in catalog()}
    assert len({one.repo for one in stand_ins()}) == len(stand_ins()) >= 100


@pytest.mark.parametrize(
    ("query", "repo"),
    [
        ("qwen3 8b", QWEN),
        ("llama3", "bartowski/Meta-Llama-3.1-8B-Instruct-GGUF"),
        ("mistralai nemo", "mistralai/Mistral-Nemo-Instruct-2407"),
        ("GOOGLE", "unsloth/gemma-3-12b-it-GGUF"),
        ("https://huggingface.co/unsloth/Qwen3-8B-GGUF", QWEN),
    ],
)
def test_models_are_found_by_name_maker_and_address(query: str, repo: str) -> None:
    assert repo in [one.repo for one in stand_ins_for(query)]


def test_every_word_counts_and_what_only_the_hub_knows_is_unknown() -> None:
    assert stand_ins_for("qwen3 nothing") == ()
    one = next(model for model in found_models("qwen3") if model.repo == QWEN)
    assert (one.architecture, one.parameters) == ("qwen3", 8_190_735_360)
    assert (one.downloads, one.likes, one.updated) == (None, None, None)


@pytest.mark.parametrize(
    ("repo", "known"),
    [
        (QWEN, "Qwen/Qwen3-8B"),
        ("somebody/Qwen3-8B-GGUF", "Qwen/Qwen3-8B"),
        ("bartowski/Qwen_Qwen3-8B-GGUF", "Qwen/Qwen3-8B"),
        ("Qwen/Qwen3-8B", "Qwen/Qwen3-8B"),
    ],
)
def test_a_repository_is_known_by_its_name(repo: str, known: str) -> None:
    found = stand_in_of(repo)
    assert found is not None
    assert found.known.repo == known


def test_a_makers_repository_is_not_said_to_have_files() -> None:
    found, named = stand_in_of("Qwen/Qwen3-8B"), stand_in_of(QWEN)
    assert found is not None
    assert named is not None
    assert (found.files, named.files) == (None, QWEN)
    assert stand_in_of("somebody/Qwen3-8B-abliterated-GGUF") is None


def test_its_files_are_judged_and_one_is_recommended() -> None:
    one = stand_in_of(QWEN)
    assert one is not None
    repository, headers = repository_from(one, QWEN)
    assert (repository.repo, repository.commit) == (QWEN, None)
    rows = rows_of(repository, headers, Choices(), machine_of(32, 12), reserve=GIB)
    assert [row.variant.quantization for row in rows] == list(one.variants)
    assert all(row.fit is not None and is_from_catalog(headers.own[row.variant.name])
               for row in rows)  # fmt: skip
    assert advice_of(repository, rows, headers).name in headers.own
    assert {row.variant.size for row in rows} == {one.known.sizes[one.known.variants.index(kind)]
                                                  for kind in one.variants}  # fmt: skip


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("q4_k_m", "Q4_K_M"),
        ("Qwen3-8B-Q6_K.gguf", "Q6_K"),
        ("mmproj-F16.gguf", None),
        ("Qwen3-8B-UD-Q4_K_XL.gguf", None),
        ("README.md", None),
    ],
)
def test_a_file_is_known_by_its_quantization(words: str, kind: str | None) -> None:
    one = stand_in_of("Qwen/Qwen3-8B")
    assert one is not None
    assert variant_of(one, words) == kind


def test_an_address_on_a_silent_hub_is_answered_and_says_why(parts: Parts, offline: None) -> None:
    target = resolve_or_known(parts, f"hf:{QWEN}/Qwen3-8B-Q4_K_M.gguf")
    assert is_from_catalog(target.facts)
    assert isinstance(target.unasked, NoNetwork)
    with pytest.raises(NoNetwork):
        resolve(parts, f"hf:{QWEN}/Qwen3-8B-Q4_K_M.gguf")
    with pytest.raises(NoNetwork):
        resolve_or_known(parts, "hf:nobody/nothing-GGUF/Q4_K_M")
    with pytest.raises(NoNetwork):
        resolve_or_known(parts, f"hf:{QWEN}/mmproj-F16.gguf")


def test_a_repository_that_is_not_there_stays_an_error(hub: FakeHub, parts: Parts) -> None:
    with pytest.raises(RepoNotFound):
        resolve_or_known(parts, f"hf:{QWEN}/Qwen3-8B-Q4_K_M.gguf")

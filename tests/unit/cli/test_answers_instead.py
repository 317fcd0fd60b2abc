"""The terminal without the Hub: the catalog answers, says so, and gives way when it is back."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from launcher.cli.__main__ import main
from launcher.models.catalog import facts_of, known_as
from launcher.models.slim import write_slim
from tests.fakes.hub import FakeHub

REPO = "unsloth/Qwen3-8B-GGUF"
NOWHERE = "http://127.0.0.1:9"


@pytest.fixture
def hub(tmp_path: Path, snug_home: Path) -> Iterator[FakeHub]:
    """It has the model in one quantization; nobody is led to it yet."""
    with FakeHub() as made:
        path = tmp_path / "Qwen3-8B-Q4_K_M.gguf"
        write_slim(facts_of(known_as("Qwen/Qwen3-8B"), "Q4_K_M"), path)
        made.add_repo(REPO, {path.name: path}, downloads=7)
        yield made


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Any:
    """One command's answer."""

    def answer(*words: str) -> dict[str, Any]:
        assert main([*words, "--json"]) == 0
        found: dict[str, Any] = json.loads(capsys.readouterr().out)
        return found

    return answer


@pytest.fixture
def off(hub: FakeHub, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """The hub is switched off; `setenv` switches it on."""
    monkeypatch.setenv("SNUG_HUB_ENDPOINT", NOWHERE)
    return monkeypatch


def test_a_search_is_answered_from_the_catalog_until_the_hub_is_back(
    off: pytest.MonkeyPatch, hub: FakeHub, say: Any
) -> None:
    answer = say("search", "qwen3 8b")
    assert (answer["basis"], answer["models"][0]["repo"]) == ("catalog", REPO)
    assert answer["models"][0]["downloads"] is None
    assert "127.0.0.1:9" in answer["notes"][0]
    off.setenv("SNUG_HUB_ENDPOINT", hub.endpoint)
    answer = say("search", "qwen3")
    assert (answer["basis"], answer["notes"]) == ("hub", [])
    assert answer["models"][0]["downloads"] == 7


def test_files_are_judged_from_the_catalog_until_the_hub_is_back(
    off: pytest.MonkeyPatch, hub: FakeHub, say: Any
) -> None:
    wanted = ("files", REPO, "--ram", "32", "--gpu", "12")
    answer = say(*wanted)
    assert (answer["basis"], answer["commit"]) == ("catalog", None)
    kinds = [one["quantization"] for one in answer["variants"]]
    assert {"Q8_0", "Q4_K_M"} <= set(kinds)
    assert sum(one["recommended"] for one in answer["variants"]) == 1
    assert all(one["fit"] for one in answer["variants"])
    assert any(REPO in note for note in answer["notes"])
    off.setenv("SNUG_HUB_ENDPOINT", hub.endpoint)
    answer = say(*wanted)
    assert (answer["basis"], answer["commit"]) == ("hub", hub.repos[REPO].commit)
    assert [one["quantization"] for one in answer["variants"]] == ["Q4_K_M"]


@pytest.mark.parametrize("command", ["inspect", "estimate", "fit"])
def test_a_file_is_planned_from_the_catalog_and_the_notes_say_so(
    command: str, off: pytest.MonkeyPatch, hub: FakeHub, say: Any
) -> None:
    swift = () if command == "inspect" else ("--ram", "32", "--gpu", "12")
    notes = say(command, f"hf:{REPO}/Q4_K_M", *swift)["notes"]
    assert any("127.0.0.1:9" in note for note in notes)
    assert any("published dimensions" in note for note in notes)


def test_people_read_the_same_before_the_table(
    off: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["search", "qwen3"]) == 0
    out = capsys.readouterr().out
    assert out.index("built-in catalog") < out.index(REPO)
    assert main(["inspect", "catalog:qwen3-8b"]) == 0
    assert "none in the file" not in capsys.readouterr().out


@pytest.mark.parametrize(
    "words", [("search", "no such words"), ("files", "nobody/nothing"), ("download", REPO, "x")]
)
def test_what_the_catalog_has_not_stays_out_of_reach(
    words: tuple[str, ...], off: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*words, "--json"]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert "127.0.0.1:9" in said.err


def test_a_repository_the_hub_does_not_have_is_not_made_up(
    off: pytest.MonkeyPatch, hub: FakeHub, capsys: pytest.CaptureFixture[str]
) -> None:
    off.setenv("SNUG_HUB_ENDPOINT", hub.endpoint)
    assert main(["files", "unsloth/Qwen3-4B-GGUF", "--json"]) == 1
    assert "unsloth/Qwen3-4B-GGUF" in capsys.readouterr().err


def test_a_repository_that_asks_for_access_says_so(
    off: pytest.MonkeyPatch, hub: FakeHub, capsys: pytest.CaptureFixture[str]
) -> None:
    hub.repos[REPO].gated = True
    off.setenv("SNUG_HUB_ENDPOINT", hub.endpoint)
    assert main(["files", REPO, "--json"]) == 1
    assert REPO in capsys.readouterr().err


def test_a_list_of_models_says_nothing_of_sizes_it_does_not_show(
    off: pytest.MonkeyPatch, say: Any
) -> None:
    notes = say("search", "qwen3")["notes"]
    assert not any("size" in note for note in notes)
    assert any("sizes" in note for note in say("files", REPO, "--ram", "8")["notes"])


def test_a_board_of_a_repository_is_the_catalogs_until_the_hub_is_back(
    off: pytest.MonkeyPatch, hub: FakeHub, say: Any
) -> None:
    wanted = ("tradeoff", REPO, "--ram", "32", "--gpu", "12")
    answer = say(*wanted)
    assert {"Q8_0", "Q4_K_M"} <= {point["variant"] for point in answer["points"]}
    assert {point["repo"] for point in answer["points"]} == {REPO}
    (note,) = [one for one in answer["notes"] if "built-in catalog" in one]
    assert REPO in note
    assert "127.0.0.1:9" in note
    off.setenv("SNUG_HUB_ENDPOINT", hub.endpoint)
    answer = say(*wanted)
    assert [point["variant"] for point in answer["points"]] == ["Q4_K_M"]
    assert not any("built-in catalog" in one for one in answer["notes"])


@pytest.mark.parametrize("why", ["unknown", "gone", "gated"])
def test_a_board_of_what_is_not_to_be_had_is_not_made_up(
    why: str, off: pytest.MonkeyPatch, hub: FakeHub, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = "nobody/nothing" if why == "unknown" else REPO
    if why != "unknown":
        off.setenv("SNUG_HUB_ENDPOINT", hub.endpoint)
        hub.repos[REPO].gated = True
    if why == "gone":
        del hub.repos[REPO]
    assert main(["tradeoff", asked, "--json"]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert ("127.0.0.1:9" if why == "unknown" else REPO) in said.err

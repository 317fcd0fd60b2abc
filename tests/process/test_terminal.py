"""The terminal's contract: every command in a process of its own, against a hub on loopback."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from launcher.models.write import write_model
from tests.fakes.hub import FakeHub
from tests.process.terminal import (
    FIGURE,
    NUMBER,
    TEXT,
    TRUTH,
    WHOLE,
    Call,
    Each,
    Maybe,
    misfits,
    snug,
)

REPO = "someone/tiny-GGUF"
DEVICE = {
    "name": TEXT,
    "description": TEXT,
    "kind": TEXT,
    "total": WHOLE,
    "free": WHOLE,
    "usable": TRUTH,
    "reason": Maybe(TEXT),
}
HARDWARE = {
    "cpu": {"name": TEXT, "physical_cores": WHOLE, "logical_cores": WHOLE, "features": [TEXT]},
    "memory": {"total": WHOLE, "available": WHOLE, "limit": Maybe(WHOLE)},
    "devices": [DEVICE],
    "processes": [{"name": TEXT, "held": WHOLE, "device": TEXT, "own": TRUTH}],
    "disks": [{"folder": TEXT, "total": WHOLE, "free": WHOLE}],
    "engine": {
        "version": Maybe(TEXT),
        "build": Maybe(TEXT),
        "folder": Maybe(TEXT),
        "devices": [DEVICE],
        "modules": [{"name": TEXT, "loaded": TRUTH, "reason": Maybe(TEXT)}],
    },
    "pace": [
        {
            "device": TEXT,
            "bandwidth": NUMBER,
            "per_layer": NUMBER,
            "compute": Maybe(NUMBER),
            "when": TEXT,
        }
    ],
}
FOUND = {
    "repo": TEXT,
    "downloads": Maybe(WHOLE),
    "likes": Maybe(WHOLE),
    "updated": Maybe(TEXT),
    "gated": TRUTH,
    "architecture": Maybe(TEXT),
    "parameters": Maybe(WHOLE),
    "context_length": Maybe(WHOLE),
}
ANSWERED_BY = {"basis": TEXT, "notes": [TEXT]}  # 'hub', or 'catalog' and why
VARIANT = {
    "name": TEXT,
    "files": [TEXT],
    "role": TEXT,
    "quantization": Maybe(TEXT),
    "size": WHOLE,
    "bits_per_weight": Maybe(NUMBER),
    "fit": Maybe(TEXT),
    "recommended": TRUTH,
    "reason": Maybe(TEXT),
    "runner_up": Maybe(TEXT),
    "why_not": Maybe(TEXT),
    "why": [TEXT],
    "tokens_per_second": Maybe({"low": NUMBER, "high": NUMBER, "basis": TEXT}),
    "prompt_tokens_per_second": Maybe({"low": NUMBER, "high": NUMBER, "basis": TEXT}),
    "longest_context": Maybe(WHOLE),
    "quality": Maybe({"class": TEXT, "basis": TEXT, "source": TEXT, "figures": [FIGURE]}),
}
FILES = {"commit": TEXT, "variants": [VARIANT], "imagined": Maybe(TEXT), **ANSWERED_BY}
INSPECTED = {
    "name": Maybe(TEXT),
    "architecture": TEXT,
    "parameters": WHOLE,
    "layers": WHOLE,
    "context_length": Maybe(WHOLE),
    "quantization": Maybe(TEXT),
    "bits_per_weight": NUMBER,
    "size": WHOLE,
    "header_size": WHOLE,
    "vocabulary": WHOLE,
    "embedding_length": Maybe(WHOLE),
    "heads": Maybe(WHOLE),
    "kv_heads": Maybe(WHOLE),
    "experts": Maybe(WHOLE),
    "sliding_window": Maybe(WHOLE),
    "tensor_types": Each({"count": WHOLE, "bytes": WHOLE, "share": NUMBER}),
    "chat_template": Maybe(TEXT),
    "notes": [TEXT],
}
SHARE = {
    "name": TEXT,
    "kind": TEXT,
    "weights": WHOLE,
    "repacked": WHOLE,
    "kv": WHOLE,
    "recurrent": WHOLE,
    "compute": WHOLE,
    "output": WHOLE,
    "mmproj": WHOLE,
    "sum": WHOLE,
    "total": WHOLE,
    "free": WHOLE,
    "fits": TRUTH,
}
DIFFERENCE = {"bytes": WHOLE, "percent": Maybe(NUMBER), "notable": TRUTH}
ESTIMATE = {
    "context": {"asked": WHOLE, "granted": WHOLE, "trained": Maybe(WHOLE)},
    "layers": WHOLE,
    "gpu_layers": WHOLE,
    "devices": [SHARE],
    "total": WHOLE,
    "reserved": WHOLE,
    "resident": WHOLE,
    "basis": dict.fromkeys(("weights", "kv", "recurrent", "compute", "resident"), TEXT),
    "notes": [TEXT],
    "measured": Maybe({"when": TEXT, "difference": DIFFERENCE}),
    "imagined": Maybe(TEXT),
}
EVENT = {
    "id": WHOLE,
    "state": TEXT,
    "bytes": WHOLE,
    "size": WHOLE,
    "rate": NUMBER,
    "seconds_left": Maybe(NUMBER),
    "path": Maybe(TEXT),
}
LOCAL = {
    "path": TEXT,
    "files": [TEXT],
    "size": WHOLE,
    "sha256": Maybe(TEXT),
    "verified": Maybe(TRUTH),
    "origin": TEXT,
    "repo": Maybe(TEXT),
    "architecture": Maybe(TEXT),
    "quantization": Maybe(TEXT),
    "problem": Maybe(TEXT),
}
CHAT = {
    "text": TEXT,
    "reasoning": Maybe(TEXT),
    "reason": TEXT,
    "tokens": {"prompt": WHOLE, "reused": WHOLE, "answer": WHOLE},
    "seconds": {"load": NUMBER, "first_token": NUMBER, "prompt": NUMBER, "answer": NUMBER},
    "context": {"granted": WHOLE, "used": WHOLE},
}
CHECKED = {
    "checks": [{"name": TEXT, "ok": TRUTH, "detail": TEXT, "seconds": NUMBER}],
    "ok": TRUTH,
    "system": TEXT,
    "version": TEXT,
}
BASES = {"engine", "arithmetic", "measured", "published", "guess"}
FITS = {"fits", "partly", "tight", "too_big"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("models")
    write_model(made / "tiny-Q8_0.gguf", "llama", quantization="Q8_0", name="Tiny")
    write_model(made / "tiny-F32.gguf", "llama", name="Tiny")
    (made / "page.gguf").write_text("<!DOCTYPE html><html><body>Log in</body></html>")
    return made


@pytest.fixture(scope="module")
def model(folder: Path) -> Path:
    return folder / "tiny-Q8_0.gguf"


@pytest.fixture(scope="module")
def hub(folder: Path) -> Iterator[FakeHub]:
    names = ("tiny-Q8_0.gguf", "tiny-F32.gguf")
    with FakeHub() as made:
        files: dict[str, bytes | str | Path] = {name: folder / name for name in names}
        made.add_repo(
            REPO,
            {"README.md": "# Tiny", **files},
            downloads=1200,
            likes=34,
            architecture="llama",
            parameters=500_000,
            context_length=2048,
        )
        made.add_repo("someone/gated-GGUF", files, gated=True)
        made.add_repo("someone/nothing-GGUF", {"README.md": "# Nothing"})
        yield made


@pytest.fixture(autouse=True)
def quiet_machine(monkeypatch: pytest.MonkeyPatch, snug_home: Path) -> None:
    monkeypatch.setenv("OMP_WAIT_POLICY", "passive")
    (snug_home / "settings").mkdir()
    (snug_home / "settings" / "settings.json").write_text('{"threads": 1}')


@pytest.fixture
def at_hub(hub: FakeHub, monkeypatch: pytest.MonkeyPatch) -> FakeHub:
    monkeypatch.setenv("SNUG_HUB_ENDPOINT", hub.endpoint)
    return hub


def answered(call: Call, shape: Any) -> dict[str, Any]:
    assert (call.status, call.err) == (0, ""), call
    assert misfits(call.answer, shape) == []
    return call.answer


def test_hardware_tells_the_machine_and_what_the_engine_can_use() -> None:
    answer = answered(snug("hardware", "--json"), HARDWARE)
    assert answer["engine"]["devices"]
    assert answer["engine"]["version"]
    assert {one["kind"] for one in answer["devices"]} <= {"cpu", "gpu", "igpu", "rpc"}
    assert 0 < answer["memory"]["available"] <= answer["memory"]["total"]
    assert any(one["own"] and one["name"] == "Snug" for one in answer["processes"])


def test_search_finds_what_the_hub_has(at_hub: FakeHub) -> None:
    answer = answered(snug("search", "tiny", "--json"), {"models": [FOUND], **ANSWERED_BY})
    assert (answer["basis"], answer["notes"]) == ("hub", [])
    (found,) = answer["models"]
    assert (found["repo"], found["downloads"], found["likes"]) == (REPO, 1200, 34)
    assert (found["architecture"], found["context_length"]) == ("llama", 2048)


def test_files_are_judged_and_one_is_recommended(at_hub: FakeHub, model: Path) -> None:
    call = snug("files", REPO, "--context", "2k", "--json")
    answer = answered(call, FILES)
    assert answer["commit"] == at_hub.repos[REPO].commit
    (taken,) = [one for one in answer["variants"] if one["recommended"]]
    assert (taken["quantization"], taken["size"]) == ("Q8_0", model.stat().st_size)
    assert taken["reason"]
    assert {one["fit"] for one in answer["variants"]} <= FITS


def test_files_are_recommended_for_what_was_asked_or_was_chosen_last(
    at_hub: FakeHub, snug_home: Path
) -> None:
    def reason(*words: str) -> str:
        rows = answered(
            snug("files", REPO, *words, "--json"),
            FILES,
        )["variants"]
        return str(next(one["reason"] for one in rows if one["recommended"]))

    assert reason("--for", "code", "--priority", "fastest").startswith("For code and speed: ")
    assert not reason().startswith("For ")
    kept = snug_home / "settings" / "settings.json"
    kept.write_text('{"threads": 1, "purpose": "reasoning"}', "utf-8")
    assert reason().startswith("For reasoning: ")
    assert reason("--for", "vision").startswith("For pictures: ")


def test_inspect_says_the_same_of_a_file_here_and_on_the_hub(at_hub: FakeHub, model: Path) -> None:
    here = answered(snug("inspect", model, "--json"), INSPECTED)
    there = answered(snug("inspect", f"hf:{REPO}/{model.name}", "--json"), INSPECTED)
    assert here == there
    assert (here["architecture"], here["quantization"]) == ("llama", "Q8_0")
    assert sum(one["share"] for one in here["tensor_types"].values()) == pytest.approx(1)


def test_an_estimate_is_the_engines_own_also_before_the_download(
    at_hub: FakeHub, model: Path
) -> None:
    words = ("--context", "2k", "--json")
    here = answered(snug("estimate", model, *words), ESTIMATE)
    there = answered(snug("estimate", f"hf:{REPO}/{model.name}", *words), ESTIMATE)
    assert here["basis"]["kv"] == "engine"
    assert here["context"] == {"asked": 2048, "granted": 2048, "trained": 2048}
    assert [one["kv"] for one in here["devices"]] == [one["kv"] for one in there["devices"]]
    assert sum(one["sum"] for one in here["devices"]) == here["total"]


def test_an_estimate_from_the_catalog_says_that_its_header_was_made() -> None:
    answer = answered(snug("estimate", "catalog:qwen3-0.6b", "--arithmetic", "--json"), ESTIMATE)
    assert "made from the model's published dimensions" in answer["notes"][-1]


def test_an_estimate_for_an_imagined_machine_is_arithmetic(model: Path) -> None:
    call = snug("estimate", model, "--ram", 16, "--gpu", "RTX 4070", "--json")
    answer = answered(call, ESTIMATE)
    assert set(answer["basis"].values()) <= BASES - {"engine"}
    assert answer["imagined"] == "16 GiB RAM, RTX 4070 12 GiB"
    assert [one["total"] for one in answer["devices"] if one["kind"] == "gpu"] == [12 << 30]


def own_models(call: Call) -> list[dict[str, Any]]:
    """Those listed beside the one that ships with the program."""
    models = answered(call, {"models": [LOCAL]})["models"]
    return [model for model in models if model["origin"] != "built-in"]


def test_a_download_tells_its_way_and_the_model_is_then_listed_and_deleted(
    at_hub: FakeHub, model: Path
) -> None:
    call = snug("download", REPO, model.name, "--json")
    assert (call.status, call.err) == (0, ""), call
    assert [fault for event in call.events for fault in misfits(event, EVENT)] == []
    last = call.events[-1]
    assert (last["state"], last["bytes"], last["size"]) == ("done", *2 * (model.stat().st_size,))
    assert Path(last["path"]).read_bytes() == model.read_bytes()

    (listed,) = own_models(snug("list", "--json"))
    assert (listed["path"], listed["repo"]) == (last["path"], REPO)
    assert listed["sha256"] == at_hub.repos[REPO].files[model.name].sha256
    assert (listed["origin"], listed["verified"]) == ("downloaded", True)

    refused = snug("delete", last["path"])
    assert refused.status == 1
    assert Path(last["path"]).exists()
    call = snug("delete", last["path"], "--yes", "--json")
    gone = answered(call, {"models": [LOCAL], "freed": WHOLE})
    assert gone["freed"] == model.stat().st_size
    assert not Path(last["path"]).exists()


def test_an_imported_file_stays_where_it_lies(model: Path) -> None:
    (added,) = answered(snug("import", model, "--json"), {"models": [LOCAL]})["models"]
    assert (added["path"], added["origin"]) == (str(model), "imported")
    (listed,) = own_models(snug("list", "--json"))
    assert listed["path"] == str(model)


def test_chat_answers_within_the_limits_of_the_call(model: Path) -> None:
    words = ("--prompt", "Hello", "--max-tokens", 12, "--temperature", 0, "--seed", 1)
    more = ("--system", "Be brief.", "--context", "512", "--json")
    first = answered(snug("chat", model, *words, *more), CHAT)
    assert (first["reason"], first["tokens"]["answer"]) == ("length", 12)
    assert first["context"]["granted"] >= 512
    assert first["text"].strip()


def test_chat_reads_a_message_a_line_and_keeps_what_was_said(model: Path) -> None:
    words = ("--max-tokens", 6, "--temperature", 0, "--json")
    call = snug("chat", model, *words, stdin="Hello\n\nAnd then?\n")
    assert (call.status, call.err) == (0, ""), call
    assert [fault for event in call.events for fault in misfits(event, CHAT)] == []
    first, second = call.events
    assert second["tokens"]["prompt"] > first["tokens"]["prompt"]
    assert second["tokens"]["reused"] > 0


def test_chat_for_people_writes_the_answer_and_nothing_else_on_stdout(model: Path) -> None:
    call = snug("chat", model, "--prompt", "Hello", "--max-tokens", 5, "--temperature", 0)
    assert call.status == 0
    assert call.out.strip()
    assert not call.out.startswith("{")
    assert "tokens/s" in call.err


def test_the_self_test_needs_neither_network_nor_display() -> None:
    call = snug("self-test", "--json", SNUG_HUB_ENDPOINT="http://127.0.0.1:9", DISPLAY="")
    answer = answered(call, CHECKED)
    assert answer["ok"]
    assert {"imports", "worker", "dry run", "answer"} <= {c["name"] for c in answer["checks"]}


# --- what cannot be done, and calls that are wrong --------------------------------------------


def refused(call: Call, status: int) -> str:
    assert call.status == status, call
    assert call.out == ""
    assert "Traceback" not in call.err
    (sentence,) = call.err.splitlines()
    assert sentence.endswith(".")
    return sentence


@pytest.mark.parametrize("command", ["inspect", "estimate", "import", "chat", "delete"])
def test_a_file_that_is_not_there_is_named(command: str, tmp_path: Path) -> None:
    words = ("--prompt", "Hello") if command == "chat" else ()
    sentence = refused(snug(command, tmp_path / "none.gguf", *words, "--json"), 1)
    assert "none.gguf" in sentence


@pytest.mark.parametrize("command", ["inspect", "import", "chat"])
def test_a_web_page_under_a_models_name_is_told_as_one(command: str, folder: Path) -> None:
    words = ("--prompt", "Hello") if command == "chat" else ()
    sentence = refused(snug(command, folder / "page.gguf", *words, "--json"), 1)
    assert "page" in sentence.lower()


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("files", "someone/missing-GGUF"), "someone/missing-GGUF"),
        (("files", "someone/nothing-GGUF"), "someone/nothing-GGUF"),
        (("download", REPO, "other.gguf"), "other.gguf"),
        (("inspect", f"hf:{REPO}/other.gguf"), "other.gguf"),
    ],
)
def test_what_the_hub_does_not_give_is_told_in_a_sentence(
    words: tuple[str, ...], named: str, at_hub: FakeHub
) -> None:
    assert named in refused(snug(*words, "--json"), 1)


def test_a_download_that_is_refused_ends_as_failed_and_says_why(at_hub: FakeHub) -> None:
    call = snug("download", "someone/gated-GGUF", "tiny-Q8_0.gguf", "--json")
    assert call.status == 1
    assert call.events[-1]["state"] == "failed"
    assert [fault for event in call.events for fault in misfits(event, EVENT)] == []
    (sentence,) = call.err.splitlines()
    assert "someone/gated-GGUF" in sentence


def test_a_hub_out_of_reach_is_told_in_a_sentence() -> None:
    nowhere = "http://127.0.0.1:9"
    unknown = ("search", "no such model", "--json")
    assert "127.0.0.1" in refused(snug(*unknown, SNUG_HUB_ENDPOINT=nowhere), 1)


def test_a_hub_out_of_reach_is_stood_in_for_by_the_catalog() -> None:
    nowhere = "http://127.0.0.1:9"
    call = snug("search", "qwen3", "--json", SNUG_HUB_ENDPOINT=nowhere)
    answer = answered(call, {"models": [FOUND], **ANSWERED_BY})
    assert answer["basis"] == "catalog"
    assert "127.0.0.1" in answer["notes"][0]
    repo = answer["models"][0]["repo"]
    call = snug("files", repo, "--json", SNUG_HUB_ENDPOINT=nowhere)
    answer = answered(call, FILES | {"commit": Maybe(TEXT)})
    assert (answer["basis"], answer["commit"]) == ("catalog", None)


@pytest.mark.parametrize("context", ["0", "2000000000"])
@pytest.mark.parametrize("command", ["estimate", "chat"])
def test_a_context_no_engine_could_honour_is_a_wrong_call(
    command: str, context: str, model: Path
) -> None:
    words = ("--prompt", "Hello") if command == "chat" else ()
    sentence = refused(snug(command, model, *words, "--context", context, "--json"), 2)
    assert f"{int(context):,}" in sentence or context in sentence


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("dance",),
        ("estimate",),
        ("estimate", "x.gguf", "--context", "long"),
        ("estimate", "x.gguf", "--kv-type", "q9_9"),
        ("estimate", "hf:someone", "--json"),
        ("search", "tiny", "--sort", "beauty"),
        ("chat", "x.gguf", "--temperature", "warm"),
        ("chat", "x.gguf", "--prompt", ""),
    ],
)
def test_words_that_are_no_call_are_refused_with_2(words: tuple[str, ...]) -> None:
    call = snug(*words)
    assert call.status == 2
    assert call.out == ""
    assert call.err.strip()
    assert "Traceback" not in call.err


def test_help_and_version_are_answers() -> None:
    version, told = snug("--version"), snug("--help")
    assert (version.status, told.status) == (0, 0)
    assert version.out.startswith("Snug ")
    assert all(word in told.out for word in ("hardware", "search", "estimate", "self-test"))


@pytest.mark.skipif(os.name == "nt", reason="folders are locked in another way")
def test_a_models_folder_that_cannot_be_written_is_told(
    at_hub: FakeHub, snug_home: Path, model: Path
) -> None:
    (snug_home / "data").mkdir()
    (snug_home / "data" / "models").write_text("a file where the folder should be")
    sentence = refused(snug("download", REPO, model.name, "--json"), 1)
    assert "models" in sentence

"""Every lever of a plan, in the terminal: what it moves, and what it refuses."""

from pathlib import Path

import pytest

from launcher.models.slim import write_slim
from launcher.models.write import write_model
from tests.fakes.hub import FakeHub
from tests.fakes.mmproj import pictures
from tests.process.terminal import snug

REPO = "maker/sees-GGUF"


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("levers")
    return write_model(folder / "sees-Q4_0.gguf", "gemma3", layers=6, quantization="Q4_0")[0]


@pytest.fixture(scope="module")
def mmproj(model: Path) -> Path:
    path = model.with_name("mmproj-F16.gguf")
    write_slim(pictures(layers=2), path)
    return path


@pytest.mark.parametrize("words", [(), ("--arithmetic",)])
def test_the_part_for_pictures_is_in_the_estimate(
    model: Path, mmproj: Path, words: tuple[str, ...]
) -> None:
    alone = snug("estimate", model, "--context", "1k", "--json", *words).answer
    both = snug("estimate", model, "--context", "1k", "--json", "--mmproj", mmproj, *words).answer
    assert [one["mmproj"] for one in alone["devices"]] == [0] * len(alone["devices"])
    told = sum(one["mmproj"] for one in both["devices"])
    assert told >= pictures(layers=2).weight_bytes
    assert both["total"] == alone["total"] + told
    exact = not words
    assert (told > pictures(layers=2).weight_bytes) == exact  # with room for a picture
    assert bool(both["notes"]) != exact


def test_the_part_for_pictures_may_lie_on_the_hub(
    model: Path, mmproj: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ("--context", "1k", "--json", "--mmproj")
    with FakeHub() as hub:
        hub.add_repo(REPO, {model.name: model, mmproj.name: mmproj})
        monkeypatch.setenv("SNUG_HUB_ENDPOINT", hub.endpoint)
        there = snug("estimate", f"hf:{REPO}/{model.name}", *words, f"hf:{REPO}/{mmproj.name}")
    here = snug("estimate", model, *words, mmproj)
    assert [one["mmproj"] for one in there.answer["devices"]] == [
        one["mmproj"] for one in here.answer["devices"]
    ]


def test_another_file_is_no_part_for_pictures(model: Path) -> None:
    call = snug("estimate", model, "--mmproj", model)
    assert call.status == 2
    assert "mmproj" in call.err
    assert call.out == ""


def test_levers_move_what_they_name(model: Path) -> None:
    def of(*words: object) -> dict[str, int]:
        answer = snug("estimate", model, "--context", "2k", "--json", *words).answer
        return answer["devices"][0] | {
            "reserved": answer["reserved"],
            "resident": answer["resident"],
        }

    usual = of()
    assert usual["reserved"] == usual["sum"]
    assert of("--repack", "off")["repacked"] == 0
    assert of("--swa-full", "on")["kv"] >= usual["kv"]
    assert of("--load", "mmap")["resident"] != usual["resident"]
    assert of("--load", "mmap")["reserved"] == usual["reserved"]


def test_imagined_cards_take_the_main_one_and_caches(model: Path) -> None:
    def of(*words: object) -> list[dict[str, int]]:
        answer = snug("estimate", model, "--ram", 16, "--gpu", "8,8", "--json", *words).answer
        devices: list[dict[str, int]] = answer["devices"]
        return devices

    first, second = of("--main-gpu", 0), of("--main-gpu", 1)
    assert first[2]["sum"] == second[1]["sum"] == 0
    assert first[1]["sum"] == second[2]["sum"] > 0
    assert [one["kv"] > 0 for one in of("--kv-on-gpu", "off")] == [True, False, False]


@pytest.mark.parametrize(
    "words",
    [
        ("--main-gpu", 2, "--gpu", "8,8"),
        ("--main-gpu", -1, "--gpu", "8,8"),
        ("--split", "1,1,1", "--gpu", "8,8"),
        ("--parallel", 8, "--batch", 4),
        ("--flash-attention", "off", "--kv-type", "q8_0"),
        ("--kv-type-k", "q8_0", "--context", 0),
    ],
)
def test_choices_that_make_no_sense_are_a_wrong_call(
    model: Path, words: tuple[object, ...]
) -> None:
    call = snug("estimate", model, *words)
    assert call.status == 2
    assert len(call.err.splitlines()) == 1
    assert "Choose" in call.err or "choose" in call.err

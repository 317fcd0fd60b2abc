"""What a real run measured is used at once: for the speed, and for judging files in a terminal."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from launcher.actions.learned import correction_for
from launcher.actions.machine import look
from launcher.actions.measure import MeasureWish, measure, measure_plan
from launcher.actions.measuring.evidence import measured_evidence
from launcher.actions.parts import Parts
from launcher.measurement.answers import Kind
from launcher.measurement.measured_file import MeasuredFile
from launcher.measurement.place import place_of
from launcher.memory.choices import Choices
from launcher.memory.estimate import estimate
from launcher.models.catalog import facts_of, known_as
from launcher.models.gguf import read_facts
from launcher.models.write import write_model
from launcher.runtime.measurer import Measurer
from tests.fakes.measured import measured
from tests.process.measuring import nothing, parts_of_one_thread, text_in
from tests.process.terminal import snug

REPO = "google/gemma-3-4b-it"


@pytest.fixture
def parts(snug_home: Path) -> Iterator[Parts]:
    with parts_of_one_thread() as made:
        yield made


def test_a_measured_file_is_judged_by_its_divergence_and_predicted_by_its_speed(
    parts: Parts, tmp_path: Path
) -> None:
    whole, small = tmp_path / "tiny-F16.gguf", tmp_path / "tiny-Q4_0.gguf"
    write_model(whole, "llama", quantization="F16", name="Tiny")
    with Measurer() as measurer:
        measurer.quantize(whole, small, "Q4_0", on_tensor=nothing)
    wish = MeasureWish(files=(small,), reference=whole, text=text_in(tmp_path), quick=True)
    machine = look(parts)
    _, row = measure(parts, measure_plan(parts, wish, machine), nothing)

    facts = read_facts(small)
    kept = measured_evidence(parts, machine)
    own = kept.own("Tiny", "Q4_0", facts.parameters, facts.bits_per_weight)
    assert own.seen is not None
    assert own.seen.row == row
    choices = Choices(context=1024, threads=1)
    found = estimate(facts, choices, machine, reserve=0)
    learned = correction_for(parts, facts, choices, found, machine)
    assert learned is not None
    assert learned.kind is Kind.FILE
    assert learned.timed is not None
    assert learned.timed.answer == row.answer
    assert learned.timed.prompt == row.prompt
    assert learned.answers == 3  # each repeat is an answer that predictions learn from
    other = replace(choices, threads=2)
    assert correction_for(parts, facts, other, found, machine) is None


def of_gemma(parts: Parts) -> MeasuredFile:
    """As if a file of that model had been measured on this computer."""
    facts, plain = facts_of(known_as(REPO), "Q4_K_M"), measured("Q4_K_M")
    assert plain.distance is not None
    named = replace(plain.distance, reference="gemma-3-4b-it-F16.gguf", reference_content="")
    return replace(
        plain,
        file="gemma-3-4b-it-Q4_K_M.gguf",
        parameters=facts.parameters,
        bits_per_weight=facts.bits_per_weight,
        machine=place_of(look(parts)),
        distance=named,
    )


def test_files_and_board_in_a_terminal_say_what_was_measured_here(parts: Parts) -> None:
    parts.measured.add(of_gemma(parts))
    board = snug("tradeoff", f"catalog:{REPO}", "--json").answer
    qualities = {point["variant"]: point["quality"] for point in board["points"]}
    told = qualities["Q4_K_M"]
    assert (told["basis"], told["class_basis"], told["class"]) == (
        "measured",
        "measured",
        "Very close",
    )
    assert "measured on this computer, 21 November 2026, sample text, 4 windows" in told["source"]
    divergence, same = told["measured"]
    assert (divergence["value"], divergence["basis"]) == (0.0121, "measured")
    assert (same["measure"], same["unit"]) == ("Same likeliest token", "%")
    assert all(not one["measured"] for kind, one in qualities.items() if kind != "Q4_K_M")
    words = snug("tradeoff", f"catalog:{REPO}").out
    assert "Gemma 3 4B Instruct Q4_K_M: KL divergence 0.0121 ± 0.0006 against" in words

    offline = {"SNUG_HUB_ENDPOINT": "http://127.0.0.1:9"}
    files = snug("files", REPO, "--json", **offline).answer
    rows = {one["quantization"]: one["quality"] for one in files["variants"]}
    assert rows["Q4_K_M"]["basis"] == "measured"
    assert [one["basis"] for one in rows["Q4_K_M"]["figures"]][:3] == [
        "measured",
        "measured",
        "published",
    ]
    assert rows["Q4_K_S"]["basis"] != "measured"
    assert "very close (measured)" in snug("files", REPO, **offline).out

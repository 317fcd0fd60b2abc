"""Real loads of real models leave receipts."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from launcher.actions.ask import answer
from launcher.actions.load import LoadedModel, load, unload
from launcher.actions.machine import look_with_engine
from launcher.actions.parts import Parts, assemble
from launcher.actions.receipts import measured_here, receipts
from launcher.chat.values import Sampling
from launcher.errors import NotAChatModel, NotSaved
from launcher.measurement.receipt import ENGINE_PARTS, MAIN_MEMORY, Receipt
from launcher.memory.choices import Choices, LoadMode
from launcher.memory.estimate import Basis
from launcher.models.gguf import read_facts
from launcher.models.guide import required_guide
from launcher.models.slim import write_slim
from launcher.paths import places
from launcher.units import GIB, MIB
from tests.process.conftest import MakeModel
from tests.process.terminal import CHOICES, NUMBER, TEXT, TRUTH, WHOLE, Maybe, misfits, snug

PART = {"name": TEXT, **dict.fromkeys(ENGINE_PARTS, WHOLE)}
DEVICE = PART | {"resident": Maybe(WHOLE), "driver": Maybe(WHOLE)}
PLAN = CHOICES | {"threads": WHOLE}
DIFFERENCE = {"bytes": WHOLE, "percent": Maybe(NUMBER), "notable": TRUTH}
RECEIPT = {
    "when": TEXT,
    "model": TEXT,
    "path": TEXT,
    "plan": PLAN,
    "basis": TEXT,
    "engine": TEXT,
    "prompt_tokens": Maybe(WHOLE),
    "predicted": [DEVICE],
    "measured": [DEVICE],
    "difference": Maybe(DIFFERENCE),
}


def nothing(_: object) -> None:
    """Hears and does nothing."""


@pytest.fixture
def parts(snug_home: Path) -> Iterator[Parts]:
    made = assemble(places())
    yield made
    made.close()


def loaded(parts: Parts, path: Path, **changes: object) -> LoadedModel:
    plain = Choices(context=512, gpu_layers=0, threads=1)
    choices = replace(plain, **changes)  # type: ignore[arg-type]
    return load(parts, path, choices, look_with_engine(parts), nothing)


def ask(parts: Parts) -> None:
    talk = parts.conversations.create("Hello", sampling=Sampling(temperature=0.0, max_tokens=4))
    parts.conversations.append(talk.id, "Hello there, who are you?")
    answer(parts, talk.id, model="", on_begin=nothing, on_text=nothing, on_progress=nothing)


def engine_differences(receipt: Receipt) -> set[int | None]:
    return {line.difference for line in receipt.lines if line.part in ENGINE_PARTS}


def main_memory(receipt: Receipt) -> int | None:
    (line,) = [line for line in receipt.lines if line.part == MAIN_MEMORY]
    return line.measured


def check_both(parts: Parts, path: Path) -> None:
    """A receipt after the load, finished by the first answer; another for the next load."""
    loaded(parts, path)
    (begun,) = receipts(parts)
    assert (begun.path, begun.prompt, main_memory(begun)) == (str(path), 0, None)
    assert begun.basis is Basis.ENGINE
    assert engine_differences(begun) == {0}
    ask(parts)
    (done,) = receipts(parts)
    assert done.prompt > 0
    held = main_memory(done)
    assert held is not None
    assert 0 < held < GIB
    ask(parts)  # a second answer changes nothing
    assert receipts(parts) == (done,)
    loaded(parts, path)
    again, first = receipts(parts)
    assert first == done
    assert again.when > first.when
    assert (again.model, again.machine, again.engine) == (first.model, first.machine, first.engine)


def test_a_trained_model_takes_what_the_engine_foretold(parts: Parts) -> None:
    check_both(parts, required_guide())


def test_a_generated_model_takes_what_the_engine_foretold(parts: Parts, tiny: MakeModel) -> None:
    check_both(parts, tiny("qwen3", quantization="Q4_0"))


@pytest.mark.parametrize("architecture", ["gemma3", "mamba"])
def test_windows_and_states_are_on_the_receipt(
    parts: Parts, tiny: MakeModel, architecture: str
) -> None:
    loaded(parts, tiny(architecture))
    (receipt,) = receipts(parts)
    assert engine_differences(receipt) == {0}
    kept = {line.part for line in receipt.lines}
    assert ("recurrent" if architecture == "mamba" else "kv") in kept


def test_a_mapped_file_is_counted_as_the_engine_counts_it(parts: Parts, tiny: MakeModel) -> None:
    loaded(parts, tiny("llama", quantization="Q4_0"), load=LoadMode.MMAP)
    (receipt,) = receipts(parts)
    (weights,) = [line for line in receipt.lines if line.part == "weights"]
    assert weights.measured is not None
    assert weights.difference is not None
    assert abs(weights.difference) < 0.2 * weights.predicted  # the last tensors are not mapped


def test_the_plan_shown_is_the_engines_where_it_came(parts: Parts, tiny: MakeModel) -> None:
    model = loaded(parts, tiny("llama"))
    assert model.predicted.basis.compute is Basis.ENGINE


def test_a_load_does_not_wait_for_a_planner_that_hangs(
    parts: Parts, tiny: MakeModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    release = threading.Event()
    monkeypatch.setattr("launcher.actions.receipts.PATIENCE", 0.05)
    monkeypatch.setattr(
        "launcher.actions.receipts.estimate_exactly", lambda *_: release.wait(60) and None
    )
    model = loaded(parts, tiny("llama"))
    assert model.predicted.basis.compute is Basis.ARITHMETIC
    assert receipts(parts)[0].basis is Basis.ARITHMETIC
    release.set()


def test_a_planner_that_fails_leaves_the_arithmetic(
    parts: Parts, tiny: MakeModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise RuntimeError("not foreseen")

    monkeypatch.setattr("launcher.actions.receipts.estimate_exactly", fails)
    assert loaded(parts, tiny("llama")).predicted.basis.compute is Basis.ARITHMETIC


def test_a_receipt_that_cannot_be_kept_stops_neither_load_nor_answer(
    parts: Parts,
    tiny: MakeModel,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def refuses(_: Receipt) -> None:
        raise NotSaved("receipts.json", "no space left")

    monkeypatch.setattr(parts.receipts, "add", refuses)
    assert loaded(parts, tiny("llama")).granted_context == 512
    ask(parts)
    assert [record.message for record in caplog.records if "no space left" in record.message]


def test_a_load_that_fails_leaves_no_receipt(
    parts: Parts, tiny: MakeModel, tmp_path: Path
) -> None:
    write_slim(read_facts(tiny("llama")), tmp_path / "slim.gguf")
    with pytest.raises(NotAChatModel):
        loaded(parts, tmp_path / "slim.gguf")
    assert receipts(parts) == ()


def test_a_model_that_was_unloaded_is_not_weighed_any_more(parts: Parts, tiny: MakeModel) -> None:
    loaded(parts, tiny("llama"))
    unload(parts)
    assert parts.weighing.finish(parts.session.worker) is None


def test_a_worker_that_died_is_weighed_for_no_receipt(parts: Parts, tiny: MakeModel) -> None:
    loaded(parts, tiny("llama"))
    begun = receipts(parts)
    parts.session._line._process.kill()  # type: ignore[union-attr]
    ask(parts)  # in another process, with the model loaded again
    assert receipts(parts) == begun


def test_the_next_estimate_says_what_was_measured_here(parts: Parts, tiny: MakeModel) -> None:
    model = loaded(parts, tiny("llama"))
    ask(parts)
    assert measured_here(parts, model.facts, model.choices) is None  # as predicted
    (receipt,) = receipts(parts)
    told = replace(
        receipt,
        lines=tuple(
            replace(line, measured=line.predicted + 212 * MIB)
            if line.part == MAIN_MEMORY
            else line
            for line in receipt.lines
        ),
    )
    parts.receipts.add(told)
    assert measured_here(parts, model.facts, model.choices) == told
    assert measured_here(parts, model.facts, replace(model.choices, load=LoadMode.MMAP)) is None
    parts.receipts.add(replace(told, engine="another one"))
    assert measured_here(parts, model.facts, model.choices) is None


def test_a_chat_in_the_terminal_leaves_a_receipt(tiny: MakeModel, snug_home: Path) -> None:
    empty = snug("receipts", "--json")
    assert (empty.status, empty.answer) == (0, {"receipts": []})
    assert "No model was loaded here yet" in snug("receipts").out
    path = tiny("llama", quantization="Q8_0")
    settings = snug_home / "settings"
    settings.mkdir(exist_ok=True)
    (settings / "settings.json").write_text('{"threads": 1}')
    call = ("chat", path, "--prompt", "Hello", "--max-tokens", 4, "--context", 512, "--json")
    assert snug(*call).status == 0
    told = snug("receipts", "--json")
    assert (told.status, told.err) == (0, "")
    assert misfits(told.answer, {"receipts": [RECEIPT]}) == []
    (receipt,) = told.answer["receipts"]
    predicted, measured = receipt["predicted"][0], receipt["measured"][0]
    assert {part: predicted[part] for part in ENGINE_PARTS} == {
        part: measured[part] for part in ENGINE_PARTS
    }
    assert (receipt["path"], receipt["basis"], receipt["plan"]["context"]) == (
        str(path),
        "engine",
        512,
    )
    assert 0 < measured["resident"] < GIB
    assert receipt["difference"]["bytes"] == measured["resident"] - predicted["resident"]
    words = snug("receipts").out
    assert "main memory" in words
    assert "predicted by the engine" in words


def test_a_damaged_history_is_said_and_the_command_goes_on(snug_home: Path) -> None:
    (snug_home / "data").mkdir()
    (snug_home / "data" / "receipts.json").write_text("{")
    call = snug("receipts", "--json")
    assert (call.status, call.answer) == (0, {"receipts": []})
    assert "history of measured loads" in call.err
    assert (snug_home / "data" / "receipts.damaged-1.json").read_text() == "{"

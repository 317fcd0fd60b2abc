"""The models we write, and their slim headers, in the real engine: it is the judge."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from launcher.models.facts import ModelFacts
from launcher.models.gguf import read_facts
from launcher.models.quantization import TENSOR_TYPES
from launcher.models.slim import f16_header, write_slim
from launcher.models.vocabulary import END, WORDS
from launcher.models.write import ARCHITECTURES, write_model

CHILD = Path(__file__).with_name("engine_child.py")
PROMPT = "<|im_start|>user\nHello dog, größer than 9?<|im_end|>\n<|im_start|>assistant\n"


class Engine:
    """The engine in a process of its own, asked one thing at a time."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process

    def ask(self, what: str, **question: Any) -> dict[str, Any]:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps({"ask": what, **question}) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        assert line, self._last_words()
        answer: dict[str, Any] = json.loads(line)
        return answer

    def _last_words(self) -> str:
        assert self.process.stderr is not None
        return f"the engine ended: {self.process.wait(30)}\n{self.process.stderr.read()[-2000:]}"


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    environment = os.environ | {"OMP_WAIT_POLICY": "passive", "OMP_NUM_THREADS": "1"}
    with subprocess.Popen(
        [sys.executable, str(CHILD)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env=environment,
    ) as process:
        yield Engine(process)
        process.stdin.close()  # type: ignore[union-attr]  # it was asked for
        assert process.wait(30) == 0


def model_of(folder: Path, architecture: str, **choices: Any) -> tuple[Path, ModelFacts]:
    paths = write_model(folder / f"{architecture}.gguf", architecture, **choices)
    return paths[0], read_facts(paths[0])


def test_the_type_table_is_the_engines(engine: Engine) -> None:
    ours = {str(kind.id): [kind.name, kind.block, kind.bytes] for kind in TENSOR_TYPES}
    assert engine.ask("types") == ours


@pytest.mark.parametrize("architecture", ARCHITECTURES)
@pytest.mark.parametrize("quantization", ["F32", "Q8_0"])
def test_the_engine_writes_words_with_every_written_model(
    engine: Engine, tmp_path: Path, architecture: str, quantization: str
) -> None:
    path, facts = model_of(tmp_path, architecture, quantization=quantization)
    answer = engine.ask("look", path=str(path), plan=False)
    assert answer["finite"]
    assert answer["read_back"].removeprefix("<s>") == PROMPT
    assert set(answer["written"].split()) & set(WORDS)
    assert answer["prompt_tokens"] < len(PROMPT)
    assert answer["end"] == END
    assert answer["template"]
    assert answer["vocabulary"] == facts.vocabulary
    assert answer["parameters"] == facts.parameters
    assert answer["bytes"] == facts.weight_bytes
    assert answer["layers"] == facts.layers
    assert answer["recurrent"] == (architecture == "mamba")
    assert answer["hybrid"] == (architecture in {"falcon-h1", "granitehybrid", "lfm2"})


@pytest.mark.parametrize("quantization", ["F16", "BF16", "Q4_0"])
def test_other_types_of_weights_work_too(
    engine: Engine, tmp_path: Path, quantization: str
) -> None:
    path, _ = model_of(tmp_path, "llama", quantization=quantization)
    answer = engine.ask("look", path=str(path), plan=False)
    assert answer["finite"]
    assert set(answer["written"].split()) & set(WORDS)


def test_a_model_in_shards_loads_from_its_first(engine: Engine, tmp_path: Path) -> None:
    path, facts = model_of(tmp_path, "qwen3", shards=3)
    answer = engine.ask("look", path=str(path), plan=False)
    assert answer["bytes"] == facts.weight_bytes


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_the_slim_header_plans_what_the_whole_model_plans(
    engine: Engine, tmp_path: Path, architecture: str
) -> None:
    path, facts = model_of(tmp_path, architecture, layers=4, quantization="Q8_0", shards=2)
    slim = tmp_path / "slim.gguf"
    write_slim(facts, slim)
    whole = engine.ask("look", path=str(path), plan=True)
    planned = engine.ask("look", path=str(slim), plan=True)
    assert planned == whole
    assert planned["bytes"] == facts.weight_bytes
    assert planned["compute"]


def test_a_slim_header_of_other_types_plans_their_size(engine: Engine, tmp_path: Path) -> None:
    _, facts = model_of(tmp_path, "llama", quantization="F16")
    types = ["Q4_0" if t.type == "F16" else t.type for t in facts.tensors]
    write_slim(facts, tmp_path / "slim.gguf", types=types)
    planned = engine.ask("look", path=str(tmp_path / "slim.gguf"), plan=True)
    assert planned["bytes"] == read_facts(tmp_path / "slim.gguf").weight_bytes


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_the_unquantized_header_serves_the_engines_quantize_plan(
    engine: Engine, tmp_path: Path, architecture: str
) -> None:
    _, facts = model_of(tmp_path, architecture, quantization="Q8_0")
    write_slim(f16_header(facts), tmp_path / "f16.gguf")
    answer = engine.ask("quantize", path=str(tmp_path / "f16.gguf"), file_type=7)
    assert answer["code"] == 0
    assert answer["said"]

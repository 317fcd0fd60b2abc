"""Our end of the child that builds models from metadata.

An abort of the engine costs the question that was asked, not the test.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any, Final, Self

from launcher.memory.choices import Choices
from launcher.memory.parameters import engine_parameters
from launcher.models.facts import ModelFacts
from tests.fakes.machine_facts import machine_of

ROOT: Final = Path(__file__).parents[3]
COMMAND: Final = (sys.executable, "-P", "-m", "tests.model.architectures.child")
BUILT_AT: Final = re.compile(r"^\S*/(?=\w[\w.-]*\.\w+:\d)")  # the folders of a source file
MACHINE: Final = machine_of(64)


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Bytes of one context. `recurrent` is the log's, good to 5 kB; `context` holds it too."""

    weights: int
    context: int
    compute: int
    recurrent: int
    granted: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the engine holds per setting, planned and real; a string where it refused."""

    dry: tuple[Held | str, ...] = ()
    real: tuple[Held | str, ...] = ()
    refused: str = ""  # the model as a whole, or the last words of a crash


@dataclass(eq=False)
class Engine:
    """The child, begun again after each crash."""

    crashes: int = 0
    _words: IO[bytes] = field(default_factory=tempfile.TemporaryFile)
    _child: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._end()
        self._words.close()

    def ask(
        self,
        model: ModelFacts,
        choices: Sequence[Choices],
        *,
        half: Sequence[str] = (),
        beside: ModelFacts | None = None,
        real: bool = False,
    ) -> Answer:
        """What each of these choices takes; a crash is an answer too, with its last words."""
        question = {
            "keys": _written(model),
            "beside": _written(beside) if beside else {},
            "half": list(half),
            "settings": [asdict(parameters_of(one)) for one in choices],
            "real": real,
        }
        said = self._exchange(json.dumps(question))
        if said is None:
            return Answer(refused=self._last_words())
        return _answer(json.loads(said))

    def _exchange(self, question: str) -> str | None:
        child = self._begun()
        assert child.stdin
        assert child.stdout
        try:
            child.stdin.write(question + "\n")
            child.stdin.flush()
        except BrokenPipeError:
            return None
        return child.stdout.readline() or None

    def _begun(self) -> subprocess.Popen[str]:
        if self._child is None:
            self._child = subprocess.Popen(
                COMMAND,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._words,
                encoding="utf-8",
                cwd=ROOT,
                env={
                    **os.environ,
                    "OMP_WAIT_POLICY": "passive",
                    "GGML_NO_BACKTRACE": "1",  # an abort would start a debugger
                    "PYTHONPATH": str(ROOT),
                },
            )
        return self._child

    def _last_words(self) -> str:
        self.crashes += 1
        self._end()
        self._words.seek(0)
        lines = self._words.read().decode("utf-8", "replace").splitlines()
        asserted = [line for line in lines if "GGML_ASSERT" in line or "rror" in line]
        self._words.seek(0)
        self._words.truncate()
        said = (asserted or lines or ["without a word"])[-1].strip()
        return f"crashed: {BUILT_AT.sub('', said)}"

    def _end(self) -> None:
        if self._child is None:
            return
        child, self._child = self._child, None
        assert child.stdin
        assert child.stdout
        with suppress(BrokenPipeError):  # it crashed with a question half read
            child.stdin.close()
        child.wait()
        child.stdout.close()


def _written(model: ModelFacts) -> dict[str, Any]:
    return {**model.metadata, "tokenizer.ggml.model": "none"}


def parameters_of(choices: Choices) -> Any:
    """As the product tells the engine."""
    return engine_parameters(choices, gpu_layers=0, machine=MACHINE)


def _answer(said: dict[str, Any]) -> Answer:
    if "refused" in said:
        return Answer(refused=said["refused"])
    return Answer(dry=_held(said["dry"]), real=_held(said.get("real", [])))


def _held(rows: list[dict[str, Any]]) -> tuple[Held | str, ...]:
    return tuple(row["refused"] if "refused" in row else Held(**row) for row in rows)

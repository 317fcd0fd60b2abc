"""How long a model takes to load, to read a prompt and to write an answer.

Sources of the method: llama.cpp, tools/llama-bench: tokens drawn at random, one run of each
kind before that does not count, and every run on an empty context.
"""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Final

from launcher.protocol.messages import EngineParameters, Event
from launcher.protocol.scoring import ModelTimed, RepeatTimed, TimeModel
from launcher.worker.bindings import C
from launcher.worker.decode import ABORTED
from launcher.worker.handles import Context, Model, open_context, open_model, writes
from launcher.worker.hygiene import resident_bytes
from launcher.worker.interrupt import Interrupt
from launcher.worker.limits import MOST_CONTEXT
from launcher.worker.log import EngineLog
from launcher.worker.refused import Refused

MOST_REPEATS: Final = 1_000
SEED: Final = 1  # the same tokens each time, so that two files read the same

Send = Callable[[Event], None]


def time_model(request: TimeModel, log: EngineLog, interrupt: Interrupt, send: Send) -> ModelTimed:
    """Load the model, time it, free it. Raises Refused where it cannot or is stopped."""
    _check(request)
    began = time.perf_counter()
    model = open_model(
        request.path,
        request.parameters,
        log,
        dry=False,
        on_progress=lambda _share: not interrupt.is_set,
    )
    try:
        asked = _roomy(request)
        whole = None if writes(model) else _longest(model, asked)
        context = open_context(model, asked, log, outputs=whole, interrupt=interrupt)
        loaded = time.perf_counter() - began
        try:
            steps = _Steps(model, context, interrupt)
            return _Run(request, steps, send, whole, loaded).timed()
        finally:
            context.free()
    finally:
        model.free()


def _check(request: TimeModel) -> None:
    for what, asked, most in (
        ("prompt", request.prompt, MOST_CONTEXT),
        ("answer", request.answer, MOST_CONTEXT),
        ("repeats", request.repeats, MOST_REPEATS),
    ):
        if not 1 <= asked <= most:
            raise Refused("bad_choice", what, (asked, 1, most))


def _roomy(request: TimeModel) -> EngineParameters:
    """One conversation, with room for the longer of both."""
    asked = request.parameters
    context = max(asked.context, request.prompt, request.answer)
    return replace(asked, context=context, sequences=1, unified=False, outputs=1)


def _longest(model: Model, asked: EngineParameters) -> int:
    """Tokens an encoder reads: all at once, with a row for each, as many as it was trained for."""
    trained = int(C.llama_model_n_ctx_train(model.handle))
    return max(1, min(asked.micro_batch, asked.context, trained))


@dataclass(eq=False)
class _Run:
    request: TimeModel
    steps: "_Steps"
    send: Send
    whole: int | None  # the longest prompt of a model that only reads; None: it writes as well
    load_seconds: float

    def timed(self) -> ModelTimed:
        """Everything that was asked for."""
        length = min(self.request.prompt, self.whole or self.request.prompt)
        written = 0 if self.whole else self.request.answer
        self.steps.prompt(length)
        resident = resident_bytes() or None
        self.steps.answer(written)
        prompt = self._repeats("prompt", length, self.steps.prompt)
        answer = self._repeats("answer", written, self.steps.answer) if written else ()
        return ModelTimed(
            id=self.request.id,
            load_seconds=self.load_seconds,
            resident=resident,
            prompt_tokens=length,
            prompt=prompt,
            answer_tokens=written,
            answer=answer,
        )

    def _repeats(self, what: str, tokens: int, run: Callable[[int], float]) -> tuple[float, ...]:
        """Seconds of each repeat that counts."""
        found: list[float] = []
        while len(found) < self.request.repeats:
            seconds = run(tokens)
            self.send(RepeatTimed(id=self.request.id, what=what, tokens=tokens, seconds=seconds))
            again = self.steps.interrupt.wait()
            self.steps.go_on()
            if not again:
                found.append(seconds)
        return tuple(found)


@dataclass(eq=False)
class _Steps:
    """Runs of tokens drawn at random, and how long each took."""

    model: Model
    context: Context
    interrupt: Interrupt
    _random: random.Random = field(default_factory=lambda: random.Random(SEED))  # noqa: S311

    def prompt(self, count: int) -> float:
        """Seconds of a prompt."""
        tokens = self._tokens(count)
        self._clear()
        most = int(C.llama_n_batch(self.context.handle))
        began = time.perf_counter()
        for start in range(0, count, most):
            self._decode((C.llama_token * min(most, count - start))(*tokens[start : start + most]))
        C.llama_synchronize(self.context.handle)
        return self._since(began)

    def answer(self, count: int) -> float:
        """Seconds of an answer, one token at a time."""
        tokens = self._tokens(count)
        self._clear()
        began = time.perf_counter()
        for token in tokens:
            self._decode((C.llama_token * 1)(token))
            C.llama_synchronize(self.context.handle)
        return self._since(began)

    def go_on(self) -> None:
        """Raises Refused where the run was stopped."""
        if self.interrupt.is_set:
            raise Refused("cancelled")

    def _decode(self, tokens: Any) -> None:
        batch = C.llama_batch_get_one(tokens, len(tokens))
        encoder = C.llama_model_has_encoder(self.model.handle)
        status = (C.llama_encode if encoder else C.llama_decode)(self.context.handle, batch)
        if self.interrupt.is_set or status == ABORTED:
            raise Refused("cancelled")
        if status:
            raise Refused("decode", "", (status,))

    def _since(self, began: float) -> float:
        self.go_on()
        return time.perf_counter() - began

    def _clear(self) -> None:
        memory = C.llama_get_memory(self.context.handle)
        if memory:
            C.llama_memory_clear(memory, True)  # noqa: FBT003  the engine's form

    def _tokens(self, count: int) -> list[int]:
        """The token that begins a text where there is one, then any."""
        vocabulary = C.llama_model_get_vocab(self.model.handle)
        size = max(1, C.llama_vocab_n_tokens(vocabulary))
        found = self._random.choices(range(size), k=count)
        if found and C.llama_vocab_get_add_bos(vocabulary):
            found[0] = C.llama_vocab_bos(vocabulary)
        return found

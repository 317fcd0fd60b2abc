"""Timing a device: single tokens, a prompt, and the parts of a layer, through the engine itself.

The model is made for this and means nothing. What is timed is a whole step of the engine,
as an answer's token is one, without the sampling.
"""

import ctypes
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from launcher.protocol.measuring import LayerTimes, MeasurePace, PaceMeasured
from launcher.worker.bindings import C, function
from launcher.worker.handles import Context, Model, open_context, open_model
from launcher.worker.interrupt import Interrupt
from launcher.worker.log import EngineLog
from launcher.worker.refused import Refused

TOKEN: Final = 5  # any
SHALLOW: Final = 64  # tokens, after which a conversation is cut back to where it was
LEAST_STEPS: Final = 3
FIRST_PROMPT: Final = 32  # tokens; how long they take says how many can be afforded
BEFORE, BEHIND = b"ffn_norm-", b"ffn_out-"  # the engine's names around a feed-forward part


def pace_run(request: MeasurePace, log: EngineLog, interrupt: Interrupt) -> PaceMeasured:
    """Load the model, time it, free it. Raises Refused where it cannot or is stopped."""
    began = time.perf_counter()
    model = open_model(
        request.path,
        request.parameters,
        log,
        dry=False,
        on_progress=lambda _share: not interrupt.is_set,
    )
    try:
        loaded = time.perf_counter() - began
        run = _Run(request, model, log, interrupt)
        return run.measured(loaded)
    finally:
        model.free()


@dataclass(eq=False)
class _Watch:
    """Hears from the engine when a feed-forward part begins and ends.

    The engine asks for every node whether it is to stop behind it; the clock runs from its
    last question to the stop, so that our own time does not count.
    """

    seconds: dict[int, list[float]] = field(default_factory=dict)
    _went_on: float = 0.0

    def callback(self) -> Any:
        """The C function; it must be kept as long as the context."""
        name = function("ggml_get_name", ctypes.c_char_p, ctypes.c_void_p)

        def saw(node: int, ask: bool, _data: object) -> bool:  # noqa: FBT001  the engine's form
            label = name(node)
            if not label.startswith((BEFORE, BEHIND)):
                return not ask
            if ask:
                self._went_on = time.perf_counter()
            elif label.startswith(BEHIND):
                passed = time.perf_counter() - self._went_on
                self.seconds.setdefault(int(label[len(BEHIND) :]), []).append(passed)
            return True

        return C.ggml_backend_sched_eval_callback(saw)

    def taken(self) -> dict[int, list[float]]:
        """What was heard since the last time."""
        found, self.seconds = self.seconds, {}
        return found


@dataclass(eq=False)
class _Run:
    request: MeasurePace
    model: Model
    log: EngineLog
    interrupt: Interrupt

    def measured(self, load_seconds: float) -> PaceMeasured:
        """Everything that was asked for."""
        with self._opened() as context:
            conversation = _Conversation(context, self.interrupt)
            self._steps(conversation, self.request.warm)
            steps = self._steps(conversation, self.request.seconds)
            read = 0
            seconds: float | None = None
            deep: tuple[float, ...] = ()
            if self.request.prompt and not self.request.apart:
                read, seconds = self._prompt(conversation)
                deep = self._steps(conversation, self.request.seconds / 2)
            depth = conversation.start
        layers: tuple[LayerTimes, ...] = ()
        if self.request.apart:
            layers, read, seconds = self._apart()
        return PaceMeasured(
            id=self.request.id,
            load_seconds=load_seconds,
            steps=steps,
            depth=depth,
            deep=deep,
            prompt_tokens=read,
            prompt_seconds=seconds,
            layers=layers,
        )

    @contextmanager
    def _opened(self, watch: Any = None) -> Iterator[Context]:
        context = open_context(
            self.model, self.request.parameters, self.log, interrupt=self.interrupt, watch=watch
        )
        try:
            yield context
        finally:
            context.free()

    def _steps(self, conversation: "_Conversation", seconds: float) -> tuple[float, ...]:
        """Single tokens for so long, a few at least."""
        over = time.perf_counter() + seconds
        taken: list[float] = []
        while len(taken) < LEAST_STEPS or time.perf_counter() < over:
            taken.append(conversation.step())
        return tuple(taken)

    def _prompt(self, conversation: "_Conversation") -> tuple[int, float]:
        """A prompt as long as the time allows; the first one only tells how long that is."""
        most = min(self.request.prompt, conversation.longest)
        first = min(FIRST_PROMPT, most)
        for _ in range(2):  # the first time, devices may still make their programs ready
            conversation.clear()
            seconds = conversation.read(first)
        affordable = self.request.seconds / max(seconds / first, 1e-9)
        length = max(n for n in _lengths(first, most) if n <= max(first, affordable))
        if length > first:
            conversation.clear()
            seconds = conversation.read(length)
        return length, seconds

    def _apart(self) -> tuple[tuple[LayerTimes, ...], int, float | None]:
        """Feed-forward parts, in a context of its own that is watched."""
        watch = _Watch()
        callback = watch.callback()
        with self._opened(callback) as context:
            conversation = _Conversation(context, self.interrupt)
            self._steps(conversation, 0.0)
            watch.taken()
            self._steps(conversation, self.request.seconds)
            steps = watch.taken()
            if not self.request.prompt:
                return tuple(_times(steps, {})), 0, None
            length, seconds = self._prompt(conversation)
            return tuple(_times(steps, watch.taken())), length, seconds


class _Conversation:
    """Tokens without a meaning, and how long each took."""

    def __init__(self, context: Context, interrupt: Interrupt) -> None:
        self._context = context.handle
        self._memory = C.llama_get_memory(context.handle)
        self._interrupt = interrupt
        self._cell = (C.llama_token * 1)(TOKEN)
        self._one = C.llama_batch_get_one(self._cell, 1)
        self._room = C.llama_n_ctx(context.handle)
        self.start = 0  # tokens that are kept when it is cut back
        self._length = 0

    @property
    def longest(self) -> int:
        """Tokens of a prompt that leaves room for single ones behind it."""
        return max(1, int(self._room) - SHALLOW)

    def step(self) -> float:
        """Seconds of one more token; the conversation stays about as long as it was."""
        if self._length - self.start >= min(SHALLOW, self._room - self.start):
            C.llama_memory_seq_rm(self._memory, 0, self.start, -1)
            self._length = self.start
        self._length += 1
        return self._timed(self._one)

    def read(self, count: int) -> float:
        """Seconds of a prompt of so many tokens, from which single ones go on."""
        tokens = (C.llama_token * count)(*([TOKEN] * count))
        self._length = self.start = self.start + count
        return self._timed(C.llama_batch_get_one(tokens, count))

    def clear(self) -> None:
        """Begin anew."""
        C.llama_memory_clear(self._memory, True)  # noqa: FBT003  the engine's form
        self._length = self.start = 0

    def _timed(self, batch: Any) -> float:
        began = time.perf_counter()
        status = C.llama_decode(self._context, batch)
        C.llama_synchronize(self._context)
        taken = time.perf_counter() - began
        if self._interrupt.is_set:
            raise Refused("cancelled")
        if status:
            raise Refused("decode", "", (status,))
        return taken


def _lengths(first: int, most: int) -> list[int]:
    """Prompts to choose from: twice as long each, up to what was asked for."""
    found = [first]
    while found[-1] * 2 <= most:
        found.append(found[-1] * 2)
    return found


def _times(steps: dict[int, list[float]], prompt: dict[int, list[float]]) -> Iterator[LayerTimes]:
    for layer, seconds in sorted(steps.items()):
        read = prompt.get(layer)
        yield LayerTimes(layer=layer, steps=tuple(seconds), prompt=read[-1] if read else None)

"""One answer: read the prompt, then draw token after token.

The loop is bare: what it adds beside the engine's own work is about 0.02 ms a
token. One token array and one batch serve the whole answer.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from launcher.protocol.messages import Delta, Done, Event, Generate
from launcher.worker.bindings import C
from launcher.worker.chat_model import ChatModel
from launcher.worker.decode import ABORTED, NO_ROOM, Cancelled, Step, check, check_logits
from launcher.worker.interrupt import Interrupt
from launcher.worker.read_prompt import read_prompt
from launcher.worker.refused import Refused
from launcher.worker.sampler import make_sampler
from launcher.worker.text_out import StopWords, TextOut


@dataclass(slots=True)
class Course:
    """How an answer goes: counts in tokens, moments on the performance counter."""

    prompt: int
    reused: int
    began: float
    first: float = 0.0
    last: float = 0.0
    tokens: int = 0
    mark: tuple[int, float] = (0, 0.0)  # at the last power of two: tokens, moment
    mark_before: tuple[int, float] = (0, 0.0)

    def counted(self, now: float) -> None:
        """One more token of the text; the one that ends it is none."""
        self.tokens += 1
        self.last = now
        if self.tokens & (self.tokens - 1) == 0:
            self.mark_before, self.mark = self.mark, (self.tokens, now)

    @property
    def later(self) -> tuple[int, float]:
        """Tokens and seconds of the last half or a little more; 0 where there is no half."""
        tokens, moment = self.mark_before
        return (self.tokens - tokens, max(0.0, self.last - moment)) if tokens else (0, 0.0)


def generate(
    model: ChatModel, request: Generate, interrupt: Interrupt, send: Callable[[Event], None]
) -> Done:
    """Answer the conversation. Raises Refused where it cannot; a stopped answer is Done too."""
    began = time.perf_counter()
    chain = make_sampler(request.draw)
    try:
        prompt = model.tokens_of(request.turns)
        if not prompt:
            raise Refused("template", "the conversation comes to no token at all")
        if len(prompt) >= model.granted:
            raise Refused("context_overflow", numbers=(len(prompt), model.granted))
        course = Course(prompt=len(prompt), reused=model.kept.keep_for(prompt), began=began)
        step = Step(request.id, model, interrupt, send)
        try:
            read_prompt(step, prompt, course.reused)
            check_logits(model)
            reason = _answer(step, request, course, chain)
        except Cancelled:
            reason = "cancelled"
    finally:
        C.llama_sampler_free(chain)
    return _done(request, course, reason, model)


def _answer(step: Step, request: Generate, course: Course, chain: Any) -> str:
    out = TextOut(
        StopWords((*request.stop, *step.model.stops)),
        lambda text, tokens: step.send(Delta(id=request.id, text=text, tokens=tokens)),
    )
    try:
        return _draw(step, request.draw.max_tokens, course, chain, out)
    finally:
        out.end(course.tokens)


def _draw(step: Step, most: int, course: Course, chain: Any, out: TextOut) -> str:  # noqa: PLR0911  one way out each
    """Token after token until one ends it; returns why it ended."""
    model, interrupt = step.model, step.interrupt
    sample, decode, ends = C.llama_sampler_sample, C.llama_decode, C.llama_vocab_is_eog
    context, vocabulary, piece = model.context, model.vocabulary.handle, model.vocabulary.piece
    cell = (C.llama_token * 1)()
    batch = C.llama_batch_get_one(cell, 1)
    kept, granted, clock = model.kept.tokens, model.granted, time.perf_counter
    while True:
        token = sample(chain, context, -1)
        now = clock()
        if not course.tokens:
            course.first = now
        if ends(vocabulary, token):
            return "stop"
        course.counted(now)
        if out.add(piece(token), course.tokens, now):
            return "stop"
        if course.tokens == most:
            return "length"
        if len(kept) >= granted:
            return "context"
        if interrupt.is_set:
            return "cancelled"
        cell[0] = token
        status = decode(context, batch)
        if status == NO_ROOM:
            return "context"
        if status == ABORTED:
            model.kept.agree()
            return "cancelled"
        check(model, status)
        kept.append(token)


def _done(request: Generate, course: Course, reason: str, model: ChatModel) -> Done:
    first = course.first or time.perf_counter()
    later_tokens, later_seconds = course.later
    return Done(
        id=request.id,
        reason=reason,
        prompt_tokens=course.prompt,
        reused_tokens=course.reused,
        answer_tokens=course.tokens,
        first_token=first - course.began,
        prompt_seconds=first - course.began,
        answer_seconds=max(0.0, course.last - first),
        context_used=len(model.kept.tokens),
        context_granted=model.granted,
        later_tokens=later_tokens,
        later_seconds=later_seconds,
    )

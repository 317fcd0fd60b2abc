"""Ask the loaded model, keeping every word as it comes.

The answer is written to the conversation while it streams, so a crash of the
engine, the program or the machine loses at most half a second of it.
"""

import time
from collections.abc import Callable
from typing import Final

from launcher.actions.learned import learn
from launcher.actions.parts import Parts
from launcher.actions.receipts import after_answer
from launcher.chat.context import turns_of
from launcher.chat.temperature import USUAL
from launcher.chat.values import AnswerStats, Ending, Sampling
from launcher.errors import SnugError
from launcher.protocol.messages import Delta, Done, DrawParameters, Progress
from launcher.sentences import sentence_of

SAVE_EVERY: Final = 0.4  # seconds between two writes of a growing answer


def answer(
    parts: Parts,
    conversation: int,
    *,
    model: str,
    on_begin: Callable[[int], None],
    on_text: Callable[[str], None],
    on_progress: Callable[[Progress], None],
    temperature: float = USUAL,
) -> AnswerStats:
    """Let the model answer the conversation as it stands; returns when the answer is complete.

    `temperature` holds where the conversation names none. `on_begin` gets the new message's
    id, `on_text` each piece. Raises SnugError when the answer fails; its text so far is kept
    with the reason.
    """
    talk = parts.conversations.conversation(conversation)
    turns = turns_of(talk, parts.conversations.messages(conversation))
    message = parts.conversations.begin_answer(conversation, model)
    on_begin(message)
    keeper = _Keeper(parts, message)

    def took(delta: Delta) -> None:
        keeper.add(delta.text)
        on_text(delta.text)

    try:
        draw = draw_of(talk.sampling, temperature)
        done = parts.session.generate(turns, draw, took, on_progress)
    except SnugError as error:
        keeper.end(Ending.FAILED, failure=sentence_of(error).what)
        raise
    stats = stats_of(done)
    keeper.end(Ending(done.reason), stats=stats)
    after_answer(parts, done)
    learn(parts, done)
    return stats


def stop(parts: Parts) -> None:
    """Stop the answer that is being written; what is there stays."""
    parts.session.stop()


def draw_of(sampling: Sampling, temperature: float = USUAL) -> DrawParameters:
    """The conversation's sampling as the worker takes it; `temperature` where it names none."""
    return DrawParameters(
        temperature=temperature if sampling.temperature is None else sampling.temperature,
        top_k=sampling.top_k,
        top_p=sampling.top_p,
        min_p=sampling.min_p,
        max_tokens=sampling.max_tokens,
        seed=sampling.seed,
    )


def stats_of(done: Done) -> AnswerStats:
    """Counts and speeds of a finished answer."""
    read = done.prompt_tokens - done.reused_tokens
    return AnswerStats(
        prompt_tokens=done.prompt_tokens,
        reused_tokens=done.reused_tokens,
        answer_tokens=done.answer_tokens,
        first_token=done.first_token,
        prompt_speed=read / done.prompt_seconds if done.prompt_seconds > 0 else 0.0,
        answer_speed=(
            (done.answer_tokens - 1) / done.answer_seconds if done.answer_seconds > 0 else 0.0
        ),
        context_used=done.context_used,
        context_granted=done.context_granted,
    )


class _Keeper:
    """Writes a growing answer now and then, and once at its end."""

    def __init__(self, parts: Parts, message: int) -> None:
        self._parts = parts
        self._message = message
        self._text = ""
        self._saved = time.monotonic()

    def add(self, piece: str) -> None:
        self._text += piece
        now = time.monotonic()
        if now - self._saved >= SAVE_EVERY:
            self._parts.conversations.write_answer(self._message, self._text)
            self._saved = now

    def end(
        self, ending: Ending, *, stats: AnswerStats | None = None, failure: str | None = None
    ) -> None:
        self._parts.conversations.write_answer(self._message, self._text)
        self._parts.conversations.end_answer(self._message, ending, stats=stats, failure=failure)

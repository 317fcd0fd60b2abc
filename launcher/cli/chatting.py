"""`snug chat`: one answer for a prompt, or a conversation line by line; nothing is stored."""

import argparse
import sys
from collections.abc import Callable, Sequence
from typing import Final

from launcher.actions.ask import stats_of
from launcher.actions.learned import learn
from launcher.actions.load import LoadedModel, load
from launcher.actions.machine import look_with_engine
from launcher.actions.parts import Parts
from launcher.actions.receipts import after_answer
from launcher.actions.target import require_chat_model
from launcher.chat.temperature import usual_temperature
from launcher.cli.output import Output
from launcher.cli.planned import choices_of
from launcher.cli.typed import end_key, lines
from launcher.errors import ContextOverflow
from launcher.models.guide import file_named, is_guide
from launcher.protocol.messages import Delta, Done, DrawParameters, Progress, Turn
from launcher.sentences import sentence_of

LONGER: Final = (
    "{asked:,} tokens of context were asked for and this model was trained for {trained:,};"
    " beyond that its answers may lose the thread."
)

ANEW: Final = "A new conversation begins with this message."
TOO_LONG: Final = "That is too long for one message; write a shorter one."


def chat(arguments: argparse.Namespace, parts: Parts, output: Output) -> int:
    """Load the model and answer. With `--prompt` once; else each line of stdin is a message."""
    path = file_named(arguments.file)
    facts = require_chat_model(path)
    model = load(
        parts,
        path,
        choices_of(arguments, parts, facts),
        look_with_engine(parts),
        lambda progress: _progress(progress, output),
    )
    output.status("")
    trained = facts.trained_context
    if trained and model.choices.context > trained:
        output.say(LONGER.format(asked=model.choices.context, trained=trained))
    turns = [Turn(role="system", text=arguments.system)] if arguments.system else []
    if arguments.prompt is not None:
        turns.append(Turn(role="user", text=arguments.prompt))
        text, done = _ask(turns, arguments, parts, model, output)
        _finish(text, done, model, output)
        return 0
    return _converse(turns, arguments, parts, model, output)


def _converse(
    turns: list[Turn],
    arguments: argparse.Namespace,
    parts: Parts,
    model: LoadedModel,
    output: Output,
) -> int:
    if sys.stdin.isatty():
        if is_guide(model.facts):
            output.say("A very small, built-in model: it knows only about running models.")
        output.say(f"Type a message and press Enter. {end_key()} ends.")

    def reply(before: Sequence[Turn], message: Turn) -> list[Turn]:
        asked = [*before, message]
        text, done = _ask(asked, arguments, parts, model, output)
        _finish(text, done, model, output)
        return [*asked, Turn(role="assistant", text=text)]

    opening = list(turns)
    for line in lines():
        if line.strip():
            message = Turn(role="user", text=line.strip())
            turns = _goes_on(reply, turns, opening, message, output)
    return 0


def _goes_on(
    reply: Callable[[Sequence[Turn], Turn], list[Turn]],
    turns: list[Turn],
    opening: list[Turn],
    message: Turn,
    output: Output,
) -> list[Turn]:
    """The conversation with the answer; one the context holds no longer is begun anew."""
    try:
        return reply(turns, message)
    except ContextOverflow as error:
        anew = turns != opening
        output.say(f"{sentence_of(error).what} {ANEW if anew else TOO_LONG}")
    return _goes_on(reply, opening, opening, message, output) if anew else opening


def _ask(
    turns: Sequence[Turn],
    arguments: argparse.Namespace,
    parts: Parts,
    model: LoadedModel,
    output: Output,
) -> tuple[str, Done]:
    asked = arguments.temperature
    draw = DrawParameters(
        temperature=usual_temperature(model.facts) if asked is None else asked,
        max_tokens=arguments.max_tokens,
        seed=arguments.seed,
    )
    pieces: list[str] = []

    def took(delta: Delta) -> None:
        pieces.append(delta.text)
        output.piece(delta.text)

    try:
        done = parts.session.generate(
            tuple(turns), draw, took, lambda progress: _progress(progress, output)
        )
    except KeyboardInterrupt:
        parts.session.stop()
        raise
    after_answer(parts, done)
    learn(parts, done)
    return "".join(pieces), done


def _finish(text: str, done: Done, model: LoadedModel, output: Output) -> None:
    stats = stats_of(done)
    if not output.json:
        output.answer({}, "")
        output.say(
            f"{stats.answer_tokens} tokens, {stats.answer_speed:.1f} tokens/s, "
            f"first token after {stats.first_token:.2f} s"
        )
        return
    keys: dict[str, object] = {
        "text": text,
        "reasoning": None,
        "reason": done.reason,
        "tokens": {
            "prompt": done.prompt_tokens,
            "reused": done.reused_tokens,
            "answer": done.answer_tokens,
        },
        "seconds": {
            "load": model.loaded.seconds,
            "first_token": done.first_token,
            "prompt": done.prompt_seconds,
            "answer": done.answer_seconds,
        },
        "context": {"granted": done.context_granted, "used": done.context_used},
    }
    output.answer(keys, "")


def _progress(progress: Progress, output: Output) -> None:
    if progress.total:
        share = progress.done / progress.total
        what = "Loading" if progress.phase == "load" else "Reading"
        output.status(f"{what} {share:.0%}" if share < 1 else "")

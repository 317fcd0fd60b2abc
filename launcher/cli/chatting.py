"""`snug chat`: one answer for a prompt, or a conversation line by line; nothing is stored."""

import argparse
import sys
from pathlib import Path

from launcher.actions.ask import stats_of
from launcher.actions.learned import learn
from launcher.actions.load import LoadedModel, load
from launcher.actions.machine import look_with_engine
from launcher.actions.parts import Parts
from launcher.actions.receipts import after_answer
from launcher.actions.target import require_chat_model
from launcher.cli.output import Output
from launcher.cli.planned import choices_of
from launcher.protocol.messages import Delta, Done, DrawParameters, Progress, Turn


def chat(arguments: argparse.Namespace, parts: Parts, output: Output) -> int:
    """Load the model and answer. With `--prompt` once; else each line of stdin is a message."""
    path = Path(arguments.file).expanduser()
    facts = require_chat_model(path)
    model = load(
        parts,
        path,
        choices_of(arguments, parts, facts),
        look_with_engine(parts),
        lambda progress: _progress(progress, output),
    )
    output.status("")
    turns = [Turn(role="system", text=arguments.system)] if arguments.system else []
    if arguments.prompt is not None:
        turns.append(Turn(role="user", text=arguments.prompt))
        text, done = _ask(turns, arguments, parts, output)
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
        output.say("Type a message and press Enter. Ctrl+D ends.")
    for line in sys.stdin:
        if not line.strip():
            continue
        turns.append(Turn(role="user", text=line.strip()))
        text, done = _ask(turns, arguments, parts, output)
        turns.append(Turn(role="assistant", text=text))
        _finish(text, done, model, output)
    return 0


def _ask(
    turns: list[Turn], arguments: argparse.Namespace, parts: Parts, output: Output
) -> tuple[str, Done]:
    default = DrawParameters()
    temperature = arguments.temperature
    draw = DrawParameters(
        temperature=default.temperature if temperature is None else temperature,
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

"""Starting a worker with one engine after the other, until one says hello."""

from collections.abc import Callable, Sequence
from typing import Final

from launcher.engines.starts import Starts
from launcher.engines.values import EngineStart
from launcher.engines.verify import damage
from launcher.errors import (
    EngineDamaged,
    EngineDied,
    EngineError,
    EngineMissing,
    EngineTimeout,
    ProgramReplaced,
    ProtocolMismatch,
)
from launcher.identity import VERSION
from launcher.protocol.messages import PROTOCOL, Failed, Hello
from launcher.runtime.failures import error_of
from launcher.runtime.question import News
from launcher.sentences import sentence_of

FALLS: Final = ("crash", "assertion", "illegal_instruction")

NotStarted = tuple[EngineStart, EngineError]


def first_that_starts(
    engines: Starts, start: Callable[[EngineStart], Hello], is_closed: Callable[[], bool]
) -> Hello:
    """The first words of the best engine that has any.

    Raises what `start` does; EngineDamaged where files of the engine are wrong.
    """
    failed: list[NotStarted] = []
    for one in engines.order():
        try:
            hello = start(one)
        except (EngineMissing, EngineDied, EngineTimeout) as error:
            if is_closed():
                raise
            failed.append((one, error))
            continue
        for other, why in failed:  # only now: where none starts, no single one is to blame
            engines.give_up(other, reason_of(why), fell=fell(why))
        engines.started(one)
        return hello
    raise why_none(failed)


def reason_of(error: EngineError) -> str:
    """Why one did not start, in the words that tell most."""
    return error.detail if isinstance(error, EngineMissing) else sentence_of(error).what


def fell(error: EngineError) -> bool:
    """Whether it crashed or hung; what a person or the system ended did not."""
    return isinstance(error, EngineTimeout) or (
        isinstance(error, EngineDied) and error.cause in FALLS
    )


def why_none(failed: Sequence[NotStarted]) -> EngineError:
    """The error to raise: damaged files by their names, else what the first one said.

    The last one tried is the built-in engine, which should have been there when all else failed.
    """
    for start, error in reversed(failed):
        problems = damage(start.folder) if start.folder else ()
        if problems:
            damaged = EngineDamaged(str(start.folder), problems)
            damaged.__cause__ = error
            return damaged
    return failed[0][1]


def greeting(first: News) -> Hello:
    """What a worker said first, where that is a hello of our version. Raises EngineError."""
    if isinstance(first, EngineDied):
        raise first
    if isinstance(first, Failed):
        raise error_of(first)
    if isinstance(first, Hello) and first.program != VERSION:
        raise ProgramReplaced(VERSION, first.program or "an earlier one")
    if not isinstance(first, Hello) or first.protocol != PROTOCOL:
        raise ProtocolMismatch(f"expected Hello {PROTOCOL}, got {first!r:.80}")
    return first

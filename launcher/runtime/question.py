"""A question to a worker, and what comes back for it."""

import queue
from dataclasses import dataclass, field
from typing import TypeAlias

from launcher.errors import EngineDied
from launcher.protocol.messages import Event


@dataclass(frozen=True, slots=True)
class Deadline:
    """The answer must be over by then (monotonic seconds), or the worker is killed."""

    moment: float


News: TypeAlias = Event | EngineDied | Deadline


@dataclass(eq=False)
class Question:
    """One request and what comes back for it."""

    number: int
    news: "queue.SimpleQueue[News]" = field(default_factory=queue.SimpleQueue)

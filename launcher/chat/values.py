"""What was said: conversations and messages as frozen values."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """Who speaks."""

    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"


class Ending(StrEnum):
    """Why an answer ended. `WRITING` is one that is not finished, or was cut by a crash."""

    WRITING = "writing"
    STOP = "stop"
    LENGTH = "length"
    CONTEXT = "context"
    CANCELLED = "cancelled"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerStats:
    """How an answer went: counts in tokens, times in seconds, speeds in tokens per second."""

    prompt_tokens: int = 0
    reused_tokens: int = 0
    answer_tokens: int = 0
    first_token: float = 0.0
    prompt_speed: float = 0.0
    answer_speed: float = 0.0
    context_used: int = 0
    context_granted: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message as it is kept. `ending` and `stats` are an answer's."""

    id: int
    role: Role
    text: str
    ending: Ending | None = None
    failure: str | None = None  # the sentence that was shown when the answer failed
    stats: AnswerStats | None = None
    model: str | None = None  # which model answered


@dataclass(frozen=True, slots=True, kw_only=True)
class Sampling:
    """How the next token is drawn. `seed` None: another one each time.

    `temperature` None: as suits the model that answers.
    """

    temperature: float | None = None
    top_p: float = 0.95
    min_p: float = 0.05
    top_k: int = 40
    max_tokens: int = 0  # 0: until the model ends or the context is full
    seed: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """A conversation without its messages; times are seconds since 1970, UTC."""

    id: int
    title: str
    system: str = ""
    sampling: Sampling = Sampling()
    created: float = 0.0
    changed: float = 0.0

"""How a conversation is answered: what the worker is asked, and what it answers.

Times are seconds, lengths tokens.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One message of a conversation as the template sees it; role is system, user or assistant."""

    role: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawParameters:
    """How tokens are drawn: temperature 0 is greedy, max_tokens 0 unbounded, seed None random."""

    temperature: float = 0.8
    top_k: int = 40
    top_p: float = 0.95
    min_p: float = 0.05
    max_tokens: int = 0
    seed: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Generate:
    """Answer the conversation. Answered by Progress (prompt), Delta…, then Done or Failed."""

    id: int
    turns: tuple[Turn, ...]
    draw: DrawParameters
    stop: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many tokens does this conversation come to? Answered by Counted."""

    id: int
    turns: tuple[Turn, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Delta:
    """A piece of the answer; `tokens` so far."""

    id: int
    text: str
    tokens: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """The answer is complete; reason is stop, length, context or cancelled.

    `later_*` are of its last half or more, when a machine that throttles has slowed down;
    0 for an answer too short to have one.
    """

    id: int
    reason: str
    prompt_tokens: int
    reused_tokens: int
    answer_tokens: int
    first_token: float
    prompt_seconds: float
    answer_seconds: float
    context_used: int
    context_granted: int
    later_tokens: int = 0
    later_seconds: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """Tokens of a conversation as the template writes it."""

    id: int
    tokens: int

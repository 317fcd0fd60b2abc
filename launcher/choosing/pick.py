"""A model we would take: which file, why, and what speaks against the next one."""

from dataclasses import dataclass

from launcher.choosing.weighed import Weighed


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick:
    """One recommended model. `reason` and `why_not` are a sentence each; `why` the arithmetic.

    `files` is the repository with its GGUF files; `runner_up` names model and variant;
    `notes` are what the Hub says of it, where it was asked.
    """

    file: Weighed
    files: str
    licence: str | None
    reason: str
    runner_up: str | None
    why_not: str | None
    why: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

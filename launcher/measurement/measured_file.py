"""What was measured of one file on this computer."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """Tokens a second over repeats: their mean and standard deviation."""

    tokens: int
    repeats: int
    per_second: float
    spread: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Perplexity:
    """exp of the mean negative log-likelihood, and its standard error (llama.cpp)."""

    value: float
    error: float
    tokens: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Distance:
    """How far a file is from its reference: KL divergence in nats, and the same likeliest token.

    `same_top` is a share from 0 to 1; errors are standard errors. `reference` is the file's
    name, `reference_content` which file it was (see `MeasuredFile.content`).
    """

    reference: str
    mean: float
    error: float
    median: float
    p99: float
    largest: float
    same_top: float
    same_top_error: float
    reference_content: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadText:
    """The text that was read: its name, SHA-256, tokens a window and how many windows.

    `whole`: the text has no more windows than these.
    """

    name: str
    sha256: str
    window: int
    windows: int
    whole: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidAnswer:
    """What the file answered to a prompt, drawn greedily."""

    prompt: str
    text: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredFile:
    """One file on one computer; what was not measured is None.

    `model` names the weights whatever their type (name, size label), `content` the file itself:
    a hash of its header, size and samples of its data, so that another file of the same name is
    another. `plan` says in words how it ran (threads, GPU layers). `base` and `parameters` are
    for those who look up what was measured of a model: its base name as names are decoded, and
    how many weights it has. `load_seconds` and `resident` bytes are of the run that was timed,
    `vocabulary` a hash of its tokens. `fallbacks` are sentences about tensors that got another
    type, `notes` what else a reader of the figures must know.
    """

    file: str
    content: str
    model: str
    base: str
    parameters: int
    quantization: str
    size: int
    bits_per_weight: float
    machine: str
    engine: str
    plan: str
    when: datetime
    load_seconds: float | None = None
    resident: int | None = None
    prompt: Timing | None = None
    answer: Timing | None = None
    text: ReadText | None = None
    vocabulary: str = ""
    perplexity: Perplexity | None = None
    distance: Distance | None = None
    answers: tuple[SaidAnswer, ...] = ()
    fallbacks: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

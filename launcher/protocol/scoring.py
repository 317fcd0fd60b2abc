"""How files are compared on a text and timed, and how one is quantized: asked and answered.

The worker reports raw figures of every token and every repeat; what follows from them is
worked out at our end, so that a run that was stopped goes on where it was. After each window
and each repeat it waits to be told to go on, so that it can yield to a chat.
"""

from dataclasses import dataclass

from launcher.protocol.parameters import EngineParameters


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreText:
    """Read a text in windows with this model and say how likely each token was.

    `text` is a file of UTF-8, `window` its tokens a window; of each window the second half is
    scored (llama.cpp, tools/perplexity). Windows `first` to `first + count` are read, 0: all to
    the end. `keep` is a file to which the log-probabilities of every window are appended,
    `reference` one that was kept before, of the same text and windows, to compare with.
    Answered by WindowScored for each, then TextScored or Failed.
    """

    id: int
    path: str
    parameters: EngineParameters
    text: str
    window: int = 512
    first: int = 0
    count: int = 0
    keep: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GoOn:
    """Go on with request `target` after a window or a repeat; `again`: that repeat does not count.

    Heard at once, in the middle of other work, as Stop is; it has no answer.
    """

    id: int
    target: int
    again: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowScored:
    """One window: for each scored token, what follows.

    `index` counts from the beginning of the text; the run ends before window `of`.
    `nll` are negative log-likelihoods (nats). With a reference: `kld` the KL divergence from
    it (nats), `same_top` 1 where both hold the same token for the likeliest, `delta_p` how far
    the probability of the text's token moved. Empty without one.
    """

    id: int
    index: int
    of: int
    seconds: float
    nll: tuple[float, ...]
    kld: tuple[float, ...] = ()
    same_top: tuple[int, ...] = ()
    delta_p: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TextScored:
    """The text is read: tokens in it, whole windows of it, and a hash of the vocabulary."""

    id: int
    tokens: int
    windows: int
    vocabulary: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeModel:
    """Load a model and time it: prompts of `prompt` tokens, answers of `answer` tokens.

    One of each is read before, not counted; then `repeats` of each (llama.cpp,
    tools/llama-bench). Answered by RepeatTimed for each, then ModelTimed or Failed.
    """

    id: int
    path: str
    parameters: EngineParameters
    prompt: int = 512
    answer: int = 128
    repeats: int = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class RepeatTimed:
    """One repeat is done: `what` is "prompt" or "answer"."""

    id: int
    what: str
    tokens: int
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelTimed:
    """All repeats in seconds; `resident` bytes of the worker after the load and a prompt."""

    id: int
    load_seconds: float
    resident: int | None
    prompt_tokens: int
    prompt: tuple[float, ...]
    answer_tokens: int
    answer: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class QuantizeFile:
    """Write `target`, the model of `source` in another quantization.

    `quantization` is a file type's name (Q4_K_M), `imatrix` a file of one or empty.
    Answered by TensorQuantized as it goes, then FileQuantized or Failed. It cannot be
    stopped but by ending the worker; the caller removes what is half-written.
    """

    id: int
    source: str
    target: str
    quantization: str
    imatrix: str = ""
    threads: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class TensorQuantized:
    """Tensor number `done` of `of` is written."""

    id: int
    done: int
    of: int
    tensor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fallback:
    """A tensor whose shape does not allow the type it should have had."""

    tensor: str
    wanted: str
    got: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FileQuantized:
    """The file is written: its bytes, seconds taken, and tensors that got another type."""

    id: int
    size: int
    seconds: float
    fallbacks: tuple[Fallback, ...] = ()

"""Every message between the program and the worker, as frozen values.

One JSON object a line; `launcher.protocol.codec` turns these into lines and
back. Requests carry an `id`; every event names the request it answers. The
worker says `Hello` first. Closing its stdin ends it.

Sizes are bytes, times seconds, speeds tokens per second, lengths tokens.
"""

from dataclasses import dataclass
from typing import Final, TypeAlias

from launcher.protocol.measuring import MeasurePace as MeasurePace  # noqa: PLC0414  given on
from launcher.protocol.measuring import PaceMeasured as PaceMeasured  # noqa: PLC0414
from launcher.protocol.parameters import EngineParameters as EngineParameters  # noqa: PLC0414  given on

PROTOCOL: Final = 1

FAILURES: Final = (  # why a request can fail: Failed.kind
    "no_such_file",
    "unreadable",
    "not_gguf",
    "truncated",
    "damaged",
    "unsupported_architecture",
    "not_a_chat_model",
    "missing_shard",
    "out_of_memory",
    "bad_choice",
    "unknown_choice",
    "kv_type_misfit",
    "v_needs_flash_attention",
    "load_failed",
    "context_failed",
    "context_overflow",
    "template",
    "decode",
    "cancelled",
    "busy",
    "no_model",
    "engine_missing",
    "protocol",
    "internal",
)

# --- parts of messages ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineDevice:
    """A device in ggml's own list; `kind` is cpu, gpu, igpu or rpc, `pci` its address if told."""

    name: str
    description: str
    kind: str
    total: int
    free: int
    pci: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceUse:
    """What a model holds on one device. `weights` includes `repacked`."""

    name: str
    kind: str
    weights: int
    repacked: int
    kv: int
    recurrent: int
    compute: int
    output: int
    mmproj: int = 0


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


# --- requests ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """Load this model (first shard) for chatting. Answered by Progress…, then Loaded or Failed."""

    id: int
    path: str
    parameters: EngineParameters


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Dry run on a slim header: what would this take? Answered by Planned or Failed.

    `path` is a slim GGUF; the worker keeps the model handle while only context
    settings change. `mmproj` is the slim header of the part that reads pictures, or empty.
    """

    id: int
    path: str
    parameters: EngineParameters
    mmproj: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Derive:
    """Which type would every tensor of this slim F16 header get? Answered by Derived.

    `imatrix`: the file is made with an importance matrix, which changes the mix.
    """

    id: int
    path: str
    quantization: str
    imatrix: bool = False


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
class Stop:
    """Stop what request `target` is doing; its own Done or Failed (cancelled) follows."""

    id: int
    target: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Unload:
    """Give the model's memory back. Answered by Unloaded."""

    id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ping:
    """Are you there? Answered by Pong, also in the middle of an answer."""

    id: int


# --- events -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Hello:
    """The worker's first words. `features` are the CPU features the engine uses."""

    protocol: int
    pid: int
    bindings: str
    engine: str
    build: str
    features: tuple[str, ...]
    devices: tuple[EngineDevice, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a request is: phase 'load' (in thousandths) or 'prompt' (in tokens)."""

    id: int
    phase: str
    done: int
    total: int
    reused: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """The model is ready. `template` is 'model', or 'chatml' where the file has none."""

    id: int
    seconds: float
    architecture: str
    description: str
    size: int
    parameters: int
    layers: int
    context: int
    trained_context: int
    devices: tuple[DeviceUse, ...]
    resident: int
    template: str
    template_note: str = ""
    flash_attention: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """The dry run's answer.

    `source` is 'breakdown', or 'log' where the engine's map could not be read.
    `missing` names parts that were asked for and that this engine cannot tell: 'mmproj'.
    """

    id: int
    devices: tuple[DeviceUse, ...]
    context: int
    seconds: float
    source: str
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Derived:
    """Tensor types in the table's order, and the bytes they come to."""

    id: int
    types: tuple[str, ...]
    size: int


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Unloaded:
    """The model's memory is given back."""

    id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Pong:
    """Here."""

    id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """The request could not be done.

    `kind` is one of FAILURES. `numbers` carries what the sentence needs: truncated
    (needed, there; needed is 0 where the header itself is cut), out_of_memory
    (bytes), bad_choice (asked, least, most), kv_type_misfit (block, head size),
    context_overflow (tokens, granted), decode (the engine's code). `detail` names
    the thing: what a file looks like, the architecture, the choice, the engine's
    own reason. `log` has the engine's last lines.
    """

    id: int
    kind: str
    detail: str = ""
    numbers: tuple[int, ...] = ()
    log: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fatal:
    """Last words before the engine aborts the process."""

    id: int
    detail: str


Request: TypeAlias = Load | Plan | Derive | Generate | Count | MeasurePace | Stop | Unload | Ping
Event: TypeAlias = (
    Hello
    | Progress
    | Loaded
    | Planned
    | Derived
    | Delta
    | Done
    | Counted
    | PaceMeasured
    | Unloaded
    | Pong
    | Failed
    | Fatal
)

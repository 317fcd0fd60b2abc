"""Every message between the program and the worker, as frozen values.

One JSON object a line; `launcher.protocol.codec` turns these into lines and
back. Requests carry an `id`; every event names the request it answers. The
worker says `Hello` first. Closing its stdin ends it. What belongs to one task
has a module beside this one, and all of it is imported from here.

Sizes are bytes, times seconds, speeds tokens per second, lengths tokens.
"""

from dataclasses import dataclass
from typing import Final, TypeAlias

from launcher.protocol.answering import Count, Counted, Delta, Done, DrawParameters, Generate, Turn
from launcher.protocol.loading import (
    Derive,
    Derived,
    DeviceUse,
    Load,
    Loaded,
    Plan,
    Planned,
    Unload,
    Unloaded,
)
from launcher.protocol.measuring import MeasurePace, PaceMeasured
from launcher.protocol.parameters import EngineParameters
from launcher.protocol.scoring import (
    FileQuantized,
    GoOn,
    ModelTimed,
    QuantizeFile,
    RepeatTimed,
    ScoreText,
    TensorQuantized,
    TextScored,
    TimeModel,
    WindowScored,
)

__all__ = [
    "FAILURES",
    "PROTOCOL",
    "UNDERWAY",
    "Count",
    "Counted",
    "Delta",
    "Derive",
    "Derived",
    "DeviceUse",
    "Done",
    "DrawParameters",
    "EngineDevice",
    "EngineModule",
    "EngineParameters",
    "Event",
    "Failed",
    "Fatal",
    "FileQuantized",
    "Generate",
    "GoOn",
    "Hello",
    "Load",
    "Loaded",
    "MeasurePace",
    "ModelTimed",
    "PaceMeasured",
    "Ping",
    "Plan",
    "Planned",
    "Pong",
    "Progress",
    "QuantizeFile",
    "RepeatTimed",
    "Request",
    "ScoreText",
    "Stop",
    "TensorQuantized",
    "TextScored",
    "TimeModel",
    "Turn",
    "Unload",
    "Unloaded",
    "WindowScored",
]

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
    "unusable_text",
    "text_too_short",
    "other_vocabulary",
    "reference_lost",
    "already_quantized",
    "needs_imatrix",
    "bad_imatrix",
    "target_is_source",
    "quantize_failed",
    "disk_full",
    "not_saved",
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
class EngineModule:
    """A backend module of an engine that is made of them: 'cpu-haswell', 'vulkan', 'rpc'.

    `loaded` False: it was left out; `reason` says why in the system's words ('' where a better
    one of the same kind was taken).
    """

    name: str
    file: str
    loaded: bool
    reason: str = ""


# --- requests ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """Stop what request `target` is doing; its own Done or Failed (cancelled) follows."""

    id: int
    target: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ping:
    """Are you there? Answered by Pong, also in the middle of an answer."""

    id: int


# --- events -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Hello:
    """The worker's first words. `features` are the CPU features the engine uses.

    `program` is the version of Snug the worker belongs to, `folder` where the engine's
    libraries lie, `modules` what an engine made of modules tried to load.
    """

    protocol: int
    pid: int
    bindings: str
    engine: str
    build: str
    features: tuple[str, ...]
    devices: tuple[EngineDevice, ...]
    program: str = ""
    folder: str = ""
    modules: tuple[EngineModule, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a request is: phase 'load' (in thousandths) or 'prompt' (in tokens)."""

    id: int
    phase: str
    done: int
    total: int
    reused: int = 0


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

    Of measuring: text_too_short (tokens, least) and disk_full (needed, free) have
    numbers; where a file other than the model is meant, `detail` ends in a new line
    and its path.
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


Request: TypeAlias = (
    Load
    | Plan
    | Derive
    | Generate
    | Count
    | MeasurePace
    | ScoreText
    | TimeModel
    | QuantizeFile
    | Stop
    | GoOn
    | Unload
    | Ping
)
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
    | WindowScored
    | TextScored
    | RepeatTimed
    | ModelTimed
    | TensorQuantized
    | FileQuantized
    | Unloaded
    | Pong
    | Failed
    | Fatal
)
UNDERWAY: Final = (Progress, Delta, WindowScored, RepeatTimed, TensorQuantized)  # never the last

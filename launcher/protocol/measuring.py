"""How a device's pace is measured: what the worker is asked, and what it answers.

It times what it is told to and judges nothing; every step's seconds are handed back.
"""

from dataclasses import dataclass

from launcher.protocol.parameters import EngineParameters


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasurePace:
    """Load this model beside what is loaded, time it, and give its memory back.

    Single tokens are computed for `seconds` after `warm` seconds that do not count; then a
    prompt of up to `prompt` tokens (fewer where it would take longer than `seconds`), and
    single tokens behind it. `apart`: each layer's feed-forward part is timed as well.
    Answered by PaceMeasured or Failed.
    """

    id: int
    path: str
    parameters: EngineParameters
    warm: float
    seconds: float
    prompt: int = 0
    apart: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerTimes:
    """Seconds of one layer's feed-forward part: for each single token, and for the prompt."""

    layer: int
    steps: tuple[float, ...]
    prompt: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaceMeasured:
    """What was timed: `steps` at an empty context, `deep` with `depth` tokens before them.

    `prompt_tokens` were read in `prompt_seconds`; 0 and None where no prompt was asked for.
    """

    id: int
    load_seconds: float
    steps: tuple[float, ...]
    depth: int = 0
    deep: tuple[float, ...] = ()
    prompt_tokens: int = 0
    prompt_seconds: float | None = None
    layers: tuple[LayerTimes, ...] = ()

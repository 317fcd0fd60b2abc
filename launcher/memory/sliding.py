"""Which layers look back only a window's length, by architecture.

Headers name the window but seldom the layers; the engine knows the pattern of
each architecture, so it is told again here. Source: llama.cpp src/models/*.cpp
(load_swa_pattern, set_swa_pattern) and src/llama-hparams.cpp.
"""

from dataclasses import dataclass
from typing import Final

from launcher.models.facts import ModelFacts, Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """Every `period`-th layer sees everything: the last of each group, or the first.

    `window` (tokens) stands in for an absent key; `fixed` overrides the key.
    """

    period: int
    full_first: bool = False
    window: int = 0
    fixed: bool = False


PATTERNS: Final = {
    "afmoe": Pattern(period=4),
    "cohere2": Pattern(period=4),
    "cohere2moe": Pattern(period=4, full_first=True),
    "exaone-moe": Pattern(period=4, window=128),
    "exaone4": Pattern(period=4, window=4096),
    "gemma2": Pattern(period=2, window=4096),
    "gemma3": Pattern(period=6),
    "gemma3n": Pattern(period=5),
    "gpt-oss": Pattern(period=2),
    "laguna": Pattern(period=4, full_first=True),
    "llama4": Pattern(period=4, window=8192, fixed=True),
    "mellum": Pattern(period=4),
    "muse-glimmer": Pattern(period=4),
    "olmo2": Pattern(period=4),
    "plamo3": Pattern(period=8),
    "smallthinker": Pattern(period=4, full_first=True, window=4096, fixed=True),
}
LISTED: Final = frozenset(  # the header itself says which layers
    {
        "dflash",
        "dots3note",
        "gemma4",
        "gemma4-assistant",
        "granite_swa",
        "maple",
        "mimo2",
        "spark2_5",
        "step35",
    }
)
NEEDS_KEY: Final = frozenset({"smallthinker"})  # a fixed window, but only where the key is there
EXAONE4_LAYERS: Final = 64  # only the 32B model of this architecture has a window


def window_of(facts: ModelFacts) -> int:
    """Tokens a sliding layer looks back; 0 where every layer sees everything."""
    given = facts.key("attention.sliding_window")
    named = given if isinstance(given, int) else None
    if facts.architecture in LISTED or facts.architecture in ("deepseek4", "lfm2"):
        return named or 0
    pattern = PATTERNS.get(facts.architecture)
    if pattern is None:
        return 0
    if facts.architecture == "exaone4" and facts.layers != EXAONE4_LAYERS:
        return 0
    if named == 0 or (named is None and facts.architecture in NEEDS_KEY):
        return 0
    return pattern.window if pattern.fixed or named is None else named


def sliding_layers(
    facts: ModelFacts, *, layers: int, trunk: int, recurrent: tuple[bool, ...]
) -> tuple[bool, ...]:
    """For each of `layers` blocks whether it slides; blocks beyond `trunk` follow a list only."""
    if not window_of(facts):
        return (False,) * layers
    if all_slide(facts):
        return (True,) * layers
    if facts.architecture == "lfm2":
        return tuple(not recurs for recurs in recurrent)
    given: Value | None = facts.key("attention.sliding_window_pattern")
    if isinstance(given, tuple):
        return tuple(bool(given[n]) if n < len(given) else False for n in range(layers))
    pattern = PATTERNS.get(facts.architecture)
    period = given if isinstance(given, int) else pattern.period if pattern else 1
    full_first = pattern is not None and pattern.full_first
    return tuple(n < trunk and _slides(n, period, full_first=full_first) for n in range(layers))


def all_slide(facts: ModelFacts) -> bool:
    """Whether no layer sees everything, whatever the header lists; those that guess too."""
    streams = facts.key("hyper_connection.count")  # a draft for DeepSeek V4 has them
    drafts = facts.architecture == "dflash" and isinstance(streams, int) and streams > 0
    return facts.architecture == "deepseek4" or drafts


def _slides(layer: int, period: int, *, full_first: bool) -> bool:
    if period == 0:
        return True
    return layer % period != 0 if full_first else layer % period < period - 1

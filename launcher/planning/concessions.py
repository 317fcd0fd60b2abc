"""What a longer context would cost: every concession with what it gains."""

from dataclasses import dataclass
from enum import StrEnum

from launcher.memory.choices import Choices


class Concede(StrEnum):
    """What is given up."""

    KV_TYPE = "kv_type"
    GPU_LAYERS = "gpu_layers"
    CPU_MOE = "cpu_moe"
    MICRO_BATCH = "micro_batch"
    PARALLEL = "parallel"


@dataclass(frozen=True, slots=True, kw_only=True)
class Concession:
    """One price for a longer context. Tokens; `choices` has the context asked for, unchanged.

    `quality` and `speed` are short sentences in plain words, empty where nothing is lost;
    `speed_share` is what is left of the answer's speed (0…1), None where nobody can say.
    """

    kind: Concede
    what: str  # 'KV cache in q8_0', '4 layers in RAM'
    choices: Choices
    largest: int  # tokens that then fit
    gains: int  # tokens more than without it
    quality: str = ""
    speed: str = ""
    speed_share: float | None = None

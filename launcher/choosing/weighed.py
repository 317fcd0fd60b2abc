"""One file weighed on one machine: everything a choice between files hangs on, as one value."""

from dataclasses import dataclass

from launcher.choosing.kept import Expected
from launcher.choosing.quality_words import Judged
from launcher.memory.choices import Choices
from launcher.memory.estimate import Estimate
from launcher.memory.fit import Fit
from launcher.planning.speed import Speed


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """A file of a model with what it takes and gives here.

    `size` is bytes of the file; `longest` the longest context that fits (tokens, None: not
    looked for); `speed` is at the middle of the context, None where nothing is known of a
    device; `choices` are those the estimate was made with.
    """

    repo: str
    model: str  # 'Gemma 3 12B it'
    variant: str  # 'Q4_K_M', 'UD-Q4_K_XL'
    parameters: int
    bits_per_weight: float
    size: int
    choices: Choices
    estimate: Estimate
    fit: Fit
    longest: int | None
    speed: Speed | None
    judged: Judged
    expected: Expected
    prompt_speed: Speed | None = None  # None where no arithmetic was measured

    @property
    def key(self) -> str:
        """'Gemma 3 12B it Q4_K_M'."""
        return f"{self.model} {self.variant}"

    @property
    def memory(self) -> int:
        """Bytes the engine takes on all devices together, at this context."""
        return sum(share.sum for share in self.estimate.devices)

"""What a person turned for each model, this session: for this computer, and for an imagined one.

What is turned for an imagined computer is kept apart: it ends with that computer.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from launcher.memory.choices import Choices


@dataclass(frozen=True, slots=True, kw_only=True)
class Turned:
    """Choices by model key. A model that is in neither was left as it starts."""

    here: Mapping[str, Choices] = field(default_factory=dict)
    there: Mapping[str, Choices] = field(default_factory=dict)  # the imagined computer's

    def having(self, key: str, choices: Choices, *, there: bool) -> "Turned":
        """The same with one model's choices, for the imagined computer or for this one."""
        if there:
            return replace(self, there={**self.there, key: choices})
        return replace(self, here={**self.here, key: choices})

    def at_another(self) -> "Turned":
        """Another computer is imagined: what named the last one's GPUs means nothing on it."""
        return replace(self, there={key: unplaced(each) for key, each in self.there.items()})

    def back(self) -> "Turned":
        """Back on this computer: what was turned for the imagined one is dropped."""
        return replace(self, there={})


def unplaced(choices: Choices) -> Choices:
    """The choices without what names one computer's GPUs and how much they hold."""
    return replace(choices, gpu_layers=None, main_gpu=None, split=())

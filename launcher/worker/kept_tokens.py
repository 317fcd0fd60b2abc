"""What of the conversation is already in the engine's memory, and how much of it may stay.

A new prompt usually begins like the last one. The common part is kept if the
memory can be rolled back to its end: plain attention always can; a sliding
window has forgotten the cells it would need again; a recurrent state cannot go
back at all. Where it cannot, everything is read anew.
"""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from launcher.worker.bindings import C

SEQUENCE: Final = 0
TO_THE_END: Final = -1


@dataclass(eq=False)
class KeptTokens:
    """The tokens of sequence 0 in a context's memory, in order."""

    memory: Any
    window: int  # tokens of the sliding window, 0 where there is none
    recurrent: bool
    tokens: "array[int]" = field(default_factory=lambda: array("i"))

    def keep_for(self, prompt: Sequence[int]) -> int:
        """Roll back to what the prompt shares; how many tokens that is.

        The last token is always read again: its logits are needed.
        """
        shared = min(_common(self.tokens, prompt), len(prompt) - 1)
        if shared < len(self.tokens) and not self._roll_back(shared):
            self.clear()
            return 0
        del self.tokens[shared:]
        return shared

    def clear(self) -> None:
        """Forget everything."""
        if not C.llama_memory_seq_rm(self.memory, SEQUENCE, 0, TO_THE_END):
            C.llama_memory_clear(self.memory, True)  # noqa: FBT003  a C function
        del self.tokens[:]

    def agree(self) -> None:
        """After an aborted step: keep only what the engine kept too."""
        kept = C.llama_memory_seq_pos_max(self.memory, SEQUENCE) + 1
        if self.recurrent or kept > len(self.tokens):
            self.clear()
        else:
            del self.tokens[kept:]

    def _roll_back(self, length: int) -> bool:
        if length == 0 or not C.llama_memory_seq_rm(self.memory, SEQUENCE, length, TO_THE_END):
            return False
        # A sliding window says yes and has lost the cells: what is there must reach far enough.
        first = C.llama_memory_seq_pos_min(self.memory, SEQUENCE)
        return bool(self.window == 0 or first <= max(0, length - self.window))


def _common(kept: "array[int]", prompt: Sequence[int]) -> int:
    length = min(len(kept), len(prompt))
    if length == 0:
        return 0
    ours = np.frombuffer(kept, dtype=np.int32, count=length)
    theirs = np.asarray(prompt[:length], dtype=np.int32)
    different = np.flatnonzero(ours != theirs)
    found = int(different[0]) if different.size else length
    del ours  # an array that is looked at cannot grow
    return found

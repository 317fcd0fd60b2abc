"""Reading a window of a text, with the logits of its second half."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from launcher.worker.bindings import C
from launcher.worker.decode import ABORTED
from launcher.worker.interrupt import Interrupt
from launcher.worker.likelihood import Floats
from launcher.worker.refused import Refused
from launcher.worker.text_windows import TextWindows


@dataclass(eq=False)
class WindowReader:
    """Reads one window after the other, each as a conversation of its own."""

    context: Any
    texts: TextWindows
    size: int  # tokens of the vocabulary
    rows: int  # of logits at once
    interrupt: Interrupt

    def read(self, index: int) -> Iterator[Floats]:
        """Rows of logits in parts; each is gone when the next is asked for.

        The first half of the window is read along with the first part, and its last token,
        which predicts nothing that is scored, with the last. Raises Refused.
        """
        C.llama_memory_clear(C.llama_get_memory(self.context), True)  # noqa: FBT003
        tokens = self.texts.at(index)
        first, last = self.texts.before, self.texts.window - 1
        read = 0
        for start in range(first, last, self.rows):
            end = min(start + self.rows, last)
            self._decode(
                tokens[read : len(tokens) if end == last else end], start - read, end - start
            )
            read = end
            yield np.ctypeslib.as_array(C.llama_get_logits(self.context), (end - start, self.size))

    def _decode(self, tokens: Any, silent: int, rows: int) -> None:
        """Read tokens; so many give no logits, and so many after them do."""
        spoken = np.zeros(len(tokens), np.int8)
        spoken[silent : silent + rows] = 1
        batch = C.llama_batch_get_one(tokens.ctypes.data_as(C.llama_token_p), len(tokens))
        batch.logits = spoken.ctypes.data_as(type(batch.logits))
        status = C.llama_decode(self.context, batch)
        C.llama_synchronize(self.context)
        if self.interrupt.is_set or status == ABORTED:
            raise Refused("cancelled")
        if status:
            raise Refused("decode", "", (status,))

"""Reading a prompt in steps short enough that Stop is heard in time.

Inside a step a processor looks at the abort flag, a graphics card does not. So a
step's length follows the measured speed and stays below a tenth of a second.
"""

import ctypes
import time
from collections.abc import Sequence
from typing import Any, Final

from launcher.protocol.messages import Progress
from launcher.worker.bindings import C
from launcher.worker.decode import Cancelled, Step, check
from launcher.worker.pace import Pace

PROGRESS_PER_SECOND: Final = 30
SLOWEST: Final = 0.100  # seconds
FASTEST: Final = 0.040
LEAST_STEP: Final = 32  # tokens


def read_prompt(step: Step, prompt: Sequence[int], reused: int) -> None:
    """Read what is not in memory yet, and say how far. Raises Cancelled, Refused."""
    model, total = step.model, len(prompt)
    tokens = (C.llama_token * total)(*prompt)
    pace = Pace(PROGRESS_PER_SECOND)
    done = reused
    while done < total:
        if step.interrupt.is_set:
            raise Cancelled
        length = min(model.step, total - done)
        began = time.perf_counter()
        batch = C.llama_batch_get_one(_from(tokens, done), length)
        check(model, C.llama_decode(model.context, batch))
        C.llama_synchronize(model.context)  # a GPU works on after the call; honest progress waits
        model.kept.tokens.extend(prompt[done : done + length])
        done += length
        now = time.perf_counter()
        if length == model.step:
            model.step = next_step(length, now - began, model.largest_step)
        if done == total or pace.due(now):
            step.send(
                Progress(id=step.request, phase="prompt", done=done, total=total, reused=reused)
            )


def next_step(step: int, seconds: float, largest: int) -> int:
    """Tokens for the next step, from how long this one took."""
    if seconds > SLOWEST and step > LEAST_STEP:
        return max(LEAST_STEP, step // 2)
    if seconds < FASTEST:
        return min(largest, step * 2)
    return step


def _from(tokens: Any, at: int) -> Any:
    where = ctypes.addressof(tokens) + at * ctypes.sizeof(C.llama_token)
    return ctypes.cast(where, ctypes.POINTER(C.llama_token))

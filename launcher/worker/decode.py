"""One step of the engine, and what its return code means."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from launcher.protocol.messages import Event
from launcher.worker.bindings import C
from launcher.worker.chat_model import ChatModel
from launcher.worker.interrupt import Interrupt
from launcher.worker.refused import Refused

NO_ROOM: Final = 1  # what llama_decode returns
ABORTED: Final = 2


class Cancelled(Exception):
    """The person stopped it."""


@dataclass(frozen=True, slots=True)
class Step:
    """What reading and drawing both need: whose answer, with which model, heard by whom."""

    request: int
    model: ChatModel
    interrupt: Interrupt
    send: Callable[[Event], None]


def check(model: ChatModel, status: int) -> None:
    """Raises Cancelled or Refused unless the engine did its step."""
    if status == 0:
        return
    if status == ABORTED:
        model.kept.agree()
        raise Cancelled
    used = len(model.kept.tokens)
    model.kept.clear()
    if status == NO_ROOM:
        raise Refused("context_overflow", numbers=(used, model.granted))
    raise Refused("decode", "", (status,))


def check_logits(model: ChatModel) -> None:
    """A damaged model computes numbers that are none; drawing from them would be noise."""
    count = C.llama_vocab_n_tokens(model.vocabulary.handle)
    logits = np.ctypeslib.as_array(C.llama_get_logits_ith(model.context, -1), (count,))
    if np.isnan(logits).any():
        model.kept.clear()
        raise Refused("decode", "the model computes values that are no numbers")

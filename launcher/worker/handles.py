"""A model and a context in memory, made with the reason where they cannot be, and freed once."""

import ctypes
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from launcher.protocol.messages import EngineParameters
from launcher.worker.bindings import C
from launcher.worker.interrupt import Interrupt
from launcher.worker.limits import check_heads, check_parameters
from launcher.worker.log import EngineLog, Line
from launcher.worker.metadata import architecture_of, text_of
from launcher.worker.model_file import check_file
from launcher.worker.reasons import why
from launcher.worker.refused import Refused
from launcher.worker.structs import ModelStruct, context_struct, model_struct

NO_VOCABULARY: Final = 0  # LLAMA_VOCAB_TYPE_NONE

OnProgress = Callable[[float], bool]


@dataclass(eq=False)
class Model:
    """A model the engine has opened, planned only or with its weights."""

    path: str
    size: int  # bytes of the file it was opened by
    handle: Any
    struct: ModelStruct
    lines: Sequence[Line] = field(default=())

    @property
    def architecture(self) -> str:
        """As the header names it."""
        return architecture_of(self.handle)

    def free(self) -> None:
        """Give its memory back."""
        if self.handle:
            C.llama_model_free(self.handle)
            self.handle = None


@dataclass(eq=False)
class Context:
    """A context of a model, and what the engine said while making it."""

    handle: Any
    params: Any
    lines: Sequence[Line]

    def free(self) -> None:
        """Give its memory back."""
        if self.handle:
            C.llama_free(self.handle)
            self.handle = None


def open_model(
    path: str,
    asked: EngineParameters,
    log: EngineLog,
    *,
    dry: bool,
    on_progress: OnProgress | None = None,
) -> Model:
    """Open a model file, or plan it.

    `on_progress` gets the share that is read and returns whether to go on.
    Raises Refused with the reason.
    """
    check_parameters(asked)
    size = check_file(path)
    struct = model_struct(asked, dry=dry)
    told: list[bool] = []
    if on_progress:
        struct.kept.append(callback := _progress_callback(on_progress, told))
        struct.params.progress_callback = callback
    with log.capture() as lines:
        handle = C.llama_model_load_from_file(os.fsencode(path), struct.params)
    if handle:
        return Model(path, size, handle, struct, lines)
    if told:
        raise Refused("cancelled")
    raise why(lines, path=path, size=size, otherwise="load_failed")


def open_context(
    model: Model,
    asked: EngineParameters,
    log: EngineLog,
    *,
    context: int | None = None,
    sequences: int | None = None,
    outputs: int | None = None,
    interrupt: Interrupt | None = None,
    watch: Any = None,
) -> Context:
    """Make a context of the model; the overrides ask what another one would take.

    `outputs` lets one sequence give as many rows of logits at once.
    `watch` is a C function that the engine shows every node of its graph, kept by the caller.

    Raises Refused with the reason.
    """
    check_parameters(asked)
    check_heads(model.handle, asked)
    params = context_struct(asked, context=context, sequences=sequences, outputs=outputs)
    if interrupt:
        params.abort_callback, params.abort_callback_data = interrupt.callback()
    if watch:
        params.cb_eval = watch
    with log.capture() as lines:
        handle = C.llama_init_from_model(model.handle, params)
    if not handle:
        raise why(lines, path=model.path, size=model.size, otherwise="context_failed")
    return Context(handle, params, lines)


def writes(model: Model) -> bool:
    """Whether it continues a text token by token; an encoder, or one that fills gaps, does not."""
    handle = model.handle
    return bool(
        C.llama_model_has_decoder(handle)
        and not C.llama_model_has_encoder(handle)
        and not C.llama_model_is_diffusion(handle)
        and text_of(handle, f"{model.architecture}.attention.causal") != "false"
    )


def check_chat_model(model: Model) -> None:
    """Raises Refused('not_a_chat_model') for a model that cannot continue a text."""
    handle = model.handle
    if C.llama_vocab_type(C.llama_model_get_vocab(handle)) == NO_VOCABULARY:
        raise Refused("not_a_chat_model", "no vocabulary")
    if C.llama_model_has_encoder(handle) or not C.llama_model_has_decoder(handle):
        raise Refused("not_a_chat_model", "encoder")
    if C.llama_model_is_diffusion(handle):
        raise Refused("not_a_chat_model", "diffusion")


def _progress_callback(on_progress: OnProgress, told: list[bool]) -> Any:
    def took(share: float, _data: object) -> bool:
        if on_progress(share):
            return True
        told.append(True)
        return False

    return ctypes.cast(C.llama_progress_callback(took), C.llama_progress_callback)

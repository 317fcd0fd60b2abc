"""The engine with at most one model for chatting in it."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from launcher.protocol.messages import (
    Count,
    Counted,
    Done,
    Event,
    Generate,
    Load,
    Loaded,
    Progress,
)
from launcher.worker import log_sizes
from launcher.worker.bindings import C
from launcher.worker.chat_model import ChatModel, chat_model
from launcher.worker.dry_run import measure
from launcher.worker.generate import generate
from launcher.worker.handles import Context, Model, check_chat_model, open_context, open_model
from launcher.worker.hygiene import resident_bytes
from launcher.worker.interrupt import Interrupt
from launcher.worker.log import EngineLog
from launcher.worker.metadata import description_of
from launcher.worker.pace import Pace
from launcher.worker.refused import Refused

THOUSANDTHS: Final = 1000
PROGRESS_PER_SECOND: Final = 30


@dataclass(eq=False)
class Engine:
    """Loads, answers, counts; called by the main thread alone."""

    log: EngineLog
    interrupt: Interrupt
    send: Callable[[Event], None]
    _loaded: ChatModel | None = field(default=None)

    def load(self, request: Load) -> Loaded:
        """Load a model in place of the one before. Raises Refused with the reason."""
        self.unload()
        began = time.perf_counter()
        model = open_model(
            request.path,
            request.parameters,
            self.log,
            dry=False,
            on_progress=self._progress(request.id),
        )
        try:
            check_chat_model(model)
            made = open_context(model, request.parameters, self.log, interrupt=self.interrupt)
        except Refused:
            model.free()
            raise
        self._loaded = chat_model(model, made, request.parameters)
        if self.interrupt.is_set:
            self.unload()
            raise Refused("cancelled")
        return _loaded(request, model, made, self._loaded, time.perf_counter() - began)

    def generate(self, request: Generate) -> Done:
        """Answer a conversation."""
        return generate(self._model(), request, self.interrupt, self.send)

    def count(self, request: Count) -> Counted:
        """Tokens of a conversation as the template writes it."""
        return Counted(id=request.id, tokens=len(self._model().tokens_of(request.turns)))

    def unload(self) -> None:
        """Give the model's memory back."""
        if self._loaded:
            self._loaded.free()
        self._loaded = None

    def _model(self) -> ChatModel:
        if self._loaded is None:
            raise Refused("no_model")
        return self._loaded

    def _progress(self, request: int) -> Callable[[float], bool]:
        pace = Pace(PROGRESS_PER_SECOND)

        def took(share: float) -> bool:
            if share >= 1.0 or pace.due():
                done = max(0, min(THOUSANDTHS, round(share * THOUSANDTHS)))
                self.send(Progress(id=request, phase="load", done=done, total=THOUSANDTHS))
            return not self.interrupt.is_set

        return took


def _loaded(request: Load, model: Model, made: Context, chat: ChatModel, seconds: float) -> Loaded:
    devices, _source = measure(model, made, request.parameters)
    handle, asked = model.handle, request.parameters
    return Loaded(
        id=request.id,
        seconds=seconds,
        architecture=model.architecture,
        description=description_of(handle),
        size=C.llama_model_size(handle),
        parameters=C.llama_model_n_params(handle),
        layers=C.llama_model_n_layer(handle),
        context=C.llama_n_ctx(made.handle),
        trained_context=C.llama_model_n_ctx_train(handle),
        devices=devices,
        resident=resident_bytes(),
        template=chat.template.origin,
        template_note=chat.template.fault,
        flash_attention=log_sizes.flash_attention(made.lines, asked.flash_attention),
    )

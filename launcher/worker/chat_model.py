"""A model loaded for chatting: its handles, vocabulary, template and what it remembers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from launcher.protocol.messages import EngineParameters, Turn
from launcher.worker.bindings import C
from launcher.worker.handles import Context, Model
from launcher.worker.kept_tokens import KeptTokens
from launcher.worker.template import CHATML, CHATML_STOPS, Template
from launcher.worker.vocabulary import Vocabulary

FIRST_STEP: Final = 64  # tokens of a prompt read before its speed is known


@dataclass(eq=False)
class ChatModel:
    """Everything an answer needs."""

    model: Model
    made: Context
    vocabulary: Vocabulary
    template: Template
    kept: KeptTokens
    granted: int  # tokens of context in one sequence
    largest_step: int  # tokens the engine takes at once
    step: int = FIRST_STEP

    @property
    def context(self) -> object:
        """The engine's context."""
        return self.made.handle

    @property
    def stops(self) -> tuple[str, ...]:
        """Words that end an answer because no token of the model does: ChatML written as text."""
        if self.template.origin == "model" or CHATML_STOPS[0] in self.vocabulary.special:
            return ()
        return CHATML_STOPS

    def tokens_of(self, turns: Sequence[Turn]) -> list[int]:
        """The conversation as the model reads it. Raises Refused('template')."""
        spans = self.template.spans(turns, tuple(self.vocabulary.special))
        return self.vocabulary.tokens(spans)

    def free(self) -> None:
        """Give its memory back."""
        self.made.free()
        self.model.free()


def chat_model(model: Model, made: Context, asked: EngineParameters) -> ChatModel:
    """Put the parts together."""
    vocabulary = Vocabulary(C.llama_model_get_vocab(model.handle))
    handle = model.handle
    largest = min(asked.micro_batch, C.llama_n_ubatch(made.handle))
    return ChatModel(
        model=model,
        made=made,
        vocabulary=vocabulary,
        template=_template(handle, vocabulary),
        kept=KeptTokens(
            memory=C.llama_get_memory(made.handle),
            window=0 if asked.swa_full else C.llama_model_n_swa(handle),
            recurrent=bool(C.llama_model_is_recurrent(handle) or C.llama_model_is_hybrid(handle)),
        ),
        granted=C.llama_n_ctx_seq(made.handle),
        largest_step=largest,
        step=min(FIRST_STEP, largest),
    )


def _template(handle: object, vocabulary: Vocabulary) -> Template:
    known = {"bos_token": vocabulary.begin, "eos_token": vocabulary.end}
    source: bytes | None = C.llama_model_chat_template(handle, None)
    if not source:
        return Template(CHATML, known, origin="chatml")
    return Template(source.decode("utf-8", "replace"), known)

"""Small models of every architecture, as metadata alone.

No tensor is named: the engine shapes them itself. The same keys describe the
model to the engine and to the arithmetic. The values follow llama.cpp's own
tests/test-llama-archs.cpp; where that leaves an architecture out, the keys its
loader asks for are added here.
"""

from types import MappingProxyType
from typing import Final

from launcher.models.facts import ModelFacts, Value
from tests.model.architectures.keys import keys_of
from tests.model.architectures.sizes import Size, size_of

SHARED_KEYS: Final = ("tokenizer.", "xielu.")  # not the architecture's own
HALF_PRECISION: Final = (  # tensors the engine wants in 16 bits
    "conv{}d.weight",
    "posnet.{}.conv1.weight",
    "posnet.{}.conv2.weight",
    "convnext.{}.dw.weight",
)


def model_of(architecture: str, size: Size | None = None, **more: Value) -> ModelFacts:
    """The model as the arithmetic sees it; `more` are keys ('attention__indexer__top_k')."""
    size = size or size_of(architecture)
    keys = dict(keys_of(architecture, size))
    keys |= {key.replace("__", "."): value for key, value in more.items()}
    named = {_full(architecture, key): value for key, value in keys.items() if value != ()}
    return ModelFacts(
        architecture=architecture,
        name=None,
        metadata=MappingProxyType({"general.architecture": architecture, **named}),
        vocabulary=size.vocabulary,
    )


def _full(architecture: str, key: str) -> str:
    return key if key.startswith(SHARED_KEYS) else f"{architecture}.{key}"

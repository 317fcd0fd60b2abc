"""Answer speeds that people measured and published, with the headers of the files they ran.

Headers come from the catalog; a few well-known models that are not in it are made from
their published dimensions. A file of another name with the same shape has the same speed.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from launcher.models.catalog import facts_of as from_catalog
from launcher.models.catalog import known_as
from launcher.models.facts import ModelFacts
from launcher.models.quantization import tensor_bytes
from launcher.units import GIB
from tests.fakes.model_facts import facts_of

TIED: Final[dict[str, Any]] = {"tied": True, "embedding_kind": "Q6_K"}
MADE: Final[dict[str, dict[str, Any]]] = {
    "SmolLM2-1.7B": {
        "layers": 24,
        "embedding": 2048,
        "feed_forward": 8192,
        "kv_heads": 32,
        "head_size": 64,
        "vocabulary": 49152,
        **TIED,
    },
    "Phi-3-medium": {
        "architecture": "phi3",
        "layers": 40,
        "embedding": 5120,
        "feed_forward": 17920,
        "heads": 40,
        "kv_heads": 10,
        "vocabulary": 32064,
    },
    "Codestral-22B": {
        "layers": 56,
        "embedding": 6144,
        "feed_forward": 16384,
        "heads": 48,
        "vocabulary": 32768,
    },
    "Yi-1.5-9B": {"layers": 48, "feed_forward": 11008, "kv_heads": 4, "vocabulary": 64000},
    "internlm2_5-20b": {
        "layers": 48,
        "embedding": 6144,
        "feed_forward": 16384,
        "heads": 48,
        "vocabulary": 92544,
    },
    "internlm3-8b": {
        "layers": 48,
        "feed_forward": 10240,
        "kv_heads": 2,
        "vocabulary": 128512,
    },
    "Falcon3-7B": {
        "layers": 28,
        "embedding": 3072,
        "feed_forward": 23040,
        "heads": 12,
        "kv_heads": 4,
        "head_size": 256,
        "vocabulary": 131072,
    },
    "Falcon3-1B": {
        "layers": 18,
        "embedding": 2048,
        "feed_forward": 8192,
        "heads": 8,
        "kv_heads": 4,
        "head_size": 256,
        "vocabulary": 131072,
    },
    "aya-expanse-32b": {
        "architecture": "command-r",
        "layers": 40,
        "embedding": 8192,
        "feed_forward": 24576,
        "heads": 64,
        "vocabulary": 256000,
        **TIED,
    },
    "EXAONE-3.5-7.8B": {"vocabulary": 102400},
    "Hunyuan-4B": {
        "layers": 36,
        "embedding": 3072,
        "feed_forward": 9216,
        "vocabulary": 120832,
        **TIED,
    },
}
SHAPES: Final = (  # what a file's name begins or goes on with, and a catalog model of that shape
    (r"Llama-3\.2-1B", "Llama-3.2-1B-Instruct"),
    (r"Llama-3\.2-3B", "Llama-3.2-3B-Instruct"),
    (r"Llama-3\.1-(8B|Tulu-3-8B|Nemotron-Nano-8B)|Distill-Llama-8B", "Llama-3.1-8B-Instruct"),
    (r"Pepe_70B", "Llama-3.3-70B-Instruct"),
    (r"gemma-2-2b", "gemma-2-2b-it"),
    (r"gemma-2-9b", "gemma-2-9b-it"),
    (r"gemma-2-27b", "gemma-2-27b-it"),
    (r"gemma-3-1b", "gemma-3-1b-it"),
    (r"gemma-3-4b", "gemma-3-4b-it"),
    (r"gemma-3-12b", "gemma-3-12b-it"),
    (r"gemma-3n-E4B", "gemma-3n-E4B-it"),
    (r"gemma-4-E2B", "gemma-4-E2B-it"),
    (r"gemma-4-E4B", "gemma-4-E4B-it"),
    (r"gemma-4-26B", "gemma-4-26B-A4B-it"),
    (r"gemma-4-31B", "gemma-4-31B-it"),
    (r"gpt-oss-20b", "gpt-oss-20b"),
    (r"Mistral-7B-Instruct-v0\.3", "Mistral-7B-Instruct-v0.3"),
    (r"Mistral-Nemo", "Mistral-Nemo-Instruct-2407"),
    (r"Mistral-Small-(24B|3\.2-24B)", "Mistral-Small-24B-Instruct-2501"),
    (r"Phi-3\.5-mini", "Phi-3-mini-128k-instruct"),
    (r"Phi-4-mini", "Phi-4-mini-instruct"),
    (r"phi-4-Q|Phi-4-reasoning", "phi-4"),
    (r"Qwen2\.5-(Coder-)?3B", "Qwen2.5-3B-Instruct"),
    (r"Qwen2\.5-(Coder-)?7B|Distill-Qwen-7B", "Qwen2.5-7B-Instruct"),
    (r"Qwen2\.5-(Coder-)?14B", "Qwen2.5-14B-Instruct"),
    (r"Qwen2\.5-(Coder-)?32B", "Qwen2.5-32B-Instruct"),
    (r"Qwen3-1\.7B|Qwen3VL-2B", "Qwen3-1.7B"),
    (r"Qwen3-4B|Eva-4B|Jan-v3-4B", "Qwen3-4B"),
    (r"Qwen3-8B", "Qwen3-8B"),
    (r"Qwen3-14B|NousCoder-14B", "Qwen3-14B"),
    (r"Qwen3-(Omni-)?30B-A3B", "Qwen3-30B-A3B"),
    (r"Qwen3-Coder-Next", "Qwen3-Coder-Next"),
    (r"Qwen3\.5-0\.8B", "Qwen3.5-0.8B"),
    (r"Qwen3\.5-2B", "Qwen3.5-2B"),
    (r"Qwen3\.5-4B", "Qwen3.5-4B"),
    (r"Qwen3\.5-9B|[Oo]rnith-1\.0-9[bB]", "Qwen3.5-9B"),
    (r"Qwen3\.[56]-27B", "Qwen3.5-27B"),
    (r"Qwen3\.[56]-35B-A3B|ornith-1\.0-35b", "Qwen3.5-35B-A3B"),
    (r"SmolLM3-3B", "SmolLM3-3B"),
    (r"TinyLlama", "TinyLlama-1.1B-Chat-v1.0"),
    (r"granite-3\.[13]-8b", "granite-3.3-8b-instruct"),
    (r"granite-3\.3-2b", "granite-3.3-2b-instruct"),
    (r"granite-4\.0-h-1b", "granite-4.0-h-1b"),
    (r"aya-expanse-8b", "aya-23-8B"),
    (r"command-r7b", "c4ai-command-r7b-12-2024"),
    (r"glm-4-9b", "GLM-4-9B-0414"),
    (r"GLM-4\.7-Flash", "GLM-4.7-Flash"),
    (r"ERNIE-4\.5-21B", "ERNIE-4.5-21B-A3B-PT"),
    (r"LFM2(\.5)?-1\.2B", "LFM2-1.2B"),
    (r"Nemotron-3-Nano.*30B-A3B", "NVIDIA-Nemotron-3-Nano-30B-A3B-BF16"),
    (r"Falcon3-3B", "Falcon3-3B-Instruct"),
    (r"Falcon-H1-0\.5B", "Falcon-H1-0.5B-Instruct"),
    (r"Falcon-H1-3B", "Falcon-H1-3B-Instruct"),
    (r"OLMo-2-1124-13B", "OLMo-2-1124-13B-Instruct"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One file on one computer: bytes of memory, printed bandwidth, tokens a second."""

    hardware: str
    memory: int
    ram: int
    shared: bool
    bandwidth: float | None
    shape: str
    model: ModelFacts
    speed: float

    @property
    def fits(self) -> bool:
        """Whether all of it lies on the card, by its size alone."""
        return self.model.weight_bytes + GIB // 2 < self.memory


def best_results(folder: Path) -> tuple[Result, ...]:
    """The best reported of each shape and quantization on each computer."""
    best: dict[tuple[str, str], Result] = {}
    for found in _results(folder):
        key = (found.hardware, found.shape)
        if key not in best or best[key].speed < found.speed:
            best[key] = found
    return tuple(best.values())


def _results(folder: Path) -> Iterator[Result]:
    rows = json.loads(folder.joinpath("decode-speeds.json").read_text("utf-8"))["rows"]
    for row in rows:
        known = header_of(row["file"])
        if known is None:
            continue
        nominal = row["nominal_bandwidth_gb_s"]
        yield Result(
            hardware=row["hardware"],
            memory=int(row["vram_gib"] * GIB),
            ram=int(row["ram_gib"] * GIB),
            shared=row["unified"],
            bandwidth=nominal * 1e9 if nominal else None,
            shape=known[0],
            model=known[1],
            speed=row["answer_tokens_per_s"],
        )


@cache
def header_of(file: str) -> tuple[str, ModelFacts] | None:
    """The shape's name and the header of a file with this name; None where it is not known."""
    for name, dimensions in MADE.items():
        if name in file:
            return name, facts_of(**dimensions)
    shape = next((shape for sign, shape in SHAPES if re.search(sign, file)), None)
    kind = re.search(r"Q4_K_M|Q4_0|Q8_0|MXFP4", file)
    if shape is None or kind is None:
        return None
    model = from_catalog(known_as(shape), kind[0])
    name = f"{shape} {kind[0]}"
    return (f"{name} fp16", _wide(model)) if file.endswith("-fp16.gguf") else (name, model)


def _wide(model: ModelFacts) -> ModelFacts:
    """With the embedding, which is the output too, in 16 bits."""
    tensors = tuple(
        replace(one, type="F16", size=tensor_bytes("F16", one.shape))
        if one.name == "token_embd.weight"
        else one
        for one in model.tensors
    )
    return replace(model, tensors=tensors, metadata=MappingProxyType(dict(model.metadata)))

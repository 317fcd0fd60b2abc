"""Well-known models with their true dimensions, known without a network and without the engine.

The index is small and read once; a model's own file, a few KB, only when its
header is wanted. The headers are made from published dimensions: names, shapes
and types are those of real files, the size of the tokenizer is predicted.
"""

import difflib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from launcher.errors import DamagedHeader, NoSuchFile, UnknownChoice, UnreadableFile
from launcher.models.catalog_entry import Entry, entry_of, refused, tensors_of
from launcher.models.facts import ModelFacts, Value
from launcher.models.quantization import FILE_TYPES
from launcher.paths import RESOURCES

FOLDER: Final = "catalog"
INDEX: Final = "index.json"
MADE: Final = "snug.catalog"  # in the metadata of every header made here: the model's repository
USUAL: Final = "Q4_K_M"
# llama-quantize refuses to make these without an importance matrix (src/llama-quant.cpp).
WITH_MATRIX: Final = frozenset({"IQ3_XXS", "IQ2_M", "IQ2_XXS"})
NEAR: Final = 5  # names offered where none matches
ALIKE: Final = 0.5  # of the letters, to be offered for its spelling alone


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A model of the catalog. `sizes` are predicted bytes of each variant's file, in their order.

    `licence` is the tag on the maker's model card, None where it is not recorded here;
    `source` says where the dimensions come from.
    """

    repo: str
    name: str
    family: str
    architecture: str
    parameters: int
    context_length: int
    licence: str | None
    source: str
    variants: tuple[str, ...]
    sizes: tuple[int, ...]
    entry: str  # its file

    @property
    def usual(self) -> str:
        """The variant to begin with."""
        return USUAL if USUAL in self.variants else self.variants[0]


def catalog() -> tuple[Known, ...]:
    """All models, family by family, small ones first. Raises BadModelFile for a damaged index."""
    return _read_index(RESOURCES / FOLDER)


def known_as(words: str) -> Known:
    """The model with this repository or name, however written.

    Raises UnknownChoice with names that are near.
    """
    wanted = _plain(words)
    models = catalog()
    for told in (_repo, _short, _name):
        found = [model for model in models if told(model) == wanted]
        if len(found) == 1:
            return found[0]
    raise UnknownChoice("model", words, _near(wanted, models))


def facts_of(known: Known, variant: str = USUAL) -> ModelFacts:
    """The header of a variant; `is_from_catalog` tells it from one that was read.

    Raises UnknownChoice for a variant it has not, BadModelFile for a damaged file.
    """
    if variant not in known.variants:
        raise UnknownChoice("quantization", variant, known.variants)
    return _facts(RESOURCES / FOLDER, known, variant)


def is_from_catalog(facts: ModelFacts) -> bool:
    """Whether a header was made from dimensions, so that its size is a prediction."""
    return MADE in facts.metadata


@cache
def _read_index(folder: Path) -> tuple[Known, ...]:
    path = folder / INDEX
    return refused(str(path), lambda: tuple(_known(told) for told in _parsed(path)))


def _known(told: Mapping[str, Any]) -> Known:
    variants: Mapping[str, int] = told["variants"]
    licence = told.get("licence")
    return Known(
        repo=str(told["repo"]),
        name=str(told["name"]),
        family=str(told["family"]),
        architecture=str(told["architecture"]),
        parameters=int(told["parameters"]),
        context_length=int(told["context_length"]),
        licence=None if licence is None else str(licence),
        source=str(told["source"]),
        variants=tuple(variants),
        sizes=tuple(int(size) for size in variants.values()),
        entry=str(told["entry"]),
    )


@lru_cache(maxsize=128)
def _facts(folder: Path, known: Known, variant: str) -> ModelFacts:
    path = folder / known.entry
    entry = entry_of(str(path), _parsed(path))
    tensors = tensors_of(str(path), entry, variant)
    if not tensors:
        raise DamagedHeader(str(path), "it holds no tensors", 0)
    end = tensors[-1].offset + tensors[-1].size
    return ModelFacts(
        architecture=entry.architecture,
        name=known.name,
        metadata=MappingProxyType(_metadata(known, entry, variant)),
        tensors=tensors,
        vocabulary=entry.vocabulary,
        file_size=entry.header + end,
        header_size=entry.header,
    )


def _metadata(known: Known, entry: Entry, variant: str) -> dict[str, Value]:
    numbers = {name: number for number, (name, _) in FILE_TYPES.items()}
    numbers["MXFP4"] = numbers["MXFP4_MOE"]
    metadata: dict[str, Value] = {
        "general.architecture": entry.architecture,
        "general.name": known.name,
        MADE: known.repo,
    }
    if variant in numbers:
        metadata["general.file_type"] = numbers[variant]
    return metadata | {f"{entry.architecture}.{key}": value for key, value in entry.keys.items()}


def _parsed(path: Path) -> Any:
    try:
        return json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise NoSuchFile(str(path)) from None
    except OSError as error:
        raise UnreadableFile(str(path), error.strerror or str(error)) from error
    except (ValueError, RecursionError) as error:  # no JSON, no text, or brackets without end
        raise DamagedHeader(str(path), f"it is no JSON: {error}", 0) from error


def _plain(words: str) -> str:
    return " ".join(words.casefold().replace("-", " ").replace("_", " ").split())


def _repo(model: Known) -> str:
    return _plain(model.repo)


def _short(model: Known) -> str:
    return _plain(model.repo.partition("/")[2])


def _name(model: Known) -> str:
    return _plain(model.name)


def _near(wanted: str, models: tuple[Known, ...]) -> tuple[str, ...]:
    """Repositories that share most words with what was asked, then those spelled most alike."""
    words = wanted.replace("/", " ").split()
    found = []
    for model in models:
        known = f"{_repo(model)} {_name(model)}"
        shared = sum(word in known for word in words)
        alike = difflib.SequenceMatcher(None, wanted.rpartition("/")[2], _short(model)).ratio()
        if shared or alike >= ALIKE:
            found.append((-shared, -alike, model.repo))
    return tuple(repo for _, _, repo in sorted(found)[:NEAR])

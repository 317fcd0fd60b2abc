"""What a file's header says of the same things its name says, and where the two disagree.

The header is right: it is what the engine reads.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from launcher.models.facts import ModelFacts
from launcher.models.naming.decoded import DecodedName
from launcher.models.naming.encoding_words import bits_of
from launcher.models.naming.encodings import Standing, base_of, standing
from launcher.models.naming.meanings import WHOLES
from launcher.models.quantization import FALLBACK, file_type_name, tensor_mix
from launcher.models.roles import MODEL, role_of

FAR: Final = 0.15  # of the weights: names round, and embeddings are counted or not
SOME: Final = 0.2  # of the weights: a type that holds less is not what the file is
ODD_BITS: Final = 1.5  # times as many bits as its type has is another type
ROLES: Final = {
    "mmproj": "the part that reads pictures or sound",
    "draft": "a model that guesses ahead for another",
    "imatrix": "an importance matrix",
    "lora": "a LoRA adapter",
    "vocab": "only a vocabulary",
    "embedding": "a model that turns text into vectors",
    "model": "a whole model",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class HeaderSays:
    """The keys of a header that speak of its name. None: it does not say.

    `weights` counts those in all tensors; `imatrix` is True where the header tells of an
    importance matrix, else None: old files were made with one and say nothing.
    """

    name: str | None
    basename: str | None
    size_label: str | None
    finetune: str | None
    version: str | None
    file_type: str | None
    quantized_by: str | None
    imatrix: bool | None
    role: str
    weights: int | None


def header_facts(facts: ModelFacts) -> HeaderSays:
    """What the header says. Source of the keys: ggml, docs/gguf.md."""
    number = facts.metadata.get("general.file_type")
    named = file_type_name(number) if isinstance(number, int) else None
    matrix = any(key.startswith("quantize.imatrix.") for key in facts.metadata)
    return HeaderSays(
        name=facts.name,
        basename=_said(facts, "basename"),
        size_label=_said(facts, "size_label"),
        finetune=_said(facts, "finetune"),
        version=_said(facts, "version"),
        file_type=named,
        quantized_by=_said(facts, "quantized_by"),
        imatrix=True if matrix else None,
        role=role_of(facts),
        weights=facts.parameters or None,
    )


def contradictions(name: DecodedName, facts: ModelFacts) -> tuple[str, ...]:
    """Where the header says otherwise than the name, each in a plain sentence."""
    return (*_types(name, facts), *_sizes(name, facts), *_matrix(name, facts), *_role(name, facts))


def _said(facts: ModelFacts, key: str) -> str | None:
    value = facts.metadata.get(f"general.{key}")
    return value if isinstance(value, str) and value else None


def _types(name: DecodedName, facts: ModelFacts) -> Iterator[str]:
    kind = name.quantization
    mix = tensor_mix(facts)
    if kind is None or not mix or name.role not in (MODEL, "mmproj"):
        return
    base = base_of(kind)
    most, largest = next(iter(mix.items()))
    held = sum(part.share for one, part in mix.items() if one in (base, _instead(base)))
    if base is not None and not name.dynamic and held < SOME:
        yield f"Named {name.label}, but {largest.share * 100:.0f} % of its weights are {most}."
        return
    stated = header_facts(facts).file_type
    exact = standing(kind) is Standing.KNOWN and not name.dynamic
    if exact and stated and stated != kind and base_of(stated) == base and base != kind:
        yield f"Named {name.label}, but its header says {stated}."
    yield from _bits(name, kind, facts)


def _instead(base: str | None) -> str | None:
    """What the engine stores where rows do not fit the type's blocks."""
    if base is None:
        return None
    return FALLBACK.get(base, "IQ4_NL" if base.startswith("IQ") else base)


def _bits(name: DecodedName, kind: str, facts: ModelFacts) -> Iterator[str]:
    """Makers' own mixes are judged by their bits alone."""
    bits = bits_of(kind)
    held = facts.bits_per_weight
    if bits is None or (standing(kind) is Standing.KNOWN and not name.dynamic):
        return
    if held > bits * ODD_BITS or held * ODD_BITS < bits:
        yield f"Named {name.label}, about {bits:.1f} bits a weight, but it holds {held:.1f}."


def _sizes(name: DecodedName, facts: ModelFacts) -> Iterator[str]:
    held = facts.parameters / 1e9
    if not held or name.role != MODEL or role_of(facts) not in (MODEL, "embedding"):
        return
    whole = name.params_total_b
    if whole is None:
        whole = WHOLES.get(((name.base or "").lower(), (name.size_label or "").lower()))
    if whole is not None and abs(held - whole) > FAR * whole:
        yield f"Named {name.size_label}, but it holds {_weights(held)}."
    elif name.params_effective_b is not None and held < name.params_effective_b * (1 - FAR):
        yield f"Named {name.size_label}, but it holds only {_weights(held)}."
    experts = facts.key("expert_count")
    if name.experts is not None and isinstance(experts, int) and experts != name.experts:
        yield f"Named for {name.experts} experts, but it has {experts or 'none'}."
    stated = header_facts(facts).size_label
    if stated and name.size_label and whole is None and not _same(stated, name.size_label):
        yield f"Named {name.size_label}, but its header says {stated}."


def _same(one: str, other: str) -> bool:
    plain = [text.lower().replace("_", ".") for text in (one, other)]
    return plain[0] in plain[1] or plain[1] in plain[0]


def _weights(billions: float) -> str:
    if billions >= 1:
        return f"{billions:.1f} billion weights"
    if billions >= 1e-3:
        return f"{billions * 1e3:.0f} million weights"
    return f"{billions * 1e6:.0f} thousand weights"


def _matrix(name: DecodedName, facts: ModelFacts) -> Iterator[str]:
    if name.of("imatrix") and header_facts(facts).imatrix is None:
        yield "The name says that an importance matrix was used; the header tells of none."


def _role(name: DecodedName, facts: ModelFacts) -> Iterator[str]:
    held = role_of(facts)
    alike = {MODEL, "embedding"}
    if held == name.role or {held, name.role} <= alike:
        return
    yield f"Named as {ROLES[name.role]}, but it is {ROLES[held]}."

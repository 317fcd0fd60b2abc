"""What a person must know of a name before they use the file."""

import unicodedata
from typing import Final

from launcher.models.naming.decoded import DecodedName
from launcher.models.naming.encodings import PLAIN_TYPES, Standing, canonical, standing
from launcher.models.naming.families import FAMILIES
from launcher.models.naming.meanings import weights_words
from launcher.models.naming.roles import WORDS
from launcher.models.naming.tunings import FOREIGN

LONGEST: Final = 255  # characters a file's name may have on common file systems
HIDDEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})  # Unicode's categories
OLDER: Final = (
    "The file format before GGUF (GGML): the engine no longer loads it. Look for a GGUF of the"
    " same model."
)
GGML: Final = frozenset({"ggmlv1", "ggmlv2", "ggmlv3"})


def notes(name: DecodedName) -> tuple[str, ...]:
    """Warnings, each a plain sentence; none for an ordinary name."""
    return (*_text(name), *_use(name), *_older(name), *_types(name), *_parts(name))


def visible(text: str) -> str:
    r"""The text with what is invisible, or turns the direction of reading, written as '\u202e'."""
    return "".join(_seen(one) for one in text)


def _seen(one: str) -> str:
    if unicodedata.category(one) not in HIDDEN:
        return one
    return one.encode("unicode_escape", "surrogatepass").decode("ascii")


def _text(name: DecodedName) -> list[str]:
    said = []
    if not name.parts:
        said.append("There is no name in this: only separators, or nothing.")
    elif _tells_nothing(name):
        said.append("Nothing in this says which model it is; it may be no model's name.")
    if visible(name.text) != name.text:
        said.append("The name holds invisible characters; it may not be what it looks like.")
    if any(len(part) > LONGEST for part in name.text.replace("\\", "/").split("/")):
        said.append(f"The name is longer than a file's name can be ({LONGEST} characters).")
    return said


def _tells_nothing(name: DecodedName) -> bool:
    told = (name.quantization, name.size_label, name.version, name.author_prefix)
    family = any(part.text.lower() in FAMILIES for part in name.of("base"))
    known = name.finetune or family or name.role != "model" or name.split != "none"
    return not known and not any(told)


def _use(name: DecodedName) -> list[str]:
    said = [WORDS[name.role]] if name.role in WORDS else []
    size = name.params_total_b
    if name.role in ("draft", "mmproj") and size is not None:
        said.append(f"{weights_words(size).capitalize()} is the size of its model, not its own.")
    return said


def _older(name: DecodedName) -> list[str]:
    """Files of llama.cpp from before August 2023, and repositories of them."""
    last = name.parts[-1].text.lower() if name.parts else ""
    words = {part.text.lower() for part in name.parts}
    plain = last in ("bin", "ggml") and (name.quantization or "ggml" in words)
    return [OLDER] if plain or words & GGML else []


def _types(name: DecodedName) -> list[str]:
    kind = name.quantization
    said = [FOREIGN[p.text.lower()] for p in name.of("quantization") if p.text.lower() in FOREIGN]
    if kind is None:
        file = name.role == "model" and bool(name.of("ending")) and bool(name.base)
        if file and name.text.lower().endswith(".gguf") and not said:
            said.append("The name does not say what its weights are stored as.")
        return said
    if standing(kind) is Standing.FORK:
        said.append(f"{kind}: only the fork ik_llama.cpp loads this; the engine here cannot.")
    if standing(kind) is Standing.REMOVED:
        instead = "IQ4_NL" if kind.startswith("IQ4_NL") else "Q4_0"
        said.append(f"{kind}: the engine no longer loads this. Take {instead} instead.")
    if any(part.text.lower() == "unquantized" for part in name.parts):
        said.append(f"Unquantized: prepared for {kind}, but stored in full precision.")
    others = {canonical(part.text) for part in name.of("quantization")} - {kind}
    others -= {canonical(word) for word in FOREIGN}
    if others:
        named = " and ".join(sorted(others))
        plain = " The other may be that of its embeddings." if others <= PLAIN_TYPES else ""
        said.append(f"The name holds {named} too; {kind} is taken for the weights.{plain}")
    return said


def _parts(name: DecodedName) -> list[str]:
    if name.split == "byte-split":
        return [
            "A piece of a file: the pieces must be joined first; it cannot be loaded as it is."
        ]
    if name.split == "gguf-split" and name.shard:
        part, count = name.shard
        return [f"Shard {part} of {count}: all are needed, and the first is the one to open."]
    return []

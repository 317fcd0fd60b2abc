"""Small vocabularies of our own, of the two kinds the engine knows best.

Any text can be encoded (every byte has a token) and common words are one
token. Sources: llama-vocab.cpp (llama_vocab::impl::load); GPT-2's encoder.py
for the letters that stand for bytes.
"""

from dataclasses import dataclass
from typing import Final

from launcher.models.facts import Value

TEXT: Final = """
a about after again all also an and any are as ask at be because been big but by call
can cat come could day did do dog down even find first for from get give go good great
had has have he her here high him his home house how I if in into is it its just know
large leave less let light like line little long look made make many may me mean more
most moon much must my name near never new next no not now of off old on one only open
or other our out over own part people play river said same saw say see sea she small so
some sky such sun take tell than that the their them then there these they thing think
this time to tree two under up us use very was water way we well went were what when
where which who why will wind with word work world would year you your
"""
WORDS: Final = tuple(TEXT.split())
MARKS: Final = (".", ",", "!", "?", ":", ";", "-", "'", '"', "(", ")")
START: Final = "<|im_start|>"
END: Final = "<|im_end|>"
NORMAL, UNKNOWN, CONTROL, BYTE = 1, 2, 3, 6  # include/llama.h: enum llama_token_type


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """The tokenizer's keys, and which of its tokens make readable text."""

    keys: dict[str, Value]
    size: int
    readable: tuple[int, ...]
    newline: int


def sentencepiece() -> Vocabulary:
    """As LLaMA and Gemma have it: pieces with scores, spaces written as a low line."""
    special = [("<unk>", UNKNOWN), ("<s>", CONTROL), ("</s>", CONTROL)]
    special += [(START, CONTROL), (END, CONTROL)]
    pieces = special + [(f"<0x{byte:02X}>", BYTE) for byte in range(256)]
    letters = [chr(code) for code in range(ord("!"), 127)] + ["\u2581"]
    words = [f"\u2581{word}" for word in WORDS]
    chains = [word[:length] for word in words for length in range(2, len(word) + 1)]
    texts = list(dict.fromkeys([*letters, *chains]))
    first = len(pieces)
    pieces += [(text, NORMAL) for text in texts]
    scores = tuple(0.0 for _ in range(first)) + tuple(-float(n) for n in range(len(texts)))
    keys: dict[str, Value] = {
        "tokenizer.ggml.model": "llama",
        "tokenizer.ggml.pre": "default",
        "tokenizer.ggml.tokens": tuple(text for text, _ in pieces),
        "tokenizer.ggml.scores": scores,
        "tokenizer.ggml.token_type": tuple(kind for _, kind in pieces),
        "tokenizer.ggml.unknown_token_id": 0,
        "tokenizer.ggml.bos_token_id": 1,
        "tokenizer.ggml.eos_token_id": 2,
        "tokenizer.ggml.eot_token_id": 4,
        "tokenizer.ggml.add_bos_token": True,
        "tokenizer.ggml.add_space_prefix": False,
    }
    return _vocabulary(keys, [text for text, _ in pieces], {*words, *MARKS}, "<0x0A>")


def byte_pairs(pre: str = "qwen2") -> Vocabulary:
    """As GPT-2 and Qwen have it: letters for bytes, and merges. `pre` says how text is cut."""
    letters = letters_for_bytes()
    space = letters[ord(" ")]
    words = [space + word for word in WORDS]
    merges: dict[str, None] = {}
    for word in words:
        for length in range(2, len(word) + 1):
            merges[f"{word[: length - 1]} {word[length - 1]}"] = None
    made = [merge.replace(" ", "") for merge in merges]
    normal = [*letters, *made]
    special = ["<|endoftext|>", START, END]
    tokens = [*normal, *special]
    types = tuple(NORMAL for _ in normal) + tuple(CONTROL for _ in special)
    keys: dict[str, Value] = {
        "tokenizer.ggml.model": "gpt2",
        "tokenizer.ggml.pre": pre,
        "tokenizer.ggml.tokens": tuple(tokens),
        "tokenizer.ggml.token_type": types,
        "tokenizer.ggml.merges": tuple(merges),
        "tokenizer.ggml.bos_token_id": tokens.index("<|endoftext|>"),
        "tokenizer.ggml.eos_token_id": tokens.index(END),
        "tokenizer.ggml.padding_token_id": tokens.index("<|endoftext|>"),
        "tokenizer.ggml.add_bos_token": False,
    }
    return _vocabulary(keys, tokens, {*words, *MARKS}, letters[ord("\n")])


def letters_for_bytes() -> list[str]:
    """The printable letter that stands for each byte, as GPT-2's encoder chose them."""
    printable = {*range(ord("!"), 127), *range(0xA1, 0xAD), *range(0xAE, 0x100)}
    letters = []
    others = 0
    for byte in range(256):
        if byte in printable:
            letters.append(chr(byte))
        else:
            letters.append(chr(256 + others))
            others += 1
    return letters


def _vocabulary(
    keys: dict[str, Value], tokens: list[str], readable: set[str], newline: str
) -> Vocabulary:
    return Vocabulary(
        keys=keys,
        size=len(tokens),
        readable=tuple(number for number, text in enumerate(tokens) if text in readable),
        newline=tokens.index(newline),
    )

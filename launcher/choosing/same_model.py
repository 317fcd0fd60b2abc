"""Whether two names mean one model: repository, file, header and display name, however written.

Makers' names, what the file is stored in and who quantized it are dropped. What makes
another model of it is kept: size, version, date, tuning ('it' reads as 'instruct').
"""

import re
from functools import lru_cache
from typing import Final

_STORED: Final = re.compile(  # how it is stored says nothing of which model it is
    r"(?<![a-z0-9])(?:(?:ud-)?(?:i?q\d[_a-z0-9]*|tq\d_\d|mxfp4(?:_moe)?|nvfp4)"
    r"|bf16|f16|fp16|f32|fp8|qat|gguf|imatrix|i1)(?![a-z0-9])"
)
_APART: Final = re.compile(r"[^a-z0-9.]+")
_JOINED: Final = re.compile(r"([a-z]{2,})(\d)")  # 'qwen2.5', but not 'a3b' or 'e4b'
_SIZE: Final = re.compile(r"(?:(\d+)x)?e?(\d+(?:\.\d+)?)([bm])")
_MAKERS: Final = frozenset(
    ("google", "meta", "microsoft", "mistralai", "openai", "ibm", "nvidia", "tiiuae", "allenai")
)
_PACKERS: Final = frozenset(
    ("unsloth", "bartowski", "mradermacher", "lmstudio", "community", "ggml", "org", "hf")
)
_SAME: Final = {"it": "instruct"}


@lru_cache(maxsize=1024)
def plain_model(name: str) -> str:
    """'unsloth/gemma-3-12b-it-GGUF' and 'Gemma 3 12B Instruct' are both 'gemma 3 12b instruct'."""
    words = _STORED.sub(" ", name.lower().strip().rpartition("/")[2])
    words = _JOINED.sub(r"\1 \2", _APART.sub(" ", words))
    kept: list[str] = []
    for word in (_SAME.get(each, each) for each in map(_bare, words.split())):
        if word and word not in _MAKERS | _PACKERS and kept[-1:] != [word]:
            kept.append(word)
    return " ".join(kept)


def _bare(word: str) -> str:
    return word.strip(".")


def family_of(name: str) -> str:
    """The words before the size: 'gemma 3' of 'google/gemma-3-12b-it'."""
    words: list[str] = []
    for word in plain_model(name).split():
        if _SIZE.fullmatch(word) or word == "instruct":
            break
        words.append(word)
    return " ".join(words)


def size_of(name: str) -> float | None:
    """Parameters as the name says them, rounded as names are; None where it does not."""
    for word in plain_model(name).split():
        if found := _SIZE.fullmatch(word):
            many, count, unit = found.groups()
            return int(many or 1) * float(count) * (1e9 if unit == "b" else 1e6)
    return None

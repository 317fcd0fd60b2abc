"""What a file's name says of a model. A first guess: where the header is known, it wins.

Of 222 real names only 7 follow the official grammar, so this reads what makers
really write: upper and lower case, folders that carry the type, files cut with
`split`, types only forks know.
"""

import re
from dataclasses import dataclass
from typing import Final

from launcher.models.shards import shard_name

TYPE: Final = re.compile(
    r"""(?<![A-Za-z0-9])(?P<dynamic>UD[-_])?(?P<type>
      I?Q[1-8](?:_(?:XXS|XXL|XS|XL|NL|BN|KSS|KS|KT|KL|K|S|M|L|0|1)
                 (?:_(?:XXL|XL|[SML]|R\d+|\d_\d|\d))*)?
      |TQ[12]_0|MXFP4(?:_MOE)?|NVFP4|BF16|FP?16|FP?32)(?![A-Za-z0-9])""",
    re.IGNORECASE | re.VERBOSE,
)
PLAIN_TYPES: Final = frozenset({"F16", "F32", "BF16"})
ALIASES: Final = {
    "FP16": "F16",
    "FP32": "F32",
    "Q3_K": "Q3_K_M",
    "Q4_K": "Q4_K_M",
    "Q5_K": "Q5_K_M",
}
INVENTED: Final = re.compile(r"(?P<type>Q\d_[01])_[SML]")  # 'q4_0_s': the maker's word for small
# llama-quantize refuses to make these without an importance matrix (src/llama-quant.cpp).
NEEDS_IMATRIX: Final = re.compile(r"IQ1_|IQ2_|IQ3_XXS|Q2_K_S")
BYTE_SPLIT: Final = (
    re.compile(r"(?P<stem>.+)\.part(?P<part>\d+)of(?P<count>\d+)", re.IGNORECASE),
    re.compile(r"(?P<stem>.+)-chunk-(?P<part>\d+)-of-(?P<count>\d+)", re.IGNORECASE),
    re.compile(r"(?P<stem>.+\.gguf)[-.]split[-_.](?P<letters>a?[a-z])", re.IGNORECASE),
    re.compile(r"(?P<stem>.+\.gguf)\.(?P<letters>a?[a-z])", re.IGNORECASE),
)
IMATRIX_ENDINGS: Final = (".dat", ".imatrix", ".gguf_file")


@dataclass(frozen=True, slots=True, kw_only=True)
class DecodedName:
    """A name, taken apart. None: the name does not tell.

    `quantization` is upper case with aliases resolved; `split` is 'none',
    'gguf-split' (the engine joins the shards itself) or 'byte-split' (must be
    joined first); `stem` is the path without shard, part and ending.
    """

    stem: str
    quantization: str | None
    dynamic: bool
    qat: bool
    imatrix: bool | None
    shard: tuple[int, int | None] | None
    split: str
    role: str

    @property
    def label(self) -> str | None:
        """The quantization as people write it: 'UD-Q4_K_XL'."""
        if self.quantization is None:
            return None
        return f"UD-{self.quantization}" if self.dynamic else self.quantization


def decode_name(path: str, *, repo: str | None = None) -> DecodedName:
    """A file's path inside its repository, a repository's name or a runner's tag, taken apart.

    `repo` helps where the maker says a thing there alone (Google: 'qat').
    """
    stem, shard, split = _parts(path)
    folder, _, name = stem.rpartition("/")
    quantization, dynamic = _type(name)
    if quantization is None:
        quantization, dynamic = _type(folder)
    return DecodedName(
        stem=stem,
        quantization=quantization,
        dynamic=dynamic,
        qat=_says(f"{path}/{repo or ''}", "qat"),
        imatrix=_imatrix(name, quantization),
        shard=shard,
        split=split,
        role=_role(path.rpartition("/")[2], quantization),
    )


def _parts(path: str) -> tuple[str, tuple[int, int | None] | None, str]:
    for pattern in BYTE_SPLIT:
        found = pattern.fullmatch(path)
        if found:
            groups = found.groupdict()
            stem = _without_ending(groups["stem"])
            if "letters" in groups:
                return stem, (_letters(groups["letters"]), None), "byte-split"
            return stem, (int(groups["part"]), int(groups["count"])), "byte-split"
    shard = shard_name(path)
    if shard is not None:
        stem = re.sub(r"-split$", "", _without_ending(shard.stem))
        return stem, (shard.part, shard.count), "gguf-split"
    return _without_ending(path), None, "none"


def _without_ending(path: str) -> str:
    return re.sub(r"\.gguf$", "", path, flags=re.IGNORECASE)


def _letters(letters: str) -> int:
    """The number of a part named by `split`: a is 1, ab is 2."""
    number = 0
    for letter in letters.lower():
        number = number * 26 + ord(letter) - ord("a")
    return number + 1


def _type(name: str) -> tuple[str | None, bool]:
    """The last type in the name; a plain one after another is only what its embeddings are."""
    found = [(_canonical(match["type"]), match) for match in TYPE.finditer(name)]
    if not found:
        return None, False
    kind, match = found[-1]
    if len(found) > 1 and kind in PLAIN_TYPES and found[-2][0] not in PLAIN_TYPES:
        kind, match = found[-2]
    return kind, match["dynamic"] is not None


def _canonical(kind: str) -> str:
    upper = kind.upper()
    invented = INVENTED.fullmatch(upper)
    if invented:
        upper = invented["type"]
    return ALIASES.get(upper, upper)


def _says(name: str, word: str) -> bool:
    return re.search(rf"(?<![a-z0-9]){word}(?![a-z0-9])", name, re.IGNORECASE) is not None


def _imatrix(name: str, quantization: str | None) -> bool | None:
    if quantization is None:
        return None
    said = _says(name, "(i1|i-?mat(rix)?)")
    return True if said or NEEDS_IMATRIX.match(quantization) else None


def _role(name: str, quantization: str | None) -> str:
    lower = name.lower()
    if "mmproj" in lower:
        return "mmproj"
    if lower.endswith(IMATRIX_ENDINGS) or ("imatrix" in lower and quantization is None):
        return "imatrix"
    if lower.startswith("mtp-") or _says(lower, "(draft|eagle3?|dflash|dspark)"):
        return "draft"
    if re.search(r"gemma-?4.*-assistant", lower):
        return "draft"
    if _says(lower, "lora"):
        return "lora"
    return "vocab" if _says(lower, "vocab") else "model"

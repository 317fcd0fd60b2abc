"""A name, taken apart."""

from dataclasses import dataclass

from launcher.models.naming.spans import NamePart


@dataclass(frozen=True, slots=True, kw_only=True)
class DecodedName:
    """What a name tells. None: it does not.

    `quantization` is upper case with aliases resolved; `split` is 'none',
    'gguf-split' (the engine joins the shards itself) or 'byte-split' (must be
    joined first); `stem` is the path without shard, part and ending. `params_*_b` are
    billions of weights. `parts` are in order, do not overlap and are cut from `text` as
    it stands (`start` and `end` count its characters); between them are separators.
    """

    text: str
    stem: str
    quantization: str | None
    dynamic: bool
    qat: bool
    imatrix: bool | None
    shard: tuple[int, int | None] | None
    split: str
    role: str
    author_prefix: str | None = None
    base: str | None = None
    version: str | None = None
    size_label: str | None = None
    params_total_b: float | None = None
    params_active_b: float | None = None
    params_effective_b: float | None = None
    experts: int | None = None
    finetune: tuple[str, ...] = ()
    parts: tuple[NamePart, ...] = ()

    @property
    def label(self) -> str | None:
        """The quantization as people write it: 'UD-Q4_K_XL'."""
        if self.quantization is None:
            return None
        return f"UD-{self.quantization}" if self.dynamic else self.quantization

    def of(self, kind: str) -> tuple[NamePart, ...]:
        """The parts of a kind, in order."""
        return tuple(part for part in self.parts if part.kind == kind)

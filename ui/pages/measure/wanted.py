"""Which files a person can choose, and what follows from a choice. No Qt."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from launcher.actions.measure import MeasureWish
from launcher.library.local_model import LocalModel
from launcher.models.facts import ModelFacts
from launcher.models.quantization import quantization_of
from launcher.units import size_text
from ui.text.models import display_name

WHOLE: Final = ("F32", "BF16", "F16", "Q8_0")  # what other quantizations can be made from
FIRST_PROMPTS: Final = (
    "What is the KV cache?",
    "What does Q4_K_M mean?",
)
MAKES: Final = (  # what is offered at first, the most bits first
    *("Q8_0", "Q6_K", "Q5_K_M", "Q4_K_M", "Q4_K_S", "IQ4_XS", "Q4_0"),
    *("Q3_K_M", "IQ3_M", "Q2_K"),
)
CHOOSE_FIRST: Final = "Choose a file. With two or more, or others made from it, they are compared."
GUIDE_MAKES: Final = ("Q8_0", "Q6_K", "Q5_K_M", "Q4_K_M", "Q4_0", "Q3_K_M", "Q2_K")


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A file that can be measured: how it is called, its type, bytes and bits per weight."""

    path: Path
    title: str
    quantization: str
    size: int
    bits: float

    @property
    def detail(self) -> str:
        """'Q4_K_M · 2.31 GiB'."""
        return f"{self.quantization} · {size_text(self.size)}"

    @property
    def can_make(self) -> bool:
        """Whether others can be made from it without much being lost twice."""
        return self.quantization in WHOLE


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What stands in the form. `reference` None: the one with most bits; `text` None: the sample.

    `compare` False: files are timed and read, and not compared with one of them.
    """

    files: tuple[Path, ...] = ()
    compare: bool = True
    reference: Path | None = None
    make: tuple[str, ...] = ()
    imatrix: Path | None = None
    text: Path | None = None
    quick: bool = True
    prompts: tuple[str, ...] = FIRST_PROMPTS
    on_battery: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeChip:
    """A quantization that can be made: its name and, where it is known, the size it comes to."""

    name: str
    size: str
    taken: bool
    usual: bool  # in sight at once; others when they are asked for


def candidates(models: Sequence[LocalModel], others: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """The others first (the built-in guide, files added by hand), then the library; each once."""
    found = {one.path: one for one in others}
    for model in models:
        if model.problem is None and model.facts is not None:
            found.setdefault(model.path, candidate(model.path, model.facts, model.size))
    return tuple(found.values())


def candidate(path: Path, facts: ModelFacts, size: int = 0) -> Candidate:
    """A file whose header was read; its bytes as the header counts them unless they are given."""
    return Candidate(
        path=path,
        title=display_name(path, facts),
        quantization=quantization_of(facts),
        size=size or facts.file_size,
        bits=facts.bits_per_weight,
    )


def chosen(wanted: Wanted, offered: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """The chosen files that are still there, in the order they are offered."""
    return tuple(one for one in offered if one.path in wanted.files)


def reference_of(wanted: Wanted, offered: Sequence[Candidate]) -> Candidate | None:
    """What the others are compared with: the one chosen for it, else the one with most bits.

    None where nothing is compared: a single file of which no other is made, or by wish.
    """
    taken = chosen(wanted, offered)
    if not wanted.compare or not taken:
        return None
    own = next((one for one in taken if one.path == wanted.reference), None)
    return own or max(taken, key=lambda one: (one.bits, one.size))


def make_chips(
    wanted: Wanted,
    offered: Sequence[Candidate],
    *,
    quantizations: tuple[Sequence[str], Sequence[str]],
    sizes: dict[str, int],
) -> tuple[MakeChip, ...]:
    """What can be made from the reference; nothing where it is quantized already.

    `quantizations`: the usual ones, and all there are, the most bits first. Only what has fewer
    bits than the reference is made of it, and no type that is there already.
    """
    source = source_of(wanted, offered)
    if source is None:
        return ()
    there = {one.quantization for one in chosen(wanted, offered)}
    usual, every = quantizations
    begin = every.index(source.quantization) + 1 if source.quantization in every else 0
    return tuple(
        MakeChip(
            name=name,
            size=size_text(sizes[name]) if name in sizes else "",
            taken=name in wanted.make,
            usual=name in usual,
        )
        for name in every[begin:]
        if name not in there
    )


def source_of(wanted: Wanted, offered: Sequence[Candidate]) -> Candidate | None:
    """The file others are made from; None where there is none they can be made from."""
    source = reference_of(wanted, offered)
    return source if source is not None and source.can_make else None


def is_enough(wanted: Wanted) -> bool:
    """Whether there is anything to measure."""
    return bool(wanted.files)


def settled(wanted: Wanted, offered: Sequence[Candidate], makes: Sequence[str]) -> Wanted:
    """The same without what is no longer offered."""
    files = tuple(one.path for one in chosen(wanted, offered))
    reference = wanted.reference if wanted.reference in files else None
    kept = replace(wanted, files=files, reference=reference)
    chips = make_chips(kept, offered, quantizations=((), makes), sizes={})
    return replace(kept, make=tuple(one.name for one in chips if one.taken))


def with_kept(wanted: Wanted, path: Path, quantization: str) -> Wanted:
    """The same with that file in place of one that would be made in its quantization."""
    if quantization not in wanted.make:
        return wanted
    make = tuple(name for name in wanted.make if name != quantization)
    return replace(wanted, make=make, files=(*wanted.files, path))


def guide_wanted(guide: Path) -> Wanted:
    """The built-in guide beside seven others made from it."""
    return Wanted(files=(guide,), reference=guide, make=GUIDE_MAKES)


def reference_options(
    wanted: Wanted, offered: Sequence[Candidate]
) -> tuple[tuple[object, str], ...]:
    """The choices of what to compare with; the last is nothing."""
    files = tuple(
        (one.path, f"{one.title} · {one.quantization}") for one in chosen(wanted, offered)
    )
    return (*files, (None, "Nothing: only speed and perplexity"))


def wish_of(wanted: Wanted, offered: Sequence[Candidate]) -> MeasureWish:
    """What the action is asked for; a single file is compared with nothing."""
    files = tuple(one.path for one in chosen(wanted, offered))
    source = reference_of(wanted, offered)
    several = len(files) + len(wanted.make) > 1
    return MeasureWish(
        files=files,
        reference=source.path if source is not None and several else None,
        make=wanted.make,
        imatrix=wanted.imatrix if wanted.make else None,
        text=wanted.text,
        quick=wanted.quick,
        prompts=wanted.prompts,
        on_battery=wanted.on_battery,
    )

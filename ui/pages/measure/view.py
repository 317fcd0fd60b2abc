"""What was measured, as the page shows it: comparable files and their figures. No Qt."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Final

from launcher.measurement.measured_file import MeasuredFile
from ui.pages.measure.figures import COLUMNS, UNKNOWN

REFERENCE: Final = "reference"
EVERYTHING: Final = "everything"  # the key of the group of all files
_MIXED: Final = (
    "Perplexity and KL divergence compare only files of one model on one text; "
    "speed and memory compare all."
)
PICK_ONE: Final = "Choose one model above to see what follows for it."
_AND: Final = " · "
_LONGEST: Final = 36  # characters of a name among figures or other names
_REFERENCES: Final = "They were compared with different references: compare rows of one only."


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Files whose figures can be compared, those with most bits first."""

    key: str
    title: str
    files: tuple[MeasuredFile, ...]
    titles: tuple[str, ...]
    alike: bool  # of one model on one text
    note: str
    references: frozenset[str]  # contents of the files that others were compared with

    def title_of(self, file: MeasuredFile) -> str:
        """How a file is called among these. Raises ValueError for one of another group."""
        return self.titles[self.files.index(file)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the table: words, what each column is sorted by, and what is heard."""

    key: str
    cells: tuple[str, ...]
    order: tuple[float | str, ...]
    tip: str


def groups(files: Sequence[MeasuredFile]) -> tuple[Group, ...]:
    """Files of one model on one text together, what was measured last first.

    Files that were timed only go with the rest of their model. Where there are several groups
    the last one has every file.
    """
    texts: dict[str, str] = {}
    for file in files:
        if file.text is not None:
            texts.setdefault(file.model, _text_key(file))
    found: dict[str, list[MeasuredFile]] = {}
    for file in files:
        own = _text_key(file) if file.text is not None else texts.get(file.model, "")
        found.setdefault(f"{file.model}\n{own}", []).append(file)
    alike = tuple(_group(key, members) for key, members in found.items())
    return (*alike, _everything(files)) if len(alike) > 1 else alike


def rows(group: Group) -> tuple[Row, ...]:
    """The table's lines."""
    return tuple(
        Row(
            key=file.content,
            cells=(_marked(group, file, title), *(column.words(file) for column in COLUMNS)),
            order=(-file.bits_per_weight, *(_order(column.order(file)) for column in COLUMNS)),
            tip=said(file, title),
        )
        for file, title in zip(group.files, group.titles, strict=True)
    )


def said(file: MeasuredFile, title: str) -> str:
    """A file's figures as a sentence, for tooltips and for those who hear it."""
    told = [
        f"{column.heading}: {words}"
        for column in COLUMNS
        if (words := column.words(file)) != UNKNOWN
    ]
    plan = f" Run with {file.plan}." if file.plan else ""
    return f"{title}, {PurePath(file.file).name}. {', '.join(told)}.{plan}"


def as_text(group: Group, keys: Sequence[str]) -> str:
    """Rows as other programs paste them: columns apart by tabs, headings above."""
    lines = [row.cells for row in rows(group) if row.key in keys]
    headings = ("File", *(column.heading for column in COLUMNS))
    return "\n".join("\t".join(line) for line in (headings, *lines))


def shortened(title: str) -> str:
    """A name with its middle left out where it is long: types and sizes stand at the ends."""
    if len(title) <= _LONGEST:
        return title
    half = (_LONGEST - 1) // 2
    return f"{title[:half].rstrip()}…{title[-half:].lstrip()}"


def notes(group: Group) -> tuple[str, ...]:
    """What a reader of the figures must know: of all files, then of each; each said once."""
    told = [group.note] if group.note else []
    for file, title in zip(group.files, group.titles, strict=True):
        told += [f"{title}: {note}" for note in (*file.fallbacks, *file.notes)]
    return tuple(dict.fromkeys(told))


def when_words(files: Sequence[MeasuredFile]) -> str:
    """'Measured on this computer on 21 November 2026, engine 0.3.36.'"""
    days = sorted({file.when.date() for file in files})
    engines = sorted({file.engine for file in files})
    if not days:
        return ""
    last = f"{days[-1].day} {days[-1]:%B %Y}"
    when = f"on {last}" if len(days) == 1 else f"until {last}"
    return f"Measured on this computer {when}, engine {' and '.join(engines)}."


def _group(key: str, members: Sequence[MeasuredFile]) -> Group:
    files = _ordered(members)
    first = next((one for one in files if one.text is not None), files[0])
    told = f"{first.text.name}, {_windows(first.text.windows)}" if first.text else "speed only"
    references = _references(files)
    return Group(
        key=key,
        title=f"{first.model} · {told}",
        files=files,
        titles=_titles(files),
        alike=True,
        note=_REFERENCES if len(references) > 1 else "",
        references=references,
    )


def _everything(files: Sequence[MeasuredFile]) -> Group:
    ordered = tuple(sorted(files, key=lambda one: (one.model, -one.bits_per_weight, one.file)))
    return Group(
        key=EVERYTHING,
        title="Everything measured here",
        files=ordered,
        titles=tuple(f"{one.quantization} · {one.model}" for one in ordered),
        alike=False,
        note=_MIXED,
        references=_references(ordered),
    )


def _marked(group: Group, file: MeasuredFile, title: str) -> str:
    if file.content not in group.references:
        return title
    kind, *rest = title.split(_AND, 1)  # said early: a long name loses its middle
    return _AND.join([kind, REFERENCE, *rest])


def _ordered(files: Sequence[MeasuredFile]) -> tuple[MeasuredFile, ...]:
    return tuple(sorted(files, key=lambda one: (-one.bits_per_weight, one.file)))


def _titles(files: Sequence[MeasuredFile]) -> tuple[str, ...]:
    """Types where they tell the files apart, else the files' names too."""
    kinds = [one.quantization for one in files]
    return tuple(
        kind if kinds.count(kind) == 1 else f"{kind}{_AND}{PurePath(file.file).stem}"
        for kind, file in zip(kinds, files, strict=True)
    )


def _text_key(file: MeasuredFile) -> str:
    text = file.text
    return f"{text.sha256} {text.window} {text.windows}" if text else ""


def _windows(count: int) -> str:
    return "1 window" if count == 1 else f"{count} windows"


def _order(value: float | None) -> float:
    """What is unknown comes last."""
    return float("inf") if value is None else value


def _references(files: Sequence[MeasuredFile]) -> frozenset[str]:
    """The contents of those that others were compared with."""
    named = {one.distance.reference_content for one in files if one.distance is not None}
    return frozenset(one.content for one in files if one.content in named)

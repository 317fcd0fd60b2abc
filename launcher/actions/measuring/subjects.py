"""The files of a measurement: those that were named, and those that are made from one of them."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from launcher.actions.made import fallback_words, made_at
from launcher.actions.measuring.known import content_of
from launcher.actions.measuring.making import Order, order_of
from launcher.actions.measuring.wish import MeasureWish
from launcher.actions.parts import Parts
from launcher.errors import (
    BadModelFile,
    NotAChatModel,
    NothingToMeasure,
    OtherVocabulary,
    UnusedImatrix,
)
from launcher.measurement.measured_file import MeasuredFile
from launcher.models.facts import ModelFacts
from launcher.models.gguf import read_facts
from launcher.models.names import decode_name
from launcher.models.quantization import quantization_of
from launcher.models.roles import MODEL, role_of
from launcher.models.shards import first_part

NO_TOKENIZER = ("none", "no_vocab")


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """One file to measure. `label` tells it from the others.

    `facts` are those a made file will have while it is not there; then `content` is empty and
    `order` says how it is made. `why_not_read`: it is only timed, and why.
    """

    path: Path
    label: str
    facts: ModelFacts
    content: str
    is_reference: bool = False
    order: Order | None = None
    why_not_read: str = ""
    fallbacks: tuple[str, ...] = ()

    @property
    def is_there(self) -> bool:
        """Whether the file exists already."""
        return bool(self.content)


def subjects_of(parts: Parts, wish: MeasureWish) -> tuple[Subject, ...]:
    """Every file, the reference first.

    Raises BadModelFile, NothingToMeasure, UnusedImatrix, QuantizeError, UnknownChoice,
    EngineError; OtherVocabulary for one that cannot be compared with the reference.
    """
    reference = _reference(wish)
    named = _distinct([*([reference] if reference else []), *map(_first, wish.files)])
    if not named:
        raise NothingToMeasure("no file was named")
    if wish.imatrix is not None and not wish.make:
        raise UnusedImatrix(str(wish.imatrix))
    found = [_subject(path, is_reference=path == reference) for path in named]
    if wish.make and reference is not None:
        found += _to_be_made(parts, wish, reference, found)
    subjects = _labelled(found)
    _check_comparable(subjects)
    return subjects


def begun(subject: Subject, plan: str, *, machine: str, engine: str) -> MeasuredFile:
    """A row without figures."""
    facts = subject.facts
    name = decode_name(subject.path.name)
    return MeasuredFile(
        file=subject.label,
        content=subject.content,
        model=model_of(facts),
        base=name.base or "",
        parameters=facts.parameters,
        quantization=quantization_of(facts),
        size=facts.file_size,
        bits_per_weight=facts.bits_per_weight,
        machine=machine,
        engine=engine,
        plan=plan,
        when=datetime.now(UTC),
    )


def model_of(facts: ModelFacts) -> str:
    """What the weights are called whatever their type: name and size label."""
    label = facts.metadata.get("general.size_label")
    name = facts.name or facts.architecture
    return f"{name} {label}" if isinstance(label, str) and label not in name else name


def can_be_read(path: Path, facts: ModelFacts) -> bool:
    """Whether a text can be read with this file. Raises NotAChatModel for no model at all."""
    return not _why_not_read(path, facts)


def _first(path: Path) -> Path:
    return first_part(path.expanduser())


def _reference(wish: MeasureWish) -> Path | None:
    """The file the others are compared with and made from."""
    if wish.reference is not None:
        return _first(wish.reference)
    if not wish.make:
        return None
    if len(_distinct(list(map(_first, wish.files)))) != 1:
        raise NothingToMeasure("it is not said which file the others are to be made from")
    return _first(wish.files[0])


def _distinct(paths: Sequence[Path]) -> list[Path]:
    known: dict[str, Path] = {}
    for path in paths:
        known.setdefault(os.path.realpath(path), path)
    return list(known.values())


def _subject(path: Path, *, is_reference: bool) -> Subject:
    facts = read_facts(path)
    why_not = _why_not_read(path, facts)
    if why_not and is_reference:
        raise NotAChatModel(str(path), role_of(facts) if role_of(facts) != MODEL else "vocab")
    return Subject(
        path=path,
        label=path.name,
        facts=facts,
        content=content_of(path, facts),
        is_reference=is_reference,
        why_not_read=why_not,
    )


def _why_not_read(path: Path, facts: ModelFacts) -> str:
    """Why a model can only be timed; '' for one that can be asked. Raises NotAChatModel."""
    role = role_of(facts)
    if role == "embedding":
        return "it turns text into vectors and predicts no tokens"
    if role != MODEL:
        raise NotAChatModel(str(path), role)
    if facts.metadata.get("tokenizer.ggml.model", "none") in NO_TOKENIZER:
        return "it has no vocabulary"
    return ""


def _to_be_made(
    parts: Parts, wish: MeasureWish, reference: Path, named: Sequence[Subject]
) -> list[Subject]:
    made = []
    known = {subject.content for subject in named}
    for quantization in dict.fromkeys(name.strip().upper() for name in wish.make):
        order = order_of(parts, reference, quantization, imatrix=wish.imatrix)
        subject = _of_order(order)
        if not subject.content or subject.content not in known:
            made.append(subject)
    return made


def _of_order(order: Order) -> Subject:
    """The made file where it is there from before, else what it will be."""
    subject = Subject(
        path=order.target,
        label=order.target.name,
        facts=order.header,
        content="",
        order=order,
    )
    try:
        facts = read_facts(order.target)
        return replace(
            subject,
            facts=facts,
            content=content_of(order.target, facts),
            fallbacks=fallback_words(made_at(order.target).fallbacks),
        )
    except BadModelFile:
        return subject


def _labelled(subjects: Sequence[Subject]) -> tuple[Subject, ...]:
    """Names that tell them apart: with the folder's where two files have the same one."""
    names = [subject.label for subject in subjects]
    return tuple(
        subject
        if names.count(subject.label) == 1
        else replace(subject, label=f"{subject.path.parent.name}/{subject.label}")
        for subject in subjects
    )


def _check_comparable(subjects: Sequence[Subject]) -> None:
    """What headers tell: the worker compares every token before it reads a text."""
    reference = next((subject for subject in subjects if subject.is_reference), None)
    if reference is None:
        return
    for subject in subjects:
        if not subject.why_not_read and _tokens(subject.facts) != _tokens(reference.facts):
            raise OtherVocabulary(subject.label, reference.label)


def _tokens(facts: ModelFacts) -> tuple[object, ...]:
    kind = facts.metadata.get("tokenizer.ggml.model", "")
    return facts.vocabulary, kind

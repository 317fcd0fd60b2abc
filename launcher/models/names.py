"""What a file's name says of a model. A first guess: where the header is known, it wins.

Every part of a name is found and explained (`DecodedName.parts`), whoever wrote it: file names
and their folders, repositories, a runner's tags, addresses. Nothing here can fail: what is no
name of a model simply tells nothing.
"""

from launcher.models.naming.against_header import HeaderSays, contradictions, header_facts
from launcher.models.naming.decoded import DecodedName
from launcher.models.naming.dissect import Dissected, dissect
from launcher.models.naming.encodings import NEEDS_IMATRIX, Encoding, encodings_in, told
from launcher.models.naming.notes import notes, visible
from launcher.models.naming.places import Place, place_of
from launcher.models.naming.roles import role_by_name, says
from launcher.models.naming.sentence import plain_sentence
from launcher.models.naming.spans import NamePart
from launcher.models.naming.tails import Tail, tail_of

__all__ = [
    "DecodedName",
    "HeaderSays",
    "NamePart",
    "contradictions",
    "decode_name",
    "header_facts",
    "notes",
    "plain_sentence",
    "visible",
]


def decode_name(path: str, *, repo: str | None = None) -> DecodedName:
    """A file's path inside its repository, a repository's name or a runner's tag, taken apart.

    `repo` helps where the maker says a thing there alone (Google: 'qat').
    """
    tail = tail_of(path)
    place = place_of(path, tail.end, is_file=tail.is_file)
    encoding = told(encodings_in(path, place.start, place.end)) or _of_folder(path, place)
    quantization = encoding.type if encoding else None
    role = role_by_name(path, quantization, is_file=tail.is_file)
    named = dissect(path, place, role)
    size = named.reading.size
    return DecodedName(
        text=path,
        stem=path[: tail.stem],
        quantization=quantization,
        dynamic=encoding is not None and encoding.prefix is not None,
        qat=says(f"{path}/{repo or ''}", "qat"),
        imatrix=_imatrix(path[place.start : place.end], quantization, role),
        shard=tail.shard,
        split=tail.split,
        role=role,
        author_prefix=named.author,
        base=named.base or None,
        version=_version(named),
        size_label=size.word.text if size else None,
        params_total_b=size.total if size else None,
        params_active_b=size.active if size else None,
        params_effective_b=size.effective if size else None,
        experts=size.experts if size else None,
        finetune=tuple(word.text for word in named.reading.of("finetune")),
        parts=_all_parts(place, named, tail),
    )


def _of_folder(path: str, place: Place) -> Encoding | None:
    if not place.folders:
        return None
    last = place.folders[-1]
    return told(encodings_in(path, last.start, last.end))


def _version(named: Dissected) -> str | None:
    words = named.reading.of("version", "date")
    return "-".join(word.text.replace("_", ".") for word in words) or None


def _imatrix(name: str, quantization: str | None, role: str) -> bool | None:
    """Whether one was used; a repository may state it for all its files."""
    if role == "imatrix":
        return None
    said = says(name, "(i1|i-?mat(rix)?)") or NEEDS_IMATRIX.match(quantization or "")
    return True if said else None


def _all_parts(place: Place, named: Dissected, tail: Tail) -> tuple[NamePart, ...]:
    return (*place.parts, *named.parts, *tail.parts)

"""A file to be made in another quantization: what is asked for is checked, then it is written.

It appears under its name only when it is whole; what is half-written is removed.
"""

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from launcher.actions.estimate import slim_file
from launcher.actions.machine import look
from launcher.actions.made import Made, MadeFrom, made_place, remember_made
from launcher.actions.measuring.known import content_of
from launcher.actions.measuring.matrix_file import checked_matrix
from launcher.actions.parts import Parts
from launcher.errors import (
    AlreadyQuantized,
    DiskFull,
    NeedsImatrix,
    NoRoomToMake,
    NotAChatModel,
    NotSaved,
    TargetIsSource,
    UnknownChoice,
)
from launcher.memory.choices import Choices
from launcher.memory.parameters import engine_parameters
from launcher.models.facts import ModelFacts
from launcher.models.gguf import read_facts
from launcher.models.quantization import quantization_of
from launcher.models.roles import MODEL, role_of
from launcher.models.shards import first_part, shard_name
from launcher.models.siblings import with_types
from launcher.models.slim import f16_header
from launcher.runtime.measurer import Measurer

# What the engine makes of any model, the most bits per weight first.
QUANTIZATIONS: Final = (
    *("F32", "BF16", "F16", "Q8_0", "Q6_K", "Q5_1", "Q5_K_M", "Q5_0", "Q5_K_S", "Q4_1"),
    *("Q4_K_M", "Q4_K_S", "Q4_0", "IQ4_NL", "IQ4_XS", "Q3_K_L", "Q3_K_M", "IQ3_M", "IQ3_S"),
    *("Q3_K_S", "IQ3_XS", "IQ3_XXS", "Q2_K", "Q2_K_S", "IQ2_M", "IQ2_S", "IQ2_XS"),
    *("IQ2_XXS", "IQ1_M", "IQ1_S", "TQ2_0", "TQ1_0"),
)
OF_EXPERTS: Final = "MXFP4_MOE"  # rounds experts; of a model without any it makes Q8_0
SAME_NAMES: Final = {"Q3_K": "Q3_K_M", "Q4_K": "Q4_K_M", "Q5_K": "Q5_K_M", "MXFP4": "MXFP4_MOE"}
# Types that the engine gives a tensor only with a matrix, but for the first and the last one
# (src/llama-quant.cpp, tensor_requires_imatrix).
NEEDY: Final = frozenset({"IQ3_XXS", "IQ2_XXS", "IQ2_XS", "IQ2_S", "IQ1_M", "IQ1_S"})
NEVER_NEEDY: Final = frozenset({"token_embd.weight", "output.weight"})
WHOLE: Final = frozenset({"F32", "F16", "BF16", "Q8_0"})  # what others are made from
PART: Final = ".part"


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One file to be made: checked, with the header it will have and where it goes."""

    source: Path
    facts: ModelFacts  # of the source
    quantization: str
    imatrix: Path | None
    header: ModelFacts  # what the new file's header will say
    target: Path
    made_from: MadeFrom

    @property
    def size(self) -> int:
        """Bytes the new file will have, nearly."""
        return self.header.file_size


def order_of(
    parts: Parts,
    source: Path,
    quantization: str,
    *,
    imatrix: Path | None = None,
    target: Path | None = None,
) -> Order:
    """What would be made, checked. Raises as `quantize` does; nothing is written yet."""
    source = first_part(source.expanduser())
    facts = read_facts(source)
    name = known_quantization(quantization)
    _check_source(source, facts)
    imatrix = None if imatrix is None else checked_matrix(imatrix)
    header = predicted(parts, facts, name, imatrix=imatrix is not None)
    if imatrix is None and needs_imatrix(header, name):
        raise NeedsImatrix(name)
    made_from = MadeFrom(
        source=source.name, content=content_of(source, facts), quantization=name, imatrix=imatrix
    )
    own_name = made_name(source, facts, name)
    wanted = target.expanduser() if target else made_place(parts, made_from, own_name)
    if wanted.exists() and wanted.samefile(source):
        raise TargetIsSource(str(wanted))
    return Order(
        source=source,
        facts=facts,
        quantization=name,
        imatrix=imatrix,
        header=header,
        target=wanted,
        made_from=made_from,
    )


def make(
    measurer: Measurer, order: Order, *, threads: int, on_progress: Callable[[float], None]
) -> Made:
    """Make the file inside a run of the measurer; it appears whole or not at all."""
    part = order.target.with_name(f".{order.target.name}{PART}")
    try:
        order.target.parent.mkdir(parents=True, exist_ok=True)
        part.unlink(missing_ok=True)
    except OSError as error:
        raise NotSaved(str(order.target), error.strerror or str(error)) from error
    try:
        done = measurer.quantize(
            order.source,
            part,
            order.quantization,
            imatrix=order.imatrix,
            threads=threads,
            on_tensor=lambda one: on_progress(one.done / one.of if one.of else 0.0),
        )
        facts = read_facts(part)
        part.replace(order.target)
    except DiskFull as full:
        raise NoRoomToMake(full.folder, full.needed, full.free) from full
    except NotSaved as error:  # of the half-written file, whose name nobody knows
        raise NotSaved(str(order.target), error.reason) from error
    except OSError as error:
        raise NotSaved(str(order.target), error.strerror or str(error)) from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    made = Made(
        path=order.target,
        size=facts.file_size,
        bits_per_weight=facts.bits_per_weight,
        seconds=done.seconds,
        fallbacks=done.fallbacks,
        quantization=order.quantization,
        source=order.source.name,
    )
    remember_made(made, order.made_from)
    return made


def known_quantization(name: str) -> str:
    """The engine's name of a type as a person writes it. Raises UnknownChoice."""
    wanted = name.strip().upper()
    wanted = SAME_NAMES.get(wanted, wanted)
    if wanted not in (*QUANTIZATIONS, OF_EXPERTS):
        raise UnknownChoice("quantization", name, QUANTIZATIONS)
    return wanted


def made_name(source: Path, facts: ModelFacts, quantization: str) -> str:
    """The new file's name: the source's, with its type replaced or added."""
    shard = shard_name(source.name)
    stem = shard.stem if shard else source.stem
    old = quantization_of(facts)
    pattern = rf"(?<![A-Za-z0-9]){re.escape(old)}(?![A-Za-z0-9_])"
    found = list(re.finditer(pattern, stem, re.IGNORECASE)) if old else []
    if not found:
        return f"{stem}-{quantization}.gguf"
    last = found[-1]
    return f"{stem[: last.start()]}{quantization}{stem[last.end() :]}.gguf"


def predicted(
    parts: Parts, facts: ModelFacts, quantization: str, *, imatrix: bool = False
) -> ModelFacts:
    """The header a file will have, by the engine's quantize dry run. Raises EngineError."""
    plain = f16_header(facts)
    answer = parts.planner.derive(slim_file(parts, plain), quantization, imatrix=imatrix)
    return with_types(plain, answer.types, quantization=quantization)


def needs_imatrix(header: ModelFacts, quantization: str) -> bool:
    """Whether the engine makes a file with this header only with an importance matrix."""
    needy = NEEDY | ({"Q2_K"} if quantization == "Q2_K_S" else set())
    return any(
        tensor.type in needy and tensor.name not in NEVER_NEEDY for tensor in header.tensors
    )


def threads_of(parts: Parts) -> int:
    """As many threads as the settings say, or a chat would have."""
    choices = Choices(threads=parts.settings.settings.threads)
    return engine_parameters(choices, gpu_layers=0, machine=look(parts)).threads


def _check_source(source: Path, facts: ModelFacts) -> None:
    role = role_of(facts)
    if role not in (MODEL, "embedding"):
        raise NotAChatModel(str(source), role)
    kind = quantization_of(facts)
    if kind not in WHOLE:
        raise AlreadyQuantized(str(source), kind)

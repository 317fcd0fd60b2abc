"""Every file of a repository judged on a machine: memory, fit, quality, speed; one recommended.

By arithmetic alone, fast enough to be asked on every move of a slider. Only the longest
context is not: it takes a search for each file, and does not hang on the context chosen.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from launcher.actions.corrections import Corrections
from launcher.actions.repository import Headers, Repository
from launcher.choosing import arithmetic
from launcher.choosing.corrected import corrected_prompt_speed, corrected_speed
from launcher.choosing.kept import expected
from launcher.choosing.measured_here import NO_FILES, NOTHING, MeasuredHere, Own
from launcher.choosing.quality_words import Judged, quality_words
from launcher.choosing.recommend import Candidate, Recommendation, recommend
from launcher.choosing.weighed import Weighed
from launcher.choosing.wish import USUAL, Wish
from launcher.errors import BadModelFile
from launcher.hardware.facts import Machine
from launcher.hardware.pace import Pace
from launcher.memory.anatomy import Same
from launcher.memory.choices import Choices
from launcher.memory.estimate import Estimate, estimate
from launcher.memory.fit import Fit, judge, largest_context
from launcher.models.facts import ModelFacts
from launcher.models.names import decode_name
from launcher.models.variants import Variant
from launcher.planning.paces import paces_of
from launcher.planning.speed import Speed
from launcher.sentences import sentence_of


@dataclass(frozen=True, slots=True, kw_only=True)
class VariantRow:
    """One variant as judged: absent figures are None, never 0.

    `longest` is the longest context that fits (tokens), 0 where none does and None where it
    was not looked for; `speed` is at the middle of the context, None for what does not fit, and so
    is `prompt_speed`, which is known only where this computer was measured.
    The recommended row has its `reason` in a sentence, `why_not` for the variant called
    `runner_up`, and the arithmetic (`why`). `problem` is why the variant's own file cannot
    be used; then there is nothing to judge, and `reason` says it. `own` is what was measured of
    it on this computer.
    """

    variant: Variant
    bits_per_weight: float | None = None
    estimate: Estimate | None = None
    fit: Fit | None = None
    longest: int | None = None
    speed: Speed | None = None
    prompt_speed: Speed | None = None
    quality: Judged | None = None
    recommended: bool = False
    reason: str | None = None
    runner_up: str | None = None
    why_not: str | None = None
    why: tuple[str, ...] = ()
    problem: BadModelFile | None = None
    own: Own = NOTHING


def rows_of(
    repository: Repository,
    headers: Headers,
    choices: Choices,
    machine: Machine,
    *,
    reserve: int,
    measured: tuple[Pace, ...] = (),
    corrections: Corrections | None = None,
    here: MeasuredHere = NO_FILES,
    longest: Mapping[str, int] | None = None,
    wish: Wish = USUAL,
) -> tuple[VariantRow, ...]:
    """Every variant judged at these choices; `reserve` bytes stay free on each device.

    `measured` are paces seen on this machine, `corrections` what its answers taught, `here` what
    was measured of model files on it;
    `longest` is what `longest_of` said, `wish` what one is recommended for. Raises ChoiceError
    for impossible choices.
    """
    bench = _Bench(
        repo=repository.repo,
        headers=headers,
        choices=choices,
        machine=machine,
        reserve=reserve,
        paces=paces_of(machine, measured),
        corrections=corrections,
        here=here,
        longest=longest or {},
        wish=wish,
    )
    rows = _with_way_out([bench.row(variant) for variant in repository.models], bench)
    advice = bench.advice(rows)
    return tuple(
        bench.recommended(row, advice) if row.variant.name == advice.name else row for row in rows
    )


def advice_of(
    repository: Repository, rows: tuple[VariantRow, ...], headers: Headers, wish: Wish = USUAL
) -> Recommendation:
    """Which variant we would take for a wish, and why; no name where nothing fits."""
    return _advice(repository.repo, list(rows), headers, wish)


def longest_of(
    repository: Repository, headers: Headers, choices: Choices, machine: Machine, *, reserve: int
) -> dict[str, int]:
    """The longest context of each variant that fits, in tokens; 0 where none does.

    The same for every context of the choices up to the trained one; takes about a
    millisecond a file. Raises ChoiceError for impossible choices.
    """
    known = ((variant.name, headers.of(variant)) for variant in repository.models)
    return {
        name: largest_context(facts, choices, machine, reserve=reserve)
        for name, facts in known
        if facts is not None and name not in headers.bad
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bench:
    """What all files of a repository are judged with."""

    repo: str
    headers: Headers
    choices: Choices
    machine: Machine
    reserve: int
    paces: Mapping[str, Pace]
    corrections: Corrections | None
    here: MeasuredHere
    longest: Mapping[str, int] = field(default_factory=dict)
    wish: Wish = USUAL

    def row(self, variant: Variant) -> VariantRow:
        problem = self.headers.bad.get(variant.name)
        if problem is not None:
            reason = sentence_of(problem).what
            return VariantRow(variant=variant, problem=problem, reason=reason)
        facts = self.headers.of(variant)
        if facts is None:
            return VariantRow(variant=variant)
        bits = _bits(variant, facts)
        found = estimate(facts, self.choices, self.machine, reserve=self.reserve)
        fit = judge(found, reserve=self.reserve)
        fits = fit is not Fit.TOO_BIG
        own = NOTHING if bits is None else self._own(variant, bits, facts)
        return VariantRow(
            variant=variant,
            bits_per_weight=bits,
            estimate=found,
            fit=fit,
            longest=self.longest.get(variant.name),
            speed=self._speed(corrected_speed, facts, found) if fits else None,
            prompt_speed=self._speed(corrected_prompt_speed, facts, found) if fits else None,
            quality=None if bits is None else self._quality(variant, bits, facts, own),
            own=own,
        )

    def _speed(
        self, predict: Callable[..., Speed | None], facts: ModelFacts, found: Estimate
    ) -> Speed | None:
        return predict(
            facts,
            self.choices,
            found,
            self.machine,
            paces=self.paces,
            corrections=self.corrections.of if self.corrections else None,
        )

    def advice(self, rows: list[VariantRow]) -> Recommendation:
        return _advice(self.repo, rows, self.headers, self.wish)

    def recommended(self, row: VariantRow, advice: Recommendation) -> VariantRow:
        return replace(
            row,
            recommended=True,
            reason=advice.reason,
            runner_up=advice.runner_up,
            why_not=advice.why_not,
            why=self._why(row),
        )

    def _own(self, variant: Variant, bits: float, facts: ModelFacts) -> Own:
        return self.here.own(
            self.repo,
            variant.quantization or "",
            _weights(Same(facts)),
            bits,
            qat=_is_qat(self.repo, variant),
            size=variant.size,
        )

    def _quality(self, variant: Variant, bits: float, facts: ModelFacts, own: Own) -> Judged:
        return quality_words(
            variant.quantization or "",
            bits,
            _weights(Same(facts)),
            qat=_is_qat(self.repo, variant),
            model=self.repo,
            own=own,
        )

    def _why(self, row: VariantRow) -> tuple[str, ...]:
        """The arithmetic of a file, in lines."""
        facts, bits = self.headers.of(row.variant), row.bits_per_weight
        if facts is None or bits is None:
            return ()
        if row.estimate is None or row.fit is None or row.quality is None:
            return ()
        kind = row.variant.quantization or row.variant.name
        qat = _is_qat(self.repo, row.variant)
        weights = _weights(Same(facts))
        weighed = Weighed(
            repo=self.repo,
            model=facts.name or self.repo,
            variant=kind,
            parameters=weights,
            bits_per_weight=bits,
            size=row.variant.size,
            choices=self.choices,
            estimate=row.estimate,
            fit=row.fit,
            longest=row.longest,
            speed=row.speed,
            prompt_speed=row.prompt_speed,
            judged=row.quality,
            expected=expected(kind, bits, weights, qat=qat, model=self.repo, own=row.own),
        )
        return arithmetic.lines(weighed, self.machine, kept_free=self.reserve)


def _with_way_out(rows: list[VariantRow], bench: _Bench) -> list[VariantRow]:
    """Where no variant fits, the longest context of the smallest is looked for: it may help."""
    least = min((row for row in rows if row.fit), key=lambda row: row.variant.size, default=None)
    if least is None or any(row.fit not in (None, Fit.TOO_BIG) for row in rows):
        return rows
    facts = bench.headers.of(least.variant)
    if facts is None:
        return rows
    longest = largest_context(facts, bench.choices, bench.machine, reserve=bench.reserve)
    return [replace(row, longest=longest) if row is least else row for row in rows]


def _bits(variant: Variant, facts: ModelFacts) -> float | None:
    """Bits per weight of the listed file, its header left out."""
    weights = _weights(Same(facts))
    return (variant.size - facts.header_size) * 8 / weights if weights else None


@lru_cache(maxsize=256)  # counted over every tensor; a slider asks on every move
def _weights(same: Same) -> int:
    return same.facts.parameters


def _is_qat(repo: str, variant: Variant) -> bool:
    return _named_qat(repo, variant.files[0])


@lru_cache(maxsize=1024)
def _named_qat(repo: str, file: str) -> bool:
    return bool(decode_name(file, repo=repo).qat)


def _advice(repo: str, rows: list[VariantRow], headers: Headers, wish: Wish) -> Recommendation:
    candidates = []
    for row in rows:
        facts = headers.of(row.variant)
        if facts is None or row.fit is None or row.bits_per_weight is None:
            continue
        candidates.append(
            Candidate(
                name=row.variant.name,
                quantization=row.variant.quantization or "",
                bits_per_weight=row.bits_per_weight,
                size=row.variant.size,
                fit=row.fit,
                parameters=_weights(Same(facts)),
                model=repo,
                qat=_is_qat(repo, row.variant),
                longest=row.longest,
                own=row.own,
            )
        )
    on_gpu = any(row.estimate is not None and row.estimate.gpu_layers for row in rows)
    return recommend(candidates, on_gpu=on_gpu, wish=wish)

"""What was measured on this computer judges a model's files before what was published."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from launcher.choosing.equal_bits import bits_worth
from launcher.choosing.evidence import DIVERGENCE, SAME_TOP
from launcher.choosing.kept import Expected, expected, kept_at
from launcher.choosing.measured_here import NO_FILES, MeasuredHere, Own
from launcher.choosing.quality_words import Judged, Quality, quality_words
from launcher.measurement.measured_file import MeasuredFile
from launcher.memory.estimate import Basis
from tests.fakes.measured import measured

REPO = "bartowski/google_gemma-3-4b-it-GGUF"
WEIGHTS = 3_880_099_328
BITS = {"Q8_0": 8.5, "Q6_K": 6.6, "Q5_K_M": 5.9, "Q4_K_M": 5.1, "Q4_0": 4.8, "Q3_K_M": 4.2}


def row(kind: str = "Q4_K_M", mean: float = 0.03, error: float = 0.002, **more: object):
    """A file of that model compared with its F16."""
    plain = measured("Q4_K_M")
    assert plain.distance is not None
    distance = replace(
        plain.distance,
        reference="gemma-3-4b-it-F16.gguf",
        reference_content="",
        mean=mean,
        error=error,
    )
    made = measured(
        "Q4_K_M",
        file=f"gemma-3-4b-it-{kind}.gguf",
        content=f"content of {kind}",
        model="Gemma 3 4b It",
        parameters=WEIGHTS,
        quantization=kind,
        bits_per_weight=BITS.get(kind, 5.1),
        distance=distance,
    )
    return replace(made, **more)


def own(
    rows: Sequence[MeasuredFile], kind: str = "Q4_K_M", model: str = REPO, **more: object
) -> Own:
    wanted = {"qat": False, "size": 0} | more
    return MeasuredHere(rows=tuple(rows)).own(model, kind, WEIGHTS, BITS[kind], **wanted)


def judged(rows: Sequence[MeasuredFile], kind: str = "Q4_K_M") -> Judged:
    return quality_words(kind, BITS[kind], WEIGHTS, model=REPO, own=own(rows, kind))


def kept(rows: Sequence[MeasuredFile], kind: str = "Q4_K_M", model: str = REPO) -> Expected:
    found = own(rows, kind, model)
    return expected(kind, BITS[kind], WEIGHTS, model=model, own=found)


@pytest.mark.parametrize(
    ("mean", "quality"),
    [(0.004, Quality.INDISTINGUISHABLE), (0.03, Quality.CLOSE), (0.9, Quality.LAST_RESORT)],
)
def test_a_divergence_measured_here_decides_the_class(mean: float, quality: Quality) -> None:
    found = judged([row(mean=mean, error=mean / 20)])
    assert (found.quality, found.basis) == (quality, Basis.MEASURED)


def test_where_it_comes_from_is_said() -> None:
    found = judged([row()])
    assert found.because == (
        "KL divergence 0.0300 ± 0.0020 against gemma-3-4b-it-F16.gguf, measured on this computer,"
        " 21 November 2026, sample text, 4 windows."
    )


def test_figures_of_here_stand_before_those_published() -> None:
    found = judged([row()]).figures
    assert [one.measure for one in found[:2]] == [DIVERGENCE, SAME_TOP]
    assert [one.basis for one in found[:2]] == [Basis.MEASURED] * 2
    assert (found[0].value, found[0].error) == (0.03, 0.002)
    assert found[1].value == pytest.approx(95.1)
    assert len(found) > 2
    assert all(one.basis is Basis.PUBLISHED for one in found[2:])


def test_an_uncertain_figure_is_shown_but_does_not_decide() -> None:
    plain = judged([])
    found = judged([row(mean=0.004, error=0.0015)])
    assert (found.quality, found.basis) == (plain.quality, plain.basis)
    assert found.figures[0].basis is Basis.MEASURED
    assert "too uncertain" in found.because
    assert kept([row(mean=0.004, error=0.0015)]) == kept([])


def test_another_model_size_type_or_mix_is_another_file() -> None:
    others = [
        row(file="gemma-3-4b-pt-Q4_K_M.gguf", model="Gemma 3 4b Pt"),
        row(parameters=WEIGHTS * 2),
        row(quantization="Q4_K_S", file="gemma-3-4b-it-Q4_K_S.gguf"),
        row(file="gemma-3-4b-it-UD-Q4_K_XL.gguf"),
        row(bits_per_weight=5.6),
        row(file="gemma-3-4b-it-qat-Q4_K_M.gguf"),
    ]
    assert [own([one]).seen for one in others] == [None] * len(others)
    assert own([row()]).seen is not None


@pytest.mark.parametrize(
    "model", ["google/gemma-3-4b-it", "Gemma 3 4B Instruct", "unsloth/gemma-3-4b-it-GGUF"]
)
def test_a_model_is_the_same_whoever_names_it(model: str) -> None:
    assert own([row()], model=model).seen is not None


def test_a_renamed_file_is_known_by_the_name_in_its_header() -> None:
    renamed = row(file="my model.gguf", model="Gemma 3 4b It 4B")
    assert renamed.distance is not None
    reference = row("F16", file="its original.gguf", content="F16", distance=None)
    distance = replace(
        renamed.distance, reference="its original.gguf", reference_content=reference.content
    )
    seen = own([replace(renamed, distance=distance), reference]).seen
    assert seen is not None
    assert seen.decides


@pytest.mark.parametrize(
    "reference", ["gemma-3-4b-it-Q4_K_S.gguf", "gemma-3-12b-it-F16.gguf", "unnamed.gguf"]
)
def test_only_what_was_compared_with_an_original_of_the_model_counts(reference: str) -> None:
    found = row()
    assert found.distance is not None
    distance = replace(found.distance, reference=reference)
    assert own([replace(found, distance=distance)]).seen is None


def test_a_reference_that_was_measured_too_is_known_whatever_it_is_called() -> None:
    found = row()
    assert found.distance is not None
    named = replace(found.distance, reference="gemma-3-4b-it-F16.gguf", reference_content="it")
    file = replace(found, distance=named)
    weak = row("Q3_K_M", content="it", file="gemma-3-4b-it-F16.gguf", quantization="Q3_K_M")
    whole = row("F16", content="it", file="gemma-3-4b-it-F16.gguf", distance=None)
    other = replace(whole, model="Another", file="another-F16.gguf")
    assert own([file, whole]).seen is not None
    assert own([file, other]).seen is None
    assert own([file, replace(weak, file="renamed.gguf", model=found.model)]).seen is None


def test_of_two_files_that_of_the_same_size_comes_first_then_the_newer() -> None:
    older = row(mean=0.01, size=1000, content="older", when=measured().when.replace(year=2025))
    newer = row(mean=0.02, size=2000)
    assert own([older, newer]).figures[0].value == 0.02
    assert own([older, newer], size=1000).figures[0].value == 0.01


def test_an_original_stays_one_and_shows_what_was_measured() -> None:
    found = MeasuredHere(rows=(row("F16", mean=0.2),)).own(REPO, "F16", WEIGHTS, 5.1)
    assert found.deciding is not None
    told = quality_words("F16", 16.0, WEIGHTS, model=REPO, own=found)
    assert (told.quality, told.basis) == (Quality.INDISTINGUISHABLE, Basis.PUBLISHED)
    assert told.figures[0].basis is Basis.MEASURED


def test_a_model_trained_for_four_bits_is_compared_with_one_trained_so() -> None:
    def seen(reference: str):
        trained = row("Q4_0", file="gemma-3-4b-it-qat-Q4_0.gguf")
        assert trained.distance is not None
        made = replace(trained, distance=replace(trained.distance, reference=reference))
        return own([made], "Q4_0", qat=True).seen

    alike, apart = seen("gemma-3-4b-it-qat-F16.gguf"), seen("gemma-3-4b-it-F16.gguf")
    assert alike is not None
    assert alike.decides
    assert apart is not None
    assert not apart.decides


def test_what_is_kept_follows_the_divergence() -> None:
    shares = [kept([row(mean=mean, error=mean / 20)]) for mean in (0.003, 0.03, 0.1, 0.5)]
    assert [one.basis for one in shares] == [Basis.MEASURED] * 4
    assert [one.kept for one in shares] == sorted((one.kept for one in shares), reverse=True)
    assert "measured on this computer" in shares[0].because
    assert shares[0].kept > 0.99


def test_at_its_own_divergence_the_model_of_the_scale_keeps_what_the_fit_says() -> None:
    assert bits_worth(0.02815) == pytest.approx(4.89, abs=0.02)  # Q4_K_M with a matrix
    assert 0.97 < kept_at(0.02815) < 0.99
    assert bits_worth(0.0) >= 8
    assert kept_at(9.0) < 0.6


def test_a_published_score_of_the_very_file_type_stays_the_score() -> None:
    model = "google/gemma-3-27b-it"
    kinds = row("Q3_K_M", file="gemma-3-27b-it-Q3_K_M.gguf")
    assert kinds.distance is not None
    seen = replace(kinds, distance=replace(kinds.distance, reference="gemma-3-27b-it-F16.gguf"))
    found = own([seen], "Q3_K_M", model)
    assert found.deciding is not None
    told = expected("Q3_K_M", 4.2, WEIGHTS, model=model, own=found)
    assert told.basis is Basis.PUBLISHED
    assert told == expected("Q3_K_M", 4.2, WEIGHTS, model=model)


@pytest.mark.parametrize("mean", [0.002, 0.4])
def test_the_other_files_of_the_model_do_not_contradict_what_was_measured(mean: float) -> None:
    rows = [row("Q4_K_M", mean=mean, error=mean / 20)]
    classes = [judged(rows, kind).quality for kind in BITS if kind != "Q4_0"]
    assert classes == sorted(classes)
    shares = [kept(rows, kind).kept for kind in BITS if kind != "Q4_0"]
    assert shares == sorted(shares, reverse=True)
    assert all(judged(rows, kind).basis is not Basis.MEASURED for kind in BITS if kind != "Q4_K_M")


def test_of_a_file_that_was_not_measured_it_is_said_by_which_other_it_is_judged() -> None:
    found = judged([row("Q4_K_M", mean=0.002, error=0.0001)], "Q5_K_M")
    assert (found.quality, found.basis) == (Quality.INDISTINGUISHABLE, Basis.GUESS)
    assert found.because.startswith("At least as close as Q4_K_M: KL divergence 0.0020")
    worse = judged([row("Q6_K", mean=0.4, error=0.01)], "Q4_K_M")
    assert worse.quality is Quality.DAMAGED
    assert worse.because.startswith("No closer than Q6_K: ")


def test_nothing_measured_changes_nothing() -> None:
    assert NO_FILES.own(REPO, "Q4_K_M", WEIGHTS, 5.1) == Own()
    assert judged([]) == quality_words("Q4_K_M", 5.1, WEIGHTS, model=REPO)
    assert judged([row(distance=None)]) == judged([])

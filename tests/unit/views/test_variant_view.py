"""What a row of the variant table says."""

from launcher.actions.imagine import imagined
from launcher.actions.judging import VariantRow, longest_of, rows_of
from launcher.hardware.facts import Machine
from launcher.memory.choices import Choices
from launcher.memory.estimate import Basis
from launcher.memory.fit import Fit
from launcher.models.variants import Variant
from launcher.planning.speed import Speed
from launcher.units import GIB
from tests.fakes.machine_facts import machine_of
from tests.fakes.repositories import repository_of
from ui.pages.find.variant_view import VariantView, variant_views
from ui.text.speed_words import UNKNOWN_SPEED, range_words

KINDS = ("F16", "Q8_0", "Q5_K_M", "Q4_K_M")


def views(machine: Machine) -> dict[str, VariantView]:
    repository, headers = repository_of("google/gemma-3-12b-it", KINDS)
    choices = Choices(context=32768)
    longest = longest_of(repository, headers, choices, machine, reserve=GIB)
    rows = rows_of(repository, headers, choices, machine, reserve=GIB, longest=longest)
    return {view.quantization: view for view in variant_views(rows)}


def test_a_row_is_read_out_with_every_figure() -> None:
    view = views(imagined(machine_of(16), ram=32, gpus="RTX 4070"))["Q5_K_M"]
    assert view.recommended
    assert view.sentence.startswith(
        f"Q5_K_M, {view.size} GiB, {view.bits} bits per weight, quality Very close, fits, "
        f"tokens per second {view.speed.replace('–', ' to ')}, longest context {view.longest}. "
        "Recommended. "
    )
    assert view.runner_up in view.sentence
    assert "Next: " in view.runner_up


def test_an_unknown_speed_is_left_out_of_the_column_and_said_to_be_unknown() -> None:
    view = views(machine_of(32, 12))["Q4_K_M"]
    assert (view.speed, view.speed_basis) == ("", None)
    assert "tokens per second unknown" in view.sentence
    assert view.speed_told == UNKNOWN_SPEED


def test_what_does_not_fit_is_not_said_to_answer() -> None:
    view = views(machine_of(16, 8))["F16"]
    assert view.fit is Fit.TOO_BIG
    assert view.speed == ""
    assert view.longest == "none"
    assert "does not answer" in view.speed_told


def test_before_anything_is_judged_every_figure_is_unknown() -> None:
    variant = Variant(
        name="odd", files=("odd.gguf",), role="model", quantization=None, size=GIB, complete=True
    )
    (view,) = variant_views([VariantRow(variant=variant)])
    assert view.quantization == "odd"
    for figure in ("unknown bits", "quality unknown", "tokens per second unknown"):
        assert figure in view.sentence
    assert "not judged yet" in view.sentence


def test_a_range_of_speed_is_short_and_never_nothing() -> None:
    def words(low: float, high: float) -> str:
        return range_words(Speed(low=low, high=high, basis=Basis.GUESS))

    assert words(44.2, 51.8) == "44–52"
    assert words(7.84, 9.97) == "7.8–10"
    assert words(99.8, 100.2) == "100"
    assert words(0.01, 0.02) == "<0.1"
    assert range_words(None) == ""

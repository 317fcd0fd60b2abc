"""What the chosen file's name says beside its header."""

from dataclasses import replace

from launcher.memory.fit import Fit
from launcher.models.catalog import facts_of, known_as
from launcher.models.variants import RepoEntry, Variant, group_variants
from tests.fakes.machine_facts import machine_of
from ui.pages.find.file_name import file_name_view, slow_words


def variant(path: str) -> Variant:
    return group_variants([RepoEntry(path=path, size=1 << 30)])[0]


def test_a_file_says_what_it_holds_by_its_own_header() -> None:
    facts = facts_of(known_as("gemma-3-12b-it"), "Q4_K_M")
    view = file_name_view(
        variant("gemma-3-12b-it-Q4_K_M.gguf"),
        "owner/gemma-3-12b-it-GGUF",
        facts,
        exact=True,
        fit=Fit.FITS,
        machine=machine_of(32, 12),
    )
    assert view.holds == "This file: 78 % Q4_K, 22 % Q6_K, under 1 % F32 of its weights."
    assert view.warnings == ()


def test_a_header_that_says_otherwise_is_told_only_where_it_is_the_files_own() -> None:
    facts = facts_of(known_as("gemma-3-12b-it"), "Q8_0")
    named = variant("gemma-3-12b-it-Q4_K_M.gguf")
    said = {
        exact: file_name_view(
            named, "o/m", facts, exact=exact, fit=Fit.FITS, machine=machine_of(32, 12)
        )
        for exact in (True, False)
    }
    assert any("Named Q4_K_M" in line for line in said[True].warnings)
    assert said[False].warnings == ()
    assert said[False].holds.startswith("This file, worked out from another one's header:")


def test_without_a_header_nothing_is_said_of_what_it_holds() -> None:
    view = file_name_view(
        variant("m-7b-Q4_0.gguf"), "o/m", None, exact=False, fit=None, machine=machine_of(8)
    )
    assert view.holds == ""


def test_a_slow_processor_matters_only_where_weights_lie_on_it() -> None:
    with_card = machine_of(32, 12)
    cpu, gpu = with_card.devices
    with_card = replace(
        with_card, devices=(cpu, replace(gpu, description="NVIDIA GeForce RTX 4070"))
    )
    assert slow_words("IQ3_XXS", Fit.FITS, with_card) == ""
    assert slow_words("IQ3_XXS", Fit.PARTLY, with_card).startswith("Slow on the processor: ")
    assert slow_words("IQ3_XXS", Fit.FITS, machine_of(32)).startswith("Slow on the processor: ")
    assert slow_words("Q4_K_M", Fit.FITS, machine_of(32)) == ""

"""What the Learn page says."""

from dataclasses import replace

import pytest

from launcher.glossary.book import entries, entry
from launcher.hardware.facts import Machine
from launcher.models.quantization import FILE_TYPES
from tests.fakes.machine_facts import machine_of
from ui.pages.learn.entry_view import entry_view
from ui.pages.learn.types_view import UNKNOWN, types_view
from ui.pages.learn.view import (
    ALL_BUTTON,
    EXAMPLES,
    NAME_BUTTON,
    TABLE,
    TYPES,
    all_rows,
    found_rows,
    nothing_found,
    step_views,
)
from ui.text.name_view import name_view
from ui.text.terms import explained, slug


def computer(card: str = "NVIDIA GeForce RTX 4070") -> Machine:
    machine = machine_of(32, 12)
    cpu, gpu = machine.devices
    return replace(machine, devices=(cpu, replace(gpu, description=card)))


def test_every_entry_is_in_the_list_once_and_its_key_leads_back_to_it() -> None:
    keys = [row.key for row in all_rows() if not row.is_heading and row.key != TABLE]
    assert sorted(keys) == sorted(slug(one.term) for one in entries())
    for one in entries():
        assert explained(slug(one.term)) is one


def test_the_table_stands_first_among_the_quantizations() -> None:
    rows = all_rows()
    place = next(n for n, row in enumerate(rows) if row.title == TYPES)
    assert rows[place + 1].key == TABLE
    assert rows[place + 2].title == "F32"


def test_a_search_lists_the_best_first_and_no_headings() -> None:
    rows = found_rows("kv cache")
    assert rows[0].title == "KV cache"
    assert not any(row.is_heading for row in rows)
    assert found_rows("  ") == all_rows()


def test_a_search_for_nothing_known_says_so_and_leads_on() -> None:
    assert found_rows("zebrafish") == ()
    line, button = nothing_found("zebrafish")
    assert ("“zebrafish”" in line, button) == (True, ALL_BUTTON)
    assert nothing_found("gemma-3-12b-it-Q4_K_M.gguf")[1] == NAME_BUTTON
    assert len(nothing_found("x" * 5000)[0]) < 80


def test_every_way_from_a_step_or_an_entry_leads_to_an_entry() -> None:
    ways = [link for step in step_views() for link in step.links]
    ways += [link for one in entries() for link in entry_view(one, None, slug="").links]
    lost = [link.words for link in ways if link.slug != TABLE and explained(link.slug) is None]
    assert lost == []
    assert [step.number for step in step_views()] == list(range(1, len(step_views()) + 1))


def test_a_type_says_its_figures_its_quality_and_what_this_computer_makes_of_it() -> None:
    view = entry_view(entry("IQ3_XXS"), computer(), slug="iq3-xxs")
    facts = dict(view.facts)
    assert facts["Bits per weight"] == "3.0625"
    assert facts["Block"] == "256 weights"
    assert facts["Importance matrix"] == "needed to make it"
    assert facts["Quality"].startswith("Clearly weaker")
    assert "published by" in facts["Evidence"]
    assert view.here_title == "On this computer"
    assert [line.partition(".")[0] for line in view.here] == ["Processor: slow", "RTX 4070: fast"]
    assert view.links[-1].slug == TABLE


def test_a_word_says_nothing_of_this_computer() -> None:
    view = entry_view(entry("KV cache"), computer(), slug="kv-cache")
    assert (view.here_title, view.here, view.facts) == ("", (), ())


def test_what_cannot_be_loaded_says_so() -> None:
    assert ("Loads here", "no") in entry_view(entry("ik_llama.cpp types"), None, slug="").facts


def test_an_imagined_computer_is_called_so() -> None:
    imagined = replace(computer(), imagined=True)
    assert types_view(imagined).here_title == "On the imagined computer"


def test_the_table_has_every_file_type_and_absent_figures_are_unknown() -> None:
    view = types_view(computer())
    rows = {row.name: row for row in view.rows}
    assert set(rows) == {name for name, _ in FILE_TYPES.values()}
    assert rows["MXFP4_MOE"].bits == UNKNOWN
    assert "unknown bits per weight" in rows["MXFP4_MOE"].sentence
    assert rows["Q4_K_M"].bits == "4.89"
    assert all(row.use for row in view.rows)


def test_the_table_falls_by_bits() -> None:
    bits = [float(row.bits) for row in types_view(None).rows if row.bits != UNKNOWN]
    assert bits == sorted(bits, reverse=True)


def test_the_table_says_where_processor_and_card_differ() -> None:
    rows = {row.name: row for row in types_view(computer()).rows}
    assert rows["Q4_K_M"].here == "fast"
    assert rows["IQ3_M"].here == "GPU fast, processor slow"
    assert rows["TQ1_0"].here == "GPU none, processor ordinary"
    assert "RTX 4070" in rows["IQ3_M"].here_more


def test_without_a_machine_nothing_is_claimed_of_it() -> None:
    assert {row.here for row in types_view(None).rows} == {"unknown"}


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_can_be_taken_apart(example: str) -> None:
    view = name_view(example)
    assert len(view.pieces) > 4
    assert any(piece.strong for piece in view.pieces)

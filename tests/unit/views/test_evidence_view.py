"""What the evidence card says."""

from launcher.choosing.measured_here import MeasuredHere
from launcher.choosing.quality_words import quality_words
from tests.fakes.measured import measured
from ui.text.evidence import NONE_PUBLISHED, EvidenceView, evidence_view, passing_words
from ui.text.terms import HEADING_TERMS, explained

EIGHT = 8 * 10**9


def card(kind: str, model: str = "") -> EvidenceView:
    return evidence_view(kind, quality_words(kind, 4.9, EIGHT, model=model))


def test_every_published_figure_has_its_source_year_and_link() -> None:
    view = card("Q4_K_M")
    assert len(view.figures) > 3
    for figure in view.figures:
        assert figure.source.rpartition(", ")[2].isdigit()
        assert figure.link.startswith("https://")
        assert "Q4_K_M" in figure.of


def test_a_score_is_set_beside_the_originals() -> None:
    score = next(one for one in card("Q4_K_M").figures if one.measure == "MMLU")
    assert score.value.count("%") == 2
    assert "the original" in score.value


def test_a_divergence_has_a_unit_and_no_original() -> None:
    found = next(one for one in card("Q8_0").figures if one.measure == "KL divergence")
    assert found.value == "0.0014 nats"


def test_the_nearest_model_stands_first() -> None:
    first = card("Q3_K_M", "someone/gemma-3-27b-it-GGUF").figures[0]
    assert first.of.startswith("Gemma 3 27B")


def test_figures_of_a_plainer_type_say_so() -> None:
    assert all("Q4_K_M" in one.of for one in card("Q4_K_L").figures)


def test_where_nothing_was_published_the_card_says_so() -> None:
    view = card("HOUSE_MIX")
    assert (view.figures, view.note) == ((), NONE_PUBLISHED)
    assert view.because.startswith("Estimated from")


def test_a_makers_name_is_left_as_it_is_written() -> None:
    sources = {one.source for one in card("Q4_K_M").figures}
    assert any(one.startswith("The llama.cpp project") for one in sources)
    assert any(one.startswith("matt-c1") for one in sources)


def test_in_passing_the_class_and_its_reason_are_told() -> None:
    judged = quality_words("Q4_K_M", 4.9, EIGHT)
    assert passing_words(judged) == f"Close. {judged.because}"


def test_a_type_that_uses_no_importance_matrix_is_not_said_to_have_one() -> None:
    assert not any("with an importance" in one.of for one in card("Q8_0").figures)


def test_the_heading_of_the_classes_leads_to_their_explanation() -> None:
    found = explained(HEADING_TERMS["Quality"])
    assert found is not None
    assert "seven classes" in found.text


def test_what_was_measured_here_comes_first_with_its_error_and_where_from() -> None:
    here = MeasuredHere(rows=(measured(model="Some model", parameters=EIGHT),))
    own = here.own("someone/some-model-GGUF", "Q4_K_M", EIGHT, 5.1)
    view = evidence_view("Q4_K_M", quality_words("Q4_K_M", 5.1, EIGHT, own=own))
    divergence, same = view.figures[:2]
    assert divergence.value == "0.0121 ± 0.0006 nats"
    assert divergence.source == (
        "Measured on this computer, 21 November 2026, sample text, 4 windows"
    )
    assert divergence.of == "Some model, Q4_K_M, against model-F16.gguf"
    assert same.value == "95.10 ± 0.40 %"
    assert not divergence.link
    assert len(view.figures) == 2 + len(card("Q4_K_M").figures)

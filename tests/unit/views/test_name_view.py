"""A name in pieces, and what is said of it on hover."""

import time

import pytest

from ui.text.name_tips import name_lines, name_tip
from ui.text.name_view import LONGEST, MOST, WIDEST_CAPTION, name_view
from ui.text.terms import address, explained, short_of, slug_in
from ui.text.tips import tip

GEMMA = "google_gemma-3-12b-it-Q4_K_M.gguf"


def test_the_pieces_and_their_joints_make_the_name_again() -> None:
    view = name_view(GEMMA)
    assert "".join(piece.joint + piece.text for piece in view.pieces) == GEMMA
    assert [piece.caption for piece in view.pieces] == [
        "maker",
        "family",
        "version",
        "12 billion weights",
        "tuned to follow instructions",
        "about 4.9 bits a weight",
        "file format",
    ]


def test_the_type_stands_out_and_leads_to_its_entry() -> None:
    strong = [piece for piece in name_view(GEMMA).pieces if piece.strong]
    assert [(piece.text, piece.term) for piece in strong] == [("Q4_K_M", "Q4_K_M")]
    active = next(p for p in name_view("Qwen3-30B-A3B-Q4_0.gguf").pieces if p.text == "30B-A3B")
    assert active.term == "Active parameters"


def test_every_caption_fits_and_every_piece_has_a_sentence() -> None:
    for name in (GEMMA, "mixtral-8x7b-v0.1.Q5_K_M.gguf", "x-IQ4_KS.gguf.part1of2", "mmproj-F16"):
        for piece in name_view(name).pieces:
            assert 0 < len(piece.caption) <= WIDEST_CAPTION
            assert piece.meaning.endswith(".")
            assert piece.sentence == f"{piece.text}: {piece.meaning}"


def test_a_number_with_thousands_is_not_cut_in_its_middle() -> None:
    piece = next(p for p in name_view("model-7b-128k-Q4_0.gguf").pieces if p.text == "128k")
    assert "128,000" in piece.meaning
    assert piece.caption == "tuning"


@pytest.mark.parametrize(
    "name",
    ["x-" * 5000, "A" * 10_000, "q4_k_m-" * 1400, "a/" * 5000, "\u202e" * 10_000, "🦙-" * 5000],
)
def test_ten_thousand_characters_are_told_at_once(name: str) -> None:
    name_view("warm")  # the glossary is read once
    begin = time.process_time()
    view = name_view(name)
    assert time.process_time() - begin < 1.5
    assert len(view.pieces) <= MOST
    assert all(len(piece.text) <= 6 * LONGEST + 1 for piece in view.pieces)
    assert len(tip(*name_lines(name))) < 4000


def test_parts_that_are_not_shown_are_counted() -> None:
    view = name_view("x-" * 5000)
    assert view.further_words == "and 4,960 more parts"
    assert name_view(GEMMA).further_words == ""


def test_what_is_invisible_is_written_out_and_warned_of() -> None:
    view = name_view("gemma\u202e-3-12b-Q4_K_M.gguf")
    assert "\\u202e" in view.pieces[0].text
    assert not any("\u202e" in piece.text + piece.joint for piece in view.pieces)
    assert any("invisible" in warning for warning in view.warnings)


def test_what_does_not_load_is_warned_of() -> None:
    assert any("ik_llama.cpp" in one for one in name_view("x-7b-IQ4_KS.gguf").warnings)
    assert any("joined" in one for one in name_view("x-7b-Q4_0.gguf.part1of2").warnings)
    assert name_view(GEMMA).warnings == ()


def test_nothing_at_all_is_no_name() -> None:
    assert name_view("   ").pieces == ()
    assert name_tip("") == ""


def test_a_hover_says_the_sentence_and_reads_no_markup_of_strangers() -> None:
    said = name_tip("<img src=x>-gemma-3-4b-Q4_K_M.gguf")
    assert "<img" not in said
    assert "4 billion weights" in said
    assert name_tip(GEMMA).startswith("<qt>Gemma 3, 12 billion weights")
    assert tip("") == ""


def test_an_address_leads_to_its_entry_and_others_do_not() -> None:
    path = address("S, M and L").partition(":")[2]
    asked = slug_in(path)
    assert asked is not None
    found = explained(asked)
    assert found is not None
    assert found.term == "S, M and L"
    assert slug_in("settings") is None
    assert slug_in("term/") is None
    assert short_of("no such word at all") == ""

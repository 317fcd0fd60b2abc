"""A term is found in any spelling, and what is not there is said kindly."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from launcher.errors import UnknownTerm
from launcher.glossary.book import entries, entry, search, type_entry
from launcher.sentences import sentence_of


@pytest.mark.parametrize(
    ("words", "term"),
    [
        ("q4_k_m", "Q4_K_M"),
        ("Q4-K-M", "Q4_K_M"),
        ("i1-Q4_K_M", "Q4_K_M"),
        ("KV-cache", "KV cache"),
        ("kvcache", "KV cache"),
        ("  Mixture  of Experts ", "Mixture of experts"),
        ("MoE", "Mixture of experts"),
        ("tokens", "Token"),
        ("quantisations", "Quantization"),
        ("FP16", "F16"),
        ("fp32", "F32"),
        ("UD-Q4_K_XL", "UD"),
        ("ud-iq2_xxs", "UD"),
        ("Q4_K_L", "_L and _XL"),
        ("Q3_K_L", "Q3_K_L"),
        ("Q8_K_XL", "_L and _XL"),
        ("IQ4_KS", "ik_llama.cpp types"),
        ("IQ3_K", "ik_llama.cpp types"),
        ("Q4_K_R4", "ik_llama.cpp types"),
        ("IQ4_NL_R4", "ik_llama.cpp types"),
        ("Q4_0_8_8", "Removed types"),
        ("it", "Instruct (it)"),
        ("B", "Parameter"),
        ("M", "S, M and L"),
        ("t/s", "Tokens per second"),
        ("tokens/s", "Answer speed"),
        ("Q", "Q"),
        ("Q4", "Q"),
        ("Q5", "Q"),
        ("Q8", "Q"),
        ("IQ4", "IQ"),
        ("FP4", "FP4"),
        ("UD-TQ1_0", "UD"),
        ("ggml", "GGML"),
        ("MMLU-Pro", "MMLU-Pro"),
        ("score", "Benchmark"),
        ("accuracy", "Benchmark"),
        ("quality", "Quality"),
        ("offload", "GPU layers"),
    ],
)
def test_any_spelling_finds_its_entry(words: str, term: str) -> None:
    assert entry(words).term == term


@pytest.mark.parametrize("one", entries(), ids=lambda one: one.term)
def test_every_title_and_alias_finds_its_own_entry(one) -> None:
    assert [entry(words) for words in (one.term, *one.aliases)] == [one] * (1 + len(one.aliases))
    assert search(one.term)[0] == one


def test_an_unknown_term_offers_what_is_spelled_alike() -> None:
    with pytest.raises(UnknownTerm) as caught:
        entry("kv cash")
    assert "KV cache" in caught.value.near
    assert "KV cache" in sentence_of(caught.value).next
    with pytest.raises(UnknownTerm) as caught:
        entry("xqzzt")
    assert caught.value.near == ()
    assert "Try another word" in sentence_of(caught.value).next


@pytest.mark.parametrize("words", ["", "   ", "…", "\u202e", "🦙", "?!"])
def test_no_letters_are_no_term(words: str) -> None:
    with pytest.raises(UnknownTerm):
        entry(words)


@given(st.text(max_size=200))
def test_no_text_breaks_the_lookup(words: str) -> None:
    found = search(words)
    assert set(found) <= set(entries())
    with contextlib.suppress(UnknownTerm):
        assert entry(words) in entries()


def test_ten_thousand_characters_are_looked_at_in_part() -> None:
    assert search("q" * 10_000) == ()
    assert search("i1-" * 10_000) == ()
    assert type_entry("IQ" * 10_000) is None
    with pytest.raises(UnknownTerm) as caught:
        entry("quantization " * 1000)
    assert len(sentence_of(caught.value).what) <= 240


def test_types_are_told_from_words() -> None:
    found = type_entry("q6_k")
    assert found is not None
    assert found.bits_per_weight == 6.5625
    recipe = type_entry("Q4_K_M")
    assert recipe is not None
    assert recipe.bits_per_weight is None
    assert recipe.needs_imatrix is False
    for name in ("UD-Q2_K_XL", "IQ4_KS", "Q5_K_L"):
        assert type_entry(name) is not None
    for name in ("KV cache", "it", "", "Q9_9"):
        assert type_entry(name) is None


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("kv", "KV cache"),
        ("what is Q4_K_M", "Q4_K_M"),
        ("quant", "Quantization"),
        ("q4", "Q"),
        ("perplexty", "Perplexity"),
        ("hugingface", "Hugging Face"),
        ("sliding-window", "Sliding window"),
        ("moe", "Mixture of experts"),
        ("experts", "Mixture of experts"),
    ],
)
def test_a_search_puts_the_best_first(words: str, first: str) -> None:
    assert search(words)[0].term == first


def test_titles_come_before_aliases_and_these_before_what_is_said() -> None:
    terms = [one.term for one in search("cache")]
    assert terms.index("KV cache") < terms.index("Sliding window")
    assert "Sliding window" in terms


def test_several_words_are_all_looked_for() -> None:
    found = [one.term for one in search("importance matrix")]
    assert found[0] == "imatrix"
    assert "IQ2_M" in found
    assert "Temperature" not in found


def test_an_empty_search_shows_all() -> None:
    assert search("") == entries()
    assert search("  ") == entries()


@pytest.mark.parametrize(
    ("question", "term"),
    [
        ("why is it slow", "GPU layers"),
        ("how fast are answers", "GPU layers"),
        ("what is the KV cache", "KV cache"),
        ("bigger context", "Context"),
        ("what do you do with LoRA", "LoRA"),
    ],
)
def test_a_question_is_answered_by_what_it_is_about(question: str, term: str) -> None:
    assert term in [one.term for one in search(question)]

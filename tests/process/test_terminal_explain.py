"""`snug explain` in a terminal."""

from tests.process.terminal import snug


def test_a_term_is_explained_in_any_spelling() -> None:
    call = snug("explain", "q4_k_m", "--json")
    assert call.status == 0
    assert call.answer["term"] == "Q4_K_M"
    assert set(call.answer) >= {"term", "short", "text", "see_also"}
    assert "K-quant" in call.answer["see_also"]
    assert call.answer["bits_per_weight"] is None


def test_several_words_are_one_term() -> None:
    answer = snug("explain", "--json", "KV", "cache").answer
    assert answer["term"] == "KV cache"
    assert "Quantizing the weights leaves it as it is" in answer["text"]


def test_people_get_words_with_the_source() -> None:
    call = snug("explain", "Q6_K")
    assert call.out.startswith("Q6_K\n")
    assert "6.5625 bits per weight" in call.out
    assert "See also: K-quant" in call.out
    assert "https://github.com/ggml-org/llama.cpp" in call.out


def test_an_unknown_term_is_a_wrong_call_that_offers_near_ones() -> None:
    call = snug("explain", "perplexty", "--json")
    assert (call.status, call.out) == (2, "")
    assert "Perplexity" in call.err


def test_no_term_is_a_wrong_call() -> None:
    assert snug("explain").status == 2
    assert "No term was asked for" in snug("explain", "").err

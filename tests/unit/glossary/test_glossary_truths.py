"""False statements that go round about quantization do not occur here; the true ones do."""

import re

import pytest

from launcher.choosing.quality_words import Quality
from launcher.glossary.book import entries, entry, first_steps

FALSE = {
    "activations go to 4 bits": r"activations[^.]{0,40}(to|in) (4|four)[ -]bits?(?! because)",
    "a zero point in _0 types": r"(q4_0|q8_0)[^.]{0,60}(has|with|and) an? (offset|zero)",
    "K is K-means": r"(stands for|means|is called|uses) k-?means",
    "fewer bits, fewer calculations": r"fewer calculations|less calculation|calculates less",
    "parameters are neurons": r"neuron",
    "32 bits are usual": r"(typically|usually|mostly) (stored |published )?in (32|f32)",
    "weights shrink the cache": r"quantiz\w+ the weights (shrinks|reduces|halves)",
    "8 bits lose much": r"8[ -]bits?[^.]{0,40}(significant|noticeabl|large loss)",
    "quantized at run time": r"quantized (while|during) (it runs|inference)",
    "recognised by being fast": r"(tell|recogni[sz]e|identif\w+)[^.]{0,40}(fast|quick|speed)",
    "MLX runs here": r"mlx files (can be|are) (read|loaded|run) here",
    "by profession": r"finance|medical|lawyer|law firm",
    "INT4 hardware helps": r"int4[^.]{0,40}(speeds up|accelerates|helps)",
    "higher quantization": r"(higher|lower|more|less) quanti[sz]ation",
    "Q5_K_M has 4-bit parts": r"5-bit[^.]{0,40}4-bit part",
    "bias amplification": r"amplif",
    "perplexity across models": r"perplexity[^.]{0,40}(compares|ranks) (different )?models",
    "96 GB of cache": r"96 g",
    "figures of one bad table": r"13\.5 gb|\b3\.12\b|3\.75 ",
}
TRUE = {
    "Activation": "never to 4 bits because the file says Q4",
    "_0 and _1": "no offset (no zero point)",
    "K-quant": "nothing to do with K-means",
    "Answer speed": "the calculations stay as many",
    "Prompt speed": "Fewer bits hardly help here",
    "Parameter": "how strongly one value inside the model acts on another",
    "Full precision": "published in BF16",
    "KV cache": "Quantizing the weights leaves it as it is",
    "Quantization": "It is done once, when the file is made",
    "Mixture of experts": "Memory goes by all parameters and speed by the active ones",
    "MLX": "run in programs made for MLX",
    "Embedding": "where it also serves as the output matrix, it is read whole",
    "GGUF": "GGUF is no quantization",
    "INT4 and INT8": "4-bit integer arithmetic in a graphics card does not help it",
    "Q5_K_M": "are Q6_K",
    "Perplexity": "says nothing across different models",
    "Sliding window": "stops growing at its window",
    "Bits per weight": "more than the name says",
    "IQ": "slower than larger 4-bit files",
    "QAT": "The file's own name does not always say qat",
    "MXFP4_MOE": "a rounding like any other",
}
WORKSHOP = re.compile(r"/work|/tmp|issue|research|pypi|TODO|unproven|\bmem\b", re.IGNORECASE)


def everything() -> str:
    said = [f"{one.short} {one.text}" for one in entries()]
    said += [f"{step.title} {step.text}" for step in first_steps()]
    return "\n".join(said).lower()


@pytest.mark.parametrize("pattern", FALSE.values(), ids=FALSE)
def test_a_false_statement_does_not_occur(pattern: str) -> None:
    found = re.search(pattern, everything())
    assert found is None, found


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("activations go to 4 bits", "weights and activations are quantized to 4 bits"),
        ("K is K-means", "k_m stands for k-means"),
        ("fewer bits, fewer calculations", "fewer bits mean fewer calculations"),
        ("parameters are neurons", "each parameter is a neuron"),
        ("weights shrink the cache", "quantizing the weights shrinks the kv cache"),
        ("Q5_K_M has 4-bit parts", "a 5-bit part and a low-precision 4-bit part"),
        ("a zero point in _0 types", "q4_0 has a scale and a zero point"),
    ],
)
def test_the_patterns_know_the_false_statements_when_they_see_them(
    pattern: str, said: str
) -> None:
    assert re.search(FALSE[pattern], said)


@pytest.mark.parametrize(("term", "said"), TRUE.items(), ids=TRUE)
def test_the_true_statement_is_made(term: str, said: str) -> None:
    assert said in entry(term).text


def test_only_the_product_is_spoken_of() -> None:
    assert WORKSHOP.search(everything()) is None


def test_each_exam_says_what_guessing_gives_in_it() -> None:
    assert "guessing gives 25 %" in entry("MMLU").text
    assert "guessing gives about 10 %" in entry("MMLU-Pro").text


def test_the_classes_of_quality_are_explained_in_their_own_words() -> None:
    said = entry("Quality").text.lower()
    places = [said.index(quality.words.lower()) for quality in Quality]
    assert places == sorted(places)


def test_the_old_format_and_the_library_share_a_name_and_are_told_apart() -> None:
    said = entry("ggml").text
    assert "library" in said
    assert "Files of that format no longer load." in said


OWN_MATTERS = {  # of this program, of computers at large, or plain words
    *("Dense model", "Coder", "Byte-split", "Compute buffer", "RAM", "VRAM", "Reserve"),
    "System prompt",
}


def test_what_is_no_matter_of_this_program_alone_has_a_public_source() -> None:
    assert {one.term for one in entries() if one.source is None} <= OWN_MATTERS

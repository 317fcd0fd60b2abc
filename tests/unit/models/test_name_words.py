import pytest

from launcher.models.names import decode_name, notes, plain_sentence
from launcher.models.naming.encoding_words import BITS, MADE_OF, encoding_words
from launcher.models.naming.encodings import Standing, base_of, standing
from launcher.models.quantization import FILE_TYPES, REMOVED_TYPES, TYPE_BY_NAME


def meaning(text: str, part: str) -> str:
    return next(one.meaning for one in decode_name(text).parts if one.text == part)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "gemma-3-12b-it-Q4_K_M.gguf",
            "Gemma 3, 12 billion weights, tuned to follow instructions, about 4.9 bits a weight.",
        ),
        (
            "Mistral-Small-3.2-24B-Instruct-2506-GGUF",
            "Mistral Small 3.2 (2506), 24 billion weights, tuned to follow instructions.",
        ),
        (
            "Qwen3-30B-A3B-BF16.gguf",
            "Qwen 3, 30 billion weights, 3 billion active, 16 bits a weight.",
        ),
        (
            "gemma-3-27B-it-qat-iq4_ks.gguf",
            "Gemma 3, 27 billion weights, tuned to follow instructions, trained for 4 bits,"
            " in a type that only ik_llama.cpp loads.",
        ),
        (
            "mtp-gemma-4-31B-it-Q8_0.gguf",
            "A small model that guesses ahead for Gemma 4 with 31 billion weights,"
            " tuned to follow instructions, about 8.5 bits a weight.",
        ),
        (
            "Qwen3-8B-UD-IQ2_M.gguf",
            "Qwen 3, 8 billion weights, layer by layer in types near IQ2_M.",
        ),
        ("mmproj-F16.gguf", "The part that reads pictures or sound, 16 bits a weight."),
        (
            "x.i1-Q8_0.gguf.part1of2",
            "X, about 8.5 bits a weight, made with an importance matrix,"
            " piece 1 of 2, to be joined first.",
        ),
        (
            "c4ai-command-r7b-12-2024-Q6_K.gguf",
            "Command R 12-2024, 7 billion weights, about 6.6 bits a weight.",
        ),
    ],
)
def test_a_name_fits_in_one_sentence(text: str, sentence: str) -> None:
    assert plain_sentence(decode_name(text)) == sentence


@pytest.mark.parametrize(
    ("text", "part", "said"),
    [
        ("x-4b.gguf", "4b", "4 billion weights."),
        ("x-270m.gguf", "270m", "270 million weights."),
        (
            "x-30B-A3B.gguf",
            "30B-A3B",
            "30 billion weights, of which about 3 billion work on each token (active).",
        ),
        (
            "Llama-4-Scout-17B-16E.gguf",
            "17B-16E",
            "17 billion weights work on each token, chosen among 16 experts.",
        ),
        (
            "mixtral-8x7B.gguf",
            "8x7B",
            "8 experts, named for a model of 7 billion weights: 46.7 billion weights in all;"
            " they share attention.",
        ),
        (
            "x-8x7B.gguf",
            "8x7B",
            "8 experts, named for a model of 7 billion weights; they share the rest,"
            " so the whole is not 8 times as much.",
        ),
        (
            "x-Q4_K_M.gguf",
            "Q4_K_M",
            "About 4.9 bits a weight: mostly Q4_K, the most sensitive tensors in Q6_K.",
        ),
        ("x-it.gguf", "it", "Tuned to follow instructions."),
        ("x-3-2507.gguf", "2507", "Published in July 2025 (year and month)."),
        ("x-3-0528.gguf", "0528", "Published on 28 May (month and day)."),
        ("x-2-1124.gguf", "1124", "Published in November; 24 is the day or the year."),
        ("x-12-2024.gguf", "12", "Published in month 12: December."),
        ("x-12-2024.gguf", "2024", "Published in 2024."),
        (
            "x-UD-TQ1_0.gguf",
            "TQ1_0",
            "A mix near TQ1_0; the header tells which types the layers hold.",
        ),
        (
            "x-Q6_K_L.gguf",
            "Q6_K_L",
            "Built on Q6_K, with embeddings and output in Q8_0 (a maker's own mix).",
        ),
        ("x-R1-7B-Distill-Qwen3.gguf", "Qwen3", "The family it was made with: Qwen."),
        ("deepseek-coder-6.7b.gguf", "coder", "Made for writing code."),
        ("x-7B-32k.gguf", "32k", "Made for contexts of up to about 32,000 tokens."),
    ],
)
def test_a_part_says_what_it_means(text: str, part: str, said: str) -> None:
    assert meaning(text, part) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x-IQ4_KS.gguf", "only the fork ik_llama.cpp loads this; the engine here cannot."),
        ("x-IQ3_K.gguf", "only the fork ik_llama.cpp loads this"),
        ("x-Q4_K_R4.gguf", "only the fork ik_llama.cpp loads this"),
        ("x-Q4_0_4_4.gguf", "the engine no longer loads this. Take Q4_0 instead."),
        ("x-IQ4_NL_4_4.gguf", "Take IQ4_NL instead."),
        ("ggml-model-i2_s.gguf", "only the fork bitnet.cpp loads this"),
        ("x-7B-AWQ", "it does not load here."),
        ("x-Q8_0.gguf.part1of2", "must be joined first; it cannot be loaded as it is."),
        ("x-Q8_0-00002-of-00003.gguf", "Shard 2 of 3: all are needed"),
        ("x-Q4_K_M-fp16.gguf", "The name holds F16 too; Q4_K_M is taken for the weights."),
        ("gemma-3-4b-it.gguf", "does not say what its weights are stored as."),
        ("mtp-gemma-4-31B-it.gguf", "31 billion weights is the size of its model, not its own."),
        ("hello", "Nothing in this says which model it is"),
        ("gemma\u202e-3-4b-Q4_0.gguf", "invisible characters"),
        ("x" * 300 + "-Q4_0.gguf", "longer than a file's name can be"),
        ("google/gemma-3-4b-it-qat-q4_0-unquantized", "stored in full precision"),
    ],
)
def test_a_warning_says_what_must_be_known(text: str, said: str) -> None:
    assert said in " ".join(notes(decode_name(text)))


@pytest.mark.parametrize("text", ["gemma-3-4b-it-Q4_K_M.gguf", "x-UD-Q4_K_XL.gguf", "u/y-7B-GGUF"])
def test_an_ordinary_name_has_no_warnings(text: str) -> None:
    assert notes(decode_name(text)) == ()


@pytest.mark.parametrize("kind", [name for name, _ in FILE_TYPES.values()])
def test_every_file_type_of_the_engine_is_known_and_explained(kind: str) -> None:
    assert standing(kind) is Standing.KNOWN
    assert decode_name(f"x-7B-{kind}.gguf").quantization == kind or kind in ("Q1_0", "Q2_0")
    assert "bits a weight" in encoding_words(kind)
    assert base_of(kind) in TYPE_BY_NAME


@pytest.mark.parametrize("kind", REMOVED_TYPES.values())
def test_removed_types_are_known_as_such(kind: str) -> None:
    assert standing(kind) is Standing.REMOVED


def test_a_whole_file_takes_at_least_the_bits_of_its_smallest_type() -> None:
    assert all(
        bits > TYPE_BY_NAME[base_of(kind) or ""].bits_per_weight * 0.95
        for kind, bits in BITS.items()
    )
    assert set(MADE_OF) <= {name for name, _ in FILE_TYPES.values()} | {"MXFP4"}


@pytest.mark.parametrize(
    ("kind", "held"),
    [("Q6_K_L", "Q6_K"), ("Q4_K_XL", "Q4_K"), ("Q3_K_XL", "Q3_K"), ("IQ4_KS", None), ("Q4", None)],
)
def test_a_makers_mix_is_built_on_a_known_type(kind: str, held: str | None) -> None:
    assert base_of(kind) == held

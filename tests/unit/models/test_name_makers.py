"""What makers really write, beyond the usual forms; and whose families these are."""

import pytest

from launcher.models.names import decode_name, notes, plain_sentence
from launcher.models.naming.encodings import Standing, standing


@pytest.mark.parametrize(
    "name",
    [
        "mradermacher/DeepSeek-R1-Distill-Llama-70B-abliterated-i1-GGUF",
        "legraphista/Qwen2-7B-Instruct-IMat-GGUF",
        "duyntnet/gemma-2-9b-it-imatrix-GGUF",
        "duyntnet/gemma-2-9b-it-imatrix-GGUF:Q4_K_M",
    ],
)
def test_a_repository_named_for_its_matrix_holds_models_made_with_one(name: str) -> None:
    told = decode_name(name)
    assert (told.role, told.imatrix) == ("model", True)
    assert notes(told) == ()


def test_a_file_named_for_its_matrix_alone_is_the_matrix() -> None:
    told = decode_name("gemma-2-9b-it-imatrix.gguf")
    assert (told.role, told.imatrix) == ("imatrix", None)


def test_experts_may_be_told_apart_from_the_active_weights() -> None:
    told = decode_name("llama4:17b-scout-16e-instruct-q4_K_M")
    assert (told.params_total_b, told.params_active_b, told.experts) == (None, 17, 16)
    assert told.finetune == ("scout", "instruct")
    meanings = {part.text: part.meaning for part in told.parts}
    assert meanings["16e"] == "16 experts, of which a few work on each token."
    assert meanings["17b"].endswith("chosen among 16 experts.")
    assert decode_name("a-16e-thing.gguf").experts is None


@pytest.mark.parametrize("kind", ["Q4_2", "Q4_3"])
def test_the_oldest_types_are_told_to_be_gone(kind: str) -> None:
    told = decode_name(f"ggml-vicuna-7b-1.1-{kind.lower()}.bin")
    assert (told.quantization, standing(kind)) == (kind, Standing.REMOVED)
    assert "2023" in next(part.meaning for part in told.of("quantization"))
    assert any(f"{kind}: the engine no longer loads this." in note for note in notes(told))


@pytest.mark.parametrize(
    ("name", "version", "finetune"),
    [
        ("neural-chat-7b-v3-3.Q4_K_M.gguf", "v3-3", ("chat",)),
        ("s1.1-32B-Q4_K_M.gguf", "1.1", ()),
        ("r1-1776-Q4_K_M-00001-of-00009.gguf", "r1-1776", ()),
        ("L3.2-8X3B-MOE-Q4_k_m.gguf", "3.2", ("MOE",)),
        ("Llama-3.1-Tulu-3-8B-Q4_K_M.gguf", "3.1", ()),
        ("Hermes-3-Llama-3.1-8B-Q4_K_M.gguf", "3.1", ()),
        ("DarkIdol-Llama-3.1-8B-Instruct-1.2-Uncensored.Q4_K_M.gguf", "3.1-1.2",
         ("Instruct", "Uncensored")),
        ("CohereLabs_command-a-translate-08-2025-IQ4_XS.gguf", "08-2025", ("translate",)),
        ("Gemma-3-R1984-27B-Q4_K_M.gguf", "3", ("R1984",)),
        ("Llama-3-ELYZA-JP-8B-q4_k_m.gguf", "3", ("ELYZA", "JP")),
        ("llm-jp-3.1-13b-instruct4-Q4_K_M.gguf", "3.1", ("instruct4",)),
    ],
)  # fmt: skip
def test_versions_and_tunings_are_found_where_makers_put_them(
    name: str, version: str, finetune: tuple[str, ...]
) -> None:
    told = decode_name(name)
    assert (told.version, told.finetune) == (version, finetune)


@pytest.mark.parametrize(
    ("name", "label", "total"),
    [
        ("bloom-7b1.Q4_K_M.gguf", "7b1", 7.1),
        ("RWKV-v7-1B5.gguf", "1B5", 1.5),
        ("orca_mini_v3_7b.Q4_K_M.gguf", "7b", 7.0),
        ("internlm2_5-1_8b-chat.gguf", "1_8b", 1.8),
    ],
)
def test_a_size_may_have_its_decimal_behind_the_letter(
    name: str, label: str, total: float
) -> None:
    told = decode_name(name)
    assert (told.size_label, told.params_total_b) == (label, total)


def test_a_name_without_a_family_is_still_said() -> None:
    assert plain_sentence(decode_name("r1-1776-Q4_K_M.gguf")).startswith("R1 (1776), ")


@pytest.mark.parametrize(
    ("name", "word", "family", "maker"),
    [
        ("gpt-j-6b-Q4_0.gguf", "gpt", "GPT-J", "EleutherAI"),
        ("gpt-neox-20b.Q4_K_M.gguf", "gpt", "GPT-NeoX", "EleutherAI"),
        ("gpt-oss-20b-mxfp4.gguf", "gpt", "gpt-oss", "OpenAI"),
        ("gpt2-xl-Q8_0.gguf", "gpt", "GPT", "OpenAI"),
        ("orca_mini_v3_7b.Q4_K_M.gguf", "mini", "Orca Mini", "Pankaj Mathur"),
        ("orca-2-7b.Q4_K_M.gguf", "orca", "Orca", "Microsoft"),
        ("open_llama_3b_v2-Q8_0.gguf", "llama", "OpenLLaMA", "OpenLM Research"),
        ("stablelm-2-zephyr-1_6b-Q8_0.gguf", "zephyr", "StableLM Zephyr", "Stability AI"),
        ("falcon-mamba-7b-Q4_K_M.gguf", "mamba", "Falcon Mamba", "Technology Innovation"),
    ],
)
def test_the_longer_name_of_a_family_says_whose_it_is(
    name: str, word: str, family: str, maker: str
) -> None:
    told = decode_name(name)
    said = next(part.meaning for part in told.of("base") if part.text == word)
    assert said.startswith(f"The family: {family}, by ")
    assert maker in said


@pytest.mark.parametrize(
    "name",
    [
        "orca-mini-3b.ggmlv3.q4_0.bin",
        "TheBloke/Llama-2-7B-Chat-GGML",
        "ggml-vicuna-7b-1.1-q4_2.bin",
        "ggml-model-q4_0.bin",
    ],
)
def test_the_format_before_gguf_is_told_not_to_load(name: str) -> None:
    assert any("format before GGUF" in note for note in notes(decode_name(name)))


@pytest.mark.parametrize(
    "name", ["ggml-model-q4_k.gguf", "pytorch_model.bin", "ggml-org/gemma-3-4b-it-GGUF"]
)
def test_the_library_s_name_alone_is_no_old_format(name: str) -> None:
    assert not any("format before GGUF" in note for note in notes(decode_name(name)))


def test_a_name_promises_no_quality() -> None:
    """How close a type comes is said by its class alone, which knows the model's size."""
    said = next(part.meaning for part in decode_name("x-7B-Q8_0.gguf").of("quantization"))
    assert said == "About 8.5 bits a weight: every matrix in Q8_0."

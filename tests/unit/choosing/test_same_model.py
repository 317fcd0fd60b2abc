import pytest

from launcher.choosing.same_model import family_of, plain_model, size_of
from launcher.models.catalog import catalog


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("Qwen/Qwen2.5-7B-Instruct-GGUF", "qwen 2.5 7b instruct"),
        ("Qwen_Qwen3-8B-Q4_K_M.gguf", "qwen 3 8b"),
        ("bartowski/Meta-Llama-3.1-8B-Instruct-GGUF", "llama 3.1 8b instruct"),
        ("mradermacher/gemma-3-12b-it-i1-GGUF", "gemma 3 12b instruct"),
        ("ggml-org/gpt-oss-20b-GGUF", "gpt oss 20b"),
        ("gpt-oss-20b-MXFP4", "gpt oss 20b"),
        ("Qwen3-30B-A3B-Instruct-2507", "qwen 3 30b a3b instruct 2507"),
        ("model_Q4_K_M", "model"),
        ("", ""),
    ],
)
def test_names_are_read_without_maker_and_storage(name: str, plain: str) -> None:
    assert plain_model(name) == plain


def test_no_two_models_of_the_catalog_are_taken_for_one() -> None:
    plain = [plain_model(model.repo) for model in catalog()]
    assert len(plain) == len(set(plain))


@pytest.mark.parametrize(
    ("name", "family", "size"),
    [
        ("google/gemma-3-12b-it", "gemma 3", 12e9),
        ("google/gemma-4-E4B-it", "gemma 4", 4e9),
        ("mistralai/Mixtral-8x7B-Instruct-v0.1", "mixtral", 56e9),
        ("HuggingFaceTB/SmolLM2-360M-Instruct", "smollm 2", 360e6),
        ("microsoft/phi-4", "phi 4", None),
    ],
)
def test_family_and_size_come_from_the_name(name: str, family: str, size: float | None) -> None:
    assert (family_of(name), size_of(name)) == (family, size)

import pytest

from launcher.choosing.base_scores import base_score, base_scores


@pytest.mark.parametrize(
    "name",
    [
        "google/gemma-3-12b-it",
        "Gemma 3 12B it",
        "Gemma 3 12B Instruct",
        "unsloth/gemma-3-12b-it-GGUF",
        "bartowski/google_gemma-3-12b-it-GGUF",
        "google/gemma-3-12b-it-qat-q4_0-gguf",
        "gemma-3-12b-it-UD-Q4_K_XL.gguf",
        "  GEMMA-3-12B-IT ",
    ],
)
def test_a_model_is_found_under_all_its_names(name: str) -> None:
    score = base_score(name)
    assert score is not None
    assert (score.benchmark, score.value, score.chance) == ("MMLU-Pro", 60.6, 10.0)


@pytest.mark.parametrize(
    "name",
    [
        "google/gemma-3-12b-pt",
        "mlabonne/gemma-3-12b-it-abliterated-GGUF",
        "Gemma 3 13B it",
        "gemma-2-12b-it",
        "",
        "🦙",
        "-" * 10_000,
    ],
)
def test_another_model_has_no_score_of_it(name: str) -> None:
    assert base_score(name) is None


def test_scores_of_one_report_are_comparable_and_of_two_are_not() -> None:
    four, small = base_score("gemma-3-4b-it"), base_score("gemma-3-1b-it")
    qwen = base_score("Qwen/Qwen2.5-7B-Instruct")
    assert four is not None
    assert small is not None
    assert qwen is not None
    assert four.comparable(small)
    assert not four.comparable(qwen)  # both MMLU-Pro, asked by different people


def test_a_model_may_have_a_score_in_several_setups() -> None:
    scores = base_scores("meta-llama/Llama-3.1-8B-Instruct")
    assert {(one.benchmark, one.value) for one in scores} == {
        ("MMLU-Pro", 48.3),
        ("MMLU-Pro", 44.0),
        ("MMLU", 69.4),
    }

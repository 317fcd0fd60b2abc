from launcher.choosing.evidence import figures, kv_type_figures
from launcher.planning.offers import KV_QUALITY


def test_figures_begin_with_the_same_model() -> None:
    first = figures("Q3_K_M", "google/gemma-3-27b-it")[0]
    assert (first.model, first.measure, first.value) == ("Gemma 3 27B Instruct", "MMLU", 70.7)
    assert first.original == 71.5
    assert first.source == "Unsloth"


def test_then_comes_the_family_and_then_what_is_about_as_large() -> None:
    assert figures("Q3_K_M", "google/gemma-3-4b-it")[0].model == "Gemma 3 27B Instruct"
    assert figures("Q4_K_M", "Qwen/Qwen3-8B")[0].model.startswith("Llama 3 8B")
    assert figures("IQ2_M", "some-llm-70b")[0].model == "Llama 3 70B Instruct"


def test_without_a_model_the_usual_size_comes_first() -> None:
    first = figures("Q4_K_M")[0]
    assert (first.model, first.measure) == ("Llama 3 8B", "KL divergence")


def test_files_with_and_without_an_importance_matrix_are_both_told() -> None:
    told = {
        one.imatrix: one.value
        for one in figures("Q4_K_M")
        if (one.model, one.measure) == ("Llama 3 8B", "KL divergence")
    }
    assert told == {True: 0.02815, False: 0.03127}


def test_a_dynamic_mix_has_its_own_figures_where_published() -> None:
    assert {one.quantization for one in figures("UD-Q4_K_XL")} == {"UD-Q4_K_XL"}


def test_a_mix_nobody_measured_shows_the_plain_type() -> None:
    shown = figures("Q4_K_L", "google/gemma-3-12b-it")
    assert {one.quantization for one in shown} == {"Q4_K_M"}


def test_what_nobody_measured_has_no_figures() -> None:
    assert figures("HOUSE_MIX") == ()
    assert figures("") == ()


def test_a_model_trained_for_four_bits_is_measured_apart() -> None:
    assert all(one.qat for one in figures("Q4_0", "gemma-3-12b-it", qat=True))
    assert not any(one.qat for one in figures("Q4_0", "gemma-3-12b-it"))


def test_a_score_is_kept_above_chance() -> None:
    eight = {one.quantization: one for one in figures("Q2_K", "Meta-Llama-3-8B-Instruct")[:1]}
    kept = eight["Q2_K"].kept
    assert kept is not None
    assert round(kept, 3) == 0.769


def test_perplexity_is_no_score_and_a_missing_original_no_share() -> None:
    assert all(one.kept is None for one in figures("Q4_K_M") if one.measure != "MMLU")
    assert all(one.kept is None for one in figures("IQ2_M") if one.original is None)


def test_types_of_the_cache_come_best_first_and_agree_with_what_is_offered() -> None:
    shares = {
        one.quantization: one.value / one.original - 1
        for one in kv_type_figures()
        if one.original is not None
    }
    assert list(shares) == ["q8_0", "q5_1", "q5_0", "q4_1", "iq4_nl", "q4_0"]
    for kind, (_, words) in KV_QUALITY.items():
        assert f"{shares[kind] * 100:.1g} %" in words

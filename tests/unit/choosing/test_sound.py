import pytest

from launcher.choosing.sound import is_sound, least_bits


@pytest.mark.parametrize(
    ("quantization", "bits", "billions", "sound"),
    [
        ("Q4_K_M", 4.9, 8, True),
        ("Q3_K_M", 4.13, 9, False),  # more than four bits only for its embeddings
        ("Q3_K_M", 3.9, 14, True),
        ("Q2_K", 3.2, 14, False),
        ("Q2_K", 3.1, 27, True),
        ("IQ1_S", 1.6, 70, False),
        ("IQ1_S", 1.7, 235, True),
        ("Q4_0", 4.6, 12, False),
        ("BF16", 16.0, 1, False),
        ("UD-Q2_K_XL", 3.0, 235, True),
        ("", 3.5, 8, False),
    ],
)
def test_few_bits_are_for_large_models(
    quantization: str, bits: float, billions: float, *, sound: bool
) -> None:
    assert is_sound(quantization, bits, int(billions * 1e9)) is sound


def test_training_for_four_bits_makes_the_difference() -> None:
    assert is_sound("Q4_0", 4.6, 12_000_000_000, qat=True)


def test_types_that_are_slow_on_a_processor_want_a_gpu() -> None:
    assert is_sound("IQ3_M", 3.7, 32_000_000_000)
    assert not is_sound("IQ3_M", 3.7, 32_000_000_000, on_gpu=False)


def test_a_name_says_the_bits_of_most_weights() -> None:
    assert least_bits("Q3_K_M", 4.3) == 3.99
    assert least_bits("Q4_K_M", 4.9) == 4.9
    assert least_bits("MXFP4", 4.3) == 4.3

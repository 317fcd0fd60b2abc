import pytest

from launcher.choosing.equal_bits import equal_bits


@pytest.mark.parametrize(
    ("name", "wasted"), [("Q4_0", 0.3), ("Q4_1", 0.8), ("Q3_K_S", 0.4), ("Q2_K", 0.2)]
)
def test_types_that_lose_more_than_their_size_count_as_smaller(name: str, wasted: float) -> None:
    assert 4.6 - equal_bits(name, 4.6) == pytest.approx(wasted, abs=0.07)


@pytest.mark.parametrize("name", ["Q8_0", "Q6_K", "Q4_K_M", "IQ4_XS", "IQ3_XXS", "IQ2_XXS"])
def test_types_that_nothing_smaller_beats_count_as_they_are(name: str) -> None:
    assert equal_bits(name, 4.5) == pytest.approx(4.5)


@pytest.mark.parametrize("name", ["UD-Q2_K_XL", "HOUSE_MIX", ""])
def test_a_mix_nobody_measured_counts_as_it_is(name: str) -> None:
    assert equal_bits(name, 3.3) == 3.3

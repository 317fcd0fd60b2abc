import pytest

from launcher.hardware.pace import PER_LAYER
from launcher.hardware.pace_fit import Timed, fit_pace


def timed(steps: float, size: float, *, step: float = 50e-6, bandwidth: float = 300e9) -> Timed:
    return Timed(steps=steps, bytes=size, seconds=steps * step + size / bandwidth)


def test_two_different_models_give_both_constants():
    assert fit_pace([timed(16, 1e9), timed(40, 8e9)]) == pytest.approx((50e-6, 300e9))


def test_many_samples_are_met_together():
    samples = [timed(n, size * 1e9) for n, size in ((16, 1), (32, 4), (48, 3), (64, 20))]
    noisy = [
        Timed(steps=one.steps, bytes=one.bytes, seconds=one.seconds * (0.97 if n % 2 else 1.03))
        for n, one in enumerate(samples)
    ]
    step, bandwidth = fit_pace(noisy) or (0, 0)
    assert step == pytest.approx(50e-6, rel=0.5)
    assert bandwidth == pytest.approx(300e9, rel=0.1)


def test_one_sample_gives_the_bandwidth_beside_a_usual_step():
    step, bandwidth = fit_pace([timed(32, 4e9, step=PER_LAYER)]) or (0, 0)
    assert step == PER_LAYER
    assert bandwidth == pytest.approx(300e9)


def test_samples_that_are_alike_do_not_invent_a_step():
    assert fit_pace([timed(32, 4e9), timed(64, 8e9)]) == pytest.approx(
        fit_pace([timed(32, 4e9)]) or (0, 0)
    )


def test_a_step_never_costs_less_than_nothing():
    odd = [Timed(steps=16, bytes=1e9, seconds=0.002), Timed(steps=16, bytes=2e9, seconds=0.009)]
    step, bandwidth = fit_pace(odd) or (0, 0)
    assert step >= 0
    assert bandwidth > 0


def test_a_tiny_model_leaves_half_of_its_time_to_the_bytes():
    step, bandwidth = fit_pace([Timed(steps=100, bytes=1e6, seconds=0.001)]) or (0, 0)
    assert step == pytest.approx(5e-6)
    assert bandwidth == pytest.approx(2e9)


@pytest.mark.parametrize(
    "samples", [[], [Timed(steps=1, bytes=0, seconds=1)], [Timed(steps=1, bytes=1, seconds=0)]]
)
def test_nonsense_gives_nothing(samples):
    assert fit_pace(samples) is None

"""Weighed files for boards, made of values alone."""

from launcher.choosing.base_scores import BaseScore
from launcher.choosing.kept import Expected
from launcher.choosing.quality_words import Judged, Quality
from launcher.choosing.weighed import Weighed
from launcher.hardware.facts import DeviceKind
from launcher.memory.choices import Choices
from launcher.memory.estimate import Basis, ContextLengths, DeviceShare, Estimate
from launcher.memory.fit import Fit
from launcher.planning.speed import Speed
from launcher.units import GIB


def score(model: str, value: float, *, setup: str = "one report") -> BaseScore:
    """A published score, made up."""
    return BaseScore(
        model=model,
        benchmark="Quiz",
        value=value,
        chance=25.0,
        source="a test",
        url=None,
        year=2026,
        setup=setup,
    )


def board_file(
    model: str,
    variant: str,
    *,
    parameters: float,
    gib: float,
    kept: float,
    base: BaseScore | None = None,
    quality: Quality = Quality.CLOSE,
    tokens: float | None = 20.0,
    conversation: float = 1.0,
) -> Weighed:
    """A file of `gib` that takes `conversation` GiB more in memory; `parameters` in billions."""
    share = DeviceShare(name="CPU", kind=DeviceKind.CPU, weights=int((gib + conversation) * GIB))
    speed = None if tokens is None else Speed(low=tokens, high=tokens, basis=Basis.ARITHMETIC)
    return Weighed(
        repo=f"nobody/{model}",
        model=model,
        variant=variant,
        parameters=int(parameters * 1e9),
        bits_per_weight=gib * GIB * 8 / (parameters * 1e9),
        size=int(gib * GIB),
        choices=Choices(),
        estimate=Estimate(
            context=ContextLengths(asked=8192, granted=8192, trained=8192),
            devices=(share,),
            resident=share.sum,
            layers=1,
            gpu_layers=0,
        ),
        fit=Fit.FITS,
        longest=8192,
        speed=speed,
        judged=Judged(quality=quality, basis=Basis.GUESS),
        expected=Expected(kept=kept, basis=Basis.GUESS, because="a test", base=base),
    )

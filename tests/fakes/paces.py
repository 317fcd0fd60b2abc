"""Paces and timed models as a measurement would give them."""

from datetime import UTC, datetime, timedelta

from launcher.hardware.pace import Pace, TypePace
from launcher.measurement.calibration import Timed
from launcher.measurement.paces import Circumstances, MeasuredPace
from launcher.models.yardstick import Yardstick
from launcher.protocol.measuring import LayerTimes, PaceMeasured

FIRST = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
CPU = Circumstances(
    machine="Some CPU · 24 GiB", device="CPU", description="Some CPU", engine="1 (2)"
)


def pace_of(gigabytes: float = 24.0, **changes: object) -> Pace:
    """A measured processor that reads so many GB a second."""
    told: dict[str, object] = {
        "device": "CPU",
        "bandwidth": gigabytes * 1e9,
        "per_layer": 30e-6,
        "compute": 2e11,
        "measured": True,
        "spread": 0.05,
        "source": "measured here on 20 November 2026",
        "types": (TypePace(type="IQ3_S", bandwidth=4.5e9, compute=None),),
        "cache": 3e9,
        **changes,
    }
    return Pace(**told)  # type: ignore[arg-type]


def measured_of(
    number: int = 0, *, under: Circumstances = CPU, gigabytes: float = 24.0
) -> MeasuredPace:
    """What was measured in that minute."""
    return MeasuredPace(
        when=FIRST + timedelta(minutes=number),
        circumstances=under,
        threads=4,
        pace=pace_of(gigabytes, device=under.device),
    )


def timed_of(
    stick: Yardstick,
    rates: dict[str, float],
    *,
    per_layer: float,
    stop: float = 0.0,
    steps: int = 9,
    cache: float | None = None,
    depth: int = 256,
) -> Timed:
    """A model timed on a device that has exactly this pace; `stop` is what stopping costs."""
    parts = {n: stick.feed_forward_bytes(n) / rates[kind] for n, kind in enumerate(stick.types)}
    step = sum(parts.values()) + stick.layers * per_layer + stick.usual_bytes / rates["Q4_K"]
    more = stick.cache_bytes_a_token * depth / cache if cache else 0.0
    times = PaceMeasured(
        id=1,
        load_seconds=0.1,
        steps=(step,) * steps,
        depth=depth,
        deep=(step + more,) * steps if cache else (),
        layers=tuple(
            LayerTimes(layer=n, steps=(seconds + stop,) * steps, prompt=None)
            for n, seconds in parts.items()
        ),
    )
    return Timed(stick=stick, times=times)

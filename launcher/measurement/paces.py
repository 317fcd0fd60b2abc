"""The paces measured on this computer, kept as long as what they hang on stays the same."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from launcher.errors import SnugError
from launcher.hardware.pace import Pace, TypePace
from launcher.measurement.checked import count, moment, positive, positive_or_none, text
from launcher.measurement.ledger import Ledger

MOST: Final = 64
WIDEST: Final = 0.9  # half of a range, as a share: beyond that nothing is said
SLOWEST: Final = 10.0  # seconds a layer
OTHER_POWER: Final = 0.25  # least spread of what was measured on mains and serves on battery


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """What a device's pace hangs on.

    `machine` is from `place_of`; `driver` is the GPU's, empty for the processor; `power` is
    'mains', 'battery', or empty where nobody tells.
    """

    machine: str
    device: str  # the engine's name
    description: str
    engine: str
    driver: str = ""
    power: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredPace:
    """A pace, when it was measured (UTC), and under which circumstances; threads of the run."""

    when: datetime
    circumstances: Circumstances
    threads: int
    pace: Pace


class Paces:
    """Keeps one for each device and kind of power; from any thread, beside other processes."""

    def __init__(self, file: Path) -> None:
        self._ledger = Ledger(file, told=_told, heard=_heard)

    @property
    def notices(self) -> tuple[SnugError, ...]:
        """A file that was damaged and put aside, in this run."""
        return self._ledger.notices

    def add(self, measured: Iterable[MeasuredPace]) -> None:
        """Keep these; one of the same device and power takes the older one's place.

        What another engine or driver gave goes with it. Raises NotSaved.
        """
        fresh = {_place(one): one for one in measured}
        self._ledger.change(lambda rows: _newest({_place(one): one for one in rows} | fresh))

    def under(self, now: Circumstances) -> MeasuredPace | None:
        """What was measured under these circumstances.

        With other power than now it serves still, with a wider range. An engine that has
        not said hello yet (empty) is taken for the one that measured.
        """
        found = [one for one in self._ledger.rows() if _serves(one.circumstances, now)]
        found.sort(key=lambda one: (one.circumstances.power == now.power, one.when))
        if not found:
            return None
        best = found[-1]
        if best.circumstances.power == now.power:
            return best
        wider = replace(best.pace, spread=max(OTHER_POWER, best.pace.spread))
        return replace(best, pace=wider)


def _serves(then: Circumstances, now: Circumstances) -> bool:
    engine = now.engine or then.engine
    return replace(then, power=now.power) == replace(now, engine=engine)


def _place(one: MeasuredPace) -> tuple[str, ...]:
    then = one.circumstances
    return then.machine, then.device, then.power


def _newest(rows: Mapping[tuple[str, ...], MeasuredPace]) -> list[MeasuredPace]:
    return sorted(rows.values(), key=lambda one: one.when)[-MOST:]


def _told(one: MeasuredPace) -> dict[str, Any]:
    then, pace = one.circumstances, one.pace
    return {
        "when": one.when.isoformat(),
        "machine": then.machine,
        "device": then.device,
        "description": then.description,
        "engine": then.engine,
        "driver": then.driver,
        "power": then.power,
        "threads": one.threads,
        "bandwidth": pace.bandwidth,
        "per_layer": pace.per_layer,
        "compute": pace.compute,
        "spread": pace.spread,
        "source": pace.source,
        "cache": pace.cache,
        "types": [
            {"type": kind.type, "bandwidth": kind.bandwidth, "compute": kind.compute}
            for kind in pace.types
        ],
    }


def _heard(raw: Mapping[str, Any]) -> MeasuredPace:
    return MeasuredPace(
        when=moment(raw["when"]),
        threads=count(raw["threads"]),
        circumstances=Circumstances(
            machine=text(raw["machine"]),
            device=text(raw["device"]),
            description=text(raw["description"]),
            engine=text(raw["engine"]),
            driver=text(raw["driver"]),
            power=text(raw["power"]),
        ),
        pace=Pace(
            device=text(raw["device"]),
            bandwidth=positive(raw["bandwidth"]),
            per_layer=positive(raw["per_layer"], most=SLOWEST),
            compute=positive_or_none(raw["compute"]),
            measured=True,
            spread=positive(raw["spread"], most=WIDEST),
            source=text(raw["source"]),
            types=tuple(map(_type, raw["types"])),
            cache=positive_or_none(raw["cache"]),
        ),
    )


def _type(raw: Mapping[str, Any]) -> TypePace:
    return TypePace(
        type=text(raw["type"]),
        bandwidth=positive(raw["bandwidth"]),
        compute=positive_or_none(raw["compute"]),
    )

"""What is kept of engines between two runs: which one is asked for, and how each trial went."""

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from launcher.engines.falls import Fall, Falls, without
from launcher.engines.stamps import Stamp
from launcher.engines.values import BUILT_IN, Trial
from launcher.errors import EnginesDamaged, NewerData, SnugError
from launcher.kept import put_aside, read_object, write_object

FORMAT: Final = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineState:
    """`stamp` is what the active pack's files were when all of them were read."""

    active: str = BUILT_IN
    stamp: Stamp = field(default_factory=dict)
    trials: Mapping[str, Trial] = field(default_factory=dict)
    falls: Falls = field(default_factory=dict)

    def without(self, ident: str) -> "EngineState":
        """Nothing of this engine; where it was active, the built-in one is."""
        trials = {key: value for key, value in self.trials.items() if key != ident}
        kept = replace(self, trials=trials, falls=without(self.falls, ident))
        return replace(kept, active=BUILT_IN, stamp={}) if self.active == ident else kept


def read_state(file: Path) -> tuple[EngineState, SnugError | None]:
    """What the file says; a damaged one is put aside, and the built-in engine is active."""
    try:
        raw = read_object(file, newest=FORMAT)
        return (_state(raw) if raw is not None else EngineState()), None
    except NewerData as error:
        return EngineState(), error
    except (ValueError, KeyError, TypeError, OverflowError):
        return EngineState(), EnginesDamaged(str(file), str(put_aside(file)))
    except OSError:  # it cannot be read now, and may be whole
        return EngineState(), EnginesDamaged(str(file), str(file))


def write_state(file: Path, state: EngineState) -> None:
    """Keep it. Raises NotSaved."""
    trials = {ident: _told(trial) for ident, trial in state.trials.items()}
    stamp = {name: list(each) for name, each in state.stamp.items()}
    falls = {key: asdict(fall) for key, fall in state.falls.items()}
    told = {"format": FORMAT, "active": state.active, "stamp": stamp, "trials": trials}
    write_object(file, told | {"falls": falls})


def _told(trial: Trial) -> dict[str, object]:
    return {
        "when": trial.when,
        "ok": trial.ok,
        "detail": trial.detail,
        "devices": list(trial.devices),
        "seconds": trial.seconds,
    }


def _state(raw: Mapping[str, Any]) -> EngineState:
    if raw["format"] != FORMAT:
        raise ValueError("another format")
    return EngineState(
        active=_text(raw["active"]),
        stamp={_text(name): _pair(each) for name, each in _mapping(raw["stamp"]).items()},
        trials={_text(key): _trial(each) for key, each in _mapping(raw["trials"]).items()},
        falls={_text(key): _fall(each) for key, each in _mapping(raw.get("falls", {})).items()},
    )


def _fall(raw: object) -> Fall:
    told = _mapping(raw)
    times = told["times"]
    if type(times) is not int or times < 1:
        raise ValueError("it fell never")
    return Fall(mark=_text(told["mark"]), times=times, why=_text(told["why"]))


def _trial(raw: object) -> Trial:
    told = _mapping(raw)
    datetime.fromisoformat(_text(told["when"]))
    if not isinstance(told["ok"], bool) or not isinstance(told["devices"], list):
        raise ValueError("a trial makes no sense")
    seconds = float(told["seconds"])
    if not 0 <= seconds < math.inf:
        raise ValueError("a trial took no time")
    return Trial(
        when=told["when"],
        ok=told["ok"],
        detail=_text(told["detail"]),
        devices=tuple(map(_text, told["devices"])),
        seconds=seconds,
    )


def _pair(raw: object) -> tuple[int, int]:
    if not isinstance(raw, list) or len(raw) != 2 or not all(type(each) is int for each in raw):
        raise ValueError("a stamp is no pair of numbers")
    return raw[0], raw[1]


def _mapping(raw: object) -> Mapping[str, Any]:
    if not isinstance(raw, dict):
        raise ValueError("no object")
    return raw


def _text(raw: object) -> str:
    if not isinstance(raw, str):
        raise ValueError("no text")
    return raw

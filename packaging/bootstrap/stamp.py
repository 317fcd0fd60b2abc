"""The note a finished set-up leaves in the environment, so that the next start can go on.

It is written last. Where it is absent or tells of something else, the set-up
looks at what is really there and does what is missing.
"""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

NAME = "snug-setup.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """What the environment was set up for."""

    place: str  # a moved clone must be installed again: paths are written into the environment
    python: str
    fingerprint: str
    backend: str
    dev: bool
    window: bool  # whether the libraries of Qt's window were seen to

    def serves(self, *, wanted: "Stamp", any_backend: bool) -> bool:
        """Whether nothing needs to be done for `wanted`."""
        return (
            (self.place, self.python, self.fingerprint)
            == (wanted.place, wanted.python, wanted.fingerprint)
            and (any_backend or self.backend == wanted.backend)
            and (self.dev or not wanted.dev)
            and (self.window or not wanted.window)
        )


def read_stamp(venv: Path) -> Stamp | None:
    """The environment's stamp; None where there is none or it cannot be understood."""
    try:
        return Stamp(**json.loads((venv / NAME).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def write_stamp(venv: Path, stamp: Stamp) -> None:
    """Leave the note, whole or not at all."""
    part = venv / f"{NAME}.part"
    part.write_text(json.dumps(asdict(stamp), indent=1), encoding="utf-8")
    part.replace(venv / NAME)


def remove_stamp(venv: Path) -> None:
    """Before anything is changed, so that an interrupted set-up is seen."""
    (venv / NAME).unlink(missing_ok=True)


def python_version(venv: Path) -> str:
    """The version the environment was made with, from pyvenv.cfg; empty where there is none."""
    try:
        lines = (venv / "pyvenv.cfg").read_text(encoding="utf-8").splitlines()
    except OSError:
        return ""
    pairs = (line.partition("=") for line in lines)
    return next((value.strip() for key, _, value in pairs if key.strip() == "version"), "")

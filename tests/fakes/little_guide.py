"""A model of random words in the place of the one that ships with the program."""

import hashlib
from pathlib import Path

import pytest

from launcher.models import guide
from launcher.models.write import write_model


def place_guide(folder: Path, patch: pytest.MonkeyPatch, *, promised: str | None = None) -> Path:
    """Write it, with the hash it is to have shipped with; the true one unless `promised`."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / guide.FILE.name
    write_model(path, "llama", quantization="F16", context=1024, name=guide.NAME)
    told = promised or hashlib.sha256(path.read_bytes()).hexdigest()
    path.with_name(guide.SUMS).write_text(f"{told}  {path.name}\n", "utf-8")
    patch.setattr(guide, "FILE", path)
    return path


def lose_guide(folder: Path, patch: pytest.MonkeyPatch) -> None:
    """As in a damaged installation."""
    patch.setattr(guide, "FILE", folder / "nowhere" / guide.FILE.name)

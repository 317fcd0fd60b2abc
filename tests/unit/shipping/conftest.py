"""The makers of packages are not installed: they are found where `snug.py` finds them."""

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
for folder in (ROOT, ROOT / "packaging"):
    if str(folder) not in sys.path:
        sys.path.append(str(folder))


@pytest.fixture
def repository() -> Path:
    return ROOT

"""What was measured, written for other programs. No Qt."""

import json
from collections.abc import Sequence
from pathlib import Path

from launcher.actions.measure import as_csv, as_json_keys
from launcher.errors import NotSaved
from launcher.measurement.measured_file import MeasuredFile


def exported(kind: str, files: Sequence[MeasuredFile], file: Path) -> None:
    """Write the figures as 'csv' or 'json', as the terminal gives them. Raises NotSaved."""
    if kind == "json":
        told = {"results": [as_json_keys(one) for one in files]}
        words = json.dumps(told, indent=2, ensure_ascii=False) + "\n"
    else:
        words = as_csv(tuple(files))
    try:
        file.write_text(words, "utf-8", newline="")
    except OSError as error:
        raise NotSaved(str(file), error.strerror or str(error)) from error

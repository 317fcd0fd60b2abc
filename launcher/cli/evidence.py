"""What stands behind a quality, as the answers in JSON have it."""

from collections.abc import Sequence

from launcher.choosing.evidence import Figure
from launcher.choosing.quality_words import Judged
from launcher.choosing.weighed import Weighed
from launcher.memory.estimate import Basis


def figure_keys(figure: Figure) -> dict[str, object]:
    """One figure with its source; `basis` is published, or measured on this computer."""
    return {
        "measure": figure.measure,
        "value": figure.value,
        "error": figure.error,
        "unit": figure.unit or None,
        "original": figure.original,
        "model": figure.model,
        "quantization": figure.quantization,
        "setup": figure.setup or None,
        "basis": str(figure.basis),
        "source": figure.source,
        "url": figure.url,
        "year": figure.year,
    }


def class_keys(judged: Judged) -> dict[str, object]:
    """Where the class comes from, and what was measured of the file on this computer."""
    return {
        "class_basis": str(judged.basis),
        "class_source": judged.because,
        "measured": [figure_keys(one) for one in judged.figures if one.basis is Basis.MEASURED],
    }


def measured_lines(files: Sequence[Weighed]) -> list[str]:
    """Which files were measured on this computer and what they came to; nothing where none was."""
    told = [
        f"{file.key}: {file.judged.because}"
        for file in files
        if file.judged.basis is Basis.MEASURED
    ]
    return ["\n".join(told)] if told else []

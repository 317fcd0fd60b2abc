"""`snug quantize`: a file made in another quantization, beside its source unless told where."""

import argparse
import os
from pathlib import Path

from launcher.actions.made import Made, fallback_words
from launcher.actions.parts import Parts
from launcher.actions.quantize import known_quantization, made_name, quantize
from launcher.cli.output import Output
from launcher.models.gguf import read_facts
from launcher.models.guide import file_named
from launcher.paths import RESOURCES
from launcher.units import duration_text, size_text

UNMEASURED = (
    *("perplexity", "kld", "same_top", "prompt_tps", "answer_tps", "load_s", "resident"),
)


def quantize_file(arguments: argparse.Namespace, parts: Parts, output: Output) -> int:
    """Make the file and say where it lies."""
    source = file_named(arguments.file)
    quantization = known_quantization(arguments.type)
    try:
        made = quantize(
            parts,
            source,
            quantization,
            target=_target(arguments.output, source, quantization),
            imatrix=Path(arguments.imatrix) if arguments.imatrix else None,
            on_progress=lambda share: output.status(f"Making {quantization} {share:.0%}"),
        )
    finally:
        output.status("")
    output.answer(_keys(made), _words(made))
    return 0


def _target(asked: str | None, source: Path, quantization: str) -> Path:
    """The file that was named, one of the usual name in the folder that was, or beside the source.

    What ships with the program is never written beside.
    """
    name = made_name(source, read_facts(source), quantization)
    if asked is not None:
        path = Path(asked).expanduser()
        return path / name if path.is_dir() or asked.endswith(("/", os.sep)) else path
    ours = source.parent.resolve().is_relative_to(RESOURCES)
    return Path.cwd() / name if ours else source.with_name(name)


def _keys(made: Made) -> dict[str, object]:
    """One of `results` as `snug measure` gives them; nothing was measured yet."""
    return {
        "results": [
            dict.fromkeys(UNMEASURED)
            | {
                "file": str(made.path),
                "quantization": made.quantization,
                "size": made.size,
                "bits_per_weight": made.bits_per_weight,
                "seconds": made.seconds,
                "fallbacks": [
                    {"tensor": one.tensor, "wanted": one.wanted, "got": one.got}
                    for one in made.fallbacks
                ],
            }
        ]
    }


def _words(made: Made) -> str:
    seconds = made.seconds or 0.0
    took = f", made in {duration_text(seconds)}" if seconds >= 1 else ""
    first = (
        f"{made.path}: {size_text(made.size)}, {made.bits_per_weight:.2f} bits per weight{took}."
    )
    return "\n".join([first, *fallback_words(made.fallbacks)])

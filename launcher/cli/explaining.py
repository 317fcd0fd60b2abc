"""`snug explain`: what a term or a quantization means."""

import argparse

from launcher.actions.parts import Parts
from launcher.cli.output import Output
from launcher.glossary.book import entry
from launcher.glossary.entry import Entry, Source


def explain(arguments: argparse.Namespace, parts: Parts, output: Output) -> int:  # noqa: ARG001
    """One entry of the glossary, in any spelling of its term."""
    found = entry(" ".join(arguments.term))
    output.answer(_keys(found), _words(found))
    return 0


def _keys(found: Entry) -> dict[str, object]:
    return {
        "term": found.term,
        "short": found.short,
        "text": found.text,
        "see_also": list(found.see_also),
        "bits_per_weight": found.bits_per_weight,
        "block": found.block,
        "source": None if found.source is None else _source(found.source),
    }


def _source(source: Source) -> dict[str, object]:
    return {"name": source.name, "url": source.url, "year": source.year}


def _words(found: Entry) -> str:
    lines = [found.term, found.short, "", found.text, "", f"See also: {', '.join(found.see_also)}"]
    if found.source is not None:
        lines.append(f"Source: {found.source.name}, {found.source.year}, {found.source.url}")
    return "\n".join(lines)

"""`snug list`, `snug import`, `snug delete`: the models on this computer."""

import argparse
import sys

from launcher.actions.parts import Parts
from launcher.cli.output import Output
from launcher.errors import BuiltIn, NoSuchFile, NotOurs
from launcher.library.built_in import BUILT_IN
from launcher.library.store import LocalModel
from launcher.library.walk import settled
from launcher.models.guide import WORD, file_named, guide_file
from launcher.models.quantization import quantization_of
from launcher.sentences import sentence_of
from launcher.units import size_text


def list_models(arguments: argparse.Namespace, parts: Parts, output: Output) -> int:  # noqa: ARG001
    """Every model in the library, unreadable ones with their reason."""
    models = parts.library.scan()
    words = "\n".join(_line(model) for model in models) or (
        "No models yet. `snug search WORDS` finds one."
    )
    output.answer({"models": [_keys(model) for model in models]}, words)
    return 0


def import_model(arguments: argparse.Namespace, parts: Parts, output: Output) -> int:
    """Add a file where it lies; nothing is copied."""
    model = parts.library.adopt(settled(file_named(arguments.file)))
    words = "Built in; it needs no adding:" if model.origin == BUILT_IN else "Added"
    output.answer({"models": [_keys(model)]}, f"{words} {model.path}")
    return 0


def delete_model(arguments: argparse.Namespace, parts: Parts, output: Output) -> int:
    """Delete a model's files after asking, and say how much that freed."""
    guide = guide_file() if arguments.file == WORD else None  # a damaged one too
    path = guide or settled(file_named(arguments.file))
    found = next((m for m in parts.library.scan() if path in (m.path, *m.files)), None)
    ours = found is None or found.origin != "imported"
    if ours and path == guide_file():
        raise BuiltIn(str(path))
    if found is None:
        raise NotOurs(str(path)) if path.exists() else NoSuchFile(str(path))
    what = f"Delete {found.path} ({size_text(found.size)})" if ours else f"Forget {found.path}"
    question = f"{what}? [y/N] "
    if not arguments.yes and not _agreed(question):
        output.say("Nothing was deleted.")
        return 1
    freed = parts.library.delete(found)
    output.answer(
        {"models": [_keys(found)], "freed": freed},
        f"Deleted. {size_text(freed)} are free again."
        if ours
        else "Taken off the list. The file stays where it is.",
    )
    return 0


def _agreed(question: str) -> bool:
    if not sys.stdin.isatty():
        return False
    print(question, end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def _keys(model: LocalModel) -> dict[str, object]:
    facts = model.facts
    return {
        "path": str(model.path),
        "files": [str(path) for path in model.files],
        "size": model.size,
        "sha256": model.sha256,
        "verified": model.verified,
        "origin": model.origin,
        "repo": model.repo,
        "architecture": facts.architecture if facts else None,
        "quantization": quantization_of(facts) if facts else None,
        "problem": sentence_of(model.problem).what if model.problem else None,
    }


def _line(model: LocalModel) -> str:
    if model.problem:
        return f"{model.path}  {sentence_of(model.problem).what}"
    kind = quantization_of(model.facts) if model.facts else ""
    ours = "  built in, `snug chat guide`" if model.origin == BUILT_IN else ""
    return f"{model.path}  {kind}  {size_text(model.size)}{ours}"

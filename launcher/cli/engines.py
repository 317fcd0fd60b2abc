"""`snug engines`: the engines on this computer; add one, try it, use it, remove it."""

import argparse
import os
from collections.abc import Callable
from pathlib import Path
from typing import Final

from launcher.actions.engines import (
    add_pack,
    list_engines,
    pack_advice,
    remove_engine,
    try_engine,
    use_engine,
)
from launcher.actions.machine import look
from launcher.actions.parts import Parts
from launcher.cli.output import Output
from launcher.engines.values import BUILT_IN, EngineRow, Trial
from launcher.engines.verify import TOLD
from launcher.errors import EngineError
from launcher.hardware.reasons import LEFT_OUT
from launcher.protocol.messages import EngineModule, Hello
from launcher.sentences import sentence_of
from launcher.units import duration_text, size_text

_BACKENDS: Final = {
    "cpu": "processor",
    "rpc": "other computers (RPC)",
    "vulkan": "Vulkan",
    "cuda": "CUDA",
    "hip": "ROCm",
    "metal": "Metal",
}


def engines(arguments: argparse.Namespace, parts: Parts, output: Output) -> int:
    """Do what was asked and answer with the engines it is about."""
    return _DOING[arguments.doing or "list"](arguments, parts, output)


def _list(arguments: argparse.Namespace, parts: Parts, output: Output) -> int:  # noqa: ARG001
    hello = _said_hello(parts, output)
    machine = look(parts, hello)
    rows = list_engines(parts)
    advice = pack_advice(machine)
    lines = [_words(row) for row in rows]
    if hello and hello.modules:
        lines.append(_modules(hello))
    lines += [f"{said.what} {said.next}" for said in advice]
    output.answer({"engines": [_keys(row) for row in rows]}, "\n".join(lines))
    return 0


def _add(arguments: argparse.Namespace, parts: Parts, output: Output) -> int:
    def told(done: int, total: int) -> None:
        output.status(f"Copying… {size_text(done)} of {size_text(total)}")

    path = os.path.expanduser(arguments.path)  # noqa: PTH111  Path's own raises for '~nobody'
    row = add_pack(parts, Path(path), told)
    output.status("")
    _answer(
        row, f"Added as {row.ident}. `snug engines use {row.ident}` tries and uses it.", output
    )
    return 0


def _try(arguments: argparse.Namespace, parts: Parts, output: Output) -> int:
    trial = try_engine(parts, arguments.name)
    _answer(parts.engines.row(arguments.name), _trial_words(trial), output)
    return 0 if trial.ok else 1


def _use(arguments: argparse.Namespace, parts: Parts, output: Output) -> int:
    row = use_engine(parts, arguments.name)
    _answer(row, f"{_name(row)} is used from now on.", output)
    return 0


def _remove(arguments: argparse.Namespace, parts: Parts, output: Output) -> int:
    row = parts.engines.row(arguments.name)
    remove_engine(parts, arguments.name)
    _answer(row, f"Removed. {size_text(row.size)} are free again.", output)
    return 0


_DOING: Final[dict[str, Callable[[argparse.Namespace, Parts, Output], int]]] = {
    "list": _list,
    "add": _add,
    "try": _try,
    "use": _use,
    "remove": _remove,
}


def _said_hello(parts: Parts, output: Output) -> Hello | None:
    """What is really in use shows when a worker starts; one that does not is told of."""
    try:
        return parts.planner.hello()
    except EngineError as error:
        said = sentence_of(error)
        output.say(f"{said.what} {said.next}")
        return None


def _answer(row: EngineRow, words: str, output: Output) -> None:
    output.answer({"engines": [_keys(row)]}, words)


def _keys(row: EngineRow) -> dict[str, object]:
    manifest = row.manifest
    return {
        "ident": row.ident,
        "name": _name(row),
        "folder": str(row.folder),
        "kind": str(manifest.kind) if manifest else None,
        "backends": list(manifest.backends) if manifest else None,
        "commit": manifest.commit if manifest else None,
        "size": row.size or None,
        "active": row.active,
        "in_use": row.in_use,
        "trial": _trial_keys(row.trial) if row.trial else None,
        "fault": row.fault or None,
    }


def _trial_keys(trial: Trial) -> dict[str, object]:
    return {
        "when": trial.when,
        "ok": trial.ok,
        "detail": trial.detail,
        "devices": list(trial.devices),
        "seconds": trial.seconds,
    }


def _name(row: EngineRow) -> str:
    if row.manifest:
        return row.manifest.name
    if row.ident != BUILT_IN:
        return row.ident
    return "The built-in engine" if row.fault else "The engine built from source"


def _words(row: EngineRow) -> str:
    marks = [word for word, told in (("active", row.active), ("in use", row.in_use)) if told]
    lines = ["  ".join([row.ident, _name(row), *([f"({', '.join(marks)})"] if marks else [])])]
    if row.manifest:
        backends = ", ".join(_BACKENDS.get(each, each) for each in row.manifest.backends)
        lines.append(f"  {backends}; llama.cpp {row.manifest.commit[:TOLD]}")
    lines.append(f"  {size_text(row.size)} in {row.folder}" if row.size else f"  {row.folder}")
    if row.trial:
        lines.append(f"  {_trial_words(row.trial)}")
    if row.fault:
        lines.append(f"  {row.fault}")
    return "\n".join(lines)


def _trial_words(trial: Trial) -> str:
    how = "passed" if trial.ok else "failed"
    return f"Self-test {how} in {duration_text(trial.seconds)}: {trial.detail}"


def _left_out(module: EngineModule) -> bool:
    """It was not even tried, and why is told beside the answer."""
    return module.reason.startswith(LEFT_OUT)


def _modules(hello: Hello) -> str:
    """Which variant serves this processor, and what could not be loaded."""
    ours = [each for each in hello.modules if each.name.startswith("cpu")]
    chosen = next((each.name.removeprefix("cpu-") for each in ours if each.loaded), None)
    lines = [f"Chosen for this processor: {chosen}, of {len(ours)}."] if chosen else []
    lines += [
        f"{each.name} could not be loaded: {each.reason}."
        for each in hello.modules
        if not each.loaded and each.reason and each not in ours and not _left_out(each)
    ]
    return "\n".join(lines)

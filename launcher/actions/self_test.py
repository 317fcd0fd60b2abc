"""Check that the program works on this computer, with the model that ships with it.

Needs no network and no display: what was installed is all there, the modules
import, the worker says hello and which modules of the engine it loaded, a dry
run gives figures, and the model answers a question rightly. Where an
installation lacks that model, one of random weights is made, and only that it
answers at all can be checked.
"""

import importlib
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from launcher.actions.estimate import estimate_exactly
from launcher.actions.load import load
from launcher.actions.machine import look
from launcher.actions.package_check import modules_words, package_words, resources_words
from launcher.actions.parts import Parts
from launcher.errors import SnugError
from launcher.kept import try_writing
from launcher.memory.choices import Choices
from launcher.memory.estimate import Basis
from launcher.models.gguf import read_facts
from launcher.models.guide import guide_file, required_guide
from launcher.models.write import write_model
from launcher.protocol.messages import Delta, DrawParameters, Turn
from launcher.sentences import sentence_of
from launcher.units import size_text

MODULES: Final = (
    "huggingface_hub",
    "httpx2",
    "keyring",
    "markdown_it",
    "pygments",
    "jinja2",
    "psutil",
    "pynvml",
)
QUESTION: Final = "What is a KV cache?"
KEY_FACTS: Final = ("working memory", "keys and values")  # one of them is in a right answer
LONGEST: Final = 128  # tokens of the answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing tried: what it gave, or why it failed; seconds it took."""

    name: str
    ok: bool
    detail: str
    seconds: float


def self_test_checks(parts: Parts, *, thorough: bool = False) -> Iterator[Check]:
    """Every check in turn; a failed one does not keep the others from running.

    `thorough`: the SHA-256 of every installed file too, which takes seconds.
    """
    yield _check("package", lambda: package_words(thorough=thorough))
    yield _check("imports", _imports)
    yield _check("resources", resources_words)
    yield _check("folders", lambda: _folders(parts))
    yield _check("worker", lambda: _worker(parts))
    yield _check("engine modules", lambda: modules_words(parts.planner.hello()))
    with tempfile.TemporaryDirectory(prefix="snug-") as folder:
        path = guide_file() or Path(folder) / "self-test.gguf"
        yield _check("model", lambda: _model(path))
        yield _check("dry run", lambda: _dry_run(parts, path))
        yield _check("answer", lambda: _answer(parts, path))
        parts.session.close()


def _check(name: str, run: Callable[[], str]) -> Check:
    start = time.perf_counter()
    try:
        detail, fine = run(), True
    except SnugError as error:
        detail, fine = sentence_of(error).what, False
    except OSError as error:
        detail, fine = f"{error.filename or 'A file'}: {error.strerror or error}", False
    except ValueError as error:  # a sentence of ours
        detail, fine = str(error), False
    except (ImportError, KeyError) as error:
        detail, fine = f"{type(error).__name__}: {error}", False
    return Check(name=name, ok=fine, detail=detail, seconds=time.perf_counter() - start)


def _imports() -> str:
    for module in MODULES:
        importlib.import_module(module)
    return f"{len(MODULES)} libraries"


def _folders(parts: Parts) -> str:
    where = parts.places
    for folder in (where.settings, where.data, where.cache):
        folder.mkdir(parents=True, exist_ok=True)
        try_writing(folder)
    return "can be written to"


def _worker(parts: Parts) -> str:
    hello = parts.planner.hello()
    devices = ", ".join(device.name for device in hello.devices)
    return f"engine {hello.engine} ({hello.build}) with {devices}"


def _model(path: Path) -> str:
    if path == guide_file():
        return _shipped(path)
    write_model(path, "llama")
    return (
        "Snug's little guide is missing from this installation;"
        f" made one of {size_text(path.stat().st_size)} with random weights"
    )


def _shipped(path: Path) -> str:
    return f"{read_facts(required_guide()).name}, {size_text(path.stat().st_size)}"


def _dry_run(parts: Parts, path: Path) -> str:
    answer = estimate_exactly(parts, read_facts(path), Choices(context=512), look(parts))
    if answer.basis.kv is not Basis.ENGINE:
        raise ValueError("; ".join(answer.notes) or "the engine gave no figures")
    return f"{size_text(answer.total)} planned"


def _answer(parts: Parts, path: Path) -> str:
    choices = replace(Choices(context=512), gpu_layers=0, threads=1)
    load(parts, path, choices, look(parts), lambda _progress: None, receipt=False)
    pieces: list[str] = []

    def took(delta: Delta) -> None:
        pieces.append(delta.text)

    draw = DrawParameters(temperature=0.0, max_tokens=LONGEST, seed=1)
    done = parts.session.generate(
        (Turn(role="user", text=QUESTION),), draw, took, lambda _progress: None
    )
    if done.answer_tokens < 1:
        raise ValueError("the engine answered with nothing")
    if path != guide_file():
        return f"{done.answer_tokens} tokens"
    return _rightly("".join(pieces))


def _rightly(answer: str) -> str:
    """The answer where it is right. Raises ValueError where it is not."""
    told = " ".join(answer.split())
    if not any(fact in told.lower() for fact in KEY_FACTS):
        raise ValueError(f"“{QUESTION}” was answered wrongly: {told}")
    return f"“{QUESTION}” {told}"

"""The program in a terminal, as the tests in this folder call it; and the shape of its answers."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
LIMIT = 60  # seconds one call may take on a busy machine


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What a command gave."""

    status: int
    out: str
    err: str

    @property
    def answer(self) -> dict[str, Any]:
        """The one object on stdout."""
        (line,) = self.out.splitlines()
        answer = json.loads(line, parse_constant=_no_such_number)
        assert isinstance(answer, dict)
        return answer

    @property
    def events(self) -> list[dict[str, Any]]:
        """The objects on stdout, one a line."""
        return [json.loads(line, parse_constant=_no_such_number) for line in self.out.splitlines()]


def snug(*words: object, stdin: str | None = None, **environment: str) -> Call:
    """`snug WORDS`, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "launcher.cli", *map(str, words)],
        check=False,
        cwd=ROOT,
        env=os.environ | environment,
        input=(stdin or "").encode(),
        capture_output=True,
        timeout=LIMIT,
    )
    return Call(status=done.returncode, out=done.stdout.decode(), err=done.stderr.decode())


def _no_such_number(name: str) -> float:
    raise AssertionError(f"{name} is no JSON")


# --- shapes -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Maybe:
    """Or null, where it is not known."""

    kind: Any


@dataclass(frozen=True, slots=True)
class Each:
    """An object whose keys are data, all values alike."""

    kind: Any


WHOLE, NUMBER, TEXT, TRUTH = "a whole number", "a number", "text", "true or false"
CHOICES = {  # under the names of their options
    "context": WHOLE,
    "gpu_layers": WHOLE,
    "kv_type_k": TEXT,
    "kv_type_v": TEXT,
    "flash_attention": TEXT,
    "batch": WHOLE,
    "micro_batch": WHOLE,
    "parallel": WHOLE,
    "cpu_moe": WHOLE,
    "load": TEXT,
    "split": [NUMBER],
    "main_gpu": Maybe(WHOLE),
    "unified": TRUTH,
    "kv_on_gpu": TRUTH,
    "repack": TRUTH,
    "swa_full": TRUTH,
    "mtp": TRUTH,
}
FIGURE = {  # of quality, with its source
    "measure": TEXT,
    "value": NUMBER,
    "error": Maybe(NUMBER),
    "unit": Maybe(TEXT),
    "original": Maybe(NUMBER),
    "model": TEXT,
    "quantization": TEXT,
    "setup": Maybe(TEXT),
    "basis": TEXT,
    "source": TEXT,
    "url": Maybe(TEXT),
    "year": WHOLE,
}
OF_CLASS = {"class_basis": TEXT, "class_source": TEXT, "measured": [FIGURE]}
_KINDS: Mapping[str, tuple[type, ...]] = {
    WHOLE: (int,),
    NUMBER: (int, float),
    TEXT: (str,),
    TRUTH: (bool,),
}


def misfits(value: Any, shape: Any, at: str = "") -> list[str]:
    """Where an answer differs from its shape; a key too many counts as well."""
    if isinstance(shape, Maybe):
        return [] if value is None else misfits(value, shape.kind, at)
    if isinstance(shape, Each):
        return _of_each(value, shape, at)
    if isinstance(shape, Mapping):
        return _of_object(value, shape, at)
    if isinstance(shape, Sequence) and not isinstance(shape, str):
        if not isinstance(value, list):
            return [f"{at} is no list"]
        return [
            fault for n, one in enumerate(value) for fault in misfits(one, shape[0], f"{at}[{n}]")
        ]
    right = type(value) in _KINDS[shape]
    return [] if right else [f"{at} is {value!r}, not {shape}"]


def _of_each(value: Any, shape: Each, at: str) -> list[str]:
    if not isinstance(value, dict):
        return [f"{at} is no object"]
    return [
        fault for key, one in value.items() for fault in misfits(one, shape.kind, f"{at}.{key}")
    ]


def _of_object(value: Any, shape: Mapping[str, Any], at: str) -> list[str]:
    if not isinstance(value, dict):
        return [f"{at} is no object"]
    faults = [f"{at}.{key} is missing" for key in shape.keys() - value.keys()]
    faults += [f"{at}.{key} is not in the contract" for key in value.keys() - shape.keys()]
    for key in shape.keys() & value.keys():
        faults += misfits(value[key], shape[key], f"{at}.{key}")
    return faults

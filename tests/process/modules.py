"""A real engine of modules for the tests in this folder, and modules that do harm.

SNUG_TEST_ENGINE names the folder of such an engine; without it these tests are skipped.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Collection
from pathlib import Path
from typing import Final

import pytest

from launcher.engines.manifest import read_manifest
from launcher.engines.values import EngineStart

QUESTION: Final = "What is a KV cache?"
ON_LOAD: Final = """
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
__attribute__((constructor)) static void begin(void) {{ {body} }}
int ggml_backend_score(void) {{ return 100000; }}
"""


def engine_of_modules() -> Path:
    """The folder of a real one, or the test is skipped."""
    named = os.environ.get("SNUG_TEST_ENGINE")
    if not named:
        pytest.skip("SNUG_TEST_ENGINE names no engine of modules")
    return Path(named)


def copied(folder: Path, *, without: Collection[str] = (), variants: Collection[str] = ()) -> Path:
    """A copy with its list; of the processor's variants only these, and none of `without`."""
    source = engine_of_modules()
    folder.mkdir(parents=True)
    for file in read_manifest(source).files:
        name = file.name.removeprefix("libggml-").partition(".")[0]
        variant = name.removeprefix("cpu-") if name.startswith("cpu-") else ""
        if name not in without and (not variant or variant in (variants or ("x64",))):
            shutil.copy(source / file.name, folder / file.name)
    return listed(folder)


def listed(folder: Path, **changes: object) -> Path:
    """Write the list of what lies in the folder now."""
    told = json.loads((engine_of_modules() / "engine.json").read_text("utf-8"))
    told["files"] = [
        {
            "name": path.name,
            "size": path.stat().st_size,
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        }
        for path in sorted(folder.iterdir())
        if path.name != "engine.json"
    ]
    (folder / "engine.json").write_text(json.dumps(told | changes), "utf-8")
    return folder


def compiled(target: Path, body: str = "", *, needs: str = "") -> Path:
    """A library that does `body` as soon as it is loaded; `needs` a library that is nowhere."""
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if compiler is None or sys.platform == "win32":
        pytest.skip("there is no C compiler")
    scratch = target.parent / "scratch"
    scratch.mkdir()
    source = scratch / "module.c"
    source.write_text(ON_LOAD.format(body=body))
    links: list[str] = []
    if needs:
        stub = scratch / needs
        (scratch / "stub.c").write_text("int stub(void) { return 1; }\n")
        made = [compiler, "-shared", "-fPIC", f"-Wl,-soname,{needs}", "-o", str(stub)]
        subprocess.run([*made, str(scratch / "stub.c")], check=True)
        links = ["-Wl,--no-as-needed", str(stub)]
    subprocess.run(
        [compiler, "-shared", "-fPIC", "-o", str(target), str(source), *links], check=True
    )
    shutil.rmtree(scratch)
    return target


class FixedStarts:
    """These engines in turn, and what was told of them."""

    def __init__(self, *starts: EngineStart) -> None:
        self._starts = starts
        self.given_up: list[str] = []
        self.used: list[EngineStart] = []

    def order(self) -> tuple[EngineStart, ...]:
        return self._starts

    def started(self, start: EngineStart) -> None:
        self.used.append(start)

    def give_up(self, start: EngineStart, why: str, *, fell: bool = False) -> None:
        self.given_up.append(why)

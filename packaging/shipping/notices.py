"""The notices of everything inside a frozen program, as notices.json.

What is inside Python's environment is asked of that environment's own Python; the licences
of the engine come from its source; a library of this system that was frozen in has the
copyright file of its Debian package. Whatever has no text stops the making.
"""

import json
import subprocess
import tempfile
from pathlib import Path

from bootstrap.folder import ROOT
from bootstrap.talk import SetupError
from shipping.engine_notices import engine_texts

INSIDE = ROOT / "packaging" / "shipping" / "notices_inside.py"
LARGEST = 2 << 20  # bytes
VENDORED = Path("vendor") / "llama.cpp"


def make(
    environment_python: Path, engine_source: Path | None, out: Path, *, tree: Path | None = None
) -> Path:
    """Write `out` and return it. Raises SetupError where anything has no notice.

    `engine_source` is the bindings' or llama.cpp's source; None: the texts that were kept.
    `tree` is the frozen program's folder of parts: every library in it must have a notice.
    """
    source = engine_source
    if source is not None and (source / VENDORED).is_dir():
        source = source / VENDORED
    asked = {
        "root": str(ROOT),
        "texts": {} if source is None else engine_texts(source),
        "tree": None if tree is None else str(tree),
        "out": str(out),
    }
    with tempfile.TemporaryDirectory(prefix="snug-notices-") as folder:
        question = Path(folder) / "asked.json"
        question.write_text(json.dumps(asked), encoding="utf-8")
        words = [str(environment_python), "-I", str(INSIDE), str(question)]
        try:
            answer = subprocess.run(words, check=False, capture_output=True, encoding="utf-8")
        except OSError as error:
            raise SetupError(f"The notices cannot be made: {error}.") from error
    if answer.returncode != 0:
        last = answer.stderr.strip().splitlines() or ["no reason given"]
        raise SetupError(f"The notices cannot be made: {last[-1]}")
    if out.stat().st_size > LARGEST:
        raise SetupError(f"The notices ({out}) are larger than {LARGEST >> 20} MiB.")
    return out

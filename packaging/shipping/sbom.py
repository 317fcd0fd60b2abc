"""The list of components of a frozen program (SBOM), as CycloneDX JSON.

    python packaging/shipping/sbom.py TREE ENVIRONMENT_PYTHON OUT

What Python brought is read by cyclonedx-py from the environment the program was frozen from;
Qt, the engine and the libraries of the building system come from what the tree says of itself
(notices.json, engine.json). Run it with a Python that has packaging/release/requirements.txt.
"""

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
if __name__ == "__main__":
    sys.path[:0] = [str(ROOT), str(ROOT / "packaging")]

from bootstrap.talk import SetupError  # noqa: E402  after the path, as a command

TOOL = "cyclonedx_py"
ENGINE = "llama.cpp"  # in the name of its notice
BUILD_ONLY = frozenset({"altgraph", "pip", "setuptools"})  # in the environment, not in the program
ROOT_COMPONENT = "root-component"  # cyclonedx-py's own name of the program

Json = dict[str, Any]


def make(tree: Path, environment_python: Path, out: Path) -> Path:
    """Write `out`. Raises SetupError where a tool or a part is missing or the list not valid."""
    parts = parts_of(tree)
    notices = _read(parts / "notices" / "notices.json")["notices"]
    engine = _read(parts / "engine" / "engine.json")
    whole = complete(of_environment(environment_python), notices=notices, engine=engine)
    text = json.dumps(whole, indent=1, sort_keys=True) + "\n"
    check(text)
    out.write_text(text, encoding="utf-8")
    return out


def parts_of(tree: Path) -> Path:
    """Where a frozen tree keeps what is no code."""
    found = (tree / "_internal", tree / "Contents" / "Resources")
    parts = next((folder for folder in found if folder.is_dir()), None)
    if parts is None:
        raise SetupError(
            f"{tree} is no frozen program: run `python3 snug.py package freeze` first."
        )
    return parts


def _read(file: Path) -> Json:
    try:
        content: Json = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SetupError(f"{file} cannot be read: {error}.") from error
    return content


def of_environment(python: Path) -> Json:
    """What cyclonedx-py finds in this Python's environment."""
    if find_spec(TOOL) is None:
        raise SetupError(
            "The list of components needs cyclonedx-py: "
            "run `pip install -r packaging/release/requirements.txt`, then this again."
        )
    with tempfile.TemporaryDirectory(prefix="snug-sbom-") as folder:
        out = Path(folder) / "environment.json"
        words = [sys.executable, "-m", TOOL, "environment", str(python), "--output-reproducible"]
        words += ["--pyproject", str(ROOT / "pyproject.toml"), "--output-file", str(out)]
        done = subprocess.run(words, check=False, capture_output=True, text=True)
        if done.returncode:
            raise SetupError(f"cyclonedx-py failed: {done.stderr.strip()}")
        return _read(out)


def complete(found: Json, *, notices: Iterable[Json], engine: Json) -> Json:
    """The environment's list with everything else that is inside."""
    components: list[Json] = found["components"]
    for one in components:
        if normal(one["name"]) in BUILD_ONLY:
            one["scope"] = "excluded"
    known = {normal(one["name"]) for one in components}
    added = [
        _of_notice(notice, engine) for notice in notices if normal(notice["name"]) not in known
    ]
    components += added
    dependencies = found.setdefault("dependencies", [])
    root = next((one for one in dependencies if one["ref"] == ROOT_COMPONENT), None)
    if root is None:
        root = {"ref": ROOT_COMPONENT}
        dependencies.append(root)
    root["dependsOn"] = sorted({*root.get("dependsOn", ()), *(one["bom-ref"] for one in added)})
    return found


def normal(name: str) -> str:
    """A distribution's name as package indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _of_notice(notice: Json, engine: Json) -> Json:
    component: Json = {
        "type": "library",
        "bom-ref": f"inside:{notice['name']}",
        "name": notice["name"],
        "licenses": [{"license": {"name": notice["licence"]}}],
    }
    if notice["version"]:
        component["version"] = notice["version"]
    if notice["url"]:
        component["externalReferences"] = [{"type": "website", "url": notice["url"]}]
    if notice["name"].startswith(ENGINE):
        component |= _of_engine(engine)
    return component


def _of_engine(engine: Json) -> Json:
    files = [
        {
            "type": "file",
            "bom-ref": f"engine:{one['name']}",
            "name": one["name"],
            "hashes": [{"alg": "SHA-256", "content": one["sha256"]}],
        }
        for one in engine["files"]
    ]
    return {
        "version": engine["engine"],
        "purl": f"pkg:github/ggml-org/llama.cpp@{engine['commit']}",
        "components": files,
    }


def check(text: str) -> None:
    """Raises SetupError where this is no valid CycloneDX."""
    version = import_module("cyclonedx.schema").SchemaVersion.V1_6
    validator = import_module("cyclonedx.validation.json").JsonStrictValidator(version)
    wrong = validator.validate_str(text)
    if wrong is not None:
        raise SetupError(f"The list of components is not valid CycloneDX: {wrong}")


def main(words: list[str]) -> int:
    """The command; its exit status."""
    if len(words) != 3:
        sys.stderr.write("Name the frozen tree, the environment's Python and the file to write.\n")
        return 2
    try:
        sys.stdout.write(f"{make(*map(Path, words))}\n")
    except SetupError as error:
        sys.stderr.write(f"{error}\n")
        return error.status
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

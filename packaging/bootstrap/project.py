"""What pyproject.toml asks for, as far as the set-up depends on it."""

import hashlib
import json
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

ENGINE = "llama-cpp-python"
BACKENDS = ("auto", "cpu", "cuda", "vulkan", "metal")


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """The engine's requirement, and a fingerprint that changes when pip has something to do."""

    engine: str
    fingerprint: str

    @property
    def engine_version(self) -> str:
        """The exact version that is pinned."""
        return self.engine.partition("==")[2]


def read_project(file: Path) -> Project:
    """Raises ValueError when the file is not TOML or does not pin the engine exactly."""
    content = tomllib.loads(file.read_text(encoding="utf-8"))
    project = content["project"]
    engines = [one for one in project["dependencies"] if re.match(rf"{ENGINE}\s*==", one)]
    if len(engines) != 1:
        raise ValueError(f"{file.name} must pin {ENGINE} with ==")
    asked = {
        "build-system": content.get("build-system"),
        "packages": content.get("tool", {}).get("setuptools"),
        **{
            key: project.get(key)
            for key in ("dependencies", "optional-dependencies", "requires-python", "scripts")
        },
    }
    digest = hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()
    return Project(engine=engines[0].replace(" ", ""), fingerprint=digest)

"""Engine packs on the disk: real files with a real manifest, and libraries in name only."""

import hashlib
import json
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from launcher.engines.pinned import BINDINGS, COMMIT, this_system

LIBRARIES: Final = ("llama", "ggml", "ggml-base", "mtmd", "ggml-cpu-x64")
ELF: Final = {"x86_64": 0x3E, "aarch64": 0xB7}


def library(text: str, machine: str = "") -> bytes:
    """The first bytes of an ELF library for this processor, and something to tell it by."""
    found = machine or this_system().partition("-")[2]
    head = b"\x7fELF\x02\x01\x01" + bytes(9) + struct.pack("<HH", 3, ELF.get(found, 0x3E))
    return head + text.encode() * 20


def manifest(content: Mapping[str, bytes], **changes: Any) -> dict[str, Any]:
    """What engine.json says of these files; a change of None takes a key away."""
    told: dict[str, Any] = {
        "format": 1,
        "kind": "engine",
        "name": "Test engine",
        "system": this_system(),
        "bindings": BINDINGS,
        "commit": COMMIT,
        "engine": "0.5.0-dev",
        "backends": ["cpu", "cuda"],
        "files": [
            {"name": name, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
            for name, data in content.items()
        ],
    }
    told |= changes
    return {key: value for key, value in told.items() if value is not None}


def engine_files() -> dict[str, bytes]:
    """Every library that an engine needs."""
    return {f"lib{name}.so": library(name) for name in LIBRARIES}


def write_pack(folder: Path, content: Mapping[str, bytes] | None = None, **changes: Any) -> Path:
    """A pack as a folder."""
    folder.mkdir(parents=True)
    files = engine_files() if content is None else content
    for name, data in files.items():
        (folder / name).write_bytes(data)
    (folder / "engine.json").write_text(json.dumps(manifest(files, **changes)), "utf-8")
    return folder


def write_addition(folder: Path, **changes: Any) -> Path:
    """A pack of one module."""
    files = {"libggml-cuda.so": library("cuda")}
    told = {"kind": "module", "name": "CUDA 12", "backends": ["cuda"]} | changes
    return write_pack(folder, files, **told)

"""Runs in a process of its own: every recipe dry-run on one header, one JSON object on stdout."""

import json
import sys

from launcher.glossary.tables import table
from launcher.protocol.messages import Derive
from launcher.worker.bindings import C
from launcher.worker.derive import FILE_TYPES, _dry_run, derive
from launcher.worker.log import EngineLog

WARNING = "will require an imatrix"


def needs_matrix(path: str, name: str, log: EngineLog) -> bool:
    with log.capture() as lines:
        _dry_run(path, FILE_TYPES[name], imatrix=False)
    return any(WARNING in line.text for line in lines)


def main(path: str) -> None:
    log = EngineLog()
    log.listen()
    C.llama_backend_init()
    found = {}
    for name, recipe in table("recipes")["recipes"].items():
        if name == "NVFP4":  # the engine reads it and refuses to make it
            continue
        asked = Derive(id=1, path=path, quantization=name, imatrix=recipe["imatrix"])
        derived = derive(asked, log)
        found[name] = {
            "types": sorted(set(derived.types)),
            "size": derived.size,
            "needs_matrix": needs_matrix(path, name, log),
        }
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main(sys.argv[1])

"""The worker process: `python -m launcher.worker`.

The pipes are made safe before the engine is imported, because its libraries
may print while they load.
"""

import os
import re
import sys

from launcher.protocol.messages import Failed
from launcher.worker.hygiene import behave
from launcher.worker.wire import Wire, take_pipes

ENGINE_MISSING = 3  # exit status
FAILED = re.compile(r"^Failed to load shared library '[^']*': ")


def main() -> int:
    """Serve until stdin ends."""
    behave()
    requests, events = take_pipes()
    wire = Wire(events)
    try:
        from launcher.worker.libraries import EngineUnusable  # noqa: PLC0415  loads the engine
        from launcher.worker.serve import serve  # noqa: PLC0415  after the pipes
    except (ImportError, OSError, RuntimeError, AttributeError) as error:
        detail = reason(error)
        wire.send(Failed(id=0, kind="engine_missing", detail=detail))
        return ENGINE_MISSING
    try:
        serve(requests, wire)
    except EngineUnusable as error:
        wire.send(Failed(id=0, kind="engine_missing", detail=str(error)))
        return ENGINE_MISSING
    return 0


def reason(error: Exception) -> str:
    """What the system says of a library, without the path that the bindings put before it."""
    text = " ".join(str(error).split())
    told = FAILED.sub("", text)
    folder = os.environ.get("SNUG_ENGINE_FOLDER")
    return (told.replace(folder + os.sep, "") if folder else told) or type(error).__name__


if __name__ == "__main__":
    status = main()
    sys.stderr.flush()
    os._exit(status)  # the engine's own ending is not worth a crash that says nothing

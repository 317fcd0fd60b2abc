"""The worker process: `python -m launcher.worker`.

The pipes are made safe before the engine is imported, because its libraries
may print while they load.
"""

import os
import sys

from launcher.protocol.messages import Failed
from launcher.worker.hygiene import behave
from launcher.worker.wire import Wire, take_pipes

ENGINE_MISSING = 3  # exit status


def main() -> int:
    """Serve until stdin ends."""
    behave()
    requests, events = take_pipes()
    wire = Wire(events)
    try:
        from launcher.worker.serve import serve  # noqa: PLC0415  loads the engine, after the pipes
    except (ImportError, OSError, RuntimeError, AttributeError) as error:
        detail = f"{type(error).__name__}: {error}"
        wire.send(Failed(id=0, kind="engine_missing", detail=detail))
        return ENGINE_MISSING
    serve(requests, wire)
    return 0


if __name__ == "__main__":
    status = main()
    sys.stderr.flush()
    os._exit(status)  # the engine's own ending is not worth a crash that says nothing

"""The loopback hub in a process of its own, so that it shares no interpreter with what is timed.

    python -m tests.benchmarks.hub_process FOLDER

serves every GGUF of the folder as the repository `bench/models`. It prints its
endpoint, then answers each line of stdin: "sent" with the bytes sent by the
CDN so far, "slow" and "stall" with a fault for all further answers, "mend" without.
"""

import json
import sys
from pathlib import Path

from tests.fakes.hub import FakeHub, Fault

REPO = "bench/models"
SLOW = 20_000_000  # bytes per second
SILENT_AFTER = 4 << 20  # bytes


def main() -> None:
    """Serve until stdin ends."""
    folder = Path(sys.argv[1])
    with FakeHub() as hub:
        repo = hub.add_repo(REPO, {path.name: path for path in sorted(folder.glob("*.gguf"))})
        _say(hub.endpoint)
        for line in sys.stdin:
            word = line.strip()
            if word == "sent":
                _say(hub.bytes_sent("cdn"))
                continue
            hub.mend()
            faults = {
                "slow": [Fault(times=None, throttle=SLOW)],
                "stall": [Fault(times=None, stall_after=SILENT_AFTER)],
            }.get(word, [])
            for path in repo.files:
                hub.break_file(REPO, path, *faults)
            _say("done")


def _say(answer: object) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()

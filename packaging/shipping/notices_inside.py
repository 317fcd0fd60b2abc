"""Run by the Python of the environment that is frozen: writes notices.json.

    python -I notices_inside.py ASKED.json

ASKED.json says {"root", "texts", "tree", "out"}; see `shipping.notices`. What is wrong is
one line on stderr.
"""

import json
import sys
from pathlib import Path
from typing import Any


def main(asked: dict[str, Any]) -> None:
    """Collect, check, write."""
    sys.path[:0] = [asked["root"], str(Path(asked["root"]) / "packaging")]
    from shipping.system_notices import system_notices, unexplained  # noqa: PLC0415

    from launcher.notices.components import component_notices  # noqa: PLC0415
    from launcher.notices.distributions import installed, licence_text, notice_of  # noqa: PLC0415
    from launcher.notices.shelf import write_notices  # noqa: PLC0415

    here = installed()
    mute = [name for name, one in here.items() if not licence_text(one).strip()]
    if mute:
        sys.exit(f"no licence text of {', '.join(mute)}; add one to resources/licences.")
    found = [*component_notices(asked["texts"]), *map(notice_of, here.values())]
    if asked["tree"]:
        found += system_notices(unexplained(Path(asked["tree"]), here.values()))
    write_notices(Path(asked["out"]), found)


if __name__ == "__main__":
    main(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))

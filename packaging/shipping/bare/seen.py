"""What a window tells those who cannot see it (AT-SPI), as JSON. Runs inside the bare system.

Reads one word from each line of its input and answers with one line: everything that is
showing, as objects with role, name, text and the box on the screen.
"""

import json
import sys
from collections.abc import Iterator
from typing import Any

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402  the version has to be named before

DEEPEST = 40
MOST = 400  # rows of a list


def showing(thing: Any, depth: int = 0) -> Iterator[dict[str, object]]:
    """This and what is in it, as far as it is on the screen; what vanishes meanwhile is not."""
    try:
        states = thing.get_state_set()
        if depth > 1 and not states.contains(Atspi.StateType.SHOWING):
            return
        if depth > 1:
            yield told(thing, states)
        within = [thing.get_child_at_index(at) for at in range(min(thing.get_child_count(), MOST))]
    except GLib.Error:
        return
    if depth < DEEPEST:
        for one in filter(None, within):
            yield from showing(one, depth + 1)


def told(thing: Any, states: Any) -> dict[str, object]:
    """One element. Boxes are in pixels of the screen."""
    box = thing.get_extents(Atspi.CoordType.SCREEN)
    faces = thing.get_interfaces()
    return {
        "role": thing.get_role_name(),
        "name": thing.get_name() or "",
        "text": Atspi.Text.get_text(thing, 0, -1) if "Text" in faces else "",
        "box": [box.x, box.y, box.width, box.height],
        "enabled": states.contains(Atspi.StateType.ENABLED),
    }


def everything() -> list[dict[str, object]]:
    """Of every program on this desktop."""
    desktop = Atspi.get_desktop(0)
    desktop.clear_cache()
    programs = [desktop.get_child_at_index(at) for at in range(desktop.get_child_count())]
    return [one for program in filter(None, programs) for one in showing(program)]


for _ in sys.stdin:
    sys.stdout.write(json.dumps(everything()) + "\n")
    sys.stdout.flush()

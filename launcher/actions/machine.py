"""Look at this machine: the probes' facts and the engine's own device list as one value."""

from launcher.actions.parts import Parts
from launcher.errors import EngineError
from launcher.hardware.detect import detect
from launcher.hardware.facts import Machine
from launcher.protocol.messages import Hello


def look(parts: Parts, hello: Hello | None = None) -> Machine:
    """The machine as it is now. With `hello` the engine's own device list is merged in."""
    return detect(models_folder=parts.models_folder(), hello=hello)


def look_with_engine(parts: Parts) -> Machine:
    """The machine with the engine's word, or without it where the engine is missing.

    Starts the planning worker (about 0.2 s), which the estimates need anyway.
    """
    try:
        hello = parts.planner.hello()
    except EngineError:
        return look(parts)
    return look(parts, hello)

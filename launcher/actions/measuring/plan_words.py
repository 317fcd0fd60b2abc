"""How a file is loaded, in words: what the speed of the same file hangs on."""

from launcher.memory.estimate import Estimate
from launcher.protocol.messages import EngineParameters


def plan_words(parameters: EngineParameters, found: Estimate) -> str:
    """'4 threads', '4 threads, 12 of 32 layers on the GPU'."""
    threads = f"{parameters.threads} thread{'' if parameters.threads == 1 else 's'}"
    if not found.gpu_layers:
        return threads
    return f"{threads}, {found.gpu_layers} of {found.layers} layers on the GPU"

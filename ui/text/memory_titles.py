"""What a person calls the places where memory is: 'RTX 4070', 'RAM'. No Qt."""

import re
from typing import Final

from launcher.hardware.facts import DeviceKind, Machine

# What a person calls the card: makers' names say nothing when there is one of it.
_MAKERS: Final = re.compile(
    r"\((R|TM|C)\)|[®™]|\b(NVIDIA|GeForce|AMD|Radeon|Intel|Graphics|Corporation|Laptop GPU)\b",
    re.IGNORECASE,
)
_ASIDE: Final = re.compile(r"[(\[].*$")
_LONGEST_TITLE: Final = 24
RAM: Final = "RAM"
_MAIN: Final = "CPU"  # the engine's name for main memory


def device_title(description: str, kind: DeviceKind) -> str:
    """A device's name short enough for a heading: 'NVIDIA GeForce RTX 4070' is 'RTX 4070'."""
    if kind is DeviceKind.CPU:
        return RAM
    bare = " ".join(_ASIDE.sub("", _MAKERS.sub(" ", description)).split())
    if not bare:
        bare = "GPU" if kind is not DeviceKind.RPC else "Other computer"
    return bare if len(bare) <= _LONGEST_TITLE else f"{bare[: _LONGEST_TITLE - 1].rstrip()}…"


def title_of(name: str, machine: Machine) -> str:
    """The title of the device that the engine calls so; its own name where it is not known.

    Where several GPUs have one title they are numbered: 'GPU 2, RTX 3090'.
    """
    known = next((device for device in machine.devices if device.name == name), None)
    if known is None:
        return RAM if name == _MAIN else name
    title = device_title(known.description, known.kind)
    gpus = [device for device in machine.devices if device.kind is not DeviceKind.CPU]
    same = [device for device in gpus if device_title(device.description, device.kind) == title]
    return title if len(same) < 2 else f"GPU {gpus.index(known) + 1}, {title}"


def place_words(name: str, machine: Machine) -> str:
    """Where, within a sentence: 'in RAM', 'on RTX 4070'."""
    title = title_of(name, machine)
    return f"in {title}" if title == RAM else f"on {title}"


def with_titles(words: str, machine: Machine) -> str:
    """The sentence with each GPU called as its heading calls it, or by its number there."""
    for device in machine.devices:
        if device.kind is DeviceKind.CPU:
            continue
        title = title_of(device.name, machine)
        short = title.partition(",")[0] if title.startswith("GPU ") else title
        for name in (device.description, device.name):
            if name:
                words = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", short, words)
    return words

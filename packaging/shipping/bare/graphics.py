"""A graphics card, or what passes for one: Mesa's Vulkan driver that computes on the processor."""

import json
from typing import Final

from shipping.bare.bench import ANNA, Bench
from shipping.bare.check import CheckSkipped, claim, worked

LOADER: Final = "libvulkan1"
DRIVER: Final = "mesa-vulkan-drivers"
MODULE: Final = "opt/snug/_internal/engine/libggml-vulkan.so"
# The engine passes over devices of kind CPU unless they are named.
NAMED: Final = {"GGML_VK_VISIBLE_DEVICES": "0"}


def uses_vulkan(bench: Bench) -> str:
    """With loader and driver the device is there; without, it is not and nothing breaks."""
    with bench.system() as system:
        if not (system.root / MODULE).is_file():
            raise CheckSkipped("this package has no Vulkan module")
        without = worked(system.run("snug", "hardware", "--json", account=ANNA))
        claim("llvmpipe" not in without.said, "there is a graphics card already")
        bench.install(system, LOADER, DRIVER)
        ran = system.run("snug", "hardware", "--json", account=ANNA, environment=NAMED)
        devices = json.loads(worked(ran).said)["engine"]["devices"]
        names = [str(one) for one in devices]
        claim(any("llvmpipe" in one for one in names), f"the engine sees only {names}")
    return "llvmpipe is there with the driver, and not without"

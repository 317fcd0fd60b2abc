"""The recipe behind a file type's name, and which of them are as published."""

import re
from typing import Final

ORIGINALS: Final = frozenset({"F32", "F16", "BF16"})  # the weights as they were published
_SHORT: Final = {"Q3_K": "Q3_K_M", "Q4_K": "Q4_K_M", "Q5_K": "Q5_K_M", "Q8_K": "Q8_0"}
_DECORATION: Final = re.compile(r"^(UD|I1)-|_(MOE|XL|L)$")


def base_name(quantization: str) -> str:
    """The recipe a mix is derived from: 'UD-Q4_K_XL' is 'Q4_K_M', 'MXFP4_MOE' is 'MXFP4'."""
    name = quantization.upper()
    if name == "Q3_K_L":
        return name
    while (plain := _DECORATION.sub("", name)) != name:
        name = plain
    return _SHORT.get(name, name)

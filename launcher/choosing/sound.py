"""Which files are sound: those that do not harm their model for the room they save.

The rules are those of published measurements: four bits per weight and more for every
model, three from 12 billion weights on, two from 27; what is stored in 16 bits is no
better than in eight; and some types give less than others of their size.
"""

import re
from typing import Final

from launcher.choosing.file_types import ORIGINALS, base_name
from launcher.planning.speed import SLOW_ON_CPU

SMALL_MODEL: Final = 4.5e9  # weights up to which eight bits are worth their room
BELOW_FOUR_BITS: Final = 11.5e9  # weights from which three bits are bearable
BELOW_THREE_BITS: Final = 26e9  # and two
ONE_BIT: Final = 100e9
FOUR_BITS: Final = 4.0
THREE_BITS: Final = 3.0

# Others keep more for the same room: llama.cpp, tools/perplexity/README.md (divergence by type).
# A file trained for Q4_0 is the exception.
SUPERSEDED: Final = frozenset({"Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q3_K_S", "Q2_K_S"})
NOT_WORTH_IT: Final = SUPERSEDED | ORIGINALS  # Q8_0 is half an original's size, answers the same
_BITS: Final = re.compile(r"I?Q([1-8])")  # of most weights, as the type's name says


def is_sound(
    quantization: str,
    bits_per_weight: float,
    parameters: int,
    *,
    qat: bool = False,
    on_gpu: bool = True,
) -> bool:
    """Whether a file of this type and size may be recommended.

    `qat`: the model was trained for four bits. `on_gpu`: its layers run on a GPU, where every
    type is fast.
    """
    name = base_name(quantization)
    if qat and name == "Q4_0":
        return True
    if name in NOT_WORTH_IT:
        return False
    if name.startswith("IQ1") and parameters < ONE_BIT:
        return False
    if name.startswith(SLOW_ON_CPU) and not on_gpu:
        return False
    return _has_bits_enough(least_bits(name, bits_per_weight), parameters)


def least_bits(name: str, bits_per_weight: float) -> float:
    """The bits most weights have: a file may have more only for its embeddings."""
    named = _BITS.match(name)
    return bits_per_weight if named is None else min(bits_per_weight, int(named[1]) + 0.99)


def _has_bits_enough(bits: float, parameters: int) -> bool:
    if bits >= FOUR_BITS:
        return True
    return parameters >= (BELOW_FOUR_BITS if bits >= THREE_BITS else BELOW_THREE_BITS)

"""How the next token is drawn, as a chain in the engine."""

from typing import Any, Final

from launcher.protocol.messages import DrawParameters
from launcher.worker.bindings import C
from launcher.worker.limits import check_draw

RANDOM: Final = 0xFFFF_FFFF  # LLAMA_DEFAULT_SEED: the engine takes one of its own


def make_sampler(draw: DrawParameters) -> Any:
    """A chain to be freed with llama_sampler_free. Raises Refused for impossible parameters.

    The order is llama.cpp's own: top-k, top-p, min-p, temperature, draw.
    """
    check_draw(draw)
    chain = C.llama_sampler_chain_init(C.llama_sampler_chain_default_params())
    if draw.temperature <= 0:
        C.llama_sampler_chain_add(chain, C.llama_sampler_init_greedy())
        return chain
    if draw.top_k:
        C.llama_sampler_chain_add(chain, C.llama_sampler_init_top_k(draw.top_k))
    if draw.top_p < 1:
        C.llama_sampler_chain_add(chain, C.llama_sampler_init_top_p(draw.top_p, 1))
    if draw.min_p > 0:
        C.llama_sampler_chain_add(chain, C.llama_sampler_init_min_p(draw.min_p, 1))
    C.llama_sampler_chain_add(chain, C.llama_sampler_init_temp(draw.temperature))
    seed = RANDOM if draw.seed is None else draw.seed % RANDOM
    C.llama_sampler_chain_add(chain, C.llama_sampler_init_dist(seed))
    return chain

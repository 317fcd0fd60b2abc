"""The engine's feature words, those a person may know from a processor's data sheet."""

from typing import Final

INSTRUCTIONS: Final = (  # ggml-cpu.cpp: ggml_backend_cpu_get_features
    "SSE", "SSSE", "AVX", "F16C", "FMA", "BMI", "AMX", "NEON", "ARM_FMA", "FP16_VA", "MATMUL_INT8",
    "DOTPROD", "SVE", "SME", "RISCV_V", "RVV", "ZFH", "VSX", "VXE", "NNPA", "LSX", "LASX", "WASM",
)  # fmt: skip
IMPLIED: Final = {  # what goes without saying once the key is there
    "AVX2": ("SSE3", "SSSE3", "AVX", "F16C", "BMI2"),
    "AVX": ("SSE3", "SSSE3"),
    "NEON": ("ARM_FMA",),
    "SVE": ("FP16_VA",),
}


def instructions(words: tuple[str, ...]) -> tuple[str, ...]:
    """Instruction sets only, in the engine's order, without those another one implies."""
    known = [word for word in dict.fromkeys(words) if word.startswith(INSTRUCTIONS)]
    implied = {less for word in known for less in IMPLIED.get(word, ())}
    return tuple(word for word in known if word not in implied)

"""Families of models whose names run together with a version: 'Qwen3', 'gemma3n', 'Llama-3.1'."""

import re
from typing import Final

# How a person writes the family, and whose it is.
FAMILIES: Final = {
    "qwen": ("Qwen", "Alibaba"),
    "qwq": ("QwQ", "Alibaba"),
    "qvq": ("QVQ", "Alibaba"),
    "gemma": ("Gemma", "Google"),
    "codegemma": ("CodeGemma", "Google"),
    "medgemma": ("MedGemma", "Google"),
    "embeddinggemma": ("EmbeddingGemma", "Google"),
    "llama": ("Llama", "Meta"),
    "codellama": ("Code Llama", "Meta"),
    "tinyllama": ("TinyLlama", "the TinyLlama project"),
    "mistral": ("Mistral", "Mistral AI"),
    "ministral": ("Ministral", "Mistral AI"),
    "mixtral": ("Mixtral", "Mistral AI"),
    "codestral": ("Codestral", "Mistral AI"),
    "devstral": ("Devstral", "Mistral AI"),
    "magistral": ("Magistral", "Mistral AI"),
    "mathstral": ("Mathstral", "Mistral AI"),
    "pixtral": ("Pixtral", "Mistral AI"),
    "voxtral": ("Voxtral", "Mistral AI"),
    "deepseek": ("DeepSeek", "DeepSeek"),
    "phi": ("Phi", "Microsoft"),
    "gpt-oss": ("gpt-oss", "OpenAI"),
    "glm": ("GLM", "Z.ai"),
    "chatglm": ("ChatGLM", "Z.ai"),
    "kimi": ("Kimi", "Moonshot AI"),
    "kimi-linear": ("Kimi Linear", "Moonshot AI"),
    "moonlight": ("Moonlight", "Moonshot AI"),
    "minimax": ("MiniMax", "MiniMax"),
    "granite": ("Granite", "IBM"),
    "nemotron": ("Nemotron", "NVIDIA"),
    "smollm": ("SmolLM", "Hugging Face"),
    "smolvlm": ("SmolVLM", "Hugging Face"),
    "zephyr": ("Zephyr", "Hugging Face"),
    "lfm": ("LFM", "Liquid AI"),
    "olmo": ("OLMo", "the Allen Institute for AI"),
    "olmoe": ("OLMoE", "the Allen Institute for AI"),
    "tulu": ("Tülu", "the Allen Institute for AI"),
    "falcon": ("Falcon", "the Technology Innovation Institute"),
    "yi": ("Yi", "01.AI"),
    "ernie": ("ERNIE", "Baidu"),
    "hunyuan": ("Hunyuan", "Tencent"),
    "internlm": ("InternLM", "Shanghai AI Laboratory"),
    "internvl": ("InternVL", "Shanghai AI Laboratory"),
    "minicpm": ("MiniCPM", "OpenBMB"),
    "exaone": ("EXAONE", "LG AI Research"),
    "command-r": ("Command R", "Cohere"),
    "c4ai-command-r": ("Command R", "Cohere"),
    "aya": ("Aya", "Cohere"),
    "aya-expanse": ("Aya Expanse", "Cohere"),
    "solar": ("SOLAR", "Upstage"),
    "stablelm": ("StableLM", "Stability AI"),
    "starcoder": ("StarCoder", "BigCode"),
    "jamba": ("Jamba", "AI21 Labs"),
    "grok": ("Grok", "xAI"),
    "dbrx": ("DBRX", "Databricks"),
    "mpt": ("MPT", "MosaicML"),
    "bloom": ("BLOOM", "BigScience"),
    "hermes": ("Hermes", "Nous Research"),
    "openhermes": ("OpenHermes", "Teknium"),
    "dolphin": ("Dolphin", "Cognitive Computations"),
    "vicuna": ("Vicuna", "LMSYS"),
    "wizardlm": ("WizardLM", "WizardLM"),
    "wizardcoder": ("WizardCoder", "WizardLM"),
    "openchat": ("OpenChat", "OpenChat"),
    "orca": ("Orca", "Microsoft"),
    "rwkv": ("RWKV", "RWKV"),
    "mamba": ("Mamba", "Carnegie Mellon and Princeton"),
    "bge": ("BGE", "BAAI"),
    "bge-m3": ("BGE-M3", "BAAI"),
    "nomic-embed-text": ("Nomic Embed Text", "Nomic AI"),
    "llava": ("LLaVA", "the LLaVA project"),
    "seed-oss": ("Seed-OSS", "ByteDance"),
    "ling": ("Ling", "Ant Group"),
    "apertus": ("Apertus", "the Swiss AI Initiative"),
    "flux": ("FLUX, which makes pictures and is no language model", "Black Forest Labs"),
    "gpt": ("GPT", "OpenAI"),
    "gpt-j": ("GPT-J", "EleutherAI"),
    "gpt-neo": ("GPT-Neo", "EleutherAI"),
    "gpt-neox": ("GPT-NeoX", "EleutherAI"),
    "gpt-jt": ("GPT-JT", "Together"),
    "gpt-sw3": ("GPT-SW3", "AI Sweden"),
    "cerebras-gpt": ("Cerebras-GPT", "Cerebras"),
    "pythia": ("Pythia", "EleutherAI"),
    "orca-mini": ("Orca Mini", "Pankaj Mathur"),
    "open-llama": ("OpenLLaMA", "OpenLM Research"),
    "openllama": ("OpenLLaMA", "OpenLM Research"),
    "stablelm-zephyr": ("StableLM Zephyr", "Stability AI"),
    "stable-vicuna": ("StableVicuna", "CarperAI and Stability AI"),
    "falcon-mamba": ("Falcon Mamba", "the Technology Innovation Institute"),
    "mamba-codestral": ("Codestral Mamba", "Mistral AI"),
    "codestral-mamba": ("Codestral Mamba", "Mistral AI"),
    "command-a": ("Command A", "Cohere"),
    "neural-chat": ("Neural Chat", "Intel"),
    "bloomz": ("BLOOMZ", "BigScience"),
    "codeqwen": ("CodeQwen", "Alibaba"),
    "recurrentgemma": ("RecurrentGemma", "Google"),
    "paligemma": ("PaliGemma", "Google"),
    "shieldgemma": ("ShieldGemma", "Google"),
    "translategemma": ("TranslateGemma", "Google"),
    "functiongemma": ("FunctionGemma", "Google"),
    "molmo": ("Molmo", "the Allen Institute for AI"),
    "ultravox": ("Ultravox", "Fixie"),
    "reka": ("Reka", "Reka AI"),
    "bielik": ("Bielik", "SpeakLeash"),
    "miqu": ("Miqu", "an unnamed source"),
    "mellum": ("Mellum", "JetBrains"),
    "cogito": ("Cogito", "Deep Cogito"),
    "laguna": ("Laguna", "Poolside"),
}
# Names that hold digits or a point and are whole as they stand.
WHOLE: Final = frozenset(
    {"c4ai", "ai21", "gpt4all", "gpt4", "h2o", "h2ogpt", "all", "m3", "mxbai", "gpt2all", "o1"}
)
# Tunings of other families' models: a number behind these is not the version of the model.
TUNED: Final = frozenset({"tulu"})
# Branches of a family: behind its version they still name it.
LINES: Final = {
    "vl": "A branch that reads pictures as well as text (vision and language).",
    "v": "A branch that reads pictures as well as text.",
    "omni": "A branch that reads pictures and sound as well as text.",
    "audio": "A branch that hears sound as well as text.",
    "vlm": "Reads pictures as well as text (vision and language).",
    "next": "A branch with a new architecture.",
    "linear": "A branch with linear attention, which takes little memory at long contexts.",
    "oss": "With published weights.",
    "nemotron": "A branch by NVIDIA.",
}


# Families of several words, the longest first: a GPT-J is no GPT of OpenAI.
PHRASES: Final = sorted(
    (tuple(name.split("-")) for name in FAMILIES if "-" in name), key=len, reverse=True
)
LONGEST_BASE: Final = 80  # characters of a base name in which families are looked for
_CUT: Final = re.compile(r"[-_. ]")


def spoken(base: str) -> str | None:
    """The family as people write it; None where it is not known."""
    known = FAMILIES.get(_CUT.sub("-", base.lower()))
    return known[0] if known else None


def family_words(text: str, base: str = "") -> str:
    """What a word of the base name means; in a family's name of several words, that family."""
    known = FAMILIES.get(_phrase(text.lower(), base.lower()))
    if known:
        return f"The family: {known[0]}, by {known[1]}."
    return LINES.get(text.lower(), "Part of the model's own name.")


def of_phrase(text: str, base: str) -> bool:
    """The word is a part of a family's name of several words."""
    return _phrase(text.lower(), base.lower()) != text.lower()


def _phrase(word: str, base: str) -> str:
    """The longest known family of which the word is a part in this base name; else the word."""
    if len(base) > LONGEST_BASE:
        return word
    words = tuple(_CUT.split(base))
    for phrase in PHRASES:
        count = len(phrase)
        if word in phrase and any(
            words[at : at + count] == phrase for at in range(len(words) - count + 1)
        ):
            return "-".join(phrase)
    return word

"""Words that say what was done to a model after it learned language, or which one of a family."""

import re
from typing import Final

CONTEXT: Final = re.compile(r"(?:\d{1,4}k|[1-9]\d?m)\Z", re.IGNORECASE | re.ASCII)
# Always a tuning, wherever they stand.
TUNES: Final = {
    "it": "Tuned to follow instructions.",
    "instruct": "Tuned to follow instructions.",
    "instruction": "Tuned to follow instructions.",
    "inst": "Tuned to follow instructions.",
    "chat": "Tuned to hold a conversation.",
    "base": "Not tuned: it continues text and does not follow instructions.",
    "pt": "Pre-trained and not tuned (Gemma), or in the format of PyTorch (ERNIE).",
    "sft": "Tuned on examples (supervised fine-tuning).",
    "dpo": "Tuned on preferred answers (direct preference optimization).",
    "orpo": "Tuned on preferred answers (odds-ratio preference optimization).",
    "simpo": "Tuned on preferred answers (simple preference optimization).",
    "sppo": "Tuned on preferred answers (self-play preference optimization).",
    "kto": "Tuned on good and bad answers (Kahneman-Tversky optimization).",
    "rlhf": "Tuned by people's judgement (reinforcement learning from human feedback).",
    "rl": "Tuned by reward (reinforcement learning).",
    "thinking": "Thinks before it answers.",
    "think": "Thinks before it answers.",
    "reasoning": "Thinks before it answers.",
    "reasoner": "Thinks before it answers.",
    "distill": "Learned from the answers of a larger model (distillation).",
    "distilled": "Learned from the answers of a larger model (distillation).",
    "abliterated": "Its refusals were removed from the weights (abliteration).",
    "abliteration": "Its refusals were removed from the weights (abliteration).",
    "heretic": "Its refusals were removed from the weights.",
    "uncensored": "Tuned not to refuse.",
    "hf": "In the format of Hugging Face before it was converted.",
    "safetensors": "Converted from a safetensors file.",
    "preview": "Published before it was finished.",
    "exp": "An experiment of its maker.",
    "experimental": "An experiment of its maker.",
    "mtp": "Holds layers that guess further tokens ahead (multi-token prediction).",
    "finetune": "Tuned further.",
    "finetuned": "Tuned further.",
    "merge": "Merged from several models.",
    "merged": "Merged from several models or files.",
    "translate": "Made for translation.",
    "non": "With the next word: without.",
    "unquantized": "Not quantized; prepared for the type named.",
    "cloud": "Runs on the servers of its maker, not on this computer.",
    "newbpe": "Converted with a newer tokenizer.",
}
# What it is for: a tuning behind a version or a size, else part of the model's own name.
SUBJECTS: Final = {
    "coder": "Made for writing code.",
    "code": "Made for writing code.",
    "math": "Made for mathematics.",
    "vision": "Reads pictures as well as text.",
    "video": "Watches video as well as text.",
    "guard": "Judges whether a text is safe.",
    "embedding": "Turns text into vectors for searching; it does not answer.",
    "embed": "Turns text into vectors for searching; it does not answer.",
    "reranker": "Sorts search results; it does not answer.",
    "rerank": "Sorts search results; it does not answer.",
    "medical": "Made for medicine.",
    "med": "Made for medicine.",
    "writer": "Made for writing prose.",
    "agent": "Made to use tools by itself.",
    "tool": "Made to call tools.",
    "tools": "Made to call tools.",
    "function": "Made to call functions.",
    "calling": "Made to call functions.",
    "roleplay": "Made for playing a part.",
    "rp": "Made for playing a part.",
    "sql": "Made for database queries.",
    "ocr": "Reads text in pictures.",
    "multilingual": "Made for many languages.",
    "jp": "Tuned for Japanese.",
    "ja": "Tuned for Japanese.",
    "jpn": "Tuned for Japanese.",
    "elyza": "Tuned for Japanese by ELYZA.",
    "voice": "Speaks or hears.",
    "asr": "Writes down what it hears (speech recognition).",
    "tts": "Reads text aloud (text to speech).",
}
# Which of a generation: a tuning behind a version, else part of the model's own name.
TIERS: Final = {
    "nano": "A small one of its generation.",
    "micro": "A very small one of its generation.",
    "tiny": "A very small one of its generation.",
    "mini": "The small one of its generation.",
    "small": "The small one of its generation.",
    "medium": "The middle one of its generation.",
    "large": "The large one of its generation.",
    "lite": "The light one of its generation.",
    "light": "The light one of its generation.",
    "air": "The light one of its generation.",
    "flash": "The light and fast one of its generation.",
    "turbo": "The fast one of its generation.",
    "pro": "The stronger one of its generation.",
    "plus": "The stronger one of its generation.",
    "super": "A larger one of its generation.",
    "max": "A very large one of its generation.",
    "ultra": "A very large one of its generation.",
    "moe": "Built of experts, of which a few work on each token (mixture of experts).",
    "scout": "The smaller model of its generation.",
    "maverick": "The larger model of its generation.",
    "h": "A hybrid: attention and state-space layers.",
    "x": "The maker's letter for a variant.",
    "xl": "The maker's letters for a larger variant.",
    "dev": "The version for development.",
}
# Words of converters and tools; they say nothing of the model.
EMPTY: Final = {
    "model": "A word that says nothing of the model.",
    "models": "A word that says nothing of the model.",
    "weights": "A word that says nothing of the model.",
    "ggml": "In front, the library that llama.cpp stands on; at the end, the format before GGUF.",
    "gguf": "The file format of llama.cpp, which loads here.",
    "ggufs": "The file format of llama.cpp, which loads here.",
    "gguf2": "GGUF, its second version.",
    "gguf3": "GGUF, its third version.",
    "gguf4": "GGUF; the digit is its maker's count.",
    "ggmlv1": "A format older than GGUF; it no longer loads.",
    "ggmlv2": "A format older than GGUF; it no longer loads.",
    "ggmlv3": "A format older than GGUF; it no longer loads.",
    "latest": "Whatever its maker published last.",
}
# Formats of other engines.
FOREIGN: Final = {
    "awq": "A 4-bit format of other engines; it does not load here.",
    "gptq": "A 4-bit format of other engines; it does not load here.",
    "exl2": "A format of ExLlama; it does not load here.",
    "exl3": "A format of ExLlama; it does not load here.",
    "mlx": "A format for Apple's MLX; it does not load here.",
    "fp8": "8-bit floating point of other engines; no GGUF has it.",
    "fp4": "4-bit floating point of other engines.",
    "nvfp4a16": "4-bit floating point of other engines; it does not load here.",
    "int4": "4-bit integers of other engines.",
    "int8": "8-bit integers of other engines.",
    "bnb": "A format of bitsandbytes; it does not load here.",
    "w4a16": "4-bit weights of other engines; it does not load here.",
    "w8a8": "8-bit weights of other engines; it does not load here.",
    "hqq": "A format of other engines; it does not load here.",
    "onnx": "A format of ONNX Runtime; it does not load here.",
    "i2_s": "Three values a weight; only the fork bitnet.cpp loads this, the engine here cannot.",
    "kq2": "The example of a type in the naming rules of GGUF; no engine knows it.",
    "1.58bit": "Three values a weight, for models trained so.",
    "4bit": "4 bits a weight, in a format of other engines.",
    "8bit": "8 bits a weight, in a format of other engines.",
}


def tuning_words(text: str) -> str:
    """What a tuning word means, in a sentence."""
    lower = text.lower()
    for table in (TUNES, SUBJECTS, TIERS):
        if lower in table:
            return table[lower]
    if CONTEXT.match(lower):
        return f"Made for contexts of up to about {_tokens(lower)} tokens."
    return "The maker's own word for this tuning or variant."


def _tokens(lower: str) -> str:
    number = int(lower[:-1])
    return f"{number} million" if lower[-1] == "m" else f"{number},000"

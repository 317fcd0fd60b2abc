"""What a file is for, by its name: the model itself, or something beside it."""

import re
from typing import Final

IMATRIX_ENDINGS: Final = (".dat", ".imatrix", ".gguf_file")
DRAFTS: Final = frozenset(
    {"draft", "drafter", "eagle", "eagle2", "eagle3", "dflash", "dflash2", "dspark"}
)
ASSISTANT: Final = re.compile(r"gemma-?4.{0,80}?-assistant")
IMATRIX_WORDS: Final = frozenset({"i1", "imat", "imatrix"})
WORDS: Final = {
    "mmproj": "The part that reads pictures or sound (multimodal projector); it needs its model.",
    "mtp": "A small model that guesses tokens ahead (multi-token prediction); it needs its model.",
    "draft": "A small model that guesses tokens ahead for a larger one (draft).",
    "imatrix": "An importance matrix: made for quantizing, not for chatting.",
    "lora": "A small correction laid over a model (LoRA adapter); it needs its model.",
    "vocab": "Only the vocabulary; there are no weights in it.",
}
MATRIX: Final = "Made with an importance matrix, which saves quality below about 5 bits (imatrix)."


def role_by_name(path: str, quantization: str | None, *, is_file: bool = True) -> str:
    """'model', 'mmproj', 'draft', 'imatrix', 'lora' or 'vocab'.

    A repository named for its matrix ('…-imatrix-GGUF') holds models made with one.
    """
    lower = re.split(r"[/\\]", path)[-1].lower()
    if "mmproj" in lower:
        return "mmproj"
    if lower.endswith(IMATRIX_ENDINGS) or (
        is_file and "imatrix" in lower and quantization is None
    ):
        return "imatrix"
    if lower.startswith("mtp-") or says(lower, "(draft|drafter|eagle[23]?|dflash2?|dspark)"):
        return "draft"
    if ASSISTANT.search(lower):
        return "draft"
    if says(lower, "lora"):
        return "lora"
    return "vocab" if says(lower, "vocab") else "model"


def says(name: str, word: str) -> bool:
    """The name holds the word (a pattern), standing alone."""
    return (
        re.search(rf"(?<![a-z0-9]){word}(?![a-z0-9])", name, re.IGNORECASE | re.ASCII) is not None
    )


def role_words(lower: str, role: str) -> str | None:
    """What a word means that says the role; None for a word that does not."""
    if "mmproj" in lower:
        return WORDS["mmproj"]
    if role == "draft":
        if lower == "mtp":
            return WORDS["mtp"]
        return WORDS["draft"] if lower in DRAFTS or lower == "assistant" else None
    if role == "imatrix":
        return WORDS["imatrix"] if "imatrix" in lower else None
    return WORDS[lower] if role == lower and lower in WORDS else None

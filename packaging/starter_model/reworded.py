"""The same question in other words: each group means the same in every question we know."""

import random
import re
from functools import cache
from typing import Final

ALIKE: Final = (
    ("computer", "pc", "machine", "laptop", "desktop"),
    ("graphics card", "gpu", "video card", "graphic card", "card"),
    ("graphics cards", "gpus", "video cards", "cards"),
    ("answer", "reply", "response"),
    ("answers", "replies", "responses"),
    ("slow", "sluggish", "laggy", "slowly"),
    ("fast", "quick", "speedy", "quickly"),
    ("faster", "quicker", "speedier"),
    ("slower", "more sluggish"),
    ("model", "llm", "ai model", "language model"),
    ("models", "llms", "ai models", "language models"),
    ("chat", "conversation", "dialogue"),
    ("chats", "conversations", "dialogues"),
    ("quantization", "quant", "quantisation"),
    ("quantizations", "quants", "quantisations"),
    ("choose", "pick", "select", "take"),
    ("show", "display"),
    ("big", "large", "huge"),
    ("bigger", "larger"),
    ("biggest", "largest"),
    ("small", "tiny", "little"),
    ("start", "launch"),
    ("delete", "remove", "erase", "get rid of"),
    ("error", "problem", "issue"),
    ("explain", "describe", "clarify"),
    ("mean", "stand for", "signify"),
    ("good", "decent"),
    ("bad", "terrible", "poor"),
    ("need", "require"),
    ("needs", "requires"),
    ("picture", "image", "photo"),
    ("pictures", "images", "photos"),
    ("setting", "option", "preference"),
    ("settings", "options", "preferences"),
    ("folder", "directory"),
    ("disk", "drive", "hard drive", "ssd"),
    ("internet", "network", "web"),
    ("stop", "halt", "abort", "cancel"),
    ("wrong", "incorrect", "false"),
    ("make", "create", "produce"),
    ("much", "a lot"),
    ("happens", "occurs"),
    ("keep", "retain"),
    ("find", "locate"),
    ("change", "alter", "adjust", "modify"),
    ("compare", "contrast"),
    ("whole", "entire", "complete"),
    ("worth it", "worthwhile", "worth the trouble"),
    ("why", "how come", "for what reason"),
    ("is it possible to", "can i", "may i", "am i able to"),
    ("how do i", "how can i", "how to", "how would i", "how does one"),
    ("should i", "shall i", "ought i to", "would you"),
    ("programs", "apps", "applications", "software"),
    ("program", "app", "application"),
    ("person", "user"),
    ("quality", "accuracy"),
    ("often", "frequently"),
    ("message", "msg"),
    ("long", "lengthy"),
    ("strange", "weird", "odd"),
    ("crashed", "died", "fell over"),
    ("crash", "die", "fall over"),
    ("broken", "damaged", "corrupt"),
    ("nonsense", "gibberish", "garbage", "rubbish"),
    ("colour", "color"),
    ("everything", "all of it"),
    ("difference", "distinction"),
    ("difference between", "what separates"),
    ("tell me", "let me know"),
    ("exactly", "precisely"),
    ("safe", "secure"),
    ("cost", "eat up"),
    ("best", "ideal", "optimal"),
)


@cache
def _others() -> tuple[dict[str, tuple[str, ...]], re.Pattern[str]]:
    found: dict[str, tuple[str, ...]] = {}
    for group in ALIKE:
        for word in group:
            found[word] = (*found.get(word, ()), *(one for one in group if one != word))
    words = "|".join(sorted(map(re.escape, found), key=len, reverse=True))
    return found, re.compile(rf"(?<![\w-])({words})(?![\w-])")


def reworded(text: str, rng: random.Random, share: float) -> str:
    """The question with about this share of such words replaced."""
    others, pattern = _others()
    return pattern.sub(
        lambda word: rng.choice(others[word[1]]) if rng.random() < share else word[1], text
    )

"""The little guide's vocabulary: byte-level BPE, learned from its own conversations.

Every text can be written with it, for all 256 bytes are in it.
"""

import json
import random
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from conversations import Conversation, conversation
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from topics import answers

SIZE: Final = 2048
BEGIN, END = "<|begin|>", "<|end|>"
SYSTEM, USER, GUIDE = "<|system|>", "<|user|>", "<|guide|>"
SPECIAL: Final = (BEGIN, END, SYSTEM, USER, GUIDE)
LEARNED_FROM: Final = 60_000  # conversations
# How much a token counts in training. An answer is settled by its first words, the rest is known
# by heart soon; so those count more, and most conversations end with them.
HEARD: Final = 0.1  # of a question
SETTLING: Final = 4.0  # the first of an answer
SETTLED: Final = 3  # so many are the first
BEGINNINGS: Final = 0.8  # share of conversations whose last answer is cut
BEGINNING: Final = 8  # tokens it is cut to

TEMPLATE: Final = (
    "{{ bos_token }}{% for message in messages %}"
    "{% if message['role'] == 'system' %}{{ '<|system|>' + message['content'] + '<|end|>' }}"
    "{% elif message['role'] == 'user' %}{{ '<|user|>' + message['content'] + '<|end|>' }}"
    "{% else %}{{ '<|guide|>' + message['content'] + '<|end|>' }}{% endif %}"
    "{% endfor %}{% if add_generation_prompt %}{{ '<|guide|>' }}{% endif %}"
)


def learn(seed: int) -> Tokenizer:
    """Learn the vocabulary; the same seed gives the same one."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=SIZE,
        special_tokens=list(SPECIAL),
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(_texts(seed), trainer)
    return tokenizer


def _texts(seed: int) -> Iterator[str]:
    rng = random.Random(f"vocabulary {seed}")
    for _ in range(20):
        yield from answers()
    for _ in range(LEARNED_FROM):
        for exchange in conversation(rng).exchanges:
            yield exchange.question


class Writer:
    """Conversations to tokens, with the weight each has in training."""

    def __init__(self, file: Path) -> None:
        self._plain = Tokenizer.from_file(str(file))
        loose = json.loads(file.read_text("utf-8"))
        loose["model"]["dropout"] = 0.1
        self._loose = Tokenizer.from_str(json.dumps(loose))
        self._special = {name: self._plain.token_to_id(name) for name in SPECIAL}

    def tokens(self, said: Conversation, rng: random.Random) -> tuple[list[int], list[float]]:
        """Token numbers and their weights; nobody learns to write what a person asks.

        Some questions are cut up in unusual ways, so that a word misspelled is no riddle.
        """
        tokens, weights = [self._special[BEGIN]], [0.0]

        def add(mark: str, text: str, *, loose: bool = False) -> list[int]:
            cut = self._loose if loose else self._plain
            found = [*cut.encode(text, add_special_tokens=False).ids, self._special[END]]
            tokens.extend((self._special[mark], *found))
            weights.append(0.0)
            return found

        if said.system:
            weights.extend(0.0 for _ in add(SYSTEM, said.system))
        for exchange in said.exchanges:
            asked = add(USER, exchange.question, loose=rng.random() < 0.25)
            weights.extend((*[HEARD] * (len(asked) - 1), 0.0))
            last = len(tokens) + 1
            answered = add(GUIDE, exchange.answer)
            weights.extend(SETTLING if n < SETTLED else 1.0 for n in range(len(answered)))
        kept = last + BEGINNING if rng.random() < BEGINNINGS else len(tokens)
        return tokens[:kept], weights[:kept]

    def rows(self, rows: int, length: int, seeds: Iterable[str]) -> Any:
        """Two lists of `rows` lists of `length`: tokens, and weights. A row has its own seed."""
        found = []
        for _, seed in zip(range(rows), seeds, strict=True):
            rng = random.Random(seed)
            tokens: list[int] = []
            weights: list[float] = []
            while len(tokens) < length:
                more, heavy = self.tokens(conversation(rng), rng)
                tokens += more
                weights += heavy
            found.append((tokens[:length], weights[:length]))
        return [row[0] for row in found], [row[1] for row in found]

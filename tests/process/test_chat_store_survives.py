"""Conversations when their program is killed in the middle of an answer."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from launcher.chat.store import Conversations
from launcher.chat.values import Ending

WRITER = """
import sys
from pathlib import Path
from launcher.chat.store import Conversations

store = Conversations(Path(sys.argv[1]))
talk = store.create("Count").id
store.append(talk, "Count as far as you can")
answer = store.begin_answer(talk, "tiny")
text, number = "", 0
while True:
    number += 1
    text += f"{number} "
    store.write_answer(answer, text)
    print(number, flush=True)
"""
WORDS = 200  # written before the end comes


@pytest.mark.parametrize("times", [1, 2])
def test_what_was_written_survives_kill_9(tmp_path: Path, times: int) -> None:
    file = tmp_path / "conversations.sqlite3"
    reached = [killed_while_writing(file) for _ in range(times)]
    store = Conversations(file)
    assert store.notices == ()
    talks = sorted(store.list(), key=lambda talk: talk.id)
    assert len(talks) == times
    for talk, number in zip(talks, reached, strict=True):
        question, answer = store.messages(talk.id)
        assert question.text == "Count as far as you can"
        assert answer.ending is Ending.WRITING
        words = answer.text.split()
        assert words == [str(n) for n in range(1, len(words) + 1)]
        assert len(words) >= number
    assert len(store.list("Count 199")) == times
    store.append(talks[0].id, "Go on")
    store.close()


def killed_while_writing(file: Path) -> int:
    """Start a program that writes, kill it; the number it said it had written."""
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(file)],
        stdout=subprocess.PIPE,
        env=os.environ,
        text=True,
    ) as writer:
        assert writer.stdout is not None
        reached = 0
        while reached < WORDS:
            reached = int(writer.stdout.readline())
        writer.kill()
    return reached

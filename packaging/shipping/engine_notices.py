"""The licences of llama.cpp and of the code of others that its libraries contain.

What counts is what is compiled: `llama`, `ggml` with its modules, and `mtmd`. The texts
are taken from the engine's own source; `resources/licences/llama.cpp` keeps them for a
checkout that has no such source at hand.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bootstrap.talk import SetupError

_COMMENT: Final = re.compile(r"^(?://|\s*\*/|\s*/\*)\s?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A file of the source that holds a licence, and how its text is cut out of it."""

    name: str
    licence: str
    path: str
    cut: Callable[[str], str] = str.strip


def _comments(text: str) -> list[str]:
    """What stands between /* and */."""
    return [found[1].strip("\n") for found in re.finditer(r"/\*(.*?)\*/", text, re.DOTALL)]


def _head(text: str) -> str:
    """The first comment of a file."""
    if text.lstrip().startswith("/*"):
        return "\n\n".join(_comments(text)[:2])
    lines = []
    for line in text.splitlines():
        if not line.startswith("//"):
            break
        lines.append(_COMMENT.sub("", line))
    return "\n".join(lines).strip()


def _tail(text: str) -> str:
    """The last comment of a file."""
    return _comments(text)[-1]


def _first_comment(text: str) -> str:
    return _comments(text)[0]


LLAMA: Final = Part(name="llama.cpp and ggml", licence="MIT", path="LICENSE")
INSIDE: Final = (
    Part(
        name="tinyBLAS (from llamafile)",
        licence="MIT",
        path="ggml/src/ggml-cpu/llamafile/sgemm.cpp",
        cut=_head,
    ),
    Part(name="stb_image", licence="MIT OR Unlicense", path="vendor/stb/stb_image.h", cut=_tail),
    Part(
        name="miniaudio",
        licence="Unlicense OR MIT-0",
        path="vendor/miniaudio/miniaudio.h",
        cut=_tail,
    ),
    Part(
        name="subprocess.h",
        licence="Unlicense",
        path="vendor/sheredom/subprocess.h",
        cut=_head,
    ),
    Part(name="xxHash", licence="BSD-2-Clause", path="vendor/hash/xxhash/LICENSE"),
    Part(name="rotate-bits", licence="MIT", path="vendor/hash/rotate-bits/LICENSE.md"),
    Part(name="SHA-256", licence="Public domain", path="vendor/hash/sha256/LICENSE"),
    Part(
        name="SHA-1",
        licence="Public domain",
        path="vendor/hash/sha1/sha1.c",
        cut=_first_comment,
    ),
)
# Under MIT, whose words are llama.cpp's own. YaRN is named in a comment of ggml-cpu/ops.cpp;
# ggml's Vulkan module is compiled with Vulkan-Headers ("Apache-2.0 OR MIT").
MIT_TOO: Final = (
    ("YaRN, scaling of positions", "Copyright (c) 2023 Jeffrey Quesnelle and Bowen Peng"),
    ("Vulkan-Headers", "Copyright 2014-2026 The Khronos Group Inc."),
)


def engine_texts(source: Path) -> dict[str, str]:
    """Texts by their names in `resources/licences`. Raises SetupError where one is gone."""
    llama = _text(source, LLAMA)
    sections = [_section(part.name, part.licence, _text(source, part)) for part in INSIDE]
    _, permission, rest = llama.partition("Permission is hereby")
    sections += [_section(name, "MIT", f"{who}\n\n{permission}{rest}") for name, who in MIT_TOO]
    head = "Code of others inside llama.cpp's libraries, each under its authors' licence.\n"
    return {
        "llama.cpp/llama.cpp.txt": llama + "\n",
        "llama.cpp/third-party.txt": "\n\n".join([head, *sections]) + "\n",
    }


def _text(source: Path, part: Part) -> str:
    file = source / part.path
    try:
        text = part.cut(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, IndexError) as error:
        raise SetupError(f"No licence of {part.name} in the engine's source: {file}.") from error
    if not text.strip():
        raise SetupError(f"The licence of {part.name} in the engine's source is empty: {file}.")
    return text


def _section(name: str, licence: str, text: str) -> str:
    rule = "-" * 72
    return f"{rule}\n{name} ({licence})\n{rule}\n\n{text.strip()}"

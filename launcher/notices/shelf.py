"""Notices as a file: {"format": 1, "texts": ["…"], "notices": [{…, "text": 0}, …]}.

A text that several share is there once.
"""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from launcher.errors import NoticesMissing
from launcher.kept import read_object
from launcher.notices.notice import Notice

FORMAT: Final = 1


def read_notices(file: Path) -> tuple[Notice, ...]:
    """The notices of a file. Raises NoticesMissing."""
    try:
        raw = read_object(file)
    except OSError as error:
        raise NoticesMissing(str(file), error.strerror or str(error)) from None
    except ValueError:
        raise NoticesMissing(str(file), "it is damaged") from None
    if raw is None:
        raise NoticesMissing(str(file), "there is no such file")
    try:
        return _notices(raw)
    except (KeyError, IndexError, TypeError, ValueError):
        raise NoticesMissing(str(file), "it is damaged") from None


def write_notices(file: Path, notices: Iterable[Notice]) -> None:
    """Write them so that everybody on a computer may read them. Raises OSError."""
    texts: dict[str, int] = {}
    rows = [
        {
            "name": one.name,
            "version": one.version,
            "licence": one.licence,
            "url": one.url,
            "text": texts.setdefault(one.text, len(texts)),
        }
        for one in notices
    ]
    value = {"format": FORMAT, "notices": rows, "texts": list(texts)}
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    file.chmod(0o644)


def _notices(raw: dict[str, object]) -> tuple[Notice, ...]:
    texts, rows = raw["texts"], raw["notices"]
    if raw["format"] != FORMAT or not isinstance(texts, list) or not isinstance(rows, list):
        raise ValueError("another format")
    found = tuple(Notice(**{**row, "text": texts[row["text"]]}) for row in rows)
    if any(not isinstance(word, str) for one in found for word in (one.name, one.text)):
        raise ValueError("not words")
    return found

"""Every question the program asks about the system it runs on, read from its source."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[3]
PLACES = ("launcher", "ui", "packaging", "snug.py")
SYSTEMS = frozenset({"win32", "darwin", "linux", "nt", "posix", "Windows", "Darwin", "Linux"})
ONLY_SOMEWHERE = frozenset({"msvcrt", "fcntl", "winreg", "pwd", "grp", "resource", "termios"})
OWNERS = frozenset({"os", "sys", "signal", "time", "ctypes", "psutil", "errno", "process"})
OF_PLATFORM = frozenset({"system", "mac_ver", "win32_ver", "win32_edition"})
FROZEN = frozenset({"frozen", "_MEIPASS"})  # how the program was installed, on any system


# A file without any of these words asks nothing; reading the others' trees takes a second.
WORTH_READING = re.compile(
    "|".join([r"platform", r"os\.name", r"hasattr|getattr", *ONLY_SOMEWHERE, *SYSTEMS])
)


class Question(NamedTuple):
    """Which file and function asks, and with which words."""

    file: str
    place: str
    words: str


@cache
def asked() -> Counter[Question]:
    """Every question, and how often that place asks it."""
    found: Counter[Question] = Counter()
    for place in PLACES:
        top = ROOT / place
        for path in [top] if top.is_file() else sorted(top.rglob("*.py")):
            found.update(_of(path))
    return found


def _of(path: Path) -> Iterator[Question]:
    name = path.relative_to(ROOT).as_posix()
    source = path.read_text("utf-8")
    if WORTH_READING.search(source):
        for place, words in in_text(source):
            yield Question(name, place, words)


def in_text(source: str) -> Iterator[tuple[str, str]]:
    """Place and words of every question in a module's text."""
    yield from _walk(ast.parse(source), "")


def _walk(node: ast.AST, place: str) -> Iterator[tuple[str, str]]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        place = f"{place}.{node.name}".lstrip(".")
    if _is_question(node):
        yield place or "module", ast.unparse(node)
        return
    for child in ast.iter_child_nodes(node):
        yield from _walk(child, place)


def _is_question(node: ast.AST) -> bool:
    match node:
        case ast.Compare(left=left, comparators=others):
            return any(_names_a_system(one) for one in (left, *others))
        case ast.Dict(keys=keys):
            return any(one is not None and _names_a_system(one) for one in keys)
        case ast.match_case(pattern=ast.MatchValue(value=value)):
            return _names_a_system(value)
        case ast.Attribute(value=ast.Name(id="sys"), attr="platform"):
            return True
        case ast.Attribute(value=ast.Name(id="os"), attr="name"):
            return True
        case ast.Call(func=ast.Attribute(value=ast.Name(id="platform"), attr=name)):
            return name in OF_PLATFORM
        case ast.Call(
            func=ast.Name(id="hasattr" | "getattr"), args=[ast.Name(id=owner), name, *_]
        ):
            known = isinstance(name, ast.Constant) or owner == "os"  # else a stream's name
            return owner in OWNERS and known and _text(name) not in FROZEN
        case ast.Import(names=names):
            return any(one.name in ONLY_SOMEWHERE for one in names)
        case ast.Call(func=ast.Attribute(attr="import_module"), args=[name]):
            return _text(name) in ONLY_SOMEWHERE
    return False


def _names_a_system(node: ast.expr) -> bool:
    if isinstance(node, ast.Tuple | ast.Set | ast.List):
        return any(_names_a_system(one) for one in node.elts)
    return _text(node) in SYSTEMS


def _text(node: ast.expr) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""

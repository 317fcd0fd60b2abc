"""The privacy page is held to the sources: what could reach a network is found, not believed."""

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from launcher.hub.client import ENVIRONMENT, Hub
from launcher.identity import NAME, RELEASE_FEED, VERSION
from launcher.privacy import NO_TELEMETRY, Reach, hosts
from tests.fakes.hub import FakeHub

ROOT = Path(__file__).resolve().parents[2]
# Modules through which a program can talk to others. A name covers what lies below it.
NETWORK = (
    "PySide6.QtHttpServer",
    "PySide6.QtNetwork",
    "PySide6.QtWebEngineCore",
    "PySide6.QtWebSockets",
    "aiohttp",
    "asyncio",
    "ftplib",
    "hf_xet",
    "http",
    "httpcore2",
    "httpx2",
    "huggingface_hub",
    "imaplib",
    "multiprocessing.connection",
    "poplib",
    "requests",
    "smtplib",
    "socket",
    "socketserver",
    "ssl",
    "telnetlib",
    "urllib.request",
    "urllib3",
    "webbrowser",
    "xmlrpc",
)
# Calls and words that open an address, or hand one to another program.
IMPORTS = {"import_module", "__import__"}
CALLS = {"openUrl", "startfile", "create_connection", "urlopen", *IMPORTS}
PROGRAMS = {"curl", "wget", "xdg-open", "gio", "open", "explorer", "explorer.exe", "ssh", "rsync"}
FUNCTIONS = {"ggml_backend_rpc_add_server", "ggml_backend_rpc_start_server"}

HUB = (Reach.HUB, Reach.STORAGE)
# file: what is found in it, and the rows of the list that tell of it. No row: it reaches nobody,
# and the comment says why.
KNOWN: dict[str, tuple[set[str], tuple[Reach, ...]]] = {
    "launcher/hub/line.py": ({"httpx2", "socket", "ssl"}, HUB),
    "launcher/hub/session.py": ({"httpx2", "huggingface_hub", "ssl"}, HUB),
    "launcher/hub/translate.py": ({"httpx2", "huggingface_hub"}, HUB),
    "launcher/releases/feed.py": ({"httpx2"}, (Reach.FEED,)),
    "launcher/worker/far_devices.py": (
        {"socket", "create_connection", "ggml_backend_rpc_add_server"},
        (Reach.COMPUTERS,),
    ),
    "ui/widgets/question.py": ({"openUrl"}, (Reach.LINKS,)),
    # The terminal's own modules, each imported when its command is called.
    "launcher/cli/run.py": ({"import_module"}, ()),
    # Imports the hub's library to see that it is whole; asks nobody.
    "launcher/actions/self_test.py": ({"import_module"}, ()),
    # One Snug hands another on the same computer the file to open: AF_UNIX, or a named pipe.
    "ui/entrance/lines.py": ({"socket", "multiprocessing.connection"}, ()),
    # A file shown in the system's file manager.
    "ui/pages/models/presenter.py": ({"explorer", "open"}, ()),
    # snug:term/…, an address that the window itself answers.
    "ui/widgets/term.py": ({"openUrl"}, ()),
}


def sources() -> Iterator[Path]:
    for room in ("launcher", "ui"):
        yield from sorted((ROOT / room).rglob("*.py"))


def findings(text: str) -> set[str]:
    """What in a source could reach a network."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            found |= {n for alias in node.names if (n := _network(alias.name))}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
            found |= {n for name in names if (n := _network(name))}
        elif isinstance(node, ast.Call):
            found |= _called(node)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            found |= {node.value} & (PROGRAMS | FUNCTIONS)
    return found


def _called(node: ast.Call) -> set[str]:
    """A call that matters. A folder that is shown and a module that is named are harmless."""
    called = getattr(node.func, "attr", getattr(node.func, "id", ""))
    if called not in CALLS:
        return set()
    if called == "openUrl" and "fromLocalFile" in ast.dump(node):
        return set()
    first = node.args[0] if node.args else None
    if called in IMPORTS and isinstance(first, ast.Constant):
        return {_network(str(first.value))} - {""}
    return {called}


def _network(module: str) -> str:
    return next((one for one in NETWORK if module == one or module.startswith(f"{one}.")), "")


def test_every_module_that_could_reach_a_network_is_known() -> None:
    found = {
        file.relative_to(ROOT).as_posix(): seen
        for file in sources()
        if (seen := findings(file.read_text(encoding="utf-8")))
    }
    assert found == {name: seen for name, (seen, _rows) in KNOWN.items()}


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("import httpx2", {"httpx2"}),
        ("import urllib.request as r", {"urllib.request"}),
        ("from urllib import request", {"urllib.request"}),
        ("from urllib.parse import quote", set()),
        ("from PySide6 import QtNetwork", {"PySide6.QtNetwork"}),
        ("from PySide6.QtNetwork import QLocalServer", {"PySide6.QtNetwork"}),
        ("def f():\n    import socket", {"socket"}),
        ("QDesktopServices.openUrl(a)", {"openUrl"}),
        ("QDesktopServices.openUrl(QUrl.fromLocalFile(a))", set()),
        ("importlib.import_module('winreg')", set()),
        ("importlib.import_module('http.client')", {"http"}),
        ("importlib.import_module(name)", {"import_module"}),
        ("Popen(['xdg-open', a])", {"xdg-open"}),
        ("'socket'\n# import socket", set()),
    ],
)
def test_the_search_finds_what_it_should(text: str, seen: set[str]) -> None:
    assert findings(text) == seen


def test_every_row_has_its_module_and_every_module_its_rows() -> None:
    rows = hosts(feed="https://releases.example/feed.json", check_updates=True)
    told = {row.reach for row in rows}
    assert told == set(Reach)
    assert told == {reach for _, reaches in KNOWN.values() for reach in reaches}


def test_every_row_says_who_when_and_what() -> None:
    for row in hosts(feed="https://releases.example/feed.json"):
        assert row.host
        for text in (row.when, row.sent, row.turn_off or "None."):
            assert text.endswith(".")
            assert "!" not in text


def test_the_hub_is_the_one_that_is_set() -> None:
    usual = hosts()
    assert [row.host for row in usual[:2]] == ["huggingface.co", "hf.co and names under it"]
    mirror = hosts(endpoint="http://user:pw@mirror.example:8080/x")
    assert mirror[0].host == "mirror.example:8080"
    assert "huggingface" not in " ".join(row.host for row in mirror)
    assert "hf.co" not in " ".join(row.host for row in mirror)


def test_a_feed_is_listed_only_where_one_is_named() -> None:
    assert all(row.reach is not Reach.FEED for row in hosts(feed=""))
    asked = [
        next(
            row
            for row in hosts(feed="https://r.example/f", check_updates=on)
            if row.host == "r.example"
        )
        for on in (False, True)
    ]
    assert [row.asked for row in asked] == [False, True]
    assert RELEASE_FEED == "" or RELEASE_FEED.startswith("https://")


def test_what_the_hub_is_told_of_us_is_what_the_page_says(tmp_path: Path) -> None:
    """Name and version of Snug, of the library and of Python, and no more than a browser sends."""
    with FakeHub() as fake:
        hub = Hub(endpoint=fake.endpoint, headers_folder=tmp_path)
        headers = hub.session.headers(fake.endpoint)
    assert set(headers) == {"user-agent"}
    assert [part.split("/")[0] for part in headers["user-agent"].split("; ")] == [
        NAME.lower(),
        "hf_hub",
        "python",
    ]
    assert VERSION in headers["user-agent"]
    assert VERSION in hosts()[0].sent


def test_the_library_is_told_to_send_no_telemetry_before_it_is_imported() -> None:
    """In a process of its own: the library reads its environment when it is imported."""
    code = (
        "import sys, pathlib\n"
        "from launcher.hub.client import Hub\n"
        "assert 'huggingface_hub' not in sys.modules\n"
        "Hub(endpoint='https://hub.invalid', headers_folder=pathlib.Path()).session\n"
        "from huggingface_hub import constants\n"
        "print(constants.HF_HUB_DISABLE_TELEMETRY, constants.HF_HUB_DISABLE_XET)\n"
    )
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("HF_", "DO_NOT"))}
    told = subprocess.run(
        [sys.executable, "-c", code], env=clean, cwd=ROOT, check=True, capture_output=True
    )
    assert told.stdout.split() == [b"True", b"True"]
    assert ENVIRONMENT["HF_HUB_DISABLE_TELEMETRY"] == "1"
    assert "No telemetry" in NO_TELEMETRY


def test_the_line_between_two_snugs_stays_on_this_computer() -> None:
    text = (ROOT / "ui" / "entrance" / "lines.py").read_text(encoding="utf-8")
    tree = ast.parse(text)
    families = {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr.startswith("AF_")
    }
    assert families == {"AF_UNIX"}
    told = {
        keyword.value.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        for keyword in node.keywords
        if keyword.arg == "family" and isinstance(keyword.value, ast.Constant)
    }
    assert told == {"AF_PIPE"}

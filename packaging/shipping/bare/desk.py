"""On a desktop: a window, a file that opens with it, and the whole walk by keys and clicks."""

import contextlib
import json
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from bootstrap.folder import ROOT
from shipping.bare.bench import ANNA, APT, Bench
from shipping.bare.check import claim, worked
from shipping.bare.person import Person, until
from shipping.bare.started import Started
from shipping.bare.system import System

TITLE: Final = "Snug"
GUIDE: Final = ROOT / "resources" / "models" / "snug-little-guide-F16.gguf"
MINE: Final = "My Modèl.gguf"
# A model nobody knows: the guide's file under another name of the same length.
GUIDES_NAME: Final = b"Snug's little guide"
OTHER_NAME: Final = b"Anna's little model"
REPO: Final = "someone/little-guide-GGUF"
FILE: Final = "little-guide-F16.gguf"
QUESTION: Final = "What is a KV cache?"
KEY_FACTS: Final = ("working memory", "keys and values")
OLD: Final = "0.0.9"
DATA: Final = "home/anna/.local/share/Snug"
SETTINGS: Final = "home/anna/.config/Snug/settings.json"
CHOSEN: Final = {"theme": "dark", "threads": 1}


def opens_a_window(bench: Bench) -> str:
    """Started without a word, by an ordinary user: a window, and nothing complained of."""
    with bench.system() as system:
        shown = bench.with_display(system)
        words = system.words(["snug"], account=ANNA, environment=shown)
        with Started(words, bench.folder / "window.log") as window:
            colours = window.draws(bench.display, bench.out / "window.png")
        claim(colours, f"no window: {window.said}")
        claim(window.ended_well, f"ended with {window.status}: {window.said}")
        claim("error" not in window.said.lower(), f"it complained: {window.said}")
    return f"{colours} colours; it said {window.said or 'nothing'}"


def _closed(process: "subprocess.Popen[Any]") -> int | None:
    process.terminate()
    try:
        return process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        return None


def is_the_program_for_gguf(bench: Bench) -> str:
    """By its magic and by its name; chosen for it; and a file given to it opens."""
    with bench.system(*bench.desktop) as system:
        model = bench.folder / "model.gguf"
        model.write_bytes(GUIDE.read_bytes().replace(GUIDES_NAME, OTHER_NAME))
        for name in (MINE, "nameless"):
            system.copy(model, f"{ANNA.home}/{name}", account=ANNA)
            words = ("gio", "info", "--attributes=standard::content-type", f"{ANNA.home}/{name}")
            kind = worked(system.run(*words, account=ANNA)).said
            claim("application/x-gguf" in kind, f"{name} is taken for {kind}")
        words = ("xdg-mime", "query", "default", "application/x-gguf")
        chosen = worked(system.run(*words, account=ANNA)).said.strip()
        claim(chosen == "app.snug.Snug.desktop", f"{chosen or 'nothing'} opens GGUF files")
        bench.with_display(system)
        with Person(system, ANNA, bench.display.name) as anna:
            _opens_from_the_file_manager(bench, anna)
    return f"{chosen}; the file opened in its window"


def _opens_from_the_file_manager(bench: Bench, anna: Person) -> None:
    """As a double click does: the desktop entry's own command line, by GIO."""
    entry = "/usr/share/applications/app.snug.Snug.desktop"
    opening = anna.starts("gio", "launch", entry, f"{ANNA.home}/{MINE}")
    try:
        anna.takes_the_window(TITLE)
        called = (Path(MINE).stem, OTHER_NAME.decode())
        until(lambda: any(_names(one, called) for one in anna.sees()), "the file's name")
        anna.find("Eject ")
    finally:
        bench.display.picture(bench.out / "file-opened.png")
        _closed(opening)


def _names(one: Any, called: tuple[str, ...]) -> bool:
    return any(name in str(one["name"]) for name in called)


@contextmanager
def _hub() -> Iterator[Any]:
    """The tests' own hub on loopback, with the model that ships with the program."""
    sys.path.append(str(ROOT))
    from tests.fakes.hub import FakeHub  # noqa: PLC0415  the tests' own, found beside the makers

    with FakeHub() as hub:
        card = "# Guide\n\nA model that gives **very short** answers."
        hub.add_repo(REPO, {"README.md": card, FILE: GUIDE}, downloads=1200, likes=34, trending=5)
        for number in range(3):
            hub.add_repo(f"other/poems-{number}-GGUF", {FILE: GUIDE}, trending=9 - number)
        yield hub


def is_used_and_upgraded(bench: Bench) -> str:
    """Find, download, load, ask in the version before; upgrade; all of it is there again."""
    old = bench.repacked(OLD)
    with bench.system(*bench.desktop) as system, _hub() as hub:
        bench.with_display(system)
        system.must(*APT, "remove", "snug")
        bench.install(system, bench.give(system, old))
        system.write(f"/{SETTINGS}", json.dumps(CHOSEN), account=ANNA)
        system.must("chown", "-R", "anna:anna", f"{ANNA.home}/.config")
        with Person(system, ANNA, bench.display.name) as anna:
            seconds = _walks(bench, system, anna, hub)
            kept = _kept(system)
            bench.install(system, bench.give(system))
            claim(_kept(system) == kept, f"the upgrade changed {_kept(system)} from {kept}")
            _comes_back(bench, system, anna, hub)
    return f"walked in {seconds:.0f} s; after {OLD} was upgraded: {', '.join(kept)}"


def _walks(bench: Bench, system: System, anna: Person, hub: Any) -> float:
    """From the first page to an answer."""
    begun = time.monotonic()
    window = anna.starts("snug", environment={"SNUG_HUB_ENDPOINT": hub.endpoint})
    try:
        _finds(bench, anna)
        _downloads_and_loads(bench, anna)
        anna.clicks("Message")
        anna.writes(QUESTION)
        anna.presses("Return")
        until(lambda: any(fact in _conversations(system) for fact in KEY_FACTS), "the answer")
        bench.display.picture(bench.out / "walk-4-answer.png")
    except Exception:
        bench.display.picture(bench.out / "walk-stuck.png")
        raise
    finally:
        _closed(window)
    return time.monotonic() - begun


def _finds(bench: Bench, anna: Person) -> None:
    anna.takes_the_window(TITLE)
    bench.display.picture(bench.out / "walk-1-first-page.png")
    anna.clicks("Find")
    anna.clicks("Search models on Hugging Face")
    anna.writes("guide")
    until(lambda: not any("poems-0" in str(one["name"]) for one in anna.sees()), "the search")
    anna.clicks("little-guide-GGUF", role="list item")
    bench.display.picture(bench.out / "walk-2-model.png")


def _downloads_and_loads(bench: Bench, anna: Person) -> None:
    anna.clicks("Download ")
    anna.clicks("Load and chat")
    anna.find("Eject ")
    bench.display.picture(bench.out / "walk-3-chat.png")


def _comes_back(bench: Bench, system: System, anna: Person, hub: Any) -> None:
    """The upgraded window shows the conversation, and the terminal the model."""
    window = anna.starts("snug", environment={"SNUG_HUB_ENDPOINT": hub.endpoint})
    try:
        anna.takes_the_window(TITLE)
        until(lambda: any(_is_shown(one) for one in anna.sees()), "the conversation")
        bench.display.picture(bench.out / "walk-5-upgraded.png")
    finally:
        _closed(window)
    listed = worked(system.run("snug", "list", "--json", account=ANNA)).said
    claim(FILE in listed, f"the model is gone: {listed}")


def _is_shown(one: Any) -> bool:
    return any(fact in f"{one['name']} {one['text']}" for fact in KEY_FACTS)


def _conversations(system: System) -> str:
    """All that is in the file of conversations, read beside the running program."""
    file = system.root / DATA / "conversations.sqlite3"
    if not file.is_file():
        return ""
    with contextlib.closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as read:
        return "\n".join(read.iterdump())


def _kept(system: System) -> tuple[str, ...]:
    """What the person has: settings, conversations, models."""
    settings = json.loads((system.root / SETTINGS).read_text(encoding="utf-8"))
    same = all(settings.get(name) == value for name, value in CHOSEN.items())
    models = sorted(one.name for one in (system.root / DATA / "models").rglob("*.gguf"))
    asked = QUESTION in _conversations(system)
    return (
        f"settings {'kept' if same else 'lost'}",
        f"conversation {'kept' if asked else 'lost'}",
        f"models {' '.join(models) or 'lost'}",
    )

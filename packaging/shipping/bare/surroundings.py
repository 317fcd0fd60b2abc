"""Odd surroundings: each must give a working program, or one sentence that says why not."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from shipping.bare.bench import ANNA, Bench
from shipping.bare.check import a_sentence, claim, spoke, worked, works_or_speaks
from shipping.bare.started import Started
from shipping.bare.system import Account, System

UNUSUAL: Final = Account(name="zoe", home="/home/Zoë Müller 你好")
QUESTION: Final = "What is a KV cache?"
PATIENCE: Final = 150.0  # seconds; the window's own test has a limit of its own


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """One of them: what it does to the system, and whether the program must work there."""

    name: str
    must_work: bool = True
    account: Account = ANNA
    environment: Mapping[str, str] = field(default_factory=dict)
    folder: str | None = None
    change: Callable[[System], None] = lambda system: None  # noqa: ARG005  most change nothing


def _tiny_temporary_folder(system: System) -> None:
    folder = system.root / "tmp"
    system.mount("tmpfs", folder, "-t", "tmpfs", "-o", "size=64k,mode=1777")
    (folder / ".X11-unix").mkdir()
    with (folder / "full").open("wb", buffering=0) as file:
        try:
            while file.write(b"\0" * 4096):
                pass
        except OSError:
            return


def _settings_not_writable(system: System) -> None:
    folder = system.root / ANNA.home.lstrip("/") / ".config"
    folder.mkdir()
    folder.chmod(0o555)


def _home_not_writable(system: System) -> None:
    system.read_only(ANNA.home)


def _no_home(system: System) -> None:
    system.must("rm", "-r", ANNA.home)


def _read_only(system: System) -> None:
    system.read_only("/opt")
    system.read_only("/usr")


def _unusual_home(system: System) -> None:
    system.add(UNUSUAL)


def _locked_folder(system: System) -> None:
    system.must("install", "-d", "-m", "711", "/srv/locked")


NO_BUS: Final = {"DBUS_SESSION_BUS_ADDRESS": "unix:path=/nowhere/bus"}
ALL: Final[Sequence[Surroundings]] = (
    Surroundings(name="oldest processor (x64)", environment={"SNUG_CPU_VARIANT": "x64"}),
    Surroundings(name="old processor (sse42)", environment={"SNUG_CPU_VARIANT": "sse42"}),
    Surroundings(name="home with spaces and other letters", account=UNUSUAL, change=_unusual_home),
    Surroundings(name="read-only /opt and /usr", change=_read_only),
    Surroundings(name="a D-Bus address that leads nowhere", environment=NO_BUS),
    Surroundings(name="unknown locale", environment={"LC_ALL": "xx_YY.UTF-8", "LANG": ""}),
    Surroundings(name="POSIX locale", environment={"LC_ALL": "POSIX", "LANG": ""}),
    Surroundings(
        name="a working folder nobody may read", folder="/srv/locked", change=_locked_folder
    ),
    Surroundings(name="full temporary folder", must_work=False, change=_tiny_temporary_folder),
    Surroundings(name="settings not writable", must_work=False, change=_settings_not_writable),
    Surroundings(name="home not writable", must_work=False, change=_home_not_writable),
    Surroundings(name="no home folder", must_work=False, folder="/", change=_no_home),
)


def stands(bench: Bench, where: Surroundings) -> str:
    """There, in the terminal and in the window."""
    with bench.system() as system:
        where.change(system)
        shown = bench.with_display(system) | dict(where.environment)
        if where.must_work:
            found = [_tests_itself(system, where), _tests_its_window(system, where, shown)]
        else:
            found = [_answers(system, where), _starts(bench, system, where, shown)]
    return "; ".join(found)


def _tests_itself(system: System, where: Surroundings) -> str:
    ran = system.run(
        *("snug", "self-test"),
        account=where.account,
        environment=where.environment,
        folder=where.folder,
        patience=PATIENCE,
    )
    worked(ran)
    chosen = where.environment.get("SNUG_CPU_VARIANT", "")
    claim(f"cpu-{chosen}" in ran.said, f"not computed by {chosen}: {ran.said}")
    return f"self-test passes ({ran.seconds:.1f} s)"


def _tests_its_window(system: System, where: Surroundings, shown: Mapping[str, str]) -> str:
    picture = f"{where.account.home}/window.png"
    ran = system.run(
        *("snug", "self-test", "--window", "--picture", picture),
        account=where.account,
        environment=shown,
        folder=where.folder,
        patience=PATIENCE,
    )
    worked(ran)
    claim((system.root / picture.lstrip("/")).is_file(), f"no picture: {ran.told}")
    return f"the window's passes ({ran.seconds:.1f} s)"


def _answers(system: System, where: Surroundings) -> str:
    """A question in the terminal: its answer, or why there is none."""
    ran = system.run(
        *("snug", "chat", "guide", "--prompt", QUESTION),
        account=where.account,
        environment=where.environment,
        folder=where.folder,
        patience=PATIENCE,
    )
    told = works_or_speaks(ran)
    return f"terminal {told} ({ran.seconds:.1f} s)"


def _starts(bench: Bench, system: System, where: Surroundings, shown: Mapping[str, str]) -> str:
    """A window that stays, or a sentence."""
    words = system.words(["snug"], account=where.account, environment=shown, folder=where.folder)
    picture = bench.out / f"{plain(where.name)}.png"
    begun = time.monotonic()
    with Started(words, bench.folder / "started.log") as window:
        shows = window.draws(bench.display, picture)
        seconds = time.monotonic() - begun
    if shows:
        return f"window opens ({seconds:.1f} s)"
    claim(window.status is not None, f"no window after {seconds:.0f} s, and no end")
    return f"window says: {a_sentence(window.said)} ({seconds:.1f} s)"


def plain(name: str) -> str:
    """A name for a file."""
    return "".join(one if one.isalnum() else "-" for one in name).strip("-").replace("--", "-")


def says_there_is_no_display(bench: Bench) -> str:
    """The window without a display: one sentence and status 1, never an abort."""
    with bench.system() as system:
        ran = system.run("snug", account=ANNA, patience=30)
        sentence = spoke(ran)
        claim(ran.status == 1, f"ended with {ran.status}: {ran.told}")
        nowhere = system.run("snug", account=ANNA, environment={"DISPLAY": ":77"}, patience=30)
        claim(nowhere.status == 1, f"with a dead display it ended with {nowhere.status}")
        spoke(nowhere)
    return sentence


def names_a_damaged_file(bench: Bench) -> str:
    """A library zeroed, another gone: the sentence names the file."""
    told = []
    for name, change in (("libQt6Gui.so.6", _zeroed), ("libllama.so", _gone)):
        with bench.system() as system:
            change(_named(system, name))
            # The window's library is missed by the window, the engine's by a model's answer.
            words = ("snug",) if "Qt" in name else ("snug", "chat", "guide", "--prompt", QUESTION)
            ran = system.run(*words, account=ANNA, environment=bench.with_display(system))
            claim(ran.status not in (0, None), f"{name} damaged, and it ended with {ran.status}")
            sentence = spoke(ran)
            claim(name in ran.told, f"{name} is not named: {ran.told[-600:]}")
            told.append(sentence)
    return " | ".join(told)


def _named(system: System, name: str) -> Path:
    found = [one for one in (system.root / "opt/snug").rglob(name) if not one.is_symlink()]
    claim(found, f"the package has no {name}")
    return found[0]


def _zeroed(file: Path) -> None:
    file.write_bytes(bytes(file.stat().st_size))


def _gone(file: Path) -> None:
    file.unlink()

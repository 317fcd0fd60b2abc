"""A system to try things in: a bare one seen through an overlay, with its own devices.

It is mounted in the mount namespace of this process alone (shipping.bare.__main__ sees to
that), so nothing stays mounted when the process ends, however it ends.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Final, Self

DEVICES: Final = ("null", "zero", "full", "random", "urandom", "tty")
PATH: Final = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
PATIENCE: Final = 120.0  # seconds for one command


class CommandFailed(Exception):
    """A command of the trial itself failed; the text says which and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """How a command went; `status` is None where it did not end in time. Seconds."""

    words: tuple[str, ...]
    status: int | None
    said: str
    complained: str
    seconds: float

    @property
    def told(self) -> str:
        """All it wrote, what it complained of first."""
        return f"{self.complained.strip()}\n{self.said.strip()}".strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A user of the system: root unless named."""

    name: str = "root"
    home: str = "/root"


ROOT_ACCOUNT: Final = Account()


class System:
    """The layers seen as one, writable; use it in a `with`."""

    def __init__(self, folder: Path, *layers: Path) -> None:
        """Changes go to `folder`; `layers` are read, the topmost first."""
        self.root = folder / "root"
        self.changes = folder / "changes"
        self._work = folder / "work"
        self._layers = layers
        self._mounted: list[Path] = []

    def __enter__(self) -> Self:
        for folder in (self.root, self.changes, self._work):
            folder.mkdir(parents=True, exist_ok=True)
        lower = ":".join(str(layer) for layer in self._layers)
        options = f"lowerdir={lower},upperdir={self.changes},workdir={self._work}"
        self.mount("overlay", self.root, "-t", "overlay", "-o", options)
        self.mount("proc", self.root / "proc", "-t", "proc")
        self.mount("sysfs", self.root / "sys", "-t", "sysfs", "-o", "ro")
        self._make_devices()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._end_what_runs()
        while self._mounted:
            subprocess.run(["umount", "--lazy", str(self._mounted.pop())], check=False)

    def _end_what_runs(self) -> None:
        """Programs go on after those that started them; none may outlive its system."""
        for process in Path("/proc").iterdir():
            if not process.name.isdecimal():
                continue
            with contextlib.suppress(OSError):  # it ended by itself
                if (process / "root").readlink() == self.root:
                    os.kill(int(process.name), signal.SIGKILL)

    def _make_devices(self) -> None:
        dev = self.root / "dev"
        self.mount("tmpfs", dev, "-t", "tmpfs", "-o", "mode=755,size=1m")
        for name in DEVICES:
            (dev / name).touch()
            self.mount(f"/dev/{name}", dev / name, "--bind")
        for name in ("pts", "shm"):
            (dev / name).mkdir()
        self.mount("tmpfs", dev / "shm", "-t", "tmpfs", "-o", "mode=1777")
        for number, name in enumerate(("stdin", "stdout", "stderr")):
            (dev / name).symlink_to(f"/proc/self/fd/{number}")
        (dev / "fd").symlink_to("/proc/self/fd")

    def mount(self, what: str, where: Path, *options: str) -> None:
        """Mount until the system is left."""
        where.mkdir(parents=True, exist_ok=True) if not where.exists() else None
        _must(["mount", *options, what, str(where)])
        self._mounted.append(where)

    def bind(self, what: Path, where: str) -> None:
        """A folder of the host's, seen in the system."""
        self.mount(str(what), self.root / where.lstrip("/"), "--bind")

    def read_only(self, where: str) -> None:
        """That folder can no longer be written to, not even by root."""
        path = self.root / where.lstrip("/")
        self.mount(str(path), path, "--bind")
        _must(["mount", "-o", "remount,bind,ro", str(path)])

    def words(
        self,
        command: Sequence[str],
        *,
        account: Account = ROOT_ACCOUNT,
        environment: Mapping[str, str] | None = None,
        network: bool = False,
        folder: str | None = None,
    ) -> list[str]:
        """How the host runs this command inside, with nothing of its own environment."""
        given = {
            "PATH": PATH,
            "HOME": account.home,
            "USER": account.name,
            "LANG": "C.UTF-8",
            "OMP_WAIT_POLICY": "passive",
            **(environment or {}),
        }
        pairs = [f"{name}={value}" for name, value in given.items()]
        alone = [] if network else ["unshare", "--net"]
        inside = ["chroot", f"--userspec={account.name}:{account.name}", str(self.root)]
        started = ["/usr/bin/env", "-i", f"--chdir={folder or account.home}", *pairs]
        return [*alone, *inside, *started, *command]

    def run(
        self,
        *command: str,
        account: Account = ROOT_ACCOUNT,
        environment: Mapping[str, str] | None = None,
        network: bool = False,
        patience: float = PATIENCE,
        folder: str | None = None,
    ) -> Ran:
        """Run it to its end, or end it."""
        words = self.words(
            command, account=account, environment=environment, network=network, folder=folder
        )
        begun = time.monotonic()
        process = subprocess.Popen(
            words,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            errors="replace",
            start_new_session=True,
        )
        try:
            said, complained = process.communicate(timeout=patience)
            status: int | None = process.returncode
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            said, complained = process.communicate()
            status = None
        seconds = time.monotonic() - begun
        return Ran(words=command, status=status, said=said, complained=complained, seconds=seconds)

    def must(self, *command: str, network: bool = False, patience: float = PATIENCE) -> Ran:
        """As root, and it has to work. Raises CommandFailed."""
        quiet = {"DEBIAN_FRONTEND": "noninteractive"}
        ran = self.run(*command, network=network, patience=patience, environment=quiet)
        if ran.status != 0:
            raise CommandFailed(f"`{' '.join(command)}` failed: {ran.told[-600:]}")
        return ran

    def add(self, account: Account) -> Account:
        """An ordinary user with this home."""
        self.must(
            *("useradd", "--badname", "--create-home", "--home-dir", account.home),
            *("--shell", "/bin/sh", account.name),
        )
        return account

    def write(self, where: str, text: str, *, account: Account = ROOT_ACCOUNT) -> Path:
        """A file in the system that belongs to this user."""
        path = self.root / where.lstrip("/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        self.must("chown", "-R", f"{account.name}:{account.name}", where)
        return path

    def copy(self, source: Path, where: str, *, account: Account = ROOT_ACCOUNT) -> None:
        """A file of the host's, copied in for this user."""
        target = self.root / where.lstrip("/")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
        self.must("chown", f"{account.name}:{account.name}", where)


def _must(words: list[str]) -> None:
    answer = subprocess.run(words, check=False, capture_output=True, encoding="utf-8")
    if answer.returncode != 0:
        raise CommandFailed(f"`{' '.join(words)}` failed: {answer.stderr.strip()}")

"""Every command of the terminal has its function, read only when it is asked for."""

import subprocess
import sys

import pytest

from launcher.cli import run
from launcher.cli.arguments import COMMANDS


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_a_function_of_its_own(name: str) -> None:
    found = run._command(name)
    assert callable(found)
    assert found.__module__ == f"launcher.cli.{run._COMMANDS[name][0]}"


def test_no_function_is_left_without_a_command() -> None:
    assert set(run._COMMANDS) == set(COMMANDS)


def test_a_command_does_not_read_the_others() -> None:
    words = "import sys, launcher.cli.run; print(*[m for m in sys.modules if 'cli.' in m])"
    told = subprocess.run([sys.executable, "-c", words], check=True, capture_output=True)
    assert set(told.stdout.decode().split()) <= {"launcher.cli.run", "launcher.cli.output"}

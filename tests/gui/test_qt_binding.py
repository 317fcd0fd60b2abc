import subprocess
import sys

EMITS = """
from PySide6.QtCore import QObject, Signal

class Sender(QObject):
    told = Signal(int)

sender = Sender()
for number in range(20_000):
    sender.told.emit(number)
"""


def test_the_binding_survives_many_signals():
    """One release of PySide6 dropped a reference to True with each, and Python 3.11 ended."""
    ended = subprocess.run([sys.executable, "-c", EMITS], check=False, capture_output=True)
    assert ended.returncode == 0, ended.stderr.decode()[-400:]

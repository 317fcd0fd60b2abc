import os
import subprocess
from pathlib import Path

import pytest

from launcher.errors import EngineDied, EngineMissing, EngineTimeout
from launcher.protocol.codec import decode, encode
from launcher.protocol.messages import PROTOCOL, Failed, Hello, Ping, Pong, Unload, Unloaded
from launcher.runtime.command import worker_command, worker_environment
from launcher.runtime.session import Session

NOISY = """
import ctypes, os
real = os.dup2
def noisy(source, target, *rest):
    done = real(source, target, *rest)
    if target == 1:
        print("a stray print", flush=True)
        os.write(1, b"stray bytes\\n")
        libc = ctypes.CDLL(None)
        libc.puts(b"a stray line from C")
        libc.fflush(None)
    return done
os.dup2 = noisy
"""
DIES_ONCE = """
import os, pathlib, signal
flag = pathlib.Path(os.environ["SNUG_TEST_FLAG"])
if not flag.exists():
    flag.touch()
    os.kill(os.getpid(), signal.{signal})
"""


def _with_site(folder: Path, code: str) -> dict[str, str]:
    (folder / "sitecustomize.py").write_text(code)
    found = worker_environment()["PYTHONPATH"]
    return {"PYTHONPATH": os.pathsep.join([str(folder), found])}


def _worker(**environment: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        worker_command(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=worker_environment(environment),
    )


def _next(worker: subprocess.Popen[bytes]) -> object:
    assert worker.stdout
    return decode(worker.stdout.readline())


def _say(worker: subprocess.Popen[bytes], *lines: bytes) -> None:
    assert worker.stdin
    worker.stdin.write(b"".join(lines))
    worker.stdin.flush()


def test_the_first_words_say_which_engine_it_is(session: Session) -> None:
    hello = session.hello()
    assert hello.protocol == PROTOCOL
    assert hello.bindings == "0.3.36"
    assert hello.engine
    assert hello.pid == session.worker
    processor = next(device for device in hello.devices if device.kind == "cpu")
    assert processor.total > 0
    assert "LLAMAFILE" in hello.features or hello.features


def test_the_worker_answers_a_ping() -> None:
    with _worker() as worker:
        assert isinstance(_next(worker), Hello)
        _say(worker, encode(Ping(id=7)))
        assert _next(worker) == Pong(id=7)
        worker.communicate()
    assert worker.returncode == 0


def test_the_end_of_stdin_ends_the_worker() -> None:
    with _worker() as worker:
        assert isinstance(_next(worker), Hello)
        out, _ = worker.communicate()
    assert worker.returncode == 0
    assert out == b""


def test_a_line_that_is_no_request_is_refused_and_the_worker_lives_on() -> None:
    with _worker() as worker:
        _next(worker)
        _say(worker, b"GET / HTTP/1.1\n", encode(Pong(id=1)), encode(Unload(id=2)))
        refused = [_next(worker), _next(worker)]
        assert all(isinstance(one, Failed) and one.kind == "protocol" for one in refused)
        assert _next(worker) == Unloaded(id=2)
        worker.communicate()


@pytest.mark.skipif(os.name == "nt", reason="the noise is made with POSIX's C library")
def test_a_stray_print_cannot_corrupt_the_protocol(tmp_path: Path) -> None:
    with _worker(**_with_site(tmp_path, NOISY)) as worker:
        assert isinstance(_next(worker), Hello)
        _say(worker, encode(Unload(id=3)))
        assert _next(worker) == Unloaded(id=3)
        out, words = worker.communicate()
    assert out == b""
    assert b"a stray print" in words
    assert b"stray bytes" in words
    assert b"a stray line from C" in words


@pytest.mark.skipif(os.name == "nt", reason="signals")
@pytest.mark.parametrize(
    ("signal", "cause"),
    [
        ("SIGKILL", "killed"),
        ("SIGABRT", "assertion"),
        ("SIGSEGV", "crash"),
        ("SIGILL", "illegal_instruction"),
    ],
)
def test_a_worker_that_dies_while_starting_says_why_and_starts_the_next_time(
    tmp_path: Path, signal: str, cause: str
) -> None:
    site = _with_site(tmp_path, DIES_ONCE.format(signal=signal))
    session = Session(environment=site | {"SNUG_TEST_FLAG": str(tmp_path / "died")})
    try:
        with pytest.raises(EngineDied) as caught:
            session.hello()
        assert caught.value.cause == cause
        assert session.hello().protocol == PROTOCOL
    finally:
        session.close()


def test_an_engine_that_is_not_there_is_told_by_name(tmp_path: Path) -> None:
    (tmp_path / "llama_cpp").mkdir()
    (tmp_path / "llama_cpp" / "__init__.py").touch()
    session = Session(environment=_with_site(tmp_path, ""))
    with pytest.raises(EngineMissing) as caught:
        session.hello()
    assert "llama_cpp" in caught.value.detail
    session.close()


def test_a_worker_that_says_nothing_is_given_up(tmp_path: Path) -> None:
    site = _with_site(tmp_path, "import threading; threading.Event().wait()")
    session = Session(environment=site, start_within=0.3)
    with pytest.raises(EngineTimeout):
        session.hello()
    session.close()


def test_last_words_are_kept_when_python_itself_fails(tmp_path: Path) -> None:
    code = "import os; os.write(2, b'no room for this\\n'); os._exit(5)"
    session = Session(environment=_with_site(tmp_path, code))
    with pytest.raises(EngineDied) as caught:
        session.hello()
    assert caught.value.cause == "exit"
    assert caught.value.code == 5
    assert caught.value.last_words == ("no room for this",)
    session.close()

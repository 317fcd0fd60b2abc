"""What every test gets: a home of its own, no display, and a hunt for what it left running.

The environment is set here, at import, because the engine, Qt and
huggingface_hub read theirs when they are first imported.
"""

import os
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import psutil
import pytest

PROXIES = ("http_proxy", "https_proxy", "all_proxy", "ftp_proxy")
FOREIGN = (
    "HF_TOKEN",
    "HF_TOKEN_PATH",
    "HUGGING_FACE_HUB_TOKEN",
    "HF_ENDPOINT",
    "SNUG_HUB_ENDPOINT",
)
HF_HOME = tempfile.TemporaryDirectory(prefix="snug-tests-hf-")
SECONDS_TO_END = 5.0  # threads and children told to end may take this long on a busy machine
HELPERS_OF_PYTHON = ("multiprocessing.resource_tracker", "multiprocessing.forkserver")


def _isolate() -> None:
    for name in (*FOREIGN, *PROXIES, *(proxy.upper() for proxy in PROXIES)):
        os.environ.pop(name, None)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ |= {
        "OMP_WAIT_POLICY": "passive",  # spinning threads starve the other tests
        "GGML_NO_BACKTRACE": "1",  # an aborting engine would start a debugger
        "HF_HOME": HF_HOME.name,
        "HF_HUB_DISABLE_TELEMETRY": "1",
        "HF_HUB_DISABLE_XET": "1",
        "NO_PROXY": "127.0.0.1,localhost",
        "no_proxy": "127.0.0.1,localhost",
        "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
    }
    os.environ["SNUG_HOME"] = str(Path(HF_HOME.name) / "no-test-is-running")


_isolate()
hypothesis.settings.register_profile("snug", deadline=None, database=None, print_blob=True)
hypothesis.settings.load_profile("snug")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--full", action="store_true", help="run the long matrices too")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--full") or "full" in config.getoption("-m"):
        return
    long = [item for item in items if item.get_closest_marker("full")]
    if long:
        config.hook.pytest_deselected(items=long)
        items[:] = [item for item in items if item not in long]


def pytest_unconfigure() -> None:
    HF_HOME.cleanup()


@pytest.fixture(autouse=True)
def leaves_nothing_running() -> Iterator[None]:
    """Fail a test that leaves a thread or a process; what wider fixtures started may stay."""
    threads = set(threading.enumerate())
    children = set(psutil.Process().children())
    yield
    left = _threads_left(threads) + _children_left(children)
    if left:
        pytest.fail("left running: " + ", ".join(left), pytrace=False)


def _threads_left(before: set[threading.Thread]) -> list[str]:
    new = [one for one in threading.enumerate() if one not in before and not one.daemon]
    for thread in new:
        thread.join(SECONDS_TO_END)
    return [f"thread {one.name}" for one in new if one.is_alive()]


def _children_left(before: set[psutil.Process]) -> list[str]:
    new = [one for one in psutil.Process().children() if one not in before and _is_ours(one)]
    _, alive = psutil.wait_procs(new, timeout=SECONDS_TO_END)
    left = [f"process {one.pid} ({_command(one)})" for one in alive]
    for process in alive:
        process.kill()
    psutil.wait_procs(alive, timeout=SECONDS_TO_END)
    return left


def _is_ours(process: psutil.Process) -> bool:
    return not any(helper in _command(process) for helper in HELPERS_OF_PYTHON)


def _command(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())[:200] or process.name()
    except psutil.Error:
        return "gone"


@pytest.fixture(autouse=True)
def snug_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Each test's own data, settings and cache; also what the processes it starts see."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SNUG_HOME", str(home))
        yield home


@pytest.fixture(scope="session")
def test_data() -> Path:
    """The folder with `stories260K*.gguf`; tests that need it skip where there is none."""
    folder = os.environ.get("SNUG_TEST_DATA")
    if not folder or not Path(folder).is_dir():
        pytest.skip("SNUG_TEST_DATA names no folder with models")
    return Path(folder).resolve()

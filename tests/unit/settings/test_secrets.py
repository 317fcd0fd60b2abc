import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from launcher.errors import InvalidToken, KeyringUnavailable
from launcher.settings.secrets import Secrets, TokenSource
from launcher.settings.vault import Backend, Vault, system_backend

TOKEN = "hf_abcdefghijklmnop"


class Keyring:
    """A keyring in memory, of the same calls as the real ones."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}
        self.fault: Exception | None = None
        self.asked = 0

    def get_password(self, service: str, username: str) -> str | None:
        self._work()
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._work()
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self._work()
        del self.kept[service, username]

    def _work(self) -> None:
        self.asked += 1
        if self.fault is not None:
            raise self.fault


class Locked(Keyring):
    """Answers only once it is unlocked."""

    def __init__(self) -> None:
        super().__init__()
        self.unlocked = threading.Event()
        self.answered = threading.Event()

    def get_password(self, service: str, username: str) -> str | None:
        self.unlocked.wait()
        self.answered.set()
        return super().get_password(service, username)


def nowhere() -> Backend:
    raise KeyringUnavailable("none is set up on this system")


def secrets(folder: Path, backend: Callable[[], Backend], **environment: str) -> Secrets:
    known = {"HF_HOME": str(folder / "hf"), **environment}
    return Secrets(folder, environment=known, vault=Vault(backend, read_seconds=0.05))


@contextmanager
def locked() -> Iterator[Locked]:
    keyring = Locked()
    try:
        yield keyring
    finally:
        keyring.unlocked.set()


def test_a_token_is_kept_in_the_keyring_under_our_name(tmp_path: Path) -> None:
    keyring = Keyring()
    one = secrets(tmp_path, lambda: keyring)
    assert one.save_token(f"  {TOKEN}\n", allow_file=False) is TokenSource.KEYRING
    assert keyring.kept == {("Snug", "huggingface.co"): TOKEN}
    assert secrets(tmp_path, lambda: keyring).token() == TOKEN
    assert list(tmp_path.iterdir()) == []


def test_without_a_keyring_nothing_is_written_unless_the_person_agrees(tmp_path: Path) -> None:
    one = secrets(tmp_path, nowhere)
    with pytest.raises(KeyringUnavailable):
        one.save_token(TOKEN, allow_file=False)
    assert one.token() is None
    assert one.token_source() is None
    assert one.problem is not None
    assert one.save_token(TOKEN, allow_file=True) is TokenSource.FILE
    again = secrets(tmp_path, nowhere)
    assert (again.token(), again.token_source()) == (TOKEN, TokenSource.FILE)


@pytest.mark.skipif(sys.platform == "win32", reason="rights are of another kind there")
def test_the_file_is_for_this_persons_eyes_only(tmp_path: Path) -> None:
    secrets(tmp_path / "new", nowhere).save_token(TOKEN, allow_file=True)
    assert (tmp_path / "new" / "token").stat().st_mode & 0o777 == 0o600


def test_a_keyring_that_works_again_replaces_the_file(tmp_path: Path) -> None:
    secrets(tmp_path, nowhere).save_token("hf_old", allow_file=True)
    keyring = Keyring()
    one = secrets(tmp_path, lambda: keyring)
    assert one.token() == "hf_old"
    one.save_token(TOKEN, allow_file=True)
    assert (one.token(), one.token_source()) == (TOKEN, TokenSource.KEYRING)
    assert not (tmp_path / "token").exists()


def test_the_environment_comes_first_and_huggingfaces_login_last(tmp_path: Path) -> None:
    (tmp_path / "hf").mkdir()
    (tmp_path / "hf" / "token").write_text("hf_login\n")
    keyring = Keyring()
    one = secrets(tmp_path, lambda: keyring)
    assert (one.token(), one.token_source()) == ("hf_login", TokenSource.LOGIN)
    one.save_token("hf_ours", allow_file=False)
    assert one.token() == "hf_ours"
    outside = secrets(tmp_path, lambda: keyring, HF_TOKEN="hf_outside")
    assert (outside.token(), outside.token_source()) == ("hf_outside", TokenSource.ENVIRONMENT)
    assert not TokenSource.ENVIRONMENT.ours
    assert not TokenSource.LOGIN.ours
    assert TokenSource.KEYRING.ours


def test_the_login_may_be_anywhere_huggingface_looks_for_it(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_text("hf_there")
    one = secrets(tmp_path, nowhere, HF_TOKEN_PATH=str(tmp_path / "elsewhere"))
    assert one.token() == "hf_there"


def test_a_forgotten_token_is_gone_from_file_and_keyring(tmp_path: Path) -> None:
    keyring = Keyring()
    one = secrets(tmp_path, lambda: keyring)
    one.save_token(TOKEN, allow_file=False)
    one.forget_token()
    assert keyring.kept == {}
    assert one.token() is None
    other = secrets(tmp_path, nowhere)
    other.save_token(TOKEN, allow_file=True)
    other.forget_token()
    assert other.token() is None
    assert list(tmp_path.iterdir()) == []


def test_forgetting_what_was_never_kept_is_no_error(tmp_path: Path) -> None:
    secrets(tmp_path, Keyring).forget_token()
    secrets(tmp_path, nowhere).forget_token()


def test_a_keyring_that_does_not_forget_says_so(tmp_path: Path) -> None:
    keyring = Keyring()
    one = secrets(tmp_path, lambda: keyring)
    one.save_token(TOKEN, allow_file=False)
    keyring.fault = OSError("the collection is locked")
    with pytest.raises(KeyringUnavailable) as caught:
        one.forget_token()
    assert caught.value.reason == "the collection is locked"


@pytest.mark.parametrize("words", ["", "   ", "two words", "hf_\x00", "hf_größe", "hf_a\nhf_b"])
def test_what_cannot_be_a_token_is_refused(tmp_path: Path, words: str) -> None:
    keyring = Keyring()
    with pytest.raises(InvalidToken):
        secrets(tmp_path, lambda: keyring).save_token(words, allow_file=True)
    assert keyring.kept == {}
    assert list(tmp_path.iterdir()) == []


def test_a_locked_keyring_hangs_nobody_and_is_heard_when_it_answers(tmp_path: Path) -> None:
    with locked() as keyring:
        keyring.kept["Snug", "huggingface.co"] = TOKEN
        one = secrets(tmp_path, lambda: keyring)
        assert one.token() is None
        assert one.problem is not None
        assert "did not answer" in one.problem.reason
        assert one.token() is None  # at once: nobody waits twice
        assert "not answered yet" in one.problem.reason
        keyring.unlocked.set()
        assert keyring.answered.wait(10)
        for thread in threading.enumerate():
            if thread.name == "keyring":
                thread.join(10)
        assert one.token() == TOKEN
        assert one.problem is None


def test_a_keyring_that_refuses_is_asked_once_so_that_the_person_is(tmp_path: Path) -> None:
    keyring = Keyring()
    keyring.fault = RuntimeError("prompt dismissed")
    one = secrets(tmp_path, lambda: keyring)
    assert [one.token(), one.token(), one.token_source()] == [None, None, None]
    assert keyring.asked == 1


def test_a_read_token_is_remembered(tmp_path: Path) -> None:
    keyring = Keyring()
    keyring.kept["Snug", "huggingface.co"] = TOKEN
    one = secrets(tmp_path, lambda: keyring)
    assert [one.token() for _ in range(3)] == [TOKEN] * 3
    assert keyring.asked == 1


def test_two_who_ask_at_once_get_the_same_answer(tmp_path: Path) -> None:
    with locked() as keyring:
        keyring.kept["Snug", "huggingface.co"] = TOKEN
        one = Secrets(tmp_path, environment={}, vault=Vault(lambda: keyring, read_seconds=30))
        found: list[str | None] = []
        threads = [threading.Thread(target=lambda: found.append(one.token())) for _ in range(2)]
        for thread in threads:
            thread.start()
        keyring.unlocked.set()
        for thread in threads:
            thread.join()
        assert found == [TOKEN, TOKEN]


def test_no_error_and_no_repr_shows_the_token(tmp_path: Path) -> None:
    keyring = Keyring()
    keyring.fault = ValueError(f"could not store {TOKEN} in the collection")
    one = secrets(tmp_path, lambda: keyring)
    with pytest.raises(KeyringUnavailable) as caught:
        one.save_token(TOKEN, allow_file=False)
    shown = f"{caught.value!r} {caught.value} {one!r} {one.problem!r} {vars(one)!r}"
    assert TOKEN not in shown
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__
    keyring.fault = None
    one.save_token(TOKEN, allow_file=False)
    assert TOKEN not in f"{one!r} {vars(one)!r}"


@pytest.mark.parametrize("name", ["null", "fail"])
def test_backends_that_keep_nothing_count_as_none(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    import keyring  # noqa: PLC0415

    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", f"keyring.backends.{name}.Keyring")
    keyring.core.init_backend()
    with pytest.raises(KeyringUnavailable):
        system_backend()


def test_the_keyring_library_is_not_loaded_before_it_is_needed() -> None:
    code = "import launcher.settings.secrets, sys; sys.exit('keyring' in sys.modules)"
    assert (
        subprocess.run([sys.executable, "-c", code], env=os.environ, check=False).returncode == 0
    )

import hashlib
import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from bootstrap.talk import SetupError
from shipping import signed, windows
from shipping import windows_signing as signing

SCRIPT = 'OutFile "{out}"\nSilentInstall silent\nSection\nSectionEnd\n'
needs_signers = pytest.mark.skipif(
    None in map(shutil.which, ("makensis", "osslsigncode", "openssl")),
    reason="makensis, osslsigncode or openssl is not installed",
)


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """A real program for Windows, the smallest that makensis makes."""
    script, out = tmp_path / "one.nsi", tmp_path / "one.exe"
    script.write_text(SCRIPT.format(out=out))
    subprocess.run(["makensis", "-V1", str(script)], check=True, capture_output=True)
    return out


@pytest.fixture
def credentials(tmp_path: Path) -> dict[str, str]:
    """A certificate that this test made for itself."""
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    pfx, password = tmp_path / "own.pfx", tmp_path / "password"
    password.write_text("a password")
    make = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=Test"]
    make += ["-keyout", str(key), "-out", str(certificate), "-days", "2"]
    make += ["-addext", "extendedKeyUsage=codeSigning"]
    subprocess.run(make, check=True, capture_output=True)
    pack = ["openssl", "pkcs12", "-export", "-inkey", str(key), "-in", str(certificate)]
    pack += ["-out", str(pfx), "-passout", f"file:{password}"]
    subprocess.run(pack, check=True, capture_output=True)
    return {
        "PATH": os.environ["PATH"],
        "SNUG_SIGN_PFX": str(pfx),
        "SNUG_SIGN_PASSWORD_FILE": str(password),
        "SNUG_SIGN_TIMESTAMP": "none",
    }


@needs_signers
def test_the_trees_own_lists_tell_of_the_signed_files(
    program: Path, credentials: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A signature changes a library, and the program compares its engine with the list."""
    engine = tmp_path / "Snug" / "_internal" / "engine"
    engine.mkdir(parents=True)
    library = engine / "ggml.dll"
    shutil.copyfile(program, library)
    before = library.read_bytes()
    row = {"name": library.name, "size": len(before), "sha256": "before"}
    (engine / "engine.json").write_text(json.dumps({"files": [row]}), encoding="utf-8")
    for name, value in credentials.items():
        monkeypatch.setenv(name, value)
    windows.sign_tree(tmp_path / "Snug")
    after = library.read_bytes()
    assert after != before
    told = {"size": len(after), "sha256": hashlib.sha256(after).hexdigest()}
    (listed,) = json.loads((engine / "engine.json").read_bytes())["files"]
    assert listed == {"name": "ggml.dll", **told}
    whole = json.loads((engine.parent / "contents.json").read_bytes())["files"]
    assert whole["_internal/engine/ggml.dll"] == told


def test_an_engine_whose_list_is_gone_is_refused(tmp_path: Path) -> None:
    (tmp_path / "_internal").mkdir()
    with pytest.raises(SetupError, match="cannot be brought up to date"):
        signed.renew(tmp_path)


def test_without_credentials_nothing_is_signed_and_that_is_said(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert signing.main(["no such file"], {}) == 0
    assert capsys.readouterr().err.startswith("Not signed: no credentials")


def test_a_release_that_must_be_signed_fails_without_credentials() -> None:
    assert signing.main(["no such file"], {"SNUG_SIGN_REQUIRED": "1"}) == 1


def test_each_kind_of_credential_has_its_signer() -> None:
    azure = signing.signer({"SNUG_SIGN_DLIB": "a.dll", "SNUG_SIGN_METADATA": "m.json"})
    store = signing.signer({"SNUG_SIGN_THUMBPRINT": "AB12"})
    assert azure is not None
    assert store is not None
    assert azure.words[-4:] == ("/dlib", "a.dll", "/dmdf", "m.json")
    assert "/tr" in azure.words
    assert store.words[-2:] == ("/sha1", "AB12")
    assert not store.copies


def test_a_signer_that_is_not_installed_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", "")
    assert signing.main([str(tmp_path / "a.exe")], {"SNUG_SIGN_THUMBPRINT": "AB"}) == 1
    assert "signtool is not installed" in capsys.readouterr().err


@needs_signers
def test_a_program_is_signed_in_its_place(program: Path, credentials: dict[str, str]) -> None:
    assert signing.is_signed(program) is False
    assert signing.main([str(program)], credentials) == 0
    assert signing.is_signed(program) is True
    assert list(program.parent.glob("*.signed")) == []


@needs_signers
def test_of_a_tree_only_what_has_no_signature_yet_is_signed(
    program: Path, credentials: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    tree = program.parent / "tree"
    tree.mkdir()
    shutil.copy(program, tree / "inside.dll")
    (tree / "text.dll").write_text("no program at all")
    assert signing.main(["--tree", str(tree)], credentials) == 0
    assert "Signed: 1 files." in capsys.readouterr().err
    assert signing.main(["--tree", str(tree)], credentials) == 0
    assert "Signed: 0 files." in capsys.readouterr().err


@needs_signers
def test_a_wrong_password_fails_in_the_signers_own_words_and_leaves_the_program(
    program: Path, credentials: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    before = program.read_bytes()
    Path(credentials["SNUG_SIGN_PASSWORD_FILE"]).write_text("another")
    assert signing.main([str(program)], credentials) == 1
    assert "could not be signed" in capsys.readouterr().err
    assert program.read_bytes() == before

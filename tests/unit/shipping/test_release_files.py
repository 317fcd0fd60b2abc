import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from bootstrap.talk import SetupError
from shipping import checksums, sbom

RELEASE = (
    "snug_1.0_amd64.deb",
    "snug_1.0_arm64.deb",
    "Snug-1.0-linux-x86_64.tar.zst",
    "Snug-1.0-linux-aarch64.tar.zst",
    "Snug-1.0-x86_64.AppImage",
    "Snug-1.0-aarch64.AppImage",
    "Snug-1.0-windows-x64-setup.exe",
    "Snug-1.0-macos-arm64.dmg",
    "Snug-1.0-linux-x86_64.cdx.json",
    "Snug-1.0-linux-aarch64.cdx.json",
    "Snug-1.0-windows-x86_64.cdx.json",
    "Snug-1.0-macos-arm64.cdx.json",
)


@pytest.fixture
def release(tmp_path: Path) -> Path:
    for name in RELEASE:
        (tmp_path / name).write_text(name)
    return tmp_path


def test_the_sums_are_those_that_sha256sum_checks(release: Path) -> None:
    sums = checksums.make(release)
    lines = sums.read_text(encoding="utf-8").splitlines()
    assert len(lines) == len(RELEASE)
    first = sorted(RELEASE)[0]
    assert lines[0] == f"{hashlib.sha256(first.encode()).hexdigest()}  {first}"
    if shutil.which("sha256sum"):
        check = ["sha256sum", "--check", "--strict", sums.name]
        subprocess.run(check, check=True, capture_output=True, cwd=release)


def test_sums_made_again_do_not_list_themselves(release: Path) -> None:
    first = checksums.make(release).read_bytes()
    assert checksums.make(release).read_bytes() == first


def test_a_folder_without_packages_has_no_sums(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="holds no packages"):
        checksums.make(tmp_path)


def test_a_release_that_lacks_a_package_is_refused_by_its_name(release: Path) -> None:
    assert checksums.main([str(release), "--release"]) == 0
    (release / "Snug-1.0-macos-arm64.dmg").unlink()
    with pytest.raises(SetupError, match=r"one Snug-\*-macos-arm64\.dmg; .+ has nothing"):
        checksums.check(release)


def test_a_package_twice_or_a_foreign_file_is_refused(release: Path) -> None:
    (release / "notes.txt").touch()
    with pytest.raises(SetupError, match=r"notes\.txt is no part of a release"):
        checksums.check(release)
    (release / "snug_1.1_amd64.deb").touch()
    with pytest.raises(SetupError, match=r"snug_1\.0_amd64\.deb, snug_1\.1_amd64\.deb"):
        checksums.check(release)


def test_the_list_of_components_has_pythons_packages_qt_and_the_engine() -> None:
    found = {
        "components": [
            {"name": "Jinja2", "version": "3.1.6", "bom-ref": "Jinja2==3.1.6"},
            {"name": "pip", "version": "26", "bom-ref": "pip==26"},
        ],
        "dependencies": [{"ref": "root-component", "dependsOn": ["Jinja2==3.1.6"]}],
    }
    notices = [
        {"name": "jinja2", "version": "3.1.6", "licence": "BSD", "url": "", "text": 0},
        {"name": "Qt", "version": "6.11.3", "licence": "LGPL-3.0-only", "url": "https://qt.io"},
        {"name": "llama.cpp and ggml", "version": "0.3.36", "licence": "MIT", "url": ""},
        {"name": "libgomp", "version": "", "licence": "GPL with exception", "url": ""},
    ]
    engine = {
        "engine": "0.5.0-dev",
        "commit": "ab12",
        "files": [{"name": "libllama.so", "size": 1, "sha256": "00"}],
    }
    whole = sbom.complete(found, notices=notices, engine=engine)
    by_name = {one["name"]: one for one in whole["components"]}
    assert list(by_name) == ["Jinja2", "pip", "Qt", "llama.cpp and ggml", "libgomp"]
    assert by_name["pip"]["scope"] == "excluded"
    assert "version" not in by_name["libgomp"]
    assert by_name["llama.cpp and ggml"]["purl"] == "pkg:github/ggml-org/llama.cpp@ab12"
    assert by_name["llama.cpp and ggml"]["components"][0]["hashes"] == [
        {"alg": "SHA-256", "content": "00"}
    ]
    (root,) = whole["dependencies"]
    assert "inside:Qt" in root["dependsOn"]


def test_a_tree_that_is_not_frozen_has_no_list_of_components(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="is no frozen program"):
        sbom.parts_of(tmp_path)


def test_without_the_tool_its_installation_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sbom, "find_spec", lambda _name: None)
    with pytest.raises(SetupError, match=r"pip install -r packaging/release/requirements\.txt"):
        sbom.of_environment(Path(sys.executable))


# A program that answers as an installed Snug does, or fails in the way its first word says.
STAND_IN = """
import json, pathlib, sys
how, *words = sys.argv[1:]
report = {"ok": True, "checks": [{"name": "memory", "ok": True}]}
if words[:1] == ["--version"]:
    print("Snug 1.0")
elif words[:1] == ["self-test"]:
    if how == "unwell":
        report = {"ok": False, "checks": [{"name": "memory", "ok": False}]}
    pathlib.Path(words[words.index("--report") + 1]).write_text(json.dumps(report))
    if "--picture" in words:
        pathlib.Path(words[words.index("--picture") + 1]).write_text("a picture")
elif words[:1] == ["chat"]:
    text = "Weather." if how == "strange" else "The KV cache is memory."
    print(json.dumps({"text": text, "tokens": {"answer": 12}}))
else:
    sys.exit("no such command")
"""


def smoke(repository: Path, out: Path, *how: str) -> tuple[int, dict[str, bool]]:
    program = out.parent / "stand_in.py"
    program.write_text(STAND_IN)
    script = repository / "packaging" / "release" / "smoke.py"
    words = [sys.executable, str(script), str(out), "--", sys.executable, str(program), *how]
    done = subprocess.run(words, check=False, capture_output=True, env=dict(os.environ))
    told = json.loads((out / "smoke.json").read_text(encoding="utf-8"))
    return done.returncode, {step["name"]: step["ok"] for step in told["steps"]}


def test_a_program_that_answers_well_passes_what_a_stand_in_can(
    repository: Path, tmp_path: Path
) -> None:
    status, steps = smoke(repository, tmp_path / "out", "well")
    assert steps == {
        "version": True,
        "self-test": True,
        "window": True,
        "guide": True,
        "made model": False,  # a stand-in ships no model
    }
    assert status == 1


def test_a_strange_answer_and_a_failed_check_are_noticed(repository: Path, tmp_path: Path) -> None:
    _, steps = smoke(repository, tmp_path / "out", "strange")
    assert not steps["guide"]
    _, steps = smoke(repository, tmp_path / "out", "unwell")
    assert not steps["self-test"]
    assert not steps["window"]

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

PINNED = re.compile(r"^[\w/-]+@[0-9a-f]{40}$")
WITH_VERSION = re.compile(r"uses: \S+@[0-9a-f]{40} # v\d+\.\d+\.\d+")
RETIRED = ("macos-13", "macos-14", "ubuntu-20.04", "windows-2019")  # GitHub runs none of them
SCRIPT = re.compile(r"packaging/[\w./-]+\.(?:py|sh|ps1|txt)")

Job = dict[str, Any]


@pytest.fixture
def text(repository: Path) -> str:
    return (repository / ".github" / "workflows" / "release.yml").read_text(encoding="utf-8")


@pytest.fixture
def workflow(text: str) -> dict[Any, Any]:
    found: dict[Any, Any] = yaml.safe_load(text)
    return found


@pytest.fixture
def jobs(workflow: dict[Any, Any]) -> dict[str, Job]:
    found: dict[str, Job] = workflow["jobs"]
    return found


def steps_of(jobs: dict[str, Job]) -> list[dict[str, Any]]:
    return [step for job in jobs.values() for step in job["steps"]]


def test_every_action_is_named_by_commit_with_its_version_beside_it(
    text: str, jobs: dict[str, Job]
) -> None:
    used = [step["uses"] for step in steps_of(jobs) if "uses" in step]
    assert len(used) >= 10
    assert [one for one in used if not PINNED.match(one)] == []
    assert len(WITH_VERSION.findall(text)) == len(used)
    assert {one.partition("@")[0].partition("/")[0] for one in used} == {"actions"}


def test_one_action_has_one_commit(jobs: dict[str, Job]) -> None:
    used = {step["uses"] for step in steps_of(jobs) if "uses" in step}
    assert len({one.partition("@")[0] for one in used}) == len(used)


def test_only_the_draft_may_write_and_it_builds_nothing(
    workflow: dict[Any, Any], jobs: dict[str, Job]
) -> None:
    assert workflow["permissions"] == {}
    for name, job in jobs.items():
        if name != "draft":
            assert job["permissions"] == {"contents": "read"}
    assert jobs["draft"]["if"] == "github.ref_type == 'tag'"
    ran = " ".join(step.get("run", "") for step in jobs["draft"]["steps"])
    assert "package.py" not in ran
    assert "--draft" in ran


def test_no_credentials_stay_in_a_checkout(jobs: dict[str, Job]) -> None:
    checkouts = [
        step for step in steps_of(jobs) if step.get("uses", "").startswith("actions/checkout@")
    ]
    assert len(checkouts) == len(jobs)
    assert all(step["with"]["persist-credentials"] is False for step in checkouts)


def test_secrets_are_read_only_by_the_steps_that_sign(text: str, jobs: dict[str, Job]) -> None:
    with_secrets = {
        f"{name}: {step['name']}"
        for name, job in jobs.items()
        for step in job["steps"]
        if "secrets." in str(step)
    }
    assert with_secrets == {
        "packages: Certificate (Windows)",
        "packages: Certificate (macOS)",
        "packages: Signature, disk image, notarization (macOS)",
    }
    assert text.count("secrets.") == sum(
        str(job["steps"]).count("secrets.") for job in jobs.values()
    )
    assert jobs["packages"]["environment"] == "signing"


def test_no_pull_request_starts_it(workflow: dict[Any, Any]) -> None:
    assert set(workflow[True]) == {"push", "workflow_dispatch"}  # `on` reads as true
    assert workflow[True]["push"] == {"tags": ["v*"]}


def test_every_system_is_built_and_tried_on_a_runner_that_exists(jobs: dict[str, Job]) -> None:
    systems: dict[str, set[str]] = {}
    for name in ("engine", "packages", "smoke"):
        rows = jobs[name]["strategy"]["matrix"]["include"]
        systems[name] = {row["system"] for row in rows}
        for row in rows:
            assert not row["runner"].endswith("-latest")
            assert row["runner"] not in RETIRED
    assert systems["engine"] == systems["packages"] == systems["smoke"]
    assert len(systems["engine"]) == 4
    for job in jobs.values():
        assert "latest" not in str(job["runs-on"])
        assert job["timeout-minutes"] <= 120


def test_each_step_waits_for_the_one_before(jobs: dict[str, Job]) -> None:
    assert {name: job.get("needs") for name, job in jobs.items()} == {
        "check": None,
        "engine": "check",
        "packages": "engine",
        "smoke": "packages",
        "draft": "smoke",
    }


def test_a_tag_never_takes_an_engine_out_of_the_cache(jobs: dict[str, Job]) -> None:
    cached = [step for step in steps_of(jobs) if step.get("uses", "").startswith("actions/cache@")]
    assert [step["if"] for step in cached] == ["github.ref_type != 'tag'"]


def test_every_file_the_workflow_names_is_there(repository: Path, text: str) -> None:
    named = set(SCRIPT.findall(text))
    assert len(named) >= 15
    assert sorted(name for name in named if not (repository / name).is_file()) == []


def test_the_workflow_has_the_shape_that_github_asks_for(repository: Path) -> None:
    if shutil.which("check-jsonschema") is None:
        pytest.skip("check-jsonschema is not installed (packaging/release/requirements.txt)")
    words = ["check-jsonschema", "--builtin-schema", "vendor.github-workflows"]
    words += [str(repository / ".github" / "workflows" / "release.yml")]
    done = subprocess.run(words, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_zizmor_finds_nothing(repository: Path) -> None:
    if shutil.which("zizmor") is None:
        pytest.skip("zizmor is not installed (packaging/release/requirements.txt)")
    words = ["zizmor", "--offline", "--quiet", str(repository / ".github" / "workflows")]
    done = subprocess.run(words, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash")
def test_without_a_sum_no_vulkan_sdk_is_fetched(repository: Path, tmp_path: Path) -> None:
    script = repository / "packaging" / "release" / "vulkan_sdk.sh"
    tools = tmp_path / "tools"
    tools.mkdir()
    (tools / "curl").write_text("#!/bin/sh\necho fetched >&2\nexit 1\n")
    (tools / "curl").chmod(0o755)
    environment = {"PATH": f"{tools}:/usr/bin:/bin", "SNUG_VULKAN_SDK_LINUX_SHA256": ""}
    done = subprocess.run(
        ["bash", str(script), str(tmp_path / "sdk")],
        check=False,
        capture_output=True,
        text=True,
        env=environment,
    )
    assert done.returncode == 1
    assert "no SHA-256 is written down" in done.stderr
    assert "fetched" not in done.stderr


@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash")
def test_a_vulkan_sdk_with_another_sum_is_refused(repository: Path, tmp_path: Path) -> None:
    script = repository / "packaging" / "release" / "vulkan_sdk.sh"
    tools = tmp_path / "tools"
    tools.mkdir()
    write = '#!/bin/sh\nwhile [ $# -gt 0 ]; do [ "$1" = --output ] && echo x >"$2"; shift; done\n'
    (tools / "curl").write_text(write)
    (tools / "curl").chmod(0o755)
    done = subprocess.run(
        ["bash", str(script), str(tmp_path / "sdk")],
        check=False,
        capture_output=True,
        text=True,
        env={"PATH": f"{tools}:/usr/bin:/bin"},
    )
    assert done.returncode == 1
    assert "is not the file that is expected" in done.stderr
    assert done.stdout == ""

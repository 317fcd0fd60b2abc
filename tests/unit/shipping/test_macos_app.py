import hashlib
import json
import os
import plistlib
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from shipping import contents
from shipping.recipes import SYSTEMS

from launcher.identity import APP_ID, COPYRIGHT, NAME, VERSION
from launcher.shipped import check_start

MACH_O = bytes.fromhex("cffaedfe") + b"code"
STUB = """#!/bin/sh
printf '%s' "$(basename "$0")" >>"$CALLS"
for word in "$@"; do printf ' %s' "$word" >>"$CALLS"; done
echo >>"$CALLS"
"""


@pytest.fixture
def app(tmp_path: Path) -> Path:
    """Laid out as PyInstaller does it, with a folder name that has a space."""
    app = tmp_path / "a folder" / "Snug.app"
    for name in (
        "MacOS/Snug",
        "MacOS/snug-worker",
        "Frameworks/libpython3.12.dylib",
        "Frameworks/PySide6/QtCore.abi3.so",
        "Frameworks/PySide6/Qt/lib/QtCore.framework/Versions/A/QtCore",
        "Resources/engine/libggml-metal.so",
    ):
        file = app / "Contents" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(MACH_O)
    engine = {"files": [{"name": "libggml-metal.so", "size": 1, "sha256": "before"}]}
    listed = app / "Contents" / "Resources" / "engine" / "engine.json"
    listed.write_text(json.dumps(engine), encoding="utf-8")
    (app / "Contents" / "Frameworks" / "engine").symlink_to("../Resources/engine")
    return app


class Stubs:
    """Apple's tools as stand-ins that write down how they were called."""

    def __init__(self, folder: Path, *names: str) -> None:
        self.folder = folder / "tools"
        self.folder.mkdir()
        self.log = folder / "calls"
        self.log.touch()
        for name in names:
            self.replace(name, STUB)

    def replace(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text)
        (self.folder / name).chmod(0o755)

    @property
    def calls(self) -> list[str]:
        return self.log.read_text(encoding="utf-8").splitlines()

    def run(
        self, script: Path, *words: str | Path, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        path = f"{self.folder}{os.pathsep}{os.environ['PATH']}"
        own = {"PATH": path, "CALLS": str(self.log), "LC_ALL": "C", **environment}
        return subprocess.run(
            ["bash", str(script), *map(str, words)],
            check=False,
            capture_output=True,
            text=True,
            env=own,
        )


@pytest.fixture
def tools(tmp_path: Path) -> Stubs:
    return Stubs(tmp_path, "codesign", "xcrun", "hdiutil", "ditto", "security")


@pytest.fixture
def recipes(repository: Path) -> Path:
    return repository / "packaging" / "macos"


def signed(calls: list[str]) -> list[str]:
    """The files of the signing calls, as seen from Contents."""
    return [call.partition("Snug.app")[2].removeprefix("/Contents/") for call in calls]


def test_everything_inside_is_signed_before_what_holds_it(
    app: Path, tools: Stubs, recipes: Path
) -> None:
    identity = "Developer ID Application: Someone (AB12)"
    done = tools.run(recipes / "sign.sh", app, SNUG_MAC_IDENTITY=identity)
    assert done.returncode == 0, done.stderr
    *inner, seal, look = tools.calls
    assert seal == f"codesign --force --sign {identity} --options runtime --timestamp {app}"
    assert look == f"codesign --verify --deep --strict {app}"
    order = signed(inner)
    assert sorted(order) == [
        "Frameworks/PySide6/Qt/lib/QtCore.framework",
        "Frameworks/PySide6/Qt/lib/QtCore.framework/Versions/A/QtCore",
        "Frameworks/PySide6/QtCore.abi3.so",
        "Frameworks/libpython3.12.dylib",
        "MacOS/snug-worker",
        "Resources/engine/libggml-metal.so",
    ]
    framework = order.index("Frameworks/PySide6/Qt/lib/QtCore.framework")
    assert order.index("Frameworks/PySide6/Qt/lib/QtCore.framework/Versions/A/QtCore") < framework
    assert order[-1] == "MacOS/snug-worker"
    assert all("--options runtime --timestamp" in call for call in inner)
    assert [call for call in tools.calls if "--entitlements" in call] == inner[-1:]


def test_the_lists_that_are_sealed_tell_of_the_signed_files(
    app: Path, tools: Stubs, recipes: Path
) -> None:
    """A signature changes a library, and the program compares its engine with the list."""
    writes = """case "$*" in
    *libggml-metal.so) for word in "$@"; do last=$word; done; printf signature >>"$last" ;;
    *Snug.app) [ "$2" = --verify ] || cp -R "$4" "$CALLS.sealed" ;;
    esac
    """
    tools.replace("codesign", STUB + writes)
    assert tools.run(recipes / "sign.sh", app).returncode == 0
    resources = Path(f"{tools.log}.sealed") / "Contents" / "Resources"
    library = (app / "Contents" / "Resources" / "engine" / "libggml-metal.so").read_bytes()
    assert library.endswith(b"signature")
    (listed,) = json.loads((resources / "engine" / "engine.json").read_bytes())["files"]
    told = hashlib.sha256(library).hexdigest()
    assert listed == {"name": "libggml-metal.so", "size": len(library), "sha256": told}
    whole = json.loads((resources / contents.NAME).read_bytes())["files"]
    manifest = (resources / "engine" / "engine.json").read_bytes()
    named = whole["Contents/Resources/engine/engine.json"]
    assert named["sha256"] == hashlib.sha256(manifest).hexdigest()


def test_without_credentials_the_signature_is_ad_hoc_and_that_is_said(
    app: Path, tools: Stubs, recipes: Path
) -> None:
    done = tools.run(recipes / "sign.sh", app)
    assert done.returncode == 0
    assert "Not signed with a Developer ID: no credentials" in done.stderr
    assert all(call.startswith("codesign --force --sign - ") for call in tools.calls[:-1])
    assert not any("runtime" in call for call in tools.calls)
    assert tools.run(recipes / "sign.sh", app, SNUG_SIGN_REQUIRED="1").returncode == 1


def test_a_library_that_cannot_be_signed_ends_the_signing(
    app: Path, tools: Stubs, recipes: Path
) -> None:
    tools.replace("codesign", f'{STUB}case "$*" in *QtCore.abi3.so) exit 1 ;; esac\n')
    assert tools.run(recipes / "sign.sh", app).returncode == 1
    assert not any(call.endswith("snug-worker") for call in tools.calls)


def test_what_is_not_the_app_is_refused(tmp_path: Path, tools: Stubs, recipes: Path) -> None:
    done = tools.run(recipes / "sign.sh", tmp_path)
    assert done.returncode == 1
    assert "is not Snug.app" in done.stderr
    assert tools.calls == []


def test_an_app_is_zipped_sent_waited_for_and_stapled(
    app: Path, tools: Stubs, recipes: Path
) -> None:
    tools.replace("xcrun", STUB + 'echo \'{"id": "1", "status": "Accepted"}\'\n')
    done = tools.run(recipes / "notarize.sh", app, SNUG_NOTARY_PROFILE="snug")
    assert done.returncode == 0, done.stderr
    assert [" ".join(call.split()[:3]) for call in tools.calls] == [
        "ditto -c -k",
        "xcrun notarytool submit",
        "xcrun stapler staple",
        "xcrun stapler validate",
    ]
    assert "--wait" in tools.calls[1]
    assert tools.calls[1].endswith("--keychain-profile snug")


def test_when_apple_refuses_its_log_is_shown_and_nothing_is_stapled(
    app: Path, tools: Stubs, recipes: Path
) -> None:
    tools.replace("xcrun", STUB + 'echo \'{"id": "77", "status": "Invalid"}\'\n')
    done = tools.run(recipes / "notarize.sh", app, SNUG_NOTARY_PROFILE="snug")
    assert done.returncode == 1
    assert "Apple answered: Invalid" in done.stderr
    assert tools.calls[-1].startswith("xcrun notarytool log 77")


def test_without_credentials_nothing_is_sent_to_apple(
    app: Path, tools: Stubs, recipes: Path
) -> None:
    done = tools.run(recipes / "notarize.sh", app)
    assert done.returncode == 0
    assert "Not notarized: no credentials" in done.stderr
    assert tools.calls == []
    assert tools.run(recipes / "notarize.sh", app, SNUG_SIGN_REQUIRED="1").returncode == 1


def test_the_disk_image_holds_the_app_and_a_link_to_applications(
    app: Path, tools: Stubs, recipes: Path, tmp_path: Path
) -> None:
    look = 'if [ "$1" = create ]; then ls -l "$5" >>"$CALLS"; fi\n'
    tools.replace("hdiutil", STUB + look)
    tools.replace("ditto", 'cp -R "$1" "$2"\n')
    image = tmp_path / "Snug.dmg"
    done = tools.run(recipes / "dmg.sh", app, image, SNUG_MAC_IDENTITY="AB12")
    assert done.returncode == 0, done.stderr
    shown = "\n".join(tools.calls)
    assert "Applications -> /Applications" in shown
    assert "Snug.app" in shown
    assert tools.calls[-2:] == [
        f"codesign --force --sign AB12 --timestamp {image}",
        f"hdiutil verify {image}",
    ]


def test_a_busy_volume_is_tried_again_and_then_given_up(
    app: Path, tools: Stubs, recipes: Path, tmp_path: Path
) -> None:
    tools.replace("hdiutil", f"{STUB}exit 1\n")
    done = tools.run(recipes / "dmg.sh", app, tmp_path / "a.dmg", SNUG_DMG_PAUSE="0")
    assert done.returncode == 1
    assert "hdiutil made no disk image" in done.stderr
    assert sum(call.startswith("hdiutil create") for call in tools.calls) == 3


def test_without_a_certificate_the_builder_goes_on_and_says_so(
    tools: Stubs, recipes: Path
) -> None:
    done = tools.run(recipes / "keychain.sh")
    assert (done.returncode, done.stdout, tools.calls) == (0, "", [])
    assert "No certificate: no credentials" in done.stderr


def test_a_certificate_gets_a_keychain_of_its_own_and_its_name_is_told(
    tools: Stubs, recipes: Path, tmp_path: Path
) -> None:
    found = '  1) AB12CD "Developer ID Application: Someone (X)"'
    tools.replace("security", f"{STUB}case \"$1\" in find-identity) echo '{found}' ;; esac\n")
    given = {"SNUG_MAC_CERTIFICATE": "YWJj", "RUNNER_TEMP": str(tmp_path)}
    done = tools.run(recipes / "keychain.sh", **given)
    assert done.stdout == "SNUG_MAC_IDENTITY=AB12CD\n"
    kinds = [call.split()[1] for call in tools.calls]
    assert kinds.index("create-keychain") < kinds.index("import") < kinds.index("find-identity")


def test_macos_is_told_the_oldest_system_and_the_file_type(recipes: Path) -> None:
    told = plistlib.loads((recipes / "Info.plist").read_bytes())
    assert (told["CFBundleName"], told["CFBundleIdentifier"]) == (NAME, APP_ID)
    assert told["NSHumanReadableCopyright"] == COPYRIGHT
    assert told["LSMinimumSystemVersion"] == "14.0"
    (document,) = told["CFBundleDocumentTypes"]
    (declared,) = told["UTImportedTypeDeclarations"]
    assert document["LSItemContentTypes"] == [declared["UTTypeIdentifier"]]
    assert declared["UTTypeTagSpecification"] == {"public.filename-extension": ["gguf"]}


def test_the_engine_is_built_for_the_oldest_macos_that_the_app_says(recipes: Path) -> None:
    oldest = plistlib.loads((recipes / "Info.plist").read_bytes())["LSMinimumSystemVersion"]
    assert f"-DCMAKE_OSX_DEPLOYMENT_TARGET={oldest}" in SYSTEMS["macos-arm64"]


def test_the_program_finds_the_apps_damage_and_signing_is_none(
    app: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    resources, libraries = app / "Contents" / "Resources", app / "Contents" / "Frameworks"
    contents.write(app, version=VERSION, parts=resources)
    (libraries / contents.NAME).symlink_to(Path("..") / "Resources" / contents.NAME)
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "_MEIPASS", str(libraries), raising=False)
    monkeypatch.setattr(sys, "executable", str(app / "Contents" / "MacOS" / "Snug"))
    assert check_start() == ()
    (app / "Contents" / "MacOS" / "Snug").write_bytes(MACH_O + b" and a signature")
    (app / "Contents" / "_CodeSignature").mkdir()
    (app / "Contents" / "_CodeSignature" / "CodeResources").write_text("a seal")
    assert check_start() == ()
    (resources / "engine" / "engine.json").unlink()
    (found,) = check_start()
    assert "Contents/Resources/engine/engine.json" in str(found.args)


def test_only_the_engines_process_may_load_libraries_of_others(recipes: Path) -> None:
    told = plistlib.loads((recipes / "worker.entitlements").read_bytes())
    assert told == {"com.apple.security.cs.disable-library-validation": True}


@pytest.mark.skipif(shutil.which("shellcheck") is None, reason="shellcheck is not installed")
def test_the_scripts_have_no_mistake_that_shellcheck_knows(repository: Path) -> None:
    scripts = sorted((repository / "packaging").rglob("*.sh"))
    assert len(scripts) >= 4
    done = subprocess.run(["shellcheck", *map(str, scripts)], check=False, capture_output=True)
    assert done.returncode == 0, done.stdout.decode()

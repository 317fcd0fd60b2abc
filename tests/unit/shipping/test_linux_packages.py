"""The Linux packages: what is in them, what they ask for, and that they are the same twice."""

import hashlib
import json
import os
import shutil
import subprocess
import tarfile
from pathlib import Path

import pytest
from bootstrap.talk import SetupError
from shipping import appdir, deb, portable
from shipping.debian_changelog import debian_changelog
from shipping.dependencies import Dependencies, own_libraries, read_fields
from shipping.linux_share import fill_in
from shipping.linux_tree import check, mode_of

from launcher.identity import APP_ID, VERSION

# The start of an ELF file of 64 bits, least significant byte first, for x86-64 (machine 62).
X86_64 = b"\x7fELF\x02\x01\x01" + bytes(9) + b"\x03\x00\x3e\x00" + bytes(44)
NEEDS = Dependencies(needed=("libc6 (>= 2.34)",), recommended=("libvulkan1",))


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A frozen program as far as the makers look at it."""
    folder = tmp_path / "Snug"
    (folder / "_internal" / "engine").mkdir(parents=True)
    for name in ("snug", "snug-worker"):
        (folder / name).write_bytes(X86_64)
        (folder / name).chmod(0o700)
    library = folder / "_internal" / "engine" / "libllama.so"
    library.write_bytes(X86_64)
    library.chmod(0o755)
    (folder / "_internal" / "libllama.so.1").symlink_to("engine/libllama.so")
    told = {"format": 1, "version": VERSION, "files": {}}
    (folder / "_internal" / "contents.json").write_text(json.dumps(told))
    return folder


def needs(tool: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(shutil.which(tool) is None, reason=f"{tool} is not installed")


def said(*words: object) -> str:
    return subprocess.run(
        [str(word) for word in words], check=True, capture_output=True, encoding="utf-8"
    ).stdout


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@needs("dpkg-deb")
def test_the_deb_holds_the_tree_the_command_and_what_a_desktop_looks_for(
    tree: Path, tmp_path: Path
) -> None:
    package = deb.make(tree, tmp_path / "out", needs=NEEDS, quick=True)
    assert package.name == f"snug_{VERSION}_amd64.deb"
    listed = said("dpkg-deb", "--contents", package)
    assert "./usr/bin/snug -> /opt/snug/snug" in listed
    share = "./usr/share"
    for name in (
        "./opt/snug/_internal/contents.json",
        f"{share}/applications/{APP_ID}.desktop",
        f"{share}/metainfo/{APP_ID}.metainfo.xml",
        f"{share}/mime/packages/{APP_ID}.xml",
        f"{share}/icons/hicolor/16x16/apps/{APP_ID}.png",
        f"{share}/icons/hicolor/512x512/apps/{APP_ID}.png",
        f"{share}/icons/hicolor/scalable/apps/{APP_ID}.svg",
        f"{share}/man/man1/snug.1.gz",
        f"{share}/doc/snug/copyright",
        f"{share}/doc/snug/changelog.gz",
    ):
        assert name in listed
    assert all(line.split()[1] == "root/root" for line in listed.splitlines())
    modes = {line.split()[-1]: line.split()[0] for line in listed.splitlines()}
    assert modes["./opt/snug/snug"] == "-rwxr-xr-x"
    assert modes["./opt/snug/_internal/engine/libllama.so"] == "-rw-r--r--"


@needs("dpkg-deb")
def test_the_debs_control_file_says_what_it_needs_and_no_script_runs_as_root(
    tree: Path, tmp_path: Path
) -> None:
    package = deb.make(tree, tmp_path / "out", needs=NEEDS, quick=True)
    fields = said("dpkg-deb", "--field", package)
    assert "Depends: libc6 (>= 2.34)\n" in fields
    assert "Recommends: libvulkan1\n" in fields
    assert f"Version: {VERSION}\n" in fields
    members = said("dpkg-deb", "--ctrl-tarfile", package).split("\0")
    assert not any(name.rpartition("/")[2] in {"postinst", "prerm", "postrm"} for name in members)
    raw = tmp_path / "raw"
    said("dpkg-deb", "--raw-extract", package, raw)
    subprocess.run(["md5sum", "--check", "--quiet", "DEBIAN/md5sums"], cwd=raw, check=True)


@needs("dpkg-deb")
def test_the_same_tree_gives_the_same_deb_byte_for_byte(tree: Path, tmp_path: Path) -> None:
    first = deb.make(tree, tmp_path / "one", needs=NEEDS, quick=True)
    copied = tmp_path / "elsewhere"
    shutil.copytree(tree, copied, symlinks=True)
    os.utime(copied / "snug", (1, 1))
    second = deb.make(copied, tmp_path / "two", needs=NEEDS, quick=True)
    assert sha256(first) == sha256(second)


@needs("dpkg-deb")
def test_an_earlier_version_can_be_packed_of_the_same_tree(tree: Path, tmp_path: Path) -> None:
    package = deb.make(tree, tmp_path, version="0.0.9", needs=NEEDS, quick=True)
    assert package.name == "snug_0.0.9_amd64.deb"
    assert said("dpkg-deb", "--field", package, "Version").strip() == "0.0.9"


def test_a_folder_that_is_no_frozen_program_is_refused_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="package freeze"):
        check(tmp_path)


def test_a_program_of_another_system_is_refused(tree: Path) -> None:
    (tree / "snug").write_bytes(b"MZ" + bytes(100))
    with pytest.raises(SetupError, match="no Linux program"):
        check(tree)


@pytest.mark.parametrize(("machine", "name"), [(62, "amd64"), (183, "arm64")])
def test_the_processor_is_read_from_the_program(tree: Path, machine: int, name: str) -> None:
    data = bytearray(X86_64)
    data[18] = machine
    (tree / "snug").write_bytes(data)
    assert check(tree) == name


def test_a_processor_without_a_package_is_refused(tree: Path) -> None:
    data = bytearray(X86_64)
    data[18] = 40  # ARM of 32 bits
    (tree / "snug").write_bytes(data)
    with pytest.raises(SetupError, match="x86-64 or arm64"):
        check(tree)


def test_libraries_are_not_executable_and_programs_are(tree: Path) -> None:
    assert mode_of(tree / "snug") == 0o755
    assert mode_of(tree / "_internal" / "engine" / "libllama.so") == 0o644
    assert mode_of(tree) == 0o755


def test_what_the_tree_brings_along_needs_no_package() -> None:
    names = ["libgomp.so.1", "libQt6Core.so.6", "libssl.so.3", "libggml.so", "snug"]
    assert own_libraries(names) == "libQt6Core 6\nlibgomp 1\nlibssl 3\n"


def test_what_is_needed_is_not_recommended_as_well() -> None:
    told = "shlibs:Depends=libc6 (>= 2.34), libx11-6\nshlibs:Recommends=libc6 (>= 2), libvulkan1\n"
    found = read_fields(told)
    assert found.needed == ("libc6 (>= 2.34)", "libx11-6")
    assert "libvulkan1" in found.recommended
    assert not any(one.startswith("libc6") for one in found.recommended)
    assert "mesa-vulkan-drivers | vulkan-icd" in found.recommended


def test_a_template_with_an_unknown_field_is_refused(tmp_path: Path) -> None:
    template = tmp_path / "control.in"
    template.write_text("Version: @VERSION@\nColour: @COLOUR@\n")
    assert "Colour: red" in fill_in(template, VERSION="1", COLOUR="red")
    with pytest.raises(SetupError, match="COLOUR"):
        fill_in(template, VERSION="1")


def test_debians_changelog_has_the_newest_section_alone() -> None:
    newest = "## 2.0 (today)\n\n- One thing\n  that goes on.\n- Two.\n\n"
    text = f"# Changelog\n\n{newest}## 1.0\n\n- Old.\n"
    made = debian_changelog(text, version="2.0", maintainer="A <a@b.invalid>", at=0)
    assert made == (
        "snug (2.0) stable; urgency=medium\n\n  * One thing that goes on.\n  * Two.\n\n"
        " -- A <a@b.invalid>  Thu, 01 Jan 1970 00:00:00 +0000\n"
    )


@needs("zstd")
def test_the_portable_archive_is_one_folder_that_says_how_to_start(
    tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(portable, "LEVEL", "-1")
    archive = portable.make(tree, tmp_path / "out")
    assert archive.name == f"Snug-{VERSION}-linux-x86_64.tar.zst"
    plain = tmp_path / "plain.tar"
    said("zstd", "--quiet", "--decompress", archive, "-o", plain)
    with tarfile.open(plain) as opened:
        members = {member.name: member for member in opened.getmembers()}
        readme = opened.extractfile(f"Snug-{VERSION}/README.txt")
        assert readme is not None
        assert len(readme.read().decode().splitlines()) == 2
    assert {name.partition("/")[0] for name in members} == {f"Snug-{VERSION}"}
    assert members[f"Snug-{VERSION}/snug"].mode == 0o755
    assert members[f"Snug-{VERSION}/_internal/libllama.so.1"].issym()
    assert {(one.uid, one.uname) for one in members.values()} == {(0, "")}
    again = portable.make(tree, tmp_path / "again")
    assert sha256(archive) == sha256(again)


@needs("readelf")
def test_the_appdir_starts_by_a_link_and_shows_its_icon(tree: Path, tmp_path: Path) -> None:
    folder = appdir.make(tree, tmp_path)
    assert (folder / "AppRun").resolve() == (folder / "opt" / "snug" / "snug").resolve()
    for name in (f"{APP_ID}.desktop", f"{APP_ID}.png", ".DirIcon", "usr/bin/snug"):
        assert (folder / name).is_file(), name
    assert not any(one.readlink().is_absolute() for one in folder.rglob("*") if one.is_symlink())


def test_the_loaders_list_is_read_for_this_kind_of_library() -> None:
    cache = (
        "\tlibxcb-cursor.so.0 (libc6,x86-64) => /usr/lib/x86_64-linux-gnu/libxcb-cursor.so.0\n"
        "\tlibxcb-cursor.so.0 (libc6) => /usr/lib/i386-linux-gnu/libxcb-cursor.so.0\n"
        "\tlibz.so.1 (libc6,x86-64) => /lib/x86_64-linux-gnu/libz.so.1\n"
    )
    found = appdir.libraries(cache, ["libxcb-cursor.so.0", "libnone.so.1"])
    assert found == {"libxcb-cursor.so.0": Path("/usr/lib/x86_64-linux-gnu/libxcb-cursor.so.0")}

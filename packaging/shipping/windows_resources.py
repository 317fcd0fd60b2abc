"""What Windows shows of the programs: the version resource, as PyInstaller reads it.

python packaging/shipping/windows_resources.py [FILE]   (build/version_info.txt)
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
if __name__ == "__main__":
    sys.path[:0] = [str(ROOT), str(ROOT / "packaging")]

from launcher.identity import COPYRIGHT, NAME, VERSION  # noqa: E402  after the path, as a command

FILE = ROOT / "build" / "version_info.txt"  # where the freezing recipe looks
DESCRIPTION = "Run a language model on your own computer"
ENGLISH_UNICODE = "040904B0"  # language 0x0409, code page 1200
FIXED = "VSFixedFileInfo(filevers={four}, prodvers={four}, mask=0x3F, OS=0x40004, fileType=1)"


def version4(version: str) -> tuple[int, int, int, int]:
    """Windows's four numbers: 0.1.0 is 0.1.0.0; of 0.2.0rc1 those of the release it leads to."""
    numbers = []
    for part in version.split("."):
        digits = part[: len(part) - len(part.lstrip("0123456789"))]
        numbers.append(int(digits) if digits else 0)
    one, two, three, four = (numbers + [0] * 4)[:4]
    return one, two, three, four


def version_info(version: str = VERSION) -> str:
    """The text PyInstaller makes a version resource of; both programs carry the same."""
    shown = {
        "CompanyName": COPYRIGHT,
        "FileDescription": NAME,
        "FileVersion": version,
        "LegalCopyright": COPYRIGHT,
        "ProductName": NAME,
        "ProductVersion": version,
        "Comments": DESCRIPTION,
    }
    words = ", ".join(f"StringStruct({key!r}, {value!r})" for key, value in shown.items())
    return (
        f"VSVersionInfo(ffi={FIXED.format(four=version4(version))}, kids=[\n"
        f"  StringFileInfo([StringTable({ENGLISH_UNICODE!r}, [{words}])]),\n"
        "  VarFileInfo([VarStruct('Translation', [0x0409, 1200])]),\n"
        "])\n"
    )


def make(file: Path = FILE) -> Path:
    """Write it; its path."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(version_info(), encoding="utf-8")
    return file


if __name__ == "__main__":
    sys.stdout.write(f"{make(Path(sys.argv[1]) if len(sys.argv) > 1 else FILE)}\n")

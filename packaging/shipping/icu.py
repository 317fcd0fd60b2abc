"""ICU's data without the languages that Snug never shows.

Qt's core asks ICU to order, to change letters' case, to convert old encodings and to name time
zones. Its data are one library of 32 MB, nearly all of it names of countries, currencies and units
in some 800 languages. Snug speaks English and asks for none of them; what is left orders and
names everything by ICU's root, as it does for every language that it does not know.

The library's one symbol is a package of named items: a header, their number, the places of their
names and contents, and these (ICU's source: common/ucmndata.h, tools/toolutil/package.cpp).
"""

import re
import struct
import subprocess
import tempfile
from collections.abc import Mapping
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Final

from bootstrap.talk import SetupError
from shipping.tools import require

LIBRARY: Final = "libicudata.so.*"
KEPT: Final = (
    "root.res",
    "en*.res",
    "pool.res",
    "res_index.res",
    "icuver.res",
    "icustd.res",
    "likelySubtags.res",
    "supplementalData.res",
    "metadata.res",
    "langInfo.res",
    "keyTypeData.res",
    "numberingSystems.res",
    "plurals.res",
    "zoneinfo64.res",
    "timezoneTypes.res",
    "metaZones.res",
    "windowsZones.res",
    "*.nrm",  # how letters are composed
    "cnvalias.icu",  # the encodings' names; UTF and Latin-1 are in ICU's own code
    "ulayout.icu",
    "coll/root.res",
    "coll/pool.res",
    "coll/res_index.res",
    "coll/ucadata.icu",
    "zone/root.res",
    "zone/pool.res",
    "zone/res_index.res",
    "zone/en*.res",
)
MAGIC: Final = b"\xda\x27"  # behind the header's length, two bytes
KIND: Final = b"CmnD"
KIND_AT: Final = 12  # bytes
ALIGNED: Final = 16  # bytes; each item begins at a multiple
_SYMBOL: Final = re.compile(
    r"^ *\d+: ([0-9a-f]+) +(\w+) OBJECT +GLOBAL +DEFAULT +\d+ (icudt\d+_dat)$", re.MULTILINE
)
ASSEMBLY: Final = """\
    .section .rodata
    .globl {symbol}
    .type {symbol}, %object
    .balign 16
{symbol}:
    .incbin "{file}"
    .size {symbol}, . - {symbol}
    .section .note.GNU-stack, "", %progbits
"""


def trim(folder: Path) -> int:
    """Make the folder's ICU data small; the bytes that are saved. Raises SetupError.

    A folder without the library, or with one that is small already, stays as it is.
    """
    saved = 0
    for library in sorted(folder.glob(LIBRARY)):
        before = library.stat().st_size
        symbol, data = content(library)
        found = items(data)
        kept = {name: item for name, item in found.items() if is_kept(name)}
        if len(kept) < len(found):
            _put(library, symbol, packed(data, kept))
            saved += before - library.stat().st_size
    return saved


def is_kept(name: str) -> bool:
    """Whether an item stays; its name as the package has it, 'icudt73l/coll/root.res'."""
    place = name.partition("/")[2]
    return any(
        fnmatchcase(place, pattern) and place.count("/") == pattern.count("/") for pattern in KEPT
    )


def content(library: Path) -> tuple[str, bytes]:
    """The library's symbol and the package that it names. Raises SetupError."""
    require("readelf")
    words = ["readelf", "--dyn-syms", "--wide", str(library)]
    said = subprocess.run(words, check=True, capture_output=True, text=True).stdout
    found = _SYMBOL.search(said)
    if found is None:
        raise SetupError(f"{library} has no data of ICU.")
    place, size = int(found[1], 16), int(found[2], 0)
    # Read-only data lie in the first segment, whose place in the file is that in memory.
    return found[3], library.read_bytes()[place : place + size]


def items(data: bytes) -> dict[str, bytes]:
    """A package's items by name. Raises SetupError where it is none."""
    if data[2:4] != MAGIC or data[KIND_AT : KIND_AT + 4] != KIND:
        raise SetupError("ICU's data have another form than expected: see shipping/icu.py.")
    (start,) = struct.unpack_from("<H", data)
    body = data[start:]
    (count,) = struct.unpack_from("<I", body)
    rows = [struct.unpack_from("<II", body, 4 + 8 * number) for number in range(count)]
    ends = [at for _, at in rows[1:]] + [len(body)]
    return {
        body[name : body.index(b"\0", name)].decode("ascii"): body[at:end]
        for (name, at), end in zip(rows, ends, strict=True)
    }


def packed(data: bytes, kept: Mapping[str, bytes]) -> bytes:
    """A package of these items with the header of the one they come from."""
    (start,) = struct.unpack_from("<H", data)
    names = sorted(kept)  # ICU halves its way through them
    table = 4 + 8 * len(names)
    spelled = b"".join(name.encode("ascii") + b"\0" for name in names)
    spelled += bytes(-(start + table + len(spelled)) % ALIGNED)
    rows, contents, named = [], b"", table
    for name in names:
        rows.append(struct.pack("<II", named, table + len(spelled) + len(contents)))
        contents += kept[name] + bytes(-len(kept[name]) % ALIGNED)
        named += len(name) + 1
    return data[:start] + struct.pack("<I", len(names)) + b"".join(rows) + spelled + contents


def _put(library: Path, symbol: str, data: bytes) -> None:
    """The library anew, with this package."""
    require("cc")
    with tempfile.TemporaryDirectory(prefix="snug-icu-") as folder:
        package, source, made = (Path(folder) / name for name in ("data", "data.s", "data.so"))
        package.write_bytes(data)
        source.write_text(ASSEMBLY.format(symbol=symbol, file=package), encoding="ascii")
        words = ["cc", "-shared", "-nostdlib", "-s", "-Wl,--build-id=sha1"]
        words += [f"-Wl,-soname,{library.name}", "-o", str(made), str(source)]
        done = subprocess.run(words, check=False, capture_output=True, text=True)
        if done.returncode != 0:
            raise SetupError(f"ICU's data cannot be made small: {done.stderr.strip()[-300:]}")
        library.write_bytes(made.read_bytes())

"""`snug update`, `snug privacy`, `snug notices`: about the program itself."""

import argparse
import difflib
from datetime import UTC, datetime

from launcher.actions.parts import Parts
from launcher.actions.updates import Update, check_for_update, skip_version
from launcher.cli.output import Output
from launcher.cli.words import columns
from launcher.errors import UnknownNotice
from launcher.identity import NAME, VERSION
from launcher.notices import Notice
from launcher.notices import notices as all_notices
from launcher.privacy import NO_TELEMETRY, HostRow, hosts
from launcher.units import size_text

EVERY = "all"


def update(arguments: argparse.Namespace, parts: Parts, output: Output) -> int:
    """Ask now. Nothing is downloaded or installed."""
    if arguments.skip is not None:
        skip_version(parts, arguments.skip)
        said = f"Version {arguments.skip} is skipped." if arguments.skip else "Nothing is skipped."
        output.answer({"skipped": arguments.skip or None}, said)
        return 0
    found = check_for_update(parts, now=datetime.now(UTC), force=True)
    output.answer({"version": VERSION, "update": found and _update_keys(found)}, _update(found))
    return 0


def privacy(arguments: argparse.Namespace, parts: Parts, output: Output) -> int:  # noqa: ARG001
    """Every host, when and what is sent."""
    asked = parts.settings.settings.check_updates
    rows = hosts(endpoint=parts.hub.endpoint, check_updates=asked)
    keys: dict[str, object] = {"telemetry": False, "hosts": [_host_keys(row) for row in rows]}
    output.answer(keys, "\n\n".join([NO_TELEMETRY, *(_host(row) for row in rows)]))
    return 0


def notices(arguments: argparse.Namespace, parts: Parts, output: Output) -> int:  # noqa: ARG001
    """A list, or full texts."""
    rows = all_notices()
    if arguments.name is None:
        listed = [{k: v for k, v in _notice_keys(row).items() if k != "text"} for row in rows]
        output.answer({"notices": listed}, _list(rows))
        return 0
    chosen = rows if arguments.name == EVERY else _named(rows, arguments.name)
    output.answer({"notices": [_notice_keys(row) for row in chosen]}, _texts(chosen))
    return 0


def _update(found: Update | None) -> str:
    if found is None:
        return f"{NAME} {VERSION} is the newest version."
    lines = [f"{NAME} {found.version} of {found.date} is there; this is {VERSION}."]
    if found.notes.strip():
        lines += ["", found.notes.strip()]
    if found.download:
        lines += ["", f"{found.address} ({size_text(found.download.size)})"]
        lines += [f"SHA-256 {found.download.sha256}"]
    elif found.address:
        lines += ["", f"{found.address}"]
    else:
        lines += ["", "There is no package of it for this installation."]
    return "\n".join(lines)


def _update_keys(found: Update) -> dict[str, object]:
    one = found.download
    return {
        "version": found.version,
        "date": found.date,
        "notes": found.notes,
        "address": found.address or None,
        "download": one
        and {
            "system": one.system,
            "kind": str(one.kind),
            "url": one.url,
            "size": one.size,
            "sha256": one.sha256,
        },
    }


def _host(row: HostRow) -> str:
    said = f"{row.host}\n  When: {row.when}\n  Sent: {row.sent}"
    return f"{said}\n  Not at all: {row.turn_off}" if row.turn_off else said


def _host_keys(row: HostRow) -> dict[str, object]:
    return {
        "kind": str(row.reach),
        "host": row.host,
        "when": row.when,
        "sent": row.sent,
        "turn_off": row.turn_off or None,
        "asked_now": row.asked,
    }


def _list(rows: tuple[Notice, ...]) -> str:
    table = [("Name", "Version", "Licence")]
    table += [(row.name, row.version, row.licence) for row in rows]
    return f"{columns(table)}\n\n`snug notices NAME` shows the full text of one."


def _texts(rows: tuple[Notice, ...]) -> str:
    heads = [" ".join(word for word in (row.name, row.version) if word) for row in rows]
    pairs = zip(heads, rows, strict=True)
    return "\n\n".join(f"{head}\n{row.licence}\n{row.url}\n\n{row.text}" for head, row in pairs)


def _notice_keys(row: Notice) -> dict[str, object]:
    return {
        "name": row.name,
        "version": row.version or None,
        "licence": row.licence,
        "url": row.url or None,
        "text": row.text,
    }


def _named(rows: tuple[Notice, ...], asked: str) -> tuple[Notice, ...]:
    """Those of this name, else those whose name holds it."""
    exact = tuple(row for row in rows if row.name.lower() == asked.lower())
    found = exact or tuple(row for row in rows if asked.lower() in row.name.lower())
    if not found or not asked.strip():
        near = difflib.get_close_matches(asked, [row.name for row in rows], n=3, cutoff=0.5)
        raise UnknownNotice(asked, tuple(near))
    return found

"""One command from its words to its exit status."""

import argparse
from collections.abc import Callable
from importlib import import_module

from launcher.actions.parts import Parts, assemble
from launcher.cli.output import Output
from launcher.errors import ChoiceError, SnugError
from launcher.paths import places
from launcher.sentences import sentence_of
from launcher.why import why

Command = Callable[[argparse.Namespace, Parts, Output], int]

# Module and function of each: a command reads its own alone, which halves its start.
_COMMANDS: dict[str, tuple[str, str]] = {
    "hardware": ("machine", "hardware"),
    "search": ("planning", "search_hub"),
    "files": ("planning", "files"),
    "inspect": ("planning", "inspect"),
    "estimate": ("planning", "estimate"),
    "fit": ("fitting", "fit"),
    "tradeoff": ("trading", "tradeoff"),
    "recommend": ("recommending", "recommend"),
    "download": ("downloading", "download"),
    "list": ("models", "list_models"),
    "import": ("models", "import_model"),
    "delete": ("models", "delete_model"),
    "chat": ("chatting", "chat"),
    "decode": ("naming", "decode"),
    "explain": ("explaining", "explain"),
    "measure": ("measuring", "measure_files"),
    "quantize": ("quantizing", "quantize_file"),
    "receipts": ("receipts", "receipts"),
    "self-test": ("testing", "self_test"),
    "engines": ("engines", "engines"),
    "update": ("about", "update"),
    "privacy": ("about", "privacy"),
    "notices": ("about", "notices"),
}


def run(arguments: argparse.Namespace, output: Output) -> int:
    """Run the command; every error becomes one sentence on stderr."""
    try:
        parts = assemble(places())
    except Exception as error:  # noqa: BLE001  nothing was begun: a sentence, no trace
        said = why(error)
        output.say(f"{said.what} {said.next}")
        return 1
    return _run(arguments, parts, output)


def _run(arguments: argparse.Namespace, parts: Parts, output: Output) -> int:
    try:
        for notice in (
            *parts.settings.notices,
            *parts.library.notices,
            *parts.receipts.notices,
            *parts.paces.notices,
            *parts.answers.notices,
            *parts.measured.notices,
            *parts.engines.notices,
        ):
            _tell(notice, output)
        return _command(arguments.command)(arguments, parts, output)
    except ChoiceError as error:
        _tell(error, output)
        return 2
    except SnugError as error:
        _tell(error, output)
        return 1
    except KeyboardInterrupt:
        output.say("Stopped.")
        return 1
    except BrokenPipeError:
        return 1
    except Exception as error:  # noqa: BLE001  the terminal's own boundary: a sentence, no trace
        said = why(error)
        output.say(f"{said.what} {said.next}")
        return 1
    finally:
        for given in parts.engines.given_up:
            output.say(given.why)
        parts.close()


def _command(name: str) -> Command:
    module, function = _COMMANDS[name]
    found: Command = getattr(import_module(f"launcher.cli.{module}"), function)
    return found


def _tell(error: SnugError, output: Output) -> None:
    said = sentence_of(error)
    output.say(f"{said.what} {said.next}".strip())

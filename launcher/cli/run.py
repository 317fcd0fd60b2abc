"""One command from its words to its exit status."""

import argparse
from collections.abc import Callable

from launcher.actions.parts import Parts, assemble
from launcher.cli import (
    chatting,
    downloading,
    explaining,
    fitting,
    machine,
    measuring,
    models,
    naming,
    planning,
    quantizing,
    receipts,
    recommending,
    testing,
    trading,
)
from launcher.cli.output import Output
from launcher.errors import ChoiceError, SnugError
from launcher.paths import places
from launcher.sentences import sentence_of, unexpected

Command = Callable[[argparse.Namespace, Parts, Output], int]

_COMMANDS: dict[str, Command] = {
    "hardware": machine.hardware,
    "search": planning.search_hub,
    "files": planning.files,
    "inspect": planning.inspect,
    "estimate": planning.estimate,
    "fit": fitting.fit,
    "tradeoff": trading.tradeoff,
    "recommend": recommending.recommend,
    "download": downloading.download,
    "list": models.list_models,
    "import": models.import_model,
    "delete": models.delete_model,
    "chat": chatting.chat,
    "decode": naming.decode,
    "explain": explaining.explain,
    "measure": measuring.measure_files,
    "quantize": quantizing.quantize_file,
    "receipts": receipts.receipts,
    "self-test": testing.self_test,
}


def run(arguments: argparse.Namespace, output: Output) -> int:
    """Run the command; every error becomes one sentence on stderr."""
    parts = assemble(places())
    try:
        for notice in (
            *parts.settings.notices,
            *parts.library.notices,
            *parts.receipts.notices,
            *parts.paces.notices,
            *parts.answers.notices,
            *parts.measured.notices,
        ):
            _tell(notice, output)
        return _COMMANDS[arguments.command](arguments, parts, output)
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
        said = unexpected(error)
        output.say(f"{said.what} {said.next}")
        return 1
    finally:
        parts.close()


def _tell(error: SnugError, output: Output) -> None:
    said = sentence_of(error)
    output.say(f"{said.what} {said.next}".strip())

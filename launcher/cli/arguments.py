"""The words a person may type after `snug`."""

import argparse
import math
from collections.abc import Callable, Sequence
from typing import Final, NoReturn

from launcher.choosing.wish import USUAL, Priority, Purpose, Wish
from launcher.cli.about_arguments import ABOUT
from launcher.cli.engines_arguments import ENGINES
from launcher.cli.measuring_arguments import MEASURING
from launcher.cli.testing_arguments import TESTING
from launcher.identity import NAME, VERSION
from launcher.memory.choices import KV_TYPES, Choices, FlashAttention, LoadMode


def parse(words: Sequence[str]) -> argparse.Namespace:
    """The call as values. A wrong one ends with exit status 2 and says what is wrong."""
    parser = _Parser(
        prog="snug",
        description=f"{NAME} runs a language model on your own computer.",
        epilog="`snug` alone opens the window; `snug FILE.gguf` opens a model in it.",
    )
    parser.add_argument("--version", action="version", version=f"{NAME} {VERSION}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, text, describe in _COMMANDS:
        one = commands.add_parser(name, help=text, description=text, allow_abbrev=False)
        one.add_argument("--json", action="store_true", help="answer with one JSON object")
        describe(one)
    if words:
        _check_first(parser, words[0])
    return parser.parse_args(words)


class _Parser(argparse.ArgumentParser):
    """Says in one sentence what is wrong, and where to read what is right."""

    def error(self, message: str) -> NoReturn:
        """End with status 2."""
        self.exit(2, f"{self.prog}: {message}; `{self.prog} --help` shows what is possible.\n")


def _check_first(parser: _Parser, word: str) -> None:
    """Ends with status 2 for what is no command, without a list of them all."""
    if word.startswith("-"):
        if not any(option.startswith(word) for option in _OPTIONS):
            parser.error(f"{word} is not an option of the program")
    elif word not in COMMANDS:
        parser.error(f"{word!r} is neither a command nor a file that is there")


def _number(text: str) -> int:
    """A whole number, written as 32768, 32k or 1M."""
    factor = {"k": 1 << 10, "m": 1 << 20}.get(text[-1:].lower(), 1)
    try:
        return int(text if factor == 1 else text[:-1]) * factor
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number") from error


def _count(text: str) -> int:
    """A whole number of things, at least one."""
    number = _number(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is less than 1")
    return number


def _fraction(text: str) -> float:
    """A number that is finite and not negative."""
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not 0 <= number < math.inf:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 0 up")
    return number


def _layers(text: str) -> int | None:
    """GPU layers: a count, 'all' (-1) or 'auto' (None)."""
    if text == "auto":
        return None
    return -1 if text == "all" else _number(text)


def _shares(text: str) -> tuple[float, ...]:
    try:
        return tuple(_fraction(part) for part in text.split(","))
    except argparse.ArgumentTypeError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is not a list like 3,1") from error


def _said(text: str) -> str:
    if text.strip():
        return text
    raise argparse.ArgumentTypeError("there is nothing in it")


def _switch(text: str) -> bool:
    """on or off."""
    if text not in ("on", "off"):
        raise argparse.ArgumentTypeError(f"{text!r} is neither on nor off")
    return text == "on"


_SWITCHES = (
    ("repack", "rearrange weights in RAM for the processor"),
    ("unified", "parallel conversations share one KV cache"),
    ("kv-on-gpu", "caches lie on the GPU with their layers, else in RAM"),
    ("swa-full", "sliding-window layers keep the whole context"),
    ("mtp", "load the layers that guess tokens ahead too"),
)


def _plan(parser: argparse.ArgumentParser) -> None:
    default = Choices()
    parser.add_argument("--context", type=_number, help="context length in tokens, e.g. 32k")
    parser.add_argument("--gpu-layers", type=_layers, default=None, help="a number, all or auto")
    parser.add_argument("--kv-type", choices=KV_TYPES, help="type of the KV cache")
    parser.add_argument("--kv-type-k", choices=KV_TYPES)
    parser.add_argument("--kv-type-v", choices=KV_TYPES)
    parser.add_argument(
        "--flash-attention", choices=[str(f) for f in FlashAttention], default="auto"
    )
    parser.add_argument("--batch", type=_number, default=default.batch)
    parser.add_argument("--micro-batch", type=_number, default=default.micro_batch)
    parser.add_argument("--parallel", type=_number, default=default.parallel)
    parser.add_argument("--cpu-moe", type=_number, default=default.cpu_moe)
    parser.add_argument("--load", choices=[str(m) for m in LoadMode], default=str(default.load))
    parser.add_argument("--split", type=_shares, default=(), help="shares per GPU, e.g. 3,1")
    parser.add_argument("--main-gpu", type=_number, help="use this GPU alone; the first is 0")
    for name, text in _SWITCHES:
        usual = getattr(default, name.replace("-", "_"))
        parser.add_argument(
            f"--{name}",
            type=_switch,
            default=usual,
            metavar="on|off",
            help=f"{text}; {'on' if usual else 'off'} unless said",
        )


def _imagined(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--ram", type=_fraction, help="imagine so much RAM, in GiB")
    parser.add_argument("--gpu", help='imagine GPUs: GiB[,GiB…] or a name such as "RTX 4070"')


def _query(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("query")
    parser.add_argument(
        "--sort", choices=["trending", "downloads", "likes", "updated"], default="trending"
    )
    parser.add_argument("--limit", type=_count, default=20)


def _files(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("repo", help="owner/name")
    _wish(parser, otherwise="as chosen last")
    _plan(parser)
    _imagined(parser)


def _target(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("target", metavar="FILE|hf:owner/repo/path|catalog:owner/repo[:Q4_K_M]")


def _estimate(parser: argparse.ArgumentParser) -> None:
    _target(parser)
    _plan(parser)
    _imagined(parser)
    parser.add_argument(
        "--arithmetic", action="store_true", help="do not ask the engine, only calculate"
    )
    parser.add_argument(
        "--mmproj",
        metavar="FILE|hf:owner/repo/path",
        help="the part that reads pictures, loaded beside the model",
    )


def _tradeoff(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "asked",
        nargs="+",
        metavar="FAMILY|REPO",
        help='a family such as "Gemma 3", or repositories as owner/name',
    )
    parser.add_argument("--context", type=_number, help="context length in tokens, e.g. 32k")
    parser.add_argument("--axis", choices=["memory", "size", "speed"], default="memory")
    parser.add_argument("--budget", type=_fraction, help="GiB instead of this computer's")
    parser.add_argument("--csv", metavar="FILE", help="write the points to this file as well")
    _imagined(parser)


def _wish(
    parser: argparse.ArgumentParser, default: Wish | None = None, otherwise: str = ""
) -> None:
    """Priority and purpose; without a default, what holds unless they are said is `otherwise`."""
    parser.add_argument(
        "--priority",
        choices=[str(one) for one in Priority],
        default=str(default.priority) if default else None,
        help=f"what matters most; {default.priority if default else otherwise} unless said",
    )
    parser.add_argument(
        "--for",
        dest="purpose",
        choices=[str(one) for one in Purpose],
        default=str(default.purpose) if default else None,
        help=f"what it is for; {default.purpose if default else otherwise} unless said",
    )


def _recommend(parser: argparse.ArgumentParser) -> None:
    _wish(parser, USUAL)
    parser.add_argument("--context", type=_number, help="tokens of conversation to leave room for")
    parser.add_argument("--why", action="store_true", help="show the arithmetic")
    parser.add_argument(
        "--offline", action="store_true", help="do not ask the Hub about the files"
    )
    _imagined(parser)


def _download(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("repo", help="owner/name")
    parser.add_argument("path", nargs="+", help="a file of the repository, or a quantization")


def _file(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file")


def _delete(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file")
    parser.add_argument("--yes", action="store_true", help="do not ask")


def _chat(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE")
    parser.add_argument("--prompt", type=_said, help="what to say; without it, lines of stdin")
    parser.add_argument("--system", default="", help="the system prompt")
    parser.add_argument("--max-tokens", type=_number, default=0)
    parser.add_argument("--temperature", type=_fraction, default=None)
    parser.add_argument("--seed", type=_number, default=None)
    _plan(parser)


def _name(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", help="a file's name, a repository or a runner's tag")
    parser.add_argument("--repo", metavar="OWNER/NAME", help="the repository the file lies in")
    parser.add_argument(
        "--header",
        metavar="FILE|hf:owner/repo/path",
        help="a model file: say where its header disagrees with the name",
    )


def _term(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("term", nargs="+", metavar="TERM", help="such as Q4_K_M or KV cache")


def _hardware(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--measure", action="store_true", help="measure how fast its devices are; some seconds"
    )


def _nothing(parser: argparse.ArgumentParser) -> None:
    """Commands without words of their own."""


_COMMANDS: tuple[tuple[str, str, Callable[[argparse.ArgumentParser], None]], ...] = (
    ("hardware", "what this computer is", _hardware),
    ("search", "search Hugging Face for GGUF models", _query),
    ("files", "the files of a model, judged on this computer", _files),
    ("inspect", "what a model file is", _target),
    ("estimate", "the memory a model will take", _estimate),
    ("fit", "the longest context that fits, and what a longer one costs", _estimate),
    ("tradeoff", "bigger at fewer bits, or smaller at more", _tradeoff),
    ("recommend", "which model to take on this computer, and why", _recommend),
    ("download", "download files of a model", _download),
    ("list", "the models on this computer", _nothing),
    ("import", "add a model file where it lies", _file),
    ("delete", "delete a model", _delete),
    ("chat", "talk to a model", _chat),
    ("decode", "what a model's name means, part by part", _name),
    ("explain", "what a term or a quantization means", _term),
    *MEASURING,
    ("receipts", "what loaded models took beside what was predicted", _nothing),
    *TESTING,
    *ENGINES,
    *ABOUT,
)
_OPTIONS: Final = ("-h", "--help", "--version")
COMMANDS: Final = tuple(name for name, _text, _describe in _COMMANDS)

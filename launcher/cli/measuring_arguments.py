"""The words after `snug measure` and `snug quantize`."""

import argparse
from typing import Final


def _measure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", nargs="+", metavar="FILE")
    parser.add_argument("--reference", metavar="FILE", help="compare predictions with this one")
    parser.add_argument("--text", metavar="FILE", help="read this text; else a sample text")
    parser.add_argument("--quick", action="store_true", help="fewer repeats and less text")
    parser.add_argument(
        "--make", action="append", default=[], metavar="TYPE,TYPE…", help="make these files too"
    )
    parser.add_argument("--imatrix", metavar="FILE", help="importance matrix to make them with")
    parser.add_argument(
        "--prompt", action="append", default=[], metavar="TEXT", help="let every file answer this"
    )
    parser.add_argument("--on-battery", action="store_true", help="with little charge left too")
    parser.add_argument("--fresh", action="store_true", help="measure again what is known")


def _quantize(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="in F32, F16, BF16 or Q8_0")
    parser.add_argument("type", metavar="TYPE", help="such as Q4_K_M")
    parser.add_argument("--imatrix", metavar="FILE", help="importance matrix of this model")
    parser.add_argument("--output", metavar="FILE", help="the new file; else beside the source")


MEASURING: Final = (
    ("measure", "compare files in size, memory, speed and predictions", _measure),
    ("quantize", "make a file in another quantization", _quantize),
)

"""Sayings for what goes wrong while files are measured or made in another quantization."""

from collections.abc import Callable
from typing import Any, Final

from launcher import errors
from launcher.sayings.saying import Saying

_TEXTS: Final = {
    "empty": "it is empty",
    "binary": "it is binary data and no text",
    "not UTF-8": "it is not written in UTF-8",
}


def unusable_text(error: errors.UnusableText) -> Saying:
    """What the file is instead."""
    looks = _TEXTS.get(error.looks_like, "it is {looks_like}")
    return Saying(
        f"{{path}} cannot be measured on: {looks}",
        "Choose a plain text in UTF-8, or leave it out and the sample text is used.",
    )


MEASURING: Final[dict[type[errors.SnugError], Saying | Callable[[Any], Saying]]] = {
    errors.MeasuringError: Saying("The files could not be measured.", "Try it again."),
    errors.MeasuringGoesOn: Saying(
        "Another measurement is running; two would slow each other down.",
        "Wait until it is over, or stop it.",
    ),
    errors.OnBattery: Saying(
        "The computer runs on its battery, with {charge} % left; measuring begins at {least} %.",
        "Connect it to mains power, or allow measuring on battery.",
    ),
    errors.UnusableText: unusable_text,
    errors.TextTooShort: Saying(
        "{path} is too short: it has {tokens} tokens, and {least} are needed for one window.",
        "Choose a longer text, or leave it out and the sample text is used.",
    ),
    errors.OtherVocabulary: Saying(
        "{path} has other tokens than {reference}, so their predictions cannot be set side by"
        " side (KL divergence).",
        "Measure only files of one model together, or leave the reference out.",
    ),
    errors.ReferenceLost: Saying(
        "The reference {path} can no longer be used: {reason}.",
        "Put it back or choose another reference; what was measured is kept.",
    ),
    errors.FileReplaced: Saying(
        "{path} was replaced by another file meanwhile.",
        "Start the measurement again; what was measured of the others is kept.",
    ),
    errors.DoesNotFit: Saying(
        "{path} does not fit on {device}: {needed} are needed and {free} are free.",
        "Close other programs or unload the model that chats, or leave this file out.",
    ),
    errors.NoRoomToMeasure: Saying(
        "Not enough room in {folder}: {needed} are needed ({what}), {free} are free.",
        "Delete something, or choose fewer files and a shorter text.",
        ("My models",),
    ),
    errors.NotMeasured: Saying(
        "{path} cannot be measured: {reason}.",
        "Leave it out; it may be damaged, so download or make it again.",
    ),
    errors.NothingToMeasure: Saying(
        "There is nothing to measure: {reason}.", "Name one file or more."
    ),
    errors.UnusedImatrix: Saying(
        "The importance matrix {path} would not be used, for no file is to be made with it.",
        "Say which types to make with it, or leave it out.",
    ),
    errors.QuantizeError: Saying("The file could not be made.", "Try it again."),
    errors.NoRoomToMake: Saying(
        "Not enough room in {folder}: {needed} are needed, {free} are free.",
        "Delete something, or have the new file written to another disk.",
        ("My models",),
    ),
    errors.AlreadyQuantized: Saying(
        "{path} is in {quantization}; made from it, another file would lose twice.",
        "Choose the model's F16, BF16, F32 or Q8_0 file.",
    ),
    errors.NeedsImatrix: Saying(
        "{quantization} keeps so few bits that the engine makes it only with an importance"
        " matrix (imatrix).",
        "Give an imatrix file of this model, or choose a type with more bits per weight.",
    ),
    errors.BadImatrix: Saying(
        "{path} cannot be used as an importance matrix: {reason}.",
        "Choose an imatrix file that was made with this model.",
    ),
    errors.TargetExists: Saying(
        "There is a file {path} already.", "Choose another name, or delete it first."
    ),
    errors.TargetIsSource: Saying(
        "{path} is the file it would be made from.", "Choose another name for the new file."
    ),
    errors.QuantizeFailed: Saying(
        "The engine could not make a file from {path}: {detail}.",
        "Choose another type, or another source file.",
    ),
}

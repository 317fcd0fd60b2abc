"""Sayings for errors whose words hang on their data."""

from typing import Final

from launcher import errors
from launcher.errors.files import A_FOLDER
from launcher.sayings.saying import Saying
from launcher.units import size_text

_LOOKS: Final = {
    "empty": ("it is empty", "Download it again; the first attempt left nothing."),
    "html": (
        "it is a web page, perhaps a sign-in or error page",
        "Download the model again through Find.",
    ),
    "git-lfs": (
        "it only points to the model (a git-lfs pointer)",
        "Download the model itself through Find, or run git lfs pull.",
    ),
    "json": ("it is a JSON text", "Choose the file of the model that ends in .gguf."),
    "zip": ("it is an archive (zip)", "Unpack it and choose the .gguf file inside."),
}
_DEATHS: Final = {
    "killed": "The engine was ended from outside",
    "out_of_memory": "The system ended the engine because memory ran out",
    "assertion": "The engine stopped at a fault it noticed itself",
    "crash": "The engine crashed",
    "illegal_instruction": "The engine uses processor instructions this computer does not have",
    "missing_library": "The engine cannot start because a library of it is absent or damaged",
    "stopped": "The engine was told to end",
    "exit": "The engine ended by itself",
}
_AFTER_DEATH: Final = {
    "out_of_memory": (
        "What was written is kept. Load it with a shorter context, or a smaller model."
    ),
    "illegal_instruction": (
        "Set the program up again on this computer, so that the engine fits it."
    ),
    "missing_library": "Install Snug again; models and conversations stay.",
}
_LARGEST_PLAIN_CODE: Final = 255  # larger ones are Windows' own, which everybody writes in hex
_CHOOSE: Final = "Choose a model made for chatting."
_BESIDE: Final = "Choose the model's main file; this one goes beside it."
_ROLES: Final = {
    "mmproj": ("lets a model see pictures and cannot chat by itself (mmproj)", _BESIDE),
    "lora": ("changes another model and cannot chat by itself (LoRA)", _BESIDE),
    "draft": ("guesses ahead for another model and cannot chat by itself (draft)", _BESIDE),
    "imatrix": ("holds statistics for making smaller files (imatrix)", _CHOOSE),
    "vocab": ("holds a vocabulary and no weights (vocab)", _CHOOSE),
    "embedding": ("turns text into vectors and cannot write (embedding)", _CHOOSE),
}


def not_gguf(error: errors.NotGguf) -> Saying:
    """What the file is instead."""
    looks, step = _LOOKS.get(
        error.looks_like, ("its first bytes are something else", "Choose a file in GGUF format.")
    )
    return Saying(f"{{path}} is not a model (GGUF): {looks}", step)


def unreadable(error: errors.UnreadableFile) -> Saying:
    """What helps; a folder is well and merely no model."""
    step = "Check its permissions, and that the disk is well."
    if error.reason == A_FOLDER:
        step = "Choose a model in it: a file that ends in .gguf."
    return Saying("{path} cannot be read: {reason}.", step)


def truncated(error: errors.TruncatedFile) -> Saying:
    """How much is there; the worker does not always know how much should be."""
    step = "Download it again; the missing rest cannot be guessed."
    if error.expected <= error.actual:
        return Saying("{path} ends too early: {actual} are there and more should follow", step)
    if size_text(error.expected) == size_text(error.actual):
        figures = f"{error.actual:,} of {error.expected:,} bytes are there"
        return Saying(f"{{path}} is cut off: {figures}", step)
    return Saying("{path} is cut off: {actual} are there of at least {expected}", step)


def damaged(error: errors.DamagedHeader) -> Saying:
    """Where it was noticed; what the header as a whole says has no place."""
    place = " (noticed at byte {offset})" if error.offset else ""
    return Saying(f"{{path}} is damaged: {{reason}}{place}.", "Download it again.")


def not_a_chat_model(error: errors.NotAChatModel) -> Saying:
    """What the file is for instead."""
    what, step = _ROLES.get(error.role, ("is no model to chat with ({role})", _CHOOSE))
    return Saying(f"{{path}} {what}", step)


def gated(error: errors.RepoGated) -> Saying:
    """Whether a token would help."""
    if error.has_token:
        return Saying(
            "The owner of {repo} has not given your account access yet",
            "Ask for access on its page at the Hub, then try again.",
            ("Open its page",),
        )
    return Saying(
        "The owner of {repo} wants people to ask for access first",
        "Ask on its page at the Hub, then enter your access token in Settings.",
        ("Open its page", "Settings"),
    )


def died(error: errors.EngineDied) -> Saying:
    """The cause, and the best of the last words."""
    cause = _DEATHS.get(error.cause, _DEATHS["exit"])
    code = f"0x{error.code:08X}" if error.code > _LARGEST_PLAIN_CODE else str(error.code)
    return Saying(
        f"{cause} (code {code})" + (": {last_words}" if any(error.last_words) else ""),
        _AFTER_DEATH.get(
            error.cause, "What was written is kept, and the next message starts the engine again."
        ),
    )


def out_of_memory(error: errors.OutOfMemory) -> Saying:
    """Where, and how much, as far as the engine said."""
    where = " on {device}" if error.device else ""
    what = f"Memory ran out{where}: {{needed}} more could not be had"
    return Saying(
        what if error.needed else f"Memory ran out{where}",
        "Choose a shorter context, fewer GPU layers or a smaller file, then load it again.",
    )


def unknown_choice(error: errors.UnknownChoice) -> Saying:
    """What is allowed, as far as that is known."""
    what = "“{asked}” is not possible for {what}" if error.asked else "This {what} is not possible"
    return Saying(what, "Choose among {allowed}" if error.allowed else "Choose another value.")


def unknown_term(error: errors.UnknownTerm) -> Saying:
    """What was perhaps meant."""
    what = "The glossary does not explain “{asked}”" if error.asked else "No term was asked for"
    if error.near:
        return Saying(what, "Perhaps one of these is meant: {near}")
    return Saying(what, "Try another word for it, such as quantization, context or Q4_K_M.")


def foreign_type(error: errors.ForeignType) -> Saying:
    """Who loads it, if anyone still does."""
    if error.removed:
        return Saying(
            "{path} is in {quantization}, which the engine no longer loads.",
            "Choose another file of this model; Q4_0 took its place.",
        )
    return Saying(
        "{path} is in {quantization}, which only the fork ik_llama.cpp loads; the engine here"
        " cannot.",
        "Choose another file of this model.",
    )

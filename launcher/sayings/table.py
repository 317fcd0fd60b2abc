"""The table: a saying for every class of error."""

from collections.abc import Callable
from typing import Any, Final

from launcher import errors
from launcher.errors import SnugError
from launcher.sayings.chosen import (
    damaged,
    died,
    foreign_type,
    gated,
    not_a_chat_model,
    not_gguf,
    out_of_memory,
    truncated,
    unknown_choice,
    unknown_term,
    unreadable,
)
from launcher.sayings.engines import ENGINES, engine_missing
from launcher.sayings.measuring import MEASURING
from launcher.sayings.opening import OPENING, library_missing
from launcher.sayings.saying import Saying
from launcher.sayings.updates import UPDATES

Chosen = Callable[[Any], Saying]


def saying_of(error: SnugError) -> Saying:
    """The saying of the error's class, or of the nearest class above it."""
    kind = next(each for each in type(error).__mro__ if each in SAYINGS)
    saying = SAYINGS[kind]
    return saying if isinstance(saying, Saying) else saying(error)


SAYINGS: Final[dict[type[SnugError], Saying | Chosen]] = {
    SnugError: Saying("It could not be done.", "Try it again."),
    # files that are meant to be models
    errors.BadModelFile: Saying(
        "{path} cannot be used as a model.", "Choose another file in GGUF format."
    ),
    errors.NoSuchFile: Saying(
        "There is no file {path}.", "Check that its disk is connected and that it was not moved."
    ),
    errors.UnreadableFile: unreadable,
    errors.NotGguf: not_gguf,
    errors.TruncatedFile: truncated,
    errors.DamagedHeader: damaged,
    errors.UnsupportedArchitecture: Saying(
        "This engine does not know models of the kind {architecture} ({path}).",
        "Choose another model, or look for a newer version of the program.",
    ),
    errors.NotAChatModel: not_a_chat_model,
    errors.MissingShard: Saying(
        "{path} is one part of a model, and {missing} is not there.",
        "Put all parts into one folder, or download the model again.",
    ),
    errors.ForeignType: foreign_type,
    errors.GuideMissing: Saying(
        "Snug's little guide is missing from this installation ({path}).",
        "Set the program up again, or use another model.",
    ),
    errors.GuideDamaged: Saying(
        "Snug's little guide is damaged: {path} is not the file that shipped.",
        "Set the program up again, or use another model.",
    ),
    # the Hub
    errors.HubError: Saying("The Hub could not give what was asked.", "Try it again later."),
    errors.NoNetwork: Saying(
        "The Hub ({host}) cannot be reached: {detail}.",
        "Check the connection; models on this computer work without it.",
        ("Try again",),
    ),
    errors.RateLimited: Saying(
        "The Hub asks us to wait {seconds}.",
        "Try again then; with an access token in Settings the limit is higher.",
        ("Settings",),
    ),
    errors.HubRefused: Saying(
        "The Hub refused with error {status}: {detail}.", "Try it again in a while."
    ),
    errors.InvalidToken: Saying(
        "The access token is not valid.",
        "Copy it again from your Hub account and enter it in Settings.",
        ("Settings",),
    ),
    errors.RepoNotFound: Saying(
        "There is no repository {repo}, or it is private.",
        "Check the name; a private one needs an access token in Settings.",
    ),
    errors.RepoGated: gated,
    errors.RepoEmpty: Saying(
        "{repo} holds no model file (GGUF).", "Search for the model's name together with GGUF."
    ),
    errors.RepoIncomplete: Saying(
        "{repo} holds no model that can be loaded as it is: {problems}.",
        "Look for another repository of this model, or ask its owner.",
    ),
    errors.FileNotInRepo: Saying(
        "{repo} has no file {path}.", "Look at the list of its files; it may have been renamed."
    ),
    # downloads
    errors.DownloadError: Saying(
        "The download stopped.", "Resume it; what has arrived is kept.", ("Resume",)
    ),
    errors.DiskFull: Saying(
        "Not enough room in {folder}: {needed} are needed, {free} are free.",
        "Delete something, or choose another models folder in Settings.",
        ("My models", "Settings"),
    ),
    errors.FolderNotWritable: Saying(
        "{folder} cannot be written to: {reason}.",
        "Choose another models folder in Settings.",
        ("Settings",),
    ),
    errors.ChecksumMismatch: Saying(
        "{path} is not the file it should be: its SHA-256 begins {actual} instead of {expected}.",
        "Download it again; this copy should not be trusted.",
    ),
    errors.FileChanged: Saying(
        "{path} was replaced at the Hub since it was looked at.",
        "Open the model's page again; then download the new one.",
    ),
    errors.ConnectionLost: Saying(
        "The connection broke while fetching {path} (attempt {attempts}): {detail}.",
        "Resume when the network is better; what has arrived is kept.",
        ("Resume",),
    ),
    errors.UnsafePath: Saying(
        "The name {path} cannot be stored safely on this computer.",
        "Choose another file; this one is not downloaded.",
    ),
    errors.PathTooLong: Saying(
        "The path of {path} would have {length} characters, {most} at most can be stored here.",
        "Choose a models folder with a shorter path in Settings.",
        ("Settings",),
    ),
    # choices
    errors.ChoiceError: Saying("The engine cannot do that.", "Choose another value."),
    errors.OutOfRange: Saying(
        "{asked} is not possible for {what}.", "Choose a number from {least} to {most}."
    ),
    errors.UnknownChoice: unknown_choice,
    errors.UnknownTerm: unknown_term,
    errors.CannotImagine: Saying(
        "“{asked}” is no computer that could be imagined.",
        "{hint}",
    ),
    errors.KvTypeMisfit: Saying(
        "The KV type {kv_type} stores blocks of {block}, which do not divide this model's "
        "head size of {head_size}.",
        "Choose f16 or another KV type.",
    ),
    errors.QuantizedVNeedsFlashAttention: Saying(
        "The KV type {kv_type} for V works only with flash attention.",
        "Switch flash attention on, or choose f16 for V.",
    ),
    # the engine
    errors.EngineError: Saying("The engine could not do it.", "Try it again."),
    errors.EngineMissing: engine_missing,
    errors.EngineDied: died,
    errors.EngineTimeout: Saying(
        "The engine said nothing for {seconds} while starting.",
        "Try again; close other programs if the computer is busy.",
    ),
    errors.EngineHung: Saying(
        "The engine was ended after {seconds} without an answer.",
        "Try it again; if it comes back, choose another file of this model.",
    ),
    errors.EngineBusy: Saying(
        "Another answer is being written.", "Wait for it to end, or stop it."
    ),
    errors.NoModelLoaded: Saying(
        "No model is loaded.", "Load one from My models.", ("My models", "Find")
    ),
    errors.LoadFailed: Saying(
        "{path} could not be loaded: {detail}.",
        "Try a shorter context, or choose another file of this model.",
    ),
    errors.LoadCancelled: Saying(
        "The loading was stopped.", "Load the model again when you want it."
    ),
    errors.OutOfMemory: out_of_memory,
    errors.ContextOverflow: Saying(
        "The conversation has {tokens} tokens; the context holds {granted}.",
        "Start a new conversation, or use a model with a longer context.",
    ),
    errors.TemplateFailed: Saying(
        "The model's own chat template cannot be used: {detail}.",
        "Choose another file of this model, or another model.",
    ),
    errors.DecodeFailed: Saying(
        "The engine failed in the middle of the answer (code {code}): {detail}.",
        "What was written is kept. Ask again; if it comes back, load the model anew.",
    ),
    errors.ProtocolMismatch: Saying(
        "The program and its engine do not understand each other: {detail}.",
        "Set the program up again, so that both are of one version.",
    ),
    # what we keep
    errors.StorageError: Saying(
        "Something could not be read or written on the disk.", "Check that the disk is not full."
    ),
    errors.SettingsDamaged: Saying(
        "The settings file {path} made no sense, so the defaults hold.",
        "The old file is kept as {kept}.",
    ),
    errors.SettingsNotKept: Saying(
        "Settings cannot be saved in {path}: {reason}.",
        "They hold until Snug is closed; to keep them, make that folder writable.",
    ),
    errors.SettingsIgnored: Saying(
        "Some settings have values that make no sense, and their defaults hold: {names}.",
        "Choose them again in Settings (the file is {path}).",
        ("Settings",),
    ),
    errors.LibraryDamaged: Saying(
        "The list of known models {path} made no sense, so a new one is begun.",
        "No model is lost: the old list is kept as {kept}.",
    ),
    errors.ReceiptsDamaged: Saying(
        "The history of measured loads {path} is damaged; what makes no sense is left out.",
        "Nothing else is touched: the old history is kept as {kept}.",
    ),
    errors.MeasuredDamaged: Saying(
        "The figures measured of model files {path} are damaged; what makes no sense is left out.",
        "Measure again what is missing; the old file is kept as {kept}.",
    ),
    errors.SpeedsDamaged: Saying(
        "The file of measured speeds {path} is damaged; what makes no sense is left out.",
        "Nothing else is touched: the old file is kept as {kept}.",
    ),
    errors.ConversationsDamaged: Saying(
        "The conversations' file {path} is damaged.",
        "It is kept as {kept}. A new one is begun when the program starts.",
    ),
    errors.ConversationsNotKept: Saying(
        "The conversations' file {path} cannot be written: {reason}.",
        "What is said now is gone when the program ends; export what you want to keep.",
    ),
    errors.ConversationGone: Saying(
        "Conversation or message {number} is not there any more.",
        "Choose another one; this one was deleted.",
    ),
    errors.NewerData: Saying(
        "A newer version of Snug wrote {path}, so it is left as it is and not used.",
        "Use that version; what this one would add to the file is not kept.",
    ),
    errors.NotSaved: Saying(
        "{path} could not be written: {reason}.",
        "Check that the disk is not full and that you may write there, then try again.",
    ),
    errors.CannotDelete: Saying(
        "{path} could not be deleted: {reason}.",
        "Eject the model if it is loaded, close other programs that use it, and try again.",
    ),
    errors.NotOurs: Saying(
        "{path} is not in the library, so it is not deleted.",
        "Delete it in the file manager if you want it gone.",
    ),
    errors.BuiltIn: Saying(
        "Snug's little guide is a part of the program ({path}), so it is not deleted.",
        "Hide it in My models or in Settings if you do not want to see it.",
    ),
    errors.KeyringUnavailable: Saying(
        "The system's store for secrets (keyring) cannot be used: {reason}.",
        "Unlock it or set one up, or let the token be kept in a file that only you can read.",
    ),
    # measuring and making files
    **MEASURING,
    # engine packs
    **ENGINES,
    # starting the program
    **OPENING,
    errors.SystemLibraryMissing: library_missing,
    **UPDATES,
}

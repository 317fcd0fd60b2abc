"""From the worker's Failed to the error a person hears of, in one table."""

from collections.abc import Callable
from typing import Final

from launcher import errors
from launcher.protocol.messages import Failed


def error_of(failed: Failed, path: str = "") -> errors.SnugError:
    """The error; `path` is the model the request was about."""
    make = TABLE.get(failed.kind)
    if make is None:
        return errors.ProtocolMismatch(f"unknown failure: {failed.kind}")
    return make(failed, path)


def _number(failed: Failed, index: int = 0) -> int:
    return failed.numbers[index] if index < len(failed.numbers) else 0


def _detail(failed: Failed) -> str:
    return failed.detail or (failed.log[-1] if failed.log else "")


def _unknown_choice(failed: Failed, _path: str) -> errors.SnugError:
    what, _, asked = failed.detail.partition("=")
    return errors.UnknownChoice(what, asked, ())


def _out_of_range(failed: Failed, _path: str) -> errors.SnugError:
    return errors.OutOfRange(
        failed.detail, _number(failed, 0), _number(failed, 1), _number(failed, 2)
    )


def _internal(failed: Failed, path: str) -> errors.SnugError:
    if path:
        return errors.LoadFailed(path, _detail(failed))
    return errors.DecodeFailed(0, _detail(failed))


def _apart(failed: Failed) -> tuple[str, str]:
    """What is wrong, and the path of the file it is about where that is not the model."""
    what, _, path = failed.detail.partition("\n")
    return what, path


def _of_file(
    make: Callable[[str, str], errors.SnugError],
) -> Callable[[Failed, str], errors.SnugError]:
    """An error of a path and a reason, about the file that is named in the detail."""

    def made(failed: Failed, path: str) -> errors.SnugError:
        what, other = _apart(failed)
        return make(other or path, what)

    return made


TABLE: Final[dict[str, Callable[[Failed, str], errors.SnugError]]] = {
    "no_such_file": lambda _f, path: errors.NoSuchFile(path),
    "unreadable": lambda f, path: errors.UnreadableFile(path, f.detail),
    "not_gguf": lambda f, path: errors.NotGguf(path, f.detail or "unknown"),
    "truncated": lambda f, path: errors.TruncatedFile(path, _number(f), _number(f, 1)),
    "damaged": lambda f, path: errors.DamagedHeader(path, _detail(f), 0),
    "unsupported_architecture": lambda f, path: errors.UnsupportedArchitecture(path, f.detail),
    "not_a_chat_model": lambda f, path: errors.NotAChatModel(path, f.detail),
    "missing_shard": lambda f, path: errors.MissingShard(path, f.detail),
    "out_of_memory": lambda f, _path: errors.OutOfMemory(f.detail, _number(f)),
    "bad_choice": _out_of_range,
    "unknown_choice": _unknown_choice,
    "kv_type_misfit": lambda f, _p: errors.KvTypeMisfit(f.detail, _number(f), _number(f, 1)),
    "v_needs_flash_attention": lambda f, _p: errors.QuantizedVNeedsFlashAttention(f.detail),
    "load_failed": lambda f, path: errors.LoadFailed(path, _detail(f)),
    "context_failed": lambda f, path: errors.LoadFailed(path, _detail(f)),
    "context_overflow": lambda f, _path: errors.ContextOverflow(_number(f), _number(f, 1)),
    "template": lambda f, _path: errors.TemplateFailed(f.detail),
    "decode": lambda f, _path: errors.DecodeFailed(_number(f), _detail(f)),
    "cancelled": lambda _f, _path: errors.LoadCancelled(),
    "busy": lambda _f, _path: errors.EngineBusy(),
    "no_model": lambda _f, _path: errors.NoModelLoaded(),
    "engine_missing": lambda f, _path: errors.EngineMissing(f.detail),
    "protocol": lambda f, _path: errors.ProtocolMismatch(f.detail),
    "unusable_text": _of_file(errors.UnusableText),
    "text_too_short": lambda f, _p: errors.TextTooShort(f.detail, _number(f), _number(f, 1)),
    "other_vocabulary": lambda f, path: errors.OtherVocabulary(path, f.detail),
    "reference_lost": _of_file(errors.ReferenceLost),
    "already_quantized": lambda f, path: errors.AlreadyQuantized(path, f.detail),
    "needs_imatrix": lambda f, _path: errors.NeedsImatrix(f.detail),
    "bad_imatrix": _of_file(errors.BadImatrix),
    "target_is_source": lambda _f, path: errors.TargetIsSource(path),
    "quantize_failed": lambda f, path: errors.QuantizeFailed(path, _detail(f)),
    "disk_full": lambda f, _path: errors.DiskFull(f.detail, _number(f), _number(f, 1)),
    "not_saved": _of_file(errors.NotSaved),
    "internal": _internal,
}

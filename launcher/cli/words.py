"""Answers in words and columns, for people at a terminal."""

from collections.abc import Sequence

from launcher.actions.imagine import summary
from launcher.actions.judging import VariantRow
from launcher.hardware.facts import Machine
from launcher.hub.search import FoundModel
from launcher.memory.estimate import Basis, DeviceShare, Estimate
from launcher.models.catalog import is_from_catalog
from launcher.models.facts import ModelFacts
from launcher.models.quantization import quantization_of, tensor_mix
from launcher.units import size_text, tokens_text


def columns(rows: Sequence[Sequence[str]], *, right: Sequence[int] = ()) -> str:
    """Rows with their columns aligned; those in `right` to the right."""
    if not rows:
        return ""
    widths = [max(len(row[n]) for row in rows) for n in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = [
            cell.rjust(widths[n]) if n in right else cell.ljust(widths[n])
            for n, cell in enumerate(row)
        ]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


def found(models: Sequence[FoundModel]) -> str:
    """Search results."""
    if not models:
        return "Nothing was found. Fewer or other words may help."
    rows = [("Model", "Weights", "Downloads", "Likes", "Updated", "")]
    rows += [
        (
            model.repo,
            "" if model.parameters is None else _weights(model.parameters),
            "" if model.downloads is None else f"{model.downloads:,}",
            "" if model.likes is None else f"{model.likes:,}",
            "" if model.updated is None else model.updated.date().isoformat(),
            "asks for access" if model.gated else "",
        )
        for model in models
    ]
    return columns(rows, right=(1, 2, 3))


def _weights(count: int) -> str:
    return f"{count / 1e9:.1f} B" if count >= 1e8 else f"{count / 1e6:.1f} M"


def variants(rows: Sequence[VariantRow], reason: str) -> str:
    """The variants of a repository, and why one of them is recommended."""
    head = ("", "Name", "Quantization", "Size", "Bits/weight", "State", "Quality", "Tokens/s")
    table = [(*head, "Longest context"), *map(_variant, rows)]
    chosen = next((row for row in rows if row.recommended), None)
    problems = [row.reason for row in rows if row.problem is not None and row.reason]
    said = [*([reason] if reason else []), *_next(chosen, rows), *problems]
    return columns(table, right=(3, 4, 7, 8)) + ("\n\n" + "\n".join(said) if said else "")


def _variant(row: VariantRow) -> tuple[str, ...]:
    state = str(row.fit).replace("_", " ") if row.fit is not None else row.variant.role
    return (
        "*" if row.recommended else "",
        row.variant.name,
        row.variant.quantization or "",
        size_text(row.variant.size),
        "" if row.bits_per_weight is None else f"{row.bits_per_weight:.2f}",
        "cannot be used" if row.problem is not None else state,
        _quality(row),
        _speed(row) if row.fit is not None else "",
        _longest(row.longest),
    )


def _quality(row: VariantRow) -> str:
    if row.quality is None:
        return ""
    words = row.quality.words.lower()
    return f"{words} (measured)" if row.quality.basis is Basis.MEASURED else words


def _speed(row: VariantRow) -> str:
    if row.speed is None:
        return "unknown"
    ends = (row.speed.low, row.speed.high)
    low, high = (f"{rate:.0f}" if rate >= 10 else f"{rate:.1f}" for rate in ends)
    return low if low == high else f"{low} to {high}"


def _longest(tokens: int | None) -> str:
    if tokens is None:
        return ""
    return f"{tokens:,}" if tokens else "none"


def _next(chosen: VariantRow | None, rows: Sequence[VariantRow]) -> list[str]:
    """What speaks against the next one."""
    if chosen is None or chosen.runner_up is None or chosen.why_not is None:
        return []
    kinds = {row.variant.name: row.variant.quantization for row in rows}
    return [f"Next: {kinds.get(chosen.runner_up) or chosen.runner_up}. {chosen.why_not}"]


def facts(model: ModelFacts) -> str:
    """What a model is."""
    lines = [
        f"Name            {model.name or 'not given'}",
        f"Architecture    {model.architecture}",
        f"Weights         {model.parameters:,} in {model.layers} layers",
        f"Trained to      {model.trained_context:,} tokens of context",
        f"Quantization    {quantization_of(model)}, {model.bits_per_weight:.2f} bits per weight",
        f"Size            {size_text(model.file_size)}",
        f"Chat template   {_template(model)}",
    ]
    mix = ", ".join(f"{part.share:.0%} {kind}" for kind, part in tensor_mix(model).items())
    return "\n".join([*lines, f"Types           {mix}"])


def _template(model: ModelFacts) -> str:
    if is_from_catalog(model):
        return "not known here"
    return "in the file" if model.chat_template else "none in the file"


def computer(machine: Machine) -> str:
    """A first line that says so where the computer is imagined."""
    return f"Imagined computer: {summary(machine)}.\n\n" if machine.imagined else ""


def estimate(answer: Estimate) -> str:
    """What a model will take, a row per device."""
    rows: list[tuple[str, ...]] = [
        (
            "Device",
            "Weights",
            "KV cache",
            "State",
            "Compute",
            "Output",
            "Pictures",
            "Sum",
            "Free",
            "",
        )
    ]
    rows += [(*_share(share), _fits(answer, share)) for share in answer.devices]
    context = answer.context
    trained = tokens_text(context.trained) if context.trained else "an unknown length"
    if not any(share.mmproj for share in answer.devices):
        rows = [(*row[:6], *row[7:]) for row in rows]
    lines = [
        columns(rows, right=range(1, len(rows[0]) - 1)),
        "",
        f"Context {context.granted:,} tokens (asked {context.asked:,}, trained {trained}); "
        f"{answer.gpu_layers} of {answer.layers} layers on a GPU.",
        f"{size_text(answer.total)} in all. Main memory: {size_text(answer.reserved)} set aside, "
        f"about {size_text(answer.resident)} occupied once loaded.",
        _gap(answer),
        f"Weights: {answer.basis.weights}. KV cache: {answer.basis.kv}. State: "
        f"{answer.basis.recurrent}. Compute: {answer.basis.compute}. Occupied: "
        f"{answer.basis.resident}.",
    ]
    return "\n".join([*lines, *answer.notes])


def _gap(answer: Estimate) -> str:
    """Why what is occupied is not what is set aside."""
    if answer.resident > answer.reserved + answer.devices[0].repacked // 2 > answer.reserved:
        return (
            "More, because the mapped file's pages stay beside what was rearranged from them; "
            "the system may take them back."
        )
    if answer.resident > answer.reserved:
        return "More, because the engine itself and the model's vocabulary take room too."
    return "Less, because working memory is set aside whole and used in part."


def _share(share: DeviceShare) -> tuple[str, ...]:
    return (
        share.name,
        size_text(share.weights),
        size_text(share.kv),
        size_text(share.recurrent),
        size_text(share.compute),
        size_text(share.output),
        size_text(share.mmproj) if share.mmproj else "",
        size_text(share.sum),
        size_text(share.free),
    )


def _fits(answer: Estimate, share: DeviceShare) -> str:
    if answer.fits(share):
        return "fits"
    return "too big" if share.sum > share.free else "too big together"

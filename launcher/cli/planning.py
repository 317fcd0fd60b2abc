"""`snug search`, `files`, `inspect`, `estimate`: looking before downloading."""

import argparse
from dataclasses import replace
from itertools import islice

from launcher.actions.corrections import Corrections
from launcher.actions.estimate import estimate_exactly, estimate_now
from launcher.actions.judging import VariantRow, advice_of, longest_of, rows_of
from launcher.actions.measuring.evidence import measured_evidence
from launcher.actions.pace import measured_paces
from launcher.actions.parts import Parts
from launcher.actions.receipts import measured_here
from launcher.actions.repository import (
    Headers,
    Repository,
    headers_with,
    open_repository,
    read_headers,
)
from launcher.actions.stand_in import found_models, may_stand_in, repository_from, stand_in_of
from launcher.actions.target import resolve_or_known
from launcher.choosing.quality_words import Judged
from launcher.choosing.wish import Priority, Purpose, Wish, wish_of
from launcher.cli import instead, words
from launcher.cli.evidence import figure_keys
from launcher.cli.output import Output
from launcher.cli.planned import choices_of, computer, machine_of, mmproj_of
from launcher.cli.receipts import measured_keys, measured_words
from launcher.cli.speeds import speed_keys
from launcher.errors import HubError
from launcher.hardware.facts import Machine
from launcher.hub.search import FoundModel, Sort, search
from launcher.memory.estimate import DeviceShare, Estimate
from launcher.models.quantization import quantization_of, tensor_mix


def search_hub(arguments: argparse.Namespace, parts: Parts, output: Output) -> int:
    """Models on the Hub that match the words; those of the catalog while it cannot be asked."""
    unasked: HubError | None = None
    try:
        wanted = search(parts.hub, arguments.query, Sort(arguments.sort))
        found = list(islice(wanted, arguments.limit))
    except HubError as error:
        found = list(found_models(arguments.query)[: arguments.limit])
        if not found or not may_stand_in(error):
            raise
        unasked = error
    notes = instead.notes(unasked)
    keys = {
        "models": [_found(model) for model in found],
        "basis": instead.basis(unasked),
        "notes": list(notes),
    }
    output.answer(keys, instead.above(notes) + words.found(found))
    return 0


def files(arguments: argparse.Namespace, parts: Parts, output: Output) -> int:
    """The variants of a repository, judged at the choices, one of them recommended."""
    repository, headers, unasked = _opened(parts, arguments.repo)
    machine = machine_of(arguments, parts)
    wish = _wish(arguments, parts)
    rows, headers = _judged(arguments, parts, repository, headers, machine=machine, wish=wish)
    advice = advice_of(repository, rows, headers, wish)
    judged = {row.variant.name: row for row in rows}
    every = [judged.get(v.name) or VariantRow(variant=v) for v in repository.variants]
    notes = instead.notes(unasked, repo=repository.repo)
    keys = {
        "commit": repository.commit,
        "variants": [_variant(row) for row in every],
        "imagined": computer(machine),
        "basis": instead.basis(unasked),
        "notes": list(notes),
    }
    table = words.variants(every, advice.reason)
    output.answer(keys, words.computer(machine) + instead.above(notes) + table)
    return 0


def _opened(parts: Parts, repo: str) -> tuple[Repository, Headers, HubError | None]:
    """A repository and its headers; of the catalog, and why, where the Hub cannot be asked."""
    try:
        repository = open_repository(parts, repo)
        return repository, read_headers(parts, repository), None
    except HubError as error:
        one = stand_in_of(repo) if may_stand_in(error) else None
        if one is None:
            raise
        return *repository_from(one, repo.strip("/")), error


def _wish(arguments: argparse.Namespace, parts: Parts) -> Wish:
    """As the call has it, else as it was chosen last."""
    settings = parts.settings.settings
    context = settings.context if arguments.context is None else arguments.context
    wish = wish_of(settings, context)
    priority, purpose = arguments.priority, arguments.purpose
    return replace(
        wish,
        priority=Priority(priority) if priority else wish.priority,
        purpose=Purpose(purpose) if purpose else wish.purpose,
    )


def _judged(
    arguments: argparse.Namespace,
    parts: Parts,
    repository: Repository,
    headers: Headers,
    *,
    machine: Machine,
    wish: Wish,
) -> tuple[tuple[VariantRow, ...], Headers]:
    """Every variant judged; the header of the recommended one is its own, so it is no bad file."""
    choices = choices_of(arguments, parts, next(iter(headers.own.values())))
    reserve = parts.settings.settings.reserve
    measured = measured_paces(parts, machine)
    while True:
        longest = longest_of(repository, headers, choices, machine, reserve=reserve)
        rows = rows_of(
            repository,
            headers,
            choices,
            machine,
            reserve=reserve,
            measured=measured,
            corrections=Corrections(parts),
            here=measured_evidence(parts, machine),
            longest=longest,
            wish=wish,
        )
        chosen = next((row.variant for row in rows if row.recommended), None)
        if chosen is None or chosen.name in headers.own:
            return rows, headers
        headers = headers_with(parts, repository, headers, chosen)


def inspect(arguments: argparse.Namespace, parts: Parts, output: Output) -> int:
    """What a model file is, from its header."""
    target = resolve_or_known(parts, arguments.target)
    facts, notes = target.facts, instead.target_notes(target)
    keys: dict[str, object] = {
        "name": facts.name,
        "architecture": facts.architecture,
        "parameters": facts.parameters,
        "layers": facts.layers,
        "context_length": facts.trained_context or None,
        "quantization": quantization_of(facts),
        "bits_per_weight": facts.bits_per_weight,
        "size": facts.file_size,
        "header_size": facts.header_size,
        "vocabulary": facts.vocabulary,
        "embedding_length": facts.key("embedding_length"),
        "heads": facts.key("attention.head_count"),
        "kv_heads": facts.key("attention.head_count_kv"),
        "experts": facts.key("expert_count"),
        "sliding_window": facts.key("attention.sliding_window"),
        "tensor_types": {
            kind: {"count": part.count, "bytes": part.bytes, "share": part.share}
            for kind, part in tensor_mix(facts).items()
        },
        "chat_template": facts.chat_template,
        "notes": list(notes),
    }
    output.answer(keys, instead.above(notes) + words.facts(facts))
    return 0


def estimate(arguments: argparse.Namespace, parts: Parts, output: Output) -> int:
    """The memory a model will take, per device and part, each with its basis."""
    target = resolve_or_known(parts, arguments.target)
    facts = target.facts
    machine = machine_of(arguments, parts)
    choices = choices_of(arguments, parts, facts)
    mmproj = mmproj_of(arguments, parts)
    reserve = parts.settings.settings.reserve
    answer = (
        estimate_now(facts, choices, machine, reserve=reserve, mmproj=mmproj)
        if arguments.arithmetic
        else estimate_exactly(parts, facts, choices, machine, mmproj, name=arguments.target)
    )
    seen = None if machine.imagined else measured_here(parts, facts, choices)
    answer = replace(answer, notes=(*answer.notes, *instead.target_notes(target)))
    keys = _estimated(answer) | {"measured": measured_keys(seen), "imagined": computer(machine)}
    output.answer(keys, words.computer(machine) + words.estimate(answer) + measured_words(seen))
    return 0


def _estimated(answer: Estimate) -> dict[str, object]:
    return {
        "context": {
            "asked": answer.context.asked,
            "granted": answer.context.granted,
            "trained": answer.context.trained or None,
        },
        "layers": answer.layers,
        "gpu_layers": answer.gpu_layers,
        "devices": [_share(share) | {"fits": answer.fits(share)} for share in answer.devices],
        "total": answer.total,
        "reserved": answer.reserved,
        "resident": answer.resident,
        "basis": {
            "weights": str(answer.basis.weights),
            "kv": str(answer.basis.kv),
            "recurrent": str(answer.basis.recurrent),
            "compute": str(answer.basis.compute),
            "resident": str(answer.basis.resident),
        },
        "notes": list(answer.notes),
    }


def _share(share: DeviceShare) -> dict[str, object]:
    return {
        "name": share.name,
        "kind": str(share.kind),
        "weights": share.weights,
        "repacked": share.repacked,
        "kv": share.kv,
        "recurrent": share.recurrent,
        "compute": share.compute,
        "output": share.output,
        "mmproj": share.mmproj,
        "sum": share.sum,
        "total": share.total,
        "free": share.free,
    }


def _found(model: FoundModel) -> dict[str, object]:
    return {
        "repo": model.repo,
        "downloads": model.downloads,
        "likes": model.likes,
        "updated": model.updated.isoformat() if model.updated else None,
        "gated": model.gated,
        "architecture": model.architecture,
        "parameters": model.parameters,
        "context_length": model.context_length,
    }


def _variant(row: VariantRow) -> dict[str, object]:
    variant = row.variant
    return {
        "name": variant.name,
        "files": list(variant.files),
        "role": variant.role,
        "quantization": variant.quantization,
        "size": variant.size,
        "bits_per_weight": row.bits_per_weight,
        "fit": None if row.fit is None else str(row.fit),
        "recommended": row.recommended,
        "reason": row.reason,
        "runner_up": row.runner_up,
        "why_not": row.why_not,
        "why": list(row.why),
        "tokens_per_second": speed_keys(row.speed),
        "prompt_tokens_per_second": speed_keys(row.prompt_speed),
        "longest_context": row.longest or None,
        "quality": _quality(row.quality),
    }


def _quality(judged: Judged | None) -> dict[str, object] | None:
    """The class in words; its `source` in a sentence, and the figures, those of here first."""
    if judged is None:
        return None
    return {
        "class": judged.words,
        "basis": str(judged.basis),
        "source": judged.because,
        "figures": [figure_keys(one) for one in judged.figures],
    }

"""From the words of a call to the choices and the machine they are meant for."""

import argparse

from launcher.actions.imagine import imagined, summary
from launcher.actions.machine import look_with_engine
from launcher.actions.parts import Parts
from launcher.actions.target import resolve
from launcher.errors import UnknownChoice
from launcher.hardware.facts import Machine
from launcher.memory.choices import LEAST_CONTEXT, Choices, FlashAttention, LoadMode
from launcher.models.facts import ModelFacts
from launcher.models.roles import role_of


def choices_of(
    arguments: argparse.Namespace, parts: Parts, facts: ModelFacts | None = None
) -> Choices:
    """The choices in the call; a context that was not asked for is the settings', if trained.

    The engine makes none below its least, so a model trained for less is given that.
    """
    settings = parts.settings.settings
    context = arguments.context
    if context is None:
        trained = facts.trained_context if facts else 0
        context = min(settings.context, trained) if trained else settings.context
        context = max(LEAST_CONTEXT, context)
    both = arguments.kv_type or "f16"
    return Choices(
        context=context,
        gpu_layers=arguments.gpu_layers,
        kv_type_k=arguments.kv_type_k or both,
        kv_type_v=arguments.kv_type_v or both,
        flash_attention=FlashAttention(arguments.flash_attention),
        batch=arguments.batch,
        micro_batch=arguments.micro_batch,
        parallel=arguments.parallel,
        cpu_moe=arguments.cpu_moe,
        load=LoadMode(arguments.load),
        split=arguments.split,
        main_gpu=arguments.main_gpu,
        unified=arguments.unified,
        kv_on_gpu=arguments.kv_on_gpu,
        repack=arguments.repack,
        swa_full=arguments.swa_full,
        mtp=arguments.mtp,
        threads=settings.threads,
    )


def mmproj_of(arguments: argparse.Namespace, parts: Parts) -> ModelFacts | None:
    """The part for pictures that the call names, if it names one.

    Raises UnknownChoice for a file that is something else.
    """
    if arguments.mmproj is None:
        return None
    facts = resolve(parts, arguments.mmproj).facts
    if role_of(facts) != "mmproj":
        raise UnknownChoice("mmproj", arguments.mmproj, ())
    return facts


def machine_of(arguments: argparse.Namespace, parts: Parts) -> Machine:
    """This machine, or the one the call imagines."""
    return imagined(look_with_engine(parts), ram=arguments.ram, gpus=arguments.gpu)


def computer(machine: Machine) -> str | None:
    """The imagined computer in one line; None for this one."""
    return summary(machine) if machine.imagined else None

"""What is said of a pick must not contradict its own figures."""

from dataclasses import replace

import pytest

from launcher.choosing.arithmetic import lines
from launcher.choosing.contenders import Contender, Field
from launcher.choosing.quality_words import Judged, Quality
from launcher.choosing.reasons import place, reason_of_first, room_words
from launcher.choosing.wish import Wish
from launcher.hardware.facts import Machine
from launcher.memory.estimate import Basis
from launcher.memory.fit import Fit
from launcher.models.starters import Starter, starters
from launcher.planning.paces import paces_of
from launcher.planning.speed import Speed
from launcher.units import GIB
from tests.fakes.imagined import a_computer


def field_of(machine: Machine, *, reserve: int = GIB) -> Field:
    return Field(wish=Wish(), machine=machine, reserve=reserve, paces=paces_of(machine))


def named(name: str) -> Starter:
    return next(one for one in starters() if one.known.name == name)


def test_a_model_whose_embeddings_lie_in_ram_is_not_said_to_lie_wholly_on_the_gpu() -> None:
    field = field_of(a_computer(ram=16, gpus="3"))
    file = field.weighed(named("Gemma 4 E2B Instruct"), "Q4_K_M")
    assert file.fit is Fit.FITS
    assert place(file) == "with its layers on the GPU and its embeddings in RAM"
    whole = field_of(a_computer(ram=16, gpus="12")).weighed(named("Qwen 3.5 9B"), "Q4_K_M")
    assert place(whole) == "wholly on the GPU"


@pytest.mark.parametrize(
    ("tokens", "said"),
    [(6.0, "faster than its size suggests: about 6"), (25.0, "as if it were small: about 25")],
)
def test_a_divided_mixture_is_as_quick_as_a_small_model_only_where_it_is_quick(
    tokens: float, said: str
) -> None:
    field = field_of(a_computer(ram=32, gpus="RTX 4060"))
    one = field.contender(named("Gemma 4 26B A4B Instruct"), "Q4_K_M")
    speed = Speed(low=tokens, high=tokens, basis=Basis.GUESS)
    file = replace(one.file, fit=Fit.PARTLY, speed=speed)
    reason = reason_of_first(
        field, Contender(starter=one.starter, file=file, strict=False), larger=False
    )
    assert said in reason


def test_a_class_and_a_loss_that_disagree_are_both_explained() -> None:
    field = field_of(a_computer(ram=16))
    file = field.weighed(named("Qwen 3.5 9B"), "Q4_K_M")
    weaker = replace(file, judged=Judged(quality=Quality.WEAKER, basis=Basis.GUESS))
    said = lines(weaker, field.machine, kept_free=GIB)[-1]
    assert "its words stray from the original's (KL divergence: clearly weaker" in said
    assert "though about" in said
    assert "KL divergence" not in lines(file, field.machine, kept_free=GIB)[-1]


def test_one_byte_is_no_bytes() -> None:
    machine = a_computer(ram=8, free=1 / GIB)
    assert room_words(field_of(machine)).startswith("only 1 byte is free")

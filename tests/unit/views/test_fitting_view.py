"""What fits and what more would cost, as the panel says it."""

from dataclasses import replace

import pytest

from launcher.actions.estimate import estimate_now
from launcher.actions.fit import Fitting, fit_now
from launcher.hardware.facts import Cpu, Device, DeviceKind, Machine, Memory
from launcher.memory.choices import ALL_LAYERS, Choices
from launcher.memory.fit import Fit, judge
from launcher.models.facts import ModelFacts
from tests.benchmarks.headers import hybrid_48
from tests.fakes.model_facts import facts_of
from ui.text.fitting_view import MOST_PRICES, FittingView, fitting_view

GIB = 1 << 30
DENSE = facts_of()


def computer(*cards: int, ram: int = 32) -> Machine:
    main = Device(
        name="CPU",
        description="A processor",
        kind=DeviceKind.CPU,
        total=ram * GIB,
        free=ram * GIB,
    )
    gpus = tuple(
        Device(
            name=f"CUDA{number}",
            description="NVIDIA GeForce RTX 4070",
            kind=DeviceKind.GPU,
            total=size * GIB,
            free=size * GIB,
        )
        for number, size in enumerate(cards)
    )
    return Machine(
        cpu=Cpu(name="A processor", physical_cores=8, logical_cores=16),
        memory=Memory(total=ram * GIB, available=ram * GIB),
        devices=(main, *gpus),
    )


def seen(
    choices: Choices,
    machine: Machine,
    facts: ModelFacts = DENSE,
    found: Fitting | None = None,
    *,
    fresh: bool = True,
    planned: bool = True,
) -> FittingView:
    answer = estimate_now(facts, choices, machine, reserve=GIB)
    return fitting_view(
        answer,
        choices,
        machine,
        found or fit_now(facts, choices, machine, reserve=GIB),
        fit=judge(answer, reserve=GIB),
        reserve=GIB,
        fresh=fresh,
        planned=planned,
    )


def test_what_fits_offers_longer_contexts_and_lacks_nothing() -> None:
    choices = Choices(context=8192)
    view = seen(choices, computer(12))
    assert view.lack == ""
    assert view.hint == "A longer context with:"
    assert view.plan is None
    first = view.prices[0]
    assert first.what == "KV cache in q8_0"
    assert first.cost == "Quality loss: too small to notice"
    assert int(first.figure.replace(",", "")) > 8192
    assert first.choices == replace(choices, kv_type_k="q8_0", kv_type_v="q8_0")


def test_the_panel_lists_few_prices_and_one_of_each_kind_where_all_is_well() -> None:
    view = seen(Choices(context=8192), computer(12))
    kinds = {price.what.rstrip("_0145") for price in view.prices}
    assert len(kinds) == len(view.prices) <= MOST_PRICES


@pytest.mark.parametrize("context", [65536, 98304, 131072])
def test_what_is_too_big_says_how_much_is_missing_and_what_would_do(context: int) -> None:
    choices = Choices(context=context, gpu_layers=ALL_LAYERS)
    machine = computer(12)
    view = seen(choices, machine)
    assert view.lack.startswith("Needs ")
    assert view.lack.endswith(" GiB on RTX 4070; 12.00 GiB are free.")
    assert view.hint == "Fits with:"
    assert len(view.prices) <= MOST_PRICES
    for price in view.prices:
        answer = estimate_now(DENSE, price.choices, machine, reserve=GIB)
        assert judge(answer, reserve=GIB).comfortable
        assert price.choices.context == context


def test_the_plan_is_offered_where_it_lies_better() -> None:
    choices = Choices(context=98304, gpu_layers=ALL_LAYERS)
    machine = computer(12)
    plan = seen(choices, machine).plan
    assert plan is not None
    answer = estimate_now(DENSE, plan.choices, machine, reserve=GIB)
    assert judge(answer, reserve=GIB).comfortable
    assert plan.choices.context == 98304
    assert "RTX 4070" in plan.summary
    assert "NVIDIA" not in plan.summary


def test_a_plan_for_another_context_is_not_offered() -> None:
    choices = Choices(context=98304, gpu_layers=ALL_LAYERS)
    assert seen(choices, computer(12), planned=False).plan is None


def test_what_belongs_to_other_choices_cannot_be_taken() -> None:
    found = fit_now(DENSE, Choices(context=8192), computer(12), reserve=GIB)
    now = Choices(context=8192, flash_attention=Choices().flash_attention, micro_batch=256)
    view = seen(now, computer(12), found=found, fresh=False, planned=False)
    assert view.prices
    assert not view.fresh
    assert view.plan is None


def test_what_is_tight_says_how_much_of_the_reserve_it_takes() -> None:
    machine = computer(12)
    for context in range(32768, 131072, 1024):
        choices = Choices(context=context, gpu_layers=ALL_LAYERS)
        answer = estimate_now(DENSE, choices, machine, reserve=GIB)
        if judge(answer, reserve=GIB) is Fit.TIGHT:
            break
    view = seen(choices, machine)
    assert view.state == "tight"
    assert view.lack.startswith("Takes ")
    assert view.lack.endswith(" of the reserve on RTX 4070.")
    assert view.hint == "Keeps the reserve with:"


def test_where_nothing_helps_it_is_said_why() -> None:
    view = seen(Choices(context=8192), computer(8, ram=16), hybrid_48())
    assert view.lack.endswith(" of RAM; 16.00 GiB are free.")
    assert not view.prices
    assert view.plan is None
    assert "A shorter context does not help" in view.hint


def test_a_mixture_is_offered_its_experts_in_main_memory() -> None:
    view = seen(Choices(context=8192), computer(12, ram=64), hybrid_48())
    assert view.plan is not None
    assert view.plan.choices.cpu_moe > 0
    assert any("Experts" in step.what for step in view.plan.steps)


def test_an_automatic_plan_that_comes_to_the_same_is_not_offered() -> None:
    machine = computer(12, ram=64)
    first = seen(Choices(context=8192), machine, hybrid_48()).plan
    assert first is not None
    assert seen(first.choices, machine, hybrid_48()).plan is None


def test_before_it_is_worked_out_only_the_lack_is_said() -> None:
    choices, machine = Choices(context=98304, gpu_layers=ALL_LAYERS), computer(12)
    answer = estimate_now(DENSE, choices, machine, reserve=GIB)
    view = fitting_view(answer, choices, machine, None, fit=Fit.TOO_BIG, reserve=GIB)
    assert view.lack
    assert not view.prices
    assert view.hint == ""


def test_two_cards_of_one_name_are_told_apart() -> None:
    choices = Choices(context=131072, gpu_layers=ALL_LAYERS)
    view = seen(choices, computer(8, 6), hybrid_48())
    assert "on GPU 1, RTX 4070;" in view.lack or "on GPU 2, RTX 4070;" in view.lack
